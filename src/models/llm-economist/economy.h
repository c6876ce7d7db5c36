/**
 * The workers of a trial and how they answer schedules: skills, powers of them and reference weights as arrays over the population, made once;
 * evaluations of many schedules in one pass over it.
 */
#ifndef WALRAS_ECONOMIST_ECONOMY_H
#define WALRAS_ECONOMIST_ECONOMY_H

#include "models/llm-economist/parameters.h"
#include "models/llm-economist/sums.h"
#include "walras/walras.h"

enum { ECONOMIST_BATCH = 32 /**< schedules evaluated in one pass */ };

/** A schedule made ready for workers who answer it at once. */
typedef struct economist_response {
  const struct economist_design *design; /**< planner = mirrlees, instead of a schedule; NULL otherwise */
  bool by_grid;
  walras_tax_response continuous; /**< unless by_grid */
  walras_tax_grid grid;           /**< labor_mode = grid10, or the one hour of worker_policy = fixed */
} economist_response;

/** What a schedule does to all workers. */
typedef struct economist_totals {
  double sum[ECONOMIST_SUMS];
  int64_t at_most, idle; /**< workers at labor_max, and without income */
  double least_worth;    /**< smallest utility without the rebate */
} economist_totals;

typedef struct economist_economy {
  const struct economist_parameters *p;
  walras_trial *trial;
  walras_population *workers;
  walras_state *skill, *skill_e, *skill_delta; /**< v; v^e and v^-delta with continuous labour, NULL otherwise */
  walras_state *weight;                        /**< 1 / max(reference income, 1) */
  walras_scratch *scratch;                     /**< of evaluations: one economist_desk a thread */
  walras_reduction *reduction;                 /**< of evaluations */
  economist_response *batch;                   /**< [ECONOMIST_BATCH] */
  walras_tax_schedule brackets;                /**< the trial's cutoffs; its rates are of no meaning */
  walras_labor labor;                          /**< as used: labor_cost_mode is resolved */
  double skill_mean, skill_median;             /**< USD/h */
  double weight_sum;                           /**< of the reference weights */
} economist_economy;

/** Working memory of a chunk of workers. */
typedef struct economist_desk {
  double labor[ECONOMIST_CHUNK], income[ECONOMIST_CHUNK], tax[ECONOMIST_CHUNK], worth[ECONOMIST_CHUNK];
  double skill_e[ECONOMIST_CHUNK], skill_delta[ECONOMIST_CHUNK];
} economist_desk;

/** Collective. Draws the skills, finds the cost of labour, and the reference weights. */
walras_status economist_economy_create(walras_trial *trial, const struct economist_parameters *p, economist_economy *economy);

/** Makes a schedule ready for workers of `policy`: POLICY_RATIONAL in the trial's labour mode, or POLICY_FIXED. */
void economist_prepare(const economist_economy *economy, const walras_tax_schedule *schedule, int policy,
                       economist_response *response);

/** The trial's brackets with these rates [J]. */
walras_tax_schedule economist_schedule(const economist_economy *economy, const double *rates);

/** The federal schedule of 2024, in its own seven brackets. */
walras_tax_schedule economist_federal(void);

/** Choices of the workers first..first+count-1 of the block (at most ECONOMIST_CHUNK), into the desk. */
walras_tax_choices economist_respond(const economist_economy *economy, const economist_response *response,
                                     const walras_block *block, int64_t first, int64_t count, economist_desk *desk);

/** Collective. Evaluates `count` schedules with workers of `policy` as above: totals [count]. */
walras_status economist_evaluate(economist_economy *economy, const walras_tax_schedule *schedules, int64_t count, int policy,
                                 economist_totals *totals);

/** Collective. The same with rational workers for rates [count][J] over the trial's brackets: the welfare `swf` of each. */
walras_status economist_evaluate_rates(economist_economy *economy, const double *rates, int64_t count, double *welfare);

/** Shares of all workers in tax revenue, and the welfare of the kind `swf` (enum economist_swf) with it. */
double economist_rebate(const economist_economy *economy, const economist_totals *totals);
double economist_welfare(const economist_economy *economy, const economist_totals *totals, int swf);

/** The slots of one schedule in a reduction, and what they come to. */
walras_reduction_shape economist_shape(int64_t schedules);
void economist_contribute(const walras_block *block, int64_t slot, const economist_sums *sums);
void economist_collect(const walras_reduction *reduction, int64_t slot, economist_totals *totals);

#endif
