#include "models/llm-economist/outcome.h"

#include <math.h>
#include <string.h>

#include "models/llm-economist/metrics.h"
#include "models/llm-economist/satisfaction.h"
#include "models/llm-economist/search.h"
#include "models/llm-economist/skills.h"
#include "models/llm-economist/society.h"

enum outcome_sum { OUTCOME_ADJUSTED, OUTCOME_ADJUSTED_WELFARE, OUTCOME_LOST, OUTCOME_ATTAINABLE, OUTCOME_SUMS };
enum outcome_count {
  OUTCOME_SATISFIED,
  OUTCOME_AT_OPTIMUM,
  OUTCOME_BRACKETS,
  OUTCOME_COUNTS = OUTCOME_BRACKETS + ECONOMIST_FEDERAL_J
};

/* Two desks: what workers did, and what would have been best for themselves. */
typedef struct outcome_desk {
  economist_desk done, best;
  double satisfied[ECONOMIST_CHUNK];
} outcome_desk;

/* What the blocks of the last look share. */
typedef struct outcome {
  const economist_course *course;
  economist_response *response; /* best responses to the last schedule */
  walras_scratch *scratch;
  economist_satisfaction satisfaction;
  double rebate;
} outcome;

/* Weight of a worker's utility in the planner's welfare; the least utility has none. */
static double welfare_weight(const struct economist_parameters *p, double income, double reference) {
  return p->swf == SWF_INVERSE_INCOME ? 1.0 / (income > 1.0 ? income : 1.0) : p->swf == SWF_REFERENCE ? reference : 1.0;
}

typedef struct outcome_sums {
  double high[OUTCOME_SUMS], low[OUTCOME_SUMS], least_adjusted;
} outcome_sums;

static void add_chunk(const outcome *o, const walras_block *block, const walras_tax_choices *done, const walras_tax_choices *best,
                      const double *weight, const double *satisfied, int64_t count, outcome_sums *sums) {
  double sum[OUTCOME_SUMS] = {0};
  for (int64_t i = 0; i < count; i++) {
    const double utility = done->worth[i] + o->rebate, attainable = best->worth[i] + o->rebate;
    const double adjusted = satisfied[i] > 0.0 ? utility : o->course->economy.p->dissatisfaction_factor * utility;
    sum[OUTCOME_ADJUSTED] += adjusted;
    sum[OUTCOME_ADJUSTED_WELFARE] += adjusted * welfare_weight(o->course->economy.p, done->income[i], weight[i]);
    sum[OUTCOME_LOST] += best->worth[i] - done->worth[i];
    sum[OUTCOME_ATTAINABLE] += fabs(attainable);
    sums->least_adjusted = adjusted < sums->least_adjusted ? adjusted : sums->least_adjusted;
    block->counts[OUTCOME_SATISFIED] += satisfied[i] > 0.0;
    block->counts[OUTCOME_AT_OPTIMUM] += done->worth[i] >= best->worth[i];
  }
  for (int k = 0; k < OUTCOME_SUMS; k++)
    economist_add(&sums->high[k], &sums->low[k], sum[k]);
}

static walras_status look_at_block(const walras_block *block, void *context) {
  const outcome *o = context;
  const economist_economy *economy = &o->course->economy;
  outcome_desk *desk = walras_block_scratch(block, o->scratch);
  const double *skill = walras_block_state(block, economy->skill), *weight = walras_block_state(block, economy->weight);
  const walras_tax_schedule federal = economist_federal();
  outcome_sums sums = {.least_adjusted = INFINITY};
  for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
    const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
    const walras_tax_choices done = economist_last_choices(o->course, block, first, count, &desk->done);
    const walras_tax_choices best = economist_respond(economy, o->response, block, first, count, &desk->best);
    economist_satisfy(&o->satisfaction, block->first + first, count, &done, o->rebate, desk->satisfied);
    add_chunk(o, block, &done, &best, weight + first, desk->satisfied, count, &sums);
    for (int64_t i = 0; i < count; i++)
      block->counts[OUTCOME_BRACKETS + walras_tax_bracket(&federal, skill[first + i] * ECONOMIST_WEEK)]++;
  }
  for (int k = 0; k < OUTCOME_SUMS; k++)
    block->sums[k] += sums.high[k] + sums.low[k];
  walras_offer_minimum(&block->minima[0], sums.least_adjusted, block->index);
  return WALRAS_OK;
}

static walras_status income_values(const walras_block *block, double *values, void *context) {
  const outcome *o = context;
  outcome_desk *desk = walras_block_scratch(block, o->scratch);
  for (int64_t first = 0; first < block->count; first += ECONOMIST_CHUNK) {
    const int64_t count = block->count - first < ECONOMIST_CHUNK ? block->count - first : ECONOMIST_CHUNK;
    const walras_tax_choices done = economist_last_choices(o->course, block, first, count, &desk->done);
    memcpy(values + first, done.income, (size_t)count * sizeof *values);
  }
  return WALRAS_OK;
}

static walras_status record_median(outcome *o) {
  const economist_economy *economy = &o->course->economy;
  const int64_t n = economy->p->n_workers, ranks[] = {(n - 1) / 2, n / 2};
  double middle[2];
  const walras_status status = walras_order_statistics(economy->workers, income_values, o, ranks, 2, middle);
  if (status == WALRAS_OK)
    walras_record_real(economy->trial, METRIC_MEDIAN_INCOME, 0.5 * (middle[0] + middle[1]));
  return status;
}

static void record_look(const outcome *o, const walras_reduction *reduction) {
  const economist_economy *economy = &o->course->economy;
  const double *sums = walras_reduction_sums(reduction), n = (double)economy->p->n_workers;
  const int64_t *counts = walras_reduction_counts(reduction);
  double share[ECONOMIST_FEDERAL_J];
  for (int j = 0; j < ECONOMIST_FEDERAL_J; j++)
    share[j] = (double)counts[OUTCOME_BRACKETS + j] / n;
  walras_record_reals(economy->trial, METRIC_INCOME40_SHARE, share, ECONOMIST_FEDERAL_J);
  walras_record_real(economy->trial, METRIC_SWF_ADJUSTED,
                     economy->p->swf == SWF_MIN ? walras_reduction_minimum(reduction, 0).value : sums[OUTCOME_ADJUSTED_WELFARE]);
  walras_record_real(economy->trial, METRIC_MEAN_ADJUSTED_UTILITY, sums[OUTCOME_ADJUSTED] / n);
  walras_record_real(economy->trial, METRIC_SHARE_SATISFIED, (double)counts[OUTCOME_SATISFIED] / n);
  walras_record_real(economy->trial, METRIC_SHARE_AT_OPTIMUM, (double)counts[OUTCOME_AT_OPTIMUM] / n);
  walras_record_real(economy->trial, METRIC_FOLLOWER_REGRET,
                     sums[OUTCOME_ATTAINABLE] > 0.0 ? sums[OUTCOME_LOST] / sums[OUTCOME_ATTAINABLE] : 0.0);
}

/* Taxes less what is paid back, as sums and rounding have made them. */
static double budget_residual(const economist_course *course) {
  const double tax = course->now->totals.sum[SUM_TAX];
  return tax > 0.0 ? (tax - (double)course->economy.p->n_workers * economist_rebate(&course->economy, &course->now->totals)) / tax
                   : 0.0;
}

static void record_totals(const economist_course *course) {
  const economist_economy *economy = &course->economy;
  const economist_totals *totals = &course->now->totals;
  walras_trial *trial = economy->trial;
  const double n = (double)economy->p->n_workers;
  walras_record_real(trial, METRIC_SWF_INVERSE_INCOME, economist_welfare(economy, totals, SWF_INVERSE_INCOME));
  walras_record_real(trial, METRIC_SWF_REFERENCE, economist_welfare(economy, totals, SWF_REFERENCE));
  walras_record_real(trial, METRIC_SWF_UTILITARIAN, economist_welfare(economy, totals, SWF_UTILITARIAN));
  walras_record_real(trial, METRIC_SWF_LEAST, economist_welfare(economy, totals, SWF_MIN));
  walras_record_real(trial, METRIC_MEAN_INCOME, totals->sum[SUM_INCOME] / n);
  walras_record_real(trial, METRIC_MEAN_UTILITY, economist_welfare(economy, totals, SWF_UTILITARIAN) / n);
  walras_record_real(trial, METRIC_REBATE, economist_rebate(economy, totals));
  walras_record_real(trial, METRIC_BUDGET_RESIDUAL, budget_residual(course));
  walras_record_real(trial, METRIC_MEAN_LABOR, totals->sum[SUM_LABOR] / n);
  walras_record_real(trial, METRIC_SHARE_MAX, (double)totals->at_most / n);
  walras_record_real(trial, METRIC_ZERO_INCOME_SHARE, (double)totals->idle / n);
  walras_record_real(trial, METRIC_LABOR_COST_USED, economy->labor.cost);
  walras_record_real(trial, METRIC_SKILL_MEAN, economy->skill_mean);
  walras_record_real(trial, METRIC_INCOME40_MEDIAN, economy->skill_median * ECONOMIST_WEEK);
}

static void record_years(const economist_course *course) {
  walras_trial *trial = course->economy.trial;
  const int64_t late = course->years < 10 ? course->years : 10;
  double sum = 0.0;
  for (int64_t year = course->years - late; year < course->years; year++)
    sum += course->year_reference[year];
  walras_record_real(trial, METRIC_SWF_REFERENCE_LATE, sum / (double)late);
  walras_record_real(trial, METRIC_TURNOVER,
                     course->years > 1 ? (double)course->now->leaders_changed / (double)(course->years - 1) : 0.0);
}

/* Entry by entry: [years][J] with the year, the bracket and its cutoff beside each rate. */
static walras_status record_rates(const economist_course *course) {
  const int64_t brackets = economist_brackets(course->economy.p), entries = course->years * brackets;
  walras_trial *trial = course->economy.trial;
  int64_t *year = walras_trial_allocate(trial, entries, sizeof *year),
          *bracket = walras_trial_allocate(trial, entries, sizeof *bracket);
  double *cutoff = walras_trial_allocate(trial, entries, sizeof *cutoff);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < entries; i++) {
    year[i] = i / brackets;
    bracket[i] = i % brackets + 1;
    cutoff[i] = course->economy.p->bracket_cutoffs.values[i % brackets];
  }
  walras_record_column_integers(trial, TABLE_RATES, 0, year, entries);
  walras_record_column_integers(trial, TABLE_RATES, 1, bracket, entries);
  walras_record_column_reals(trial, TABLE_RATES, 2, cutoff, entries);
  walras_record_column_reals(trial, TABLE_RATES, 3, course->year_rates, entries);
  walras_record_reals(trial, METRIC_FINAL_RATE, course->now->schedule.rate, brackets);
  return WALRAS_OK;
}

/* Against the same followers at their best: rational ones. */
static walras_status record_gap(economist_course *course) {
  economist_economy *economy = &course->economy;
  const walras_tax_schedule federal = economist_federal();
  economist_totals totals;
  double optimum = 0.0;
  if (!economy->p->compare_optimum)
    return WALRAS_OK;
  walras_status status = economist_evaluate(economy, &federal, 1, POLICY_RATIONAL, &totals);
  if (status == WALRAS_OK)
    status = economist_best_on_grid(course, NULL, &optimum);
  if (status != WALRAS_OK)
    return status;
  const double reached = economist_welfare(economy, &course->now->totals, economy->p->swf);
  const double standard = economist_welfare(economy, &totals, economy->p->swf);
  walras_record_real(economy->trial, METRIC_SWF_OPTIMUM, optimum);
  walras_record_real(economy->trial, METRIC_SWF_FEDERAL, standard);
  walras_record_real(economy->trial, METRIC_STACKELBERG_GAP,
                     optimum != standard ? (optimum - reached) / (optimum - standard) : (double)NAN);
  return WALRAS_OK;
}

walras_status economist_record(economist_course *course) {
  economist_economy *economy = &course->economy;
  outcome o = {.course = course, .rebate = economist_rebate(economy, &course->now->totals)};
  walras_reduction *reduction = NULL;
  o.response = walras_trial_allocate(economy->trial, 1, sizeof *o.response);
  if (o.response == NULL)
    return walras_trial_status(economy->trial);
  economist_prepare(economy, &course->now->schedule, POLICY_RATIONAL, o.response);
  economist_set_schedule(course);
  o.satisfaction = economist_satisfaction_make(course, economist_steps(economy->p) - 1);
  walras_status status = walras_scratch_create(economy->trial, sizeof(outcome_desk), &o.scratch);
  if (status == WALRAS_OK)
    status = walras_reduction_create(
        economy->trial, &(walras_reduction_shape){.counts = OUTCOME_COUNTS, .sums = OUTCOME_SUMS, .minima = 1}, &reduction);
  if (status == WALRAS_OK)
    status = walras_for_each_block(economy->workers, look_at_block, &o, reduction);
  if (status != WALRAS_OK)
    return status;
  record_look(&o, reduction);
  record_totals(course);
  record_years(course);
  status = record_median(&o);
  if (status == WALRAS_OK)
    status = record_rates(course);
  return status == WALRAS_OK ? record_gap(course) : status;
}
