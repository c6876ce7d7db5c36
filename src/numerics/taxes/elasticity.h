/**
 * The elasticity of incomes to the net-of-tax rate 1 - t, from data: a regression over a cross-section, or the answer to a small change of one
 * bracket's rate. Sums of blocks are added, so that incomes may live anywhere.
 */
#ifndef WALRAS_NUMERICS_TAXES_ELASTICITY_H
#define WALRAS_NUMERICS_TAXES_ELASTICITY_H

#include <stdbool.h>
#include <stdint.h>

enum { WALRAS_ELASTICITY_SUMS = 7 };

/**
 * A pair of logs to measure from, log z and log(1 - t) of any usable pair (of the first one, say): it must be the same for all blocks. The result
 * does not depend on it but for rounding, which is least near the means.
 */
typedef struct walras_elasticity_origin {
  double log_income, log_net, rate;
} walras_elasticity_origin;

walras_elasticity_origin walras_elasticity_origin_make(double income, double rate);

/** Adds the usable pairs, z > 0 and t < 1, of incomes z [count] and marginal rates t [count] to sums [WALRAS_ELASTICITY_SUMS]. */
void walras_elasticity_add(const walras_elasticity_origin *origin, const double *incomes, const double *rates, int64_t count,
                           double *sums);

typedef struct walras_elasticity_line {
  bool usable; /**< 10 pairs or more, and a standard deviation of t of 1e-6 or more; else slope and intercept are NaN */
  int64_t pairs;
  double slope;    /**< e: of log z on log(1 - t), by ordinary least squares */
  double log_base; /**< the intercept: log of the income without tax */
} walras_elasticity_line;

/** The regression of the AI Economist's simulator (Zheng et al. 2021, public code of Foundation); logs of arguments floored at 1e-9. */
walras_elasticity_line walras_elasticity_fit(const walras_elasticity_origin *origin, const double *sums);

/**
 * The answer to a change of rate j alone, for the workers whose income before lies in its bracket [from, to): adds their number to sums[0] and
 * their relative changes of labour (after - before) / before to sums[1]; workers without labour before are left out. Arrays [count].
 */
void walras_elasticity_add_answers(double from, double to, const double *incomes_before, const double *labor_before,
                                   const double *labor_after, int64_t count, double *sums);

/** Mean relative change of labour over that of 1 - t; 0 where nobody answered. Rates before and after, before < 1, unlike each other. */
double walras_elasticity_of_answers(const double *sums, double rate_before, double rate_after);

#endif
