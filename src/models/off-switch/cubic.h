/** Cubics through four neighbouring nodes of an even grid on [0, 1]. */
#ifndef WALRAS_OFF_SWITCH_CUBIC_H
#define WALRAS_OFF_SWITCH_CUBIC_H

#include <stdint.h>

/** The first of the four nodes nearest to x in [0, 1] of `nodes` >= 4, and their Lagrange weights. */
static inline int64_t off_switch_cubic_weights(double x, int64_t nodes, double weight[4]) {
  const double place = x * (double)(nodes - 1);
  int64_t first = (int64_t)place - 1;
  first = first < 0 ? 0 : first > nodes - 4 ? nodes - 4 : first;
  const double a = place - (double)first, b = a - 1.0, c = a - 2.0, d = a - 3.0;
  weight[0] = b * c * d * (-1.0 / 6.0);
  weight[1] = a * c * d * 0.5;
  weight[2] = a * b * d * -0.5;
  weight[3] = a * b * c * (1.0 / 6.0);
  return first;
}

#endif
