/** What stands behind the sums of one schedule: brackets, kinks, workers one by one, and the elasticity that a regression finds. */
#ifndef WALRAS_AI_ECONOMIST_DETAIL_H
#define WALRAS_AI_ECONOMIST_DETAIL_H

#include "models/ai-economist/evaluate.h"

enum { AI_GROUPS_MOST = WALRAS_TAX_BRACKETS_MOST };

/** Collective. `choices` (may be NULL) gets a pointer to n_agents rows in ascending order of skill, valid until the next call; only for an
 *  evaluator with rows. */
walras_status one_step_look(one_step_evaluator *evaluator, const walras_tax_schedule *schedule, one_step_detail *detail,
                            const one_step_choice **choices);

/** Least squares of log z on log(1 - t) with an intercept. */
typedef struct one_step_elasticity {
  bool known; /**< at least 10 pairs, and rates that differ: their standard deviation is 1e-6 or more */
  double slope, intercept;
} one_step_elasticity;

/** From groups of equal rate: rates [groups] (those of 1 are left out), earners [groups] and sums of log z [groups]. */
one_step_elasticity one_step_regress(int64_t groups, const double *rates, const double *earners, const double *log_income);

/** Collective. The regression over elasticity_probe_rates, one cross-section each; without them over the brackets of `detail`. */
walras_status one_step_measure_elasticity(one_step_evaluator *evaluator, const walras_tax_schedule *schedule,
                                          const one_step_detail *detail, one_step_elasticity *elasticity);

#endif
