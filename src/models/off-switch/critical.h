/** How much noise of its overseers a robot puts up with: the temperature and the error rate at which it stops to defer. */
#ifndef WALRAS_OFF_SWITCH_CRITICAL_H
#define WALRAS_OFF_SWITCH_CRITICAL_H

#include "models/off-switch/point.h"

/**
 * g(z) = 2 |mu| beta* / sigma^2 for a normal belief with z = |mu| / sigma (infinity is allowed) and `overseers` logistic humans who cost nothing:
 * R defers iff 2 |mu| beta <= g sigma^2. It is 1 for one or two of them (see the model's README) and between 1 and 2 (m + 1) for 2 m + 1, found to
 * about 1e-10 by Brent's method on the incentive relative to the density at zero, so that no z is too large.
 */
double off_switch_critical_product(double z, int64_t overseers);

/** What noise ends deference. */
struct off_switch_critical {
  double beta;  /**< critical temperature of logistic overseers; infinity = R defers at every temperature */
  double error; /**< critical error rate of bernoulli_error; NaN when U is 0 for sure, so that every rate will do */
};

/**
 * For the belief, number of overseers and cost of a point, whatever its policies. With a normal belief and no cost beta is exact (above); otherwise
 * it is found by Brent's method in [1e-3 s, 1e3 s], s = max(sigma, |mu|): 0 when R does not defer at the lower end, infinity when it does at
 * the upper one. The error rate solves its committee's majority for the rate that the gains call for; it is at most 1/2, and 0 when even rational
 * overseers are not worth their cost.
 */
struct off_switch_critical off_switch_critical(const struct off_switch_point *point);

#endif
