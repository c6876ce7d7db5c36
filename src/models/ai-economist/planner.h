/** Planners of the one-step economy: each looks for the rates that maximise planner_objective when workers answer them. */
#ifndef WALRAS_AI_ECONOMIST_PLANNER_H
#define WALRAS_AI_ECONOMIST_PLANNER_H

#include "models/ai-economist/one_step.h"

/** A planner at work. */
typedef struct one_step_plan {
  one_step *economy;
  walras_tax_schedule schedule; /**< its cutoffs; in the end the rates that were found */
  int64_t tried;                /**< schedules put to the workers so far */
} one_step_plan;

/** Collective. values [count]: the objective under each row of rates [count][brackets]. */
walras_status one_step_try(one_step_plan *plan, const double *rates, int64_t count, double *values);

/** Collective. Find the rates, record planner_swf on the way, leave them in the plan's schedule. */
walras_status one_step_search(one_step_plan *plan);
walras_status one_step_cross_entropy(one_step_plan *plan);
walras_status one_step_reinforce(one_step_plan *plan);

#endif
