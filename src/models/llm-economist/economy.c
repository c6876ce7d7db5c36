#include "models/llm-economist/economy.h"

#include <math.h>
#include <string.h>

#include "models/llm-economist/mirrlees.h"
#include "models/llm-economist/skills.h"

walras_tax_schedule economist_schedule(const economist_economy *economy, const double *rates) {
  walras_tax_schedule schedule = economy->brackets;
  walras_tax_set_rates(&schedule, rates);
  return schedule;
}

walras_tax_schedule economist_federal(void) {
  walras_tax_schedule schedule;
  walras_tax_schedule_make(WALRAS_FEDERAL_BRACKETS, walras_federal_cutoffs_2024, walras_federal_rates_2024, "", "", &schedule,
                           NULL);
  return schedule;
}

/* Fixed hours are a grid of one. */
void economist_prepare(const economist_economy *economy, const walras_tax_schedule *schedule, int policy,
                       economist_response *response) {
  response->design = NULL;
  response->by_grid = policy == POLICY_FIXED || economy->p->labor_mode == LABOR_GRID10;
  if (!response->by_grid) {
    walras_tax_response_make(schedule, &economy->labor, &response->continuous);
    return;
  }
  walras_tax_grid_make(schedule, &economy->labor, ECONOMIST_HOURS, &response->grid);
  if (policy == POLICY_FIXED) {
    response->grid.hours = 1;
    response->grid.hour[0] = economy->p->fixed_hours;
    response->grid.cost[0] = economy->labor.cost * walras_pow(economy->p->fixed_hours, economy->labor.exponent);
  }
}

walras_tax_choices economist_respond(const economist_economy *economy, const economist_response *response,
                                     const walras_block *block, int64_t first, int64_t count, economist_desk *desk) {
  const walras_tax_choices choices = {desk->labor, desk->income, desk->tax, desk->worth};
  const double *skill = (const double *)walras_block_state(block, economy->skill) + first;
  if (response->design != NULL) {
    economist_follow_design(response->design, &economy->labor, skill, count, &choices);
    return choices;
  }
  if (response->by_grid) {
    walras_tax_respond_grid(&response->grid, skill, count, &choices);
    return choices;
  }
  const walras_tax_workers workers = {count, skill, (const double *)walras_block_state(block, economy->skill_e) + first,
                                      (const double *)walras_block_state(block, economy->skill_delta) + first};
  walras_tax_respond(&response->continuous, &workers, &choices);
  return choices;
}

walras_reduction_shape economist_shape(int64_t schedules) {
  return (walras_reduction_shape){.counts = 2 * schedules, .sums = ECONOMIST_SUMS * schedules, .minima = schedules};
}

void economist_contribute(const walras_block *block, int64_t slot, const economist_sums *sums) {
  for (int sum = 0; sum < ECONOMIST_SUMS; sum++)
    block->sums[slot * ECONOMIST_SUMS + sum] += walras_accurate_value(sums->sum[sum]);
  block->counts[2 * slot] += sums->at_most;
  block->counts[2 * slot + 1] += sums->idle;
  walras_offer_minimum(&block->minima[slot], sums->least_worth, block->index);
}

void economist_collect(const walras_reduction *reduction, int64_t slot, economist_totals *totals) {
  memcpy(totals->sum, walras_reduction_sums(reduction) + slot * ECONOMIST_SUMS, sizeof totals->sum);
  totals->at_most = walras_reduction_counts(reduction)[2 * slot];
  totals->idle = walras_reduction_counts(reduction)[2 * slot + 1];
  totals->least_worth = walras_reduction_minimum(reduction, slot).value;
}

/* What the blocks of an evaluation share. */
typedef struct evaluation {
  const economist_economy *economy;
  int64_t schedules;
} evaluation;

static walras_status evaluate_block(const walras_block *block, void *context) {
  const evaluation *e = context;
  const economist_economy *economy = e->economy;
  const double *weight = walras_block_state(block, economy->weight);
  economist_desk *desk = walras_block_scratch(block, economy->scratch);
  for (int64_t s = 0; s < e->schedules; s++) {
    economist_sums sums = {.least_worth = INFINITY};
    for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
      const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
      const walras_tax_choices choices = economist_respond(economy, &economy->batch[s], block, first, count, desk);
      economist_kernels_get()->add(&choices, weight + first, economy->labor.most, count, &sums);
    }
    economist_contribute(block, s, &sums);
  }
  return WALRAS_OK;
}

walras_status economist_evaluate_design(economist_economy *economy, const economist_design *design, economist_totals *totals) {
  evaluation e = {.economy = economy, .schedules = 1};
  economy->batch[0].design = design;
  const walras_status status = walras_for_each_block(economy->workers, evaluate_block, &e, economy->reduction);
  if (status == WALRAS_OK)
    economist_collect(economy->reduction, 0, totals);
  return status;
}

walras_status economist_evaluate(economist_economy *economy, const walras_tax_schedule *schedules, int64_t count, int policy,
                                 economist_totals *totals) {
  for (int64_t done = 0; done < count; done += ECONOMIST_BATCH) {
    evaluation e = {.economy = economy, .schedules = count - done < ECONOMIST_BATCH ? count - done : ECONOMIST_BATCH};
    for (int64_t s = 0; s < e.schedules; s++)
      economist_prepare(economy, &schedules[done + s], policy, &economy->batch[s]);
    const walras_status status = walras_for_each_block(economy->workers, evaluate_block, &e, economy->reduction);
    if (status != WALRAS_OK)
      return status;
    for (int64_t s = 0; s < e.schedules; s++)
      economist_collect(economy->reduction, s, &totals[done + s]);
  }
  return WALRAS_OK;
}

walras_status economist_evaluate_rates(economist_economy *economy, const double *rates, int64_t count, double *welfare) {
  const int64_t brackets = economist_brackets(economy->p);
  for (int64_t done = 0; done < count; done += ECONOMIST_BATCH) {
    walras_tax_schedule schedules[ECONOMIST_BATCH];
    economist_totals totals[ECONOMIST_BATCH];
    const int64_t n = count - done < ECONOMIST_BATCH ? count - done : ECONOMIST_BATCH;
    for (int64_t s = 0; s < n; s++)
      schedules[s] = economist_schedule(economy, rates + (done + s) * brackets);
    const walras_status status = economist_evaluate(economy, schedules, n, POLICY_RATIONAL, totals);
    if (status != WALRAS_OK)
      return status;
    for (int64_t s = 0; s < n; s++)
      welfare[done + s] = economist_welfare(economy, &totals[s], economy->p->swf);
  }
  return WALRAS_OK;
}

double economist_rebate(const economist_economy *economy, const economist_totals *totals) {
  return totals->sum[SUM_TAX] / (double)economy->p->n_workers;
}

double economist_welfare(const economist_economy *economy, const economist_totals *totals, int swf) {
  const double rebate = economist_rebate(economy, totals);
  switch (swf) {
  case SWF_INVERSE_INCOME:
    return totals->sum[SUM_WORTH_INVERSE] + rebate * totals->sum[SUM_WEIGHT_INVERSE];
  case SWF_UTILITARIAN:
    return totals->sum[SUM_WORTH] + totals->sum[SUM_TAX];
  case SWF_REFERENCE:
    return totals->sum[SUM_WORTH_REFERENCE] + rebate * economy->weight_sum;
  default:
    return totals->least_worth + rebate;
  }
}
