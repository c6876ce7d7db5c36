/**
 * The optimal income tax without bracket limits, for quasi-linear utility z - T(z) - c (z / v)^delta and fixed social weights g(v) of mean 1
 * (Mirrlees 1971; Diamond 1998, equation 10):
 *
 *   t / (1 - t) = (1 + 1/e) (1 - F(v)) / (v f(v)) (1 - Gbar(v)),   Gbar(v) = E[g | v' >= v],   e = 1 / (delta - 1).
 *
 * Its welfare bounds that of every bracket schedule with the same weights.
 */
#ifndef WALRAS_NUMERICS_TAXES_MIRRLEES_H
#define WALRAS_NUMERICS_TAXES_MIRRLEES_H

#include <stdbool.h>
#include <stdint.h>

#include "numerics/distributions/law.h"
#include "numerics/taxes/response.h"

/**
 * t(v) in [0, 1] from Gbar(v); the law needs a density. Where the formula asks for a subsidy, or where nobody is above, it is 0; where
 * the density is 0 with people above, 1.
 */
double walras_mirrlees_rate(const walras_law *law, double elasticity, double weight_above, double skill);

/** Gbar(v) in closed form for g proportional to v^-exponent. NaN where the law has no such moment. */
double walras_mirrlees_power_weight(const walras_law *law, double exponent, double skill);

/** A social weight g(v) >= 0, bounded, of any scale. */
typedef double (*walras_social_weight)(double skill, void *context);

/**
 * out[i] = Gbar(skills[i]), skills [count] ascending within the law, by adaptive quadrature (Lobatto 4-7 in the log odds of F) to
 * `tolerance` absolute: 1e-10 is cheap for smooth weights, kinks cost a few dozen more calls each. `table` as in law.h, or NULL.
 */
void walras_mirrlees_weights_above(const walras_law *law, const walras_gb2_table *table, walras_social_weight weight,
                                   void *context, int64_t count, const double *skills, double tolerance, double *out);

/**
 * The same for weights known on a grid of equally likely skills alone: weights [count] of the quantiles (i + 1/2) / count, linear in
 * between and level beyond the ends; error O(1 / count^2) but for the ends.
 */
void walras_mirrlees_weights_on_grid(int64_t count, const double *weights, double *out);

/** Who earns and pays what; arrays [count], owned by the caller. */
typedef struct walras_mirrlees_allocation {
  double *income; /**< z = v l, not falling */
  double *tax;    /**< T(z), by the trapezoid between skills; 0 for the lowest skill: the level is the rebate's matter */
  bool ironed;    /**< z fell somewhere and was replaced by its running maximum */
} walras_mirrlees_allocation;

/** skills [count] ascending, rates [count]. Labour ((v (1 - t)) / (c delta))^e, at most labor->most. */
void walras_mirrlees_allocate(const walras_labor *labor, int64_t count, const double *skills, const double *rates,
                              walras_mirrlees_allocation *allocation);

/**
 * Weights that follow incomes, g proportional to 1 / max(z, 1), on a grid of equally likely skills: the fixed point of rates and incomes by
 * damped iteration of the weights (damping 1/2). It takes the weights as given, as Saez's formula does; it does not maximise an objective with these
 * weights. Stops when no rate moves by more than `tolerance`; returns the last largest move, which is above `tolerance` when 10^4 rounds did not
 * suffice. rates [count] is filled, weights [count] holds g of mean 1 afterwards; work [count].
 */
double walras_mirrlees_fixed_point(const walras_law *law, const walras_labor *labor, int64_t count, const double *skills,
                                   double tolerance, double *rates, double *weights, double *work,
                                   walras_mirrlees_allocation *allocation);

#endif
