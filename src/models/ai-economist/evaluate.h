/** What workers make of tax schedules: sums over the population, many schedules in one pass. */
#ifndef WALRAS_AI_ECONOMIST_EVALUATE_H
#define WALRAS_AI_ECONOMIST_EVALUATE_H

#include "models/ai-economist/moments.h"
#include "models/ai-economist/workers.h"
#include "numerics/taxes/elasticity.h"

/** Cells at a time, arrays of them, and schedules of one pass. */
enum { AI_CHUNK = 1024, AI_ARRAYS = 6, AI_SCHEDULES_MOST = 64 };

/** A schedule as workers see it: they answer `seen`, which with rebate_in_response is a part of what they pay. */
typedef struct one_step_response {
  walras_tax_response continuous;
  walras_tax_grid integer;
  double tax_factor; /**< tax paid for each unit of tax seen */
  bool whole_hours;
} one_step_response;

/** `response` is zero or made before in this trial, of whatever schedule. */
void one_step_response_make(const one_step_workers *workers, const walras_tax_schedule *schedule, one_step_response *response);

/** One worker's choice: a row of the table of workers. */
typedef struct one_step_choice {
  double skill, labor, income, tax, worth;
} one_step_choice;

/** Workers by the bracket of their income, and other sums of one schedule that no planner asks for. */
typedef struct one_step_detail {
  double workers[WALRAS_TAX_BRACKETS_MOST], income[WALRAS_TAX_BRACKETS_MOST], tax[WALRAS_TAX_BRACKETS_MOST];
  double labor, at_kink; /**< hours of all; workers with an income within 1e-6 of a cutoff above 0 */
  double pairs[WALRAS_ELASTICITY_SUMS];
} one_step_detail;

/** What cells choose, arrays [cells->workers.count], with the tax really paid. */
void one_step_respond(const one_step_response *response, const one_step_cells *cells, const walras_tax_choices *choices);

/** The memory and the collective sums of evaluations; made once in a trial. */
typedef struct one_step_evaluator {
  const one_step_workers *workers;
  walras_reduction *one, *many, *detail;
  walras_gather *rows;          /**< of workers one by one; NULL for more than AI_WORKER_TABLE_MOST of them, and for bins */
  walras_scratch *scratch;      /**< [AI_ARRAYS][AI_CHUNK] reals, then rows of a block */
  one_step_response *responses; /**< [AI_SCHEDULES_MOST] */
} one_step_evaluator;

walras_status one_step_evaluator_make(const one_step_workers *workers, one_step_evaluator *evaluator);

/** Collective. moments [count] of schedules [count], any count. */
walras_status one_step_evaluate(one_step_evaluator *evaluator, const walras_tax_schedule *schedules, int64_t count,
                                one_step_moments *moments);

#endif
