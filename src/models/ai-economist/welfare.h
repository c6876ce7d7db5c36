/** Equality, productivity and welfare of the one-step economy from its sums. */
#ifndef WALRAS_AI_ECONOMIST_WELFARE_H
#define WALRAS_AI_ECONOMIST_WELFARE_H

#include "models/ai-economist/evaluate.h"

typedef struct one_step_welfare {
  double rebate;                                                                  /**< R, coin */
  double productivity;                                                            /**< mean coin */
  double equality;                                                                /**< 1 - Gini by gini_formula */
  double inverse_income_utility, inverse_income_coin, utilitarian, fixed_weights; /**< coin */
} one_step_welfare;

/** `total_weight` is the sum of the fixed weights g. */
one_step_welfare one_step_welfare_of(const struct ai_parameters *p, const one_step_moments *moments, double total_weight);

/** The planner's objective. */
double one_step_objective(const struct ai_parameters *p, const one_step_welfare *welfare);

/**
 * Gini's index of n coins x >= 0 in ascending order from `total` = sum x_i and `ranked` = sum (2 i - n - 1) x_i, i = 1..n. `authors`: for
 * n < 30 the normalised index (1 = one owner), else 1 - 2/(n + 1) sum_k S_k / S_n with partial sums S; 1e-10 guards both against a total of
 * 0, which gives 0 and 1. Otherwise the normalised one for any n, 0 for a total of 0.
 */
double ai_gini(bool authors, int64_t n, double total, double ranked);

#endif
