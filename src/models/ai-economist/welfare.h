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

#endif
