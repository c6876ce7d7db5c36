/** What stands behind the sums of one schedule: brackets, kinks, workers one by one, and the elasticity that a regression finds. */
#ifndef WALRAS_AI_ECONOMIST_DETAIL_H
#define WALRAS_AI_ECONOMIST_DETAIL_H

#include "models/ai-economist/evaluate.h"

/** A place to measure pairs of income and rate from: mean income `income`, and the rate there or the first probe. */
walras_elasticity_origin one_step_origin(const one_step_workers *workers, const walras_tax_schedule *schedule, double income);

/** Collective. `choices` (may be NULL) gets a pointer to n_agents rows in ascending order of skill, valid until the next call; only for an
 *  evaluator with rows. */
walras_status one_step_look(one_step_evaluator *evaluator, const walras_tax_schedule *schedule,
                            const walras_elasticity_origin *origin, one_step_detail *detail, const one_step_choice **choices);

/** Collective. The regression over elasticity_probe_rates, one cross-section each; without them that of `detail`. */
walras_status one_step_measure_elasticity(one_step_evaluator *evaluator, const walras_elasticity_origin *origin,
                                          const one_step_detail *detail, walras_elasticity_line *line);

/** Adds the pairs of cells with these incomes and marginal rates [cells->workers.count] to sums [WALRAS_ELASTICITY_SUMS]. */
void one_step_add_pairs(const walras_elasticity_origin *origin, const one_step_cells *cells, const double *incomes,
                        const double *rates, double *sums);

#endif
