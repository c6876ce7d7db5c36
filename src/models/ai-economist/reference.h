/** What is fixed before a tax is chosen: the weights of workers, and cutoffs at quantiles of reference incomes. */
#ifndef WALRAS_AI_ECONOMIST_REFERENCE_H
#define WALRAS_AI_ECONOMIST_REFERENCE_H

#include "models/ai-economist/one_step.h"

/**
 * Collective. Gives the workers their weights g where pareto_weight is skill_power, or planner_objective = fixed_weights wants those of incomes:
 * 1/max(z, 1) at the incomes of the oracle, or without a density at the incomes without tax.
 */
walras_status one_step_weigh(one_step *economy);

/** bracket_spacing = quantile, and a tax that reads it. */
bool one_step_has_quantile_cutoffs(const struct ai_parameters *p);

/** Collective. cutoffs [n_brackets] at the type-7 quantiles j/J of the same reference incomes. */
walras_status one_step_quantile_cutoffs(one_step *economy, double *cutoffs);

#endif
