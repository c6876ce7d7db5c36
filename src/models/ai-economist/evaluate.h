/** What workers make of tax schedules: sums over the population, many schedules in one pass. */
#ifndef WALRAS_AI_ECONOMIST_EVALUATE_H
#define WALRAS_AI_ECONOMIST_EVALUATE_H

#include "models/ai-economist/workers.h"
#include "numerics/taxes/elasticity.h"

enum { AI_CHUNK = 1024, AI_SCHEDULES_MOST = 64 }; /**< cells at a time, and schedules of one pass */

/** Sums over workers under one schedule. Coin here is z - T(z), without the rebate, and worth is utility without it. */
typedef struct one_step_moments {
  double tax;                           /**< T(z) */
  double worth;                         /**< z - T(z) - c l^delta */
  double coin;                          /**< z - T(z) */
  double ranked;                        /**< (2 i - N - 1)/N times coin, i = 1..N in ascending order */
  double weight;                        /**< w = 1/max(z, 1) */
  double weighted_worth, weighted_coin; /**< w times each */
  double fixed_worth;                   /**< g times worth */
} one_step_moments;

/** A schedule as workers see it: they answer `seen`, which with rebate_in_response is a part of what they pay. */
typedef struct one_step_response {
  walras_tax_response continuous;
  walras_tax_grid integer;
  double tax_factor; /**< tax paid for each unit of tax seen */
  bool whole_hours;
} one_step_response;

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

/** Adds cells with these choices to moments; n = all workers. */
void one_step_add_moments(const one_step_cells *cells, const walras_tax_choices *choices, double n, one_step_moments *moments);

/** The memory and the collective sums of evaluations; made once in a trial. */
typedef struct one_step_evaluator {
  const one_step_workers *workers;
  walras_reduction *one, *many, *detail;
  walras_gather *rows;          /**< of workers one by one; NULL for more than AI_WORKER_TABLE_MOST of them, and for bins */
  walras_scratch *scratch;      /**< [5][AI_CHUNK] reals, then rows of a block */
  one_step_response *responses; /**< [AI_SCHEDULES_MOST] */
} one_step_evaluator;

walras_status one_step_evaluator_make(const one_step_workers *workers, one_step_evaluator *evaluator);

/** Collective. moments [count] of schedules [count], any count. */
walras_status one_step_evaluate(one_step_evaluator *evaluator, const walras_tax_schedule *schedules, int64_t count,
                                one_step_moments *moments);

#endif
