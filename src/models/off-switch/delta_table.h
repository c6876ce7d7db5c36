/** The incentive to defer to gradual overseers (logistic, probit) for many normal beliefs at once, from a table. */
#ifndef WALRAS_OFF_SWITCH_DELTA_TABLE_H
#define WALRAS_OFF_SWITCH_DELTA_TABLE_H

#include "models/off-switch/policy.h"
#include "walras/trial.h"

/**
 * Delta scales with the unit of utility and does not depend on the sign of mu, so that with s = sigma + |mu| the ratio Delta / s is a smooth
 * function of t = |mu| / s and y = scale / (scale + s), both in [0, 1]. Quadrature gives it at the Chebyshev points of the square, their polynomial
 * gives a fine even grid, and cubics through the four nearest nodes of that in each direction give what is between.
 */
struct off_switch_delta_table {
  const double *values; /**< [DELTA_SIDE][DELTA_SIDE], y by rows */
};

enum { DELTA_SIDE = 257 };

/** Collective. One table per node of the group, freed with the trial. `policy` is logistic or probit; its scale is not read. */
walras_status off_switch_delta_table_make(walras_trial *trial, const struct off_switch_policy *policy,
                                          struct off_switch_delta_table *table);

/** What the table is of: Delta at sigma = 1 - t, |mu| = t, scale = y / (1 - y), by quadrature. */
double off_switch_delta_exact(const struct off_switch_policy *policy, double t, double y);

/** Delta before cost at each belief: mu, sigma >= 0, scale >= 0 and out are [count]. */
void off_switch_delta_look_up(const struct off_switch_delta_table *table, const double *mu, const double *sigma,
                              const double *scale, int64_t count, double *out);

/** Largest difference from quadrature, per s, over a net of places half-way between nodes. */
double off_switch_delta_table_error(const struct off_switch_delta_table *table, const struct off_switch_policy *policy);

#endif
