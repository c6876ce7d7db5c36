/** Gauss-Legendre quadrature on panels. */
#ifndef WALRAS_OFF_SWITCH_QUADRATURE_H
#define WALRAS_OFF_SWITCH_QUADRATURE_H

#include <stdint.h>

enum { PANEL_NODES = 12 };

/** The nodes of [low, high] and their weights: a polynomial of degree 23 is integrated exactly. */
static inline void off_switch_panel(double low, double high, double at[PANEL_NODES], double weight[PANEL_NODES]) {
  static const double node[PANEL_NODES / 2] = {0x1.007a5f8f630e4p-3, 0x1.78a8d20a8b19dp-2, 0x1.2cb4f05c077f9p-1,
                                               0x1.8a30aeed88f36p-1, 0x1.cee874ffb88b4p-1, 0x1.f68f1d8e42e81p-1};
  static const double share[PANEL_NODES / 2] = {0x1.fe40ce6d4f025p-3, 0x1.de3155c256ab5p-3, 0x1.a0163e6b1ab72p-3,
                                                0x1.47d7258f22d8fp-3, 0x1.b60602bce6181p-4, 0x1.8275d9dea6d8fp-5};
  const double middle = 0.5 * (low + high), half = 0.5 * (high - low);
  for (int64_t i = 0; i < PANEL_NODES / 2; i++) {
    at[2 * i] = middle - half * node[i];
    at[2 * i + 1] = middle + half * node[i];
    weight[2 * i] = weight[2 * i + 1] = half * share[i];
  }
}

#endif
