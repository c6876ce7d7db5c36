/** One robot before its decision: a belief, its overseers, and what asking them costs. */
#ifndef WALRAS_OFF_SWITCH_POINT_H
#define WALRAS_OFF_SWITCH_POINT_H

#include "models/off-switch/belief.h"

struct off_switch_point {
  bool discrete;                  /**< values and weights are the belief; else the normal law of mu and sigma */
  double mu, sigma;               /**< mean and standard deviation in either case */
  const double *values, *weights; /**< [count], discrete beliefs */
  int64_t count;
  int64_t overseers;
  double wait_cost; /**< c */
  double tolerance; /**< of quadrature, and the width of a tie */
};

/** Belief without spread: all of U's mass is one value as far as doubles can tell. */
bool off_switch_point_is_certain(const struct off_switch_point *point);

struct off_switch_gains off_switch_point_gains(const struct off_switch_point *point);

/** The moments under a policy, and by how much quadrature may be off (0 for sums). False: not within the tolerance. */
bool off_switch_point_moments(const struct off_switch_point *point, const struct off_switch_policy *policy,
                              struct off_switch_moments *moments, double *error);

/** Delta = E[pi U] - max(E[U], 0) - c by closed form where there is one, else from the moments. */
double off_switch_point_delta_from(const struct off_switch_point *point, const struct off_switch_policy *policy,
                                   const struct off_switch_moments *moments);
/** The same with unrefined quadrature. */
double off_switch_point_delta(const struct off_switch_point *point, const struct off_switch_policy *policy);

/**
 * Whether R waits for overseers that it takes to be of this policy, from its Delta. Ties wait: Delta >= -tolerance; for one logistic human, a normal
 * belief and no cost the exact rule decides, 2 |mu| beta <= sigma^2 (1 + tolerance).
 */
bool off_switch_point_waits(const struct off_switch_point *point, const struct off_switch_policy *policy, double delta);

#endif
