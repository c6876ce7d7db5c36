/** The altruist's value without a grid, where only herding, q = 1 and the least informative precision can be optimal. */
#ifndef WALRAS_HERD_EXACT_ALTRUIST_H
#define WALRAS_HERD_EXACT_ALTRUIST_H

#include "models/steering-the-herd/parameters.h"

struct herd_exact {
  const struct herd_parameters *p;
  double step;   /**< L(p) */
  double centre; /**< the value at log-odds 0 */
};

/** Finds the value at belief 1/2, on which all others rest. */
void herd_exact_make(const struct herd_parameters *p, struct herd_exact *exact);
/** V_A at log-odds l. */
double herd_exact_value(const struct herd_exact *exact, double log_odds);
/** The most that a precision among `count` even ones of [max(b, 1 - b), 1] gains over that value; below 0 by rounding only. */
double herd_exact_dense_gain(const struct herd_exact *exact, double belief, int64_t count);

#endif
