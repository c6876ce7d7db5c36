#include "models/llm-economist/outcome.h"

#include <math.h>
#include <string.h>

#include "models/llm-economist/inequality.h"
#include "models/llm-economist/metrics.h"
#include "models/llm-economist/satisfaction.h"
#include "models/llm-economist/search.h"
#include "models/llm-economist/skills.h"
#include "models/llm-economist/society.h"
#include "models/llm-economist/tables.h"

enum outcome_sum {
  OUTCOME_ADJUSTED,
  OUTCOME_ADJUSTED_WELFARE,
  OUTCOME_LOST,
  OUTCOME_ATTAINABLE,
  OUTCOME_SPLIT,
  OUTCOME_SPLIT_INVERSE,
  OUTCOME_NET_TAX,
  OUTCOME_SUMS
};
/* Counts: these, then the workers of each federal bracket at 40 hours, then of each bracket. Sums: those above, then incomes and taxes by bracket. */
enum outcome_count {
  OUTCOME_SATISFIED,
  OUTCOME_AT_OPTIMUM,
  OUTCOME_FEDERAL,
  OUTCOME_COUNTS = OUTCOME_FEDERAL + ECONOMIST_FEDERAL_J
};

/* Two desks: what workers did, and what would have been best for themselves. */
typedef struct outcome_desk {
  economist_desk done, best;
  double satisfied[ECONOMIST_CHUNK];
  economist_worker_row rows[]; /* of a block, where workers are listed */
} outcome_desk;

/* What the blocks of the last look share. */
typedef struct outcome {
  const economist_course *course;
  economist_response *response; /* best responses to the last schedule */
  walras_scratch *scratch;
  walras_gather *rows; /* NULL where workers are not listed */
  economist_satisfaction satisfaction;
  double rebate;
} outcome;

/* Weight of a worker's utility in the planner's welfare; the least utility has none. */
static double welfare_weight(const struct economist_parameters *p, double income, double reference) {
  return p->swf == SWF_INVERSE_INCOME ? 1.0 / (income > 1.0 ? income : 1.0) : p->swf == SWF_REFERENCE ? reference : 1.0;
}

typedef struct outcome_sums {
  walras_accurate sum[OUTCOME_SUMS];
  double least_adjusted;
} outcome_sums;

static void add_chunk(const outcome *o, const walras_block *block, const walras_tax_choices *done, const walras_tax_choices *best,
                      const double *weight, const double *satisfied, int64_t first, int64_t count, outcome_sums *sums) {
  double sum[OUTCOME_SUMS] = {0};
  for (int64_t i = 0; i < count; i++) {
    const double utility = done->worth[i] + o->rebate, attainable = best->worth[i] + o->rebate;
    const double adjusted = satisfied[i] > 0.0 ? utility : o->course->economy.p->dissatisfaction_factor * utility;
    sum[OUTCOME_ADJUSTED] += adjusted;
    sum[OUTCOME_ADJUSTED_WELFARE] += adjusted * welfare_weight(o->course->economy.p, done->income[i], weight[i]);
    sum[OUTCOME_LOST] += best->worth[i] - done->worth[i];
    sum[OUTCOME_ATTAINABLE] += fabs(attainable);
    const double sided = (first + i) % 2 == 0 ? utility : -utility;
    sum[OUTCOME_NET_TAX] += done->tax[i] - o->rebate;
    sum[OUTCOME_SPLIT] += sided;
    sum[OUTCOME_SPLIT_INVERSE] += sided / (done->income[i] > 1.0 ? done->income[i] : 1.0);
    sums->least_adjusted = adjusted < sums->least_adjusted ? adjusted : sums->least_adjusted;
    block->counts[OUTCOME_SATISFIED] += satisfied[i] > 0.0;
    block->counts[OUTCOME_AT_OPTIMUM] += done->worth[i] >= best->worth[i];
  }
  for (int k = 0; k < OUTCOME_SUMS; k++)
    walras_accurate_add(&sums->sum[k], sum[k]);
}

static void add_brackets(const outcome *o, const walras_block *block, const walras_tax_choices *done, int64_t count) {
  const walras_tax_schedule *schedule = &o->course->now->schedule;
  for (int64_t i = 0; i < count; i++) {
    const int bracket = walras_tax_bracket(schedule, done->income[i]);
    block->counts[OUTCOME_COUNTS + bracket]++;
    block->sums[OUTCOME_SUMS + bracket] += done->income[i];
    block->sums[OUTCOME_SUMS + schedule->brackets + bracket] += done->tax[i];
  }
}

static void list_workers(const outcome *o, const walras_block *block, int64_t first, int64_t count, outcome_desk *desk) {
  const double *skill = walras_block_state(block, o->course->economy.skill);
  for (int64_t i = 0; o->rows != NULL && i < count; i++)
    desk->rows[first + i] = (economist_worker_row){.skill = skill[first + i],
                                                   .labor = desk->done.labor[i],
                                                   .income = desk->done.income[i],
                                                   .tax = desk->done.tax[i],
                                                   .utility = desk->done.worth[i] + o->rebate,
                                                   .type = economist_type_of(&o->course->types, block->first + first + i),
                                                   .satisfied = desk->satisfied[i] > 0.0};
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
    add_chunk(o, block, &done, &best, weight + first, desk->satisfied, block->first + first, count, &sums);
    add_brackets(o, block, &done, count);
    list_workers(o, block, first, count, desk);
    for (int64_t i = 0; i < count; i++)
      block->counts[OUTCOME_FEDERAL + walras_tax_bracket(&federal, skill[first + i] * ECONOMIST_WEEK)]++;
  }
  for (int k = 0; k < OUTCOME_SUMS; k++)
    block->sums[k] += walras_accurate_value(sums.sum[k]);
  walras_offer_minimum(&block->minima[0], sums.least_adjusted, block->index);
  return o->rows == NULL ? WALRAS_OK : walras_block_emit(block, o->rows, desk->rows, block->count * (int64_t)sizeof *desk->rows);
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
    share[j] = (double)counts[OUTCOME_FEDERAL + j] / n;
  walras_record_reals(economy->trial, METRIC_INCOME40_SHARE, share, ECONOMIST_FEDERAL_J);
  walras_record_real(economy->trial, METRIC_SWF_ADJUSTED,
                     economy->p->swf == SWF_MIN ? walras_reduction_minimum(reduction, 0).value : sums[OUTCOME_ADJUSTED_WELFARE]);
  walras_record_real(economy->trial, METRIC_MEAN_ADJUSTED_UTILITY, sums[OUTCOME_ADJUSTED] / n);
  walras_record_real(economy->trial, METRIC_SHARE_SATISFIED, (double)counts[OUTCOME_SATISFIED] / n);
  walras_record_real(economy->trial, METRIC_SHARE_AT_OPTIMUM, (double)counts[OUTCOME_AT_OPTIMUM] / n);
  const double tax = o->course->now->totals.sum[SUM_TAX];
  walras_record_real(economy->trial, METRIC_BUDGET_RESIDUAL, tax > 0.0 ? sums[OUTCOME_NET_TAX] / tax : 0.0);
  walras_record_real(economy->trial, METRIC_UTILITY_SPLIT, fabs(sums[OUTCOME_SPLIT]) / (0.5 * n));
  walras_record_real(economy->trial, METRIC_WELFARE_SPLIT, fabs(sums[OUTCOME_SPLIT_INVERSE]) / (0.5 * n));
  walras_record_real(economy->trial, METRIC_FOLLOWER_REGRET,
                     sums[OUTCOME_ATTAINABLE] > 0.0 ? sums[OUTCOME_LOST] / sums[OUTCOME_ATTAINABLE] : 0.0);
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
    status = economist_best_on_grid(course, NULL, &optimum, NULL);
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

static walras_status prepare_look(outcome *o, walras_reduction **reduction) {
  const economist_course *course = o->course;
  walras_trial *trial = course->economy.trial;
  const int64_t brackets = course->now->schedule.brackets, workers = course->economy.p->n_workers;
  const bool listed = workers <= ECONOMIST_TABLE_WORKERS;
  const int64_t rows = !listed ? 0 : workers < ECONOMIST_BLOCK ? workers : ECONOMIST_BLOCK;
  const walras_reduction_shape shape = {.counts = OUTCOME_COUNTS + brackets, .sums = OUTCOME_SUMS + 2 * brackets, .minima = 1};
  o->response = walras_trial_allocate(trial, 1, sizeof *o->response);
  walras_status status = walras_trial_status(trial);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, sizeof(outcome_desk) + (size_t)rows * sizeof(economist_worker_row), &o->scratch);
  if (status == WALRAS_OK && listed)
    status = walras_gather_create(course->economy.workers, &o->rows);
  if (status != WALRAS_OK)
    return status;
  economist_prepare(&course->economy, &course->now->schedule, POLICY_RATIONAL, o->response);
  o->response->design = course->played->design; /* whose incomes are best responses by construction */
  o->satisfaction = economist_satisfaction_make(course, economist_steps(course->economy.p) - 1);
  return walras_reduction_create(trial, &shape, reduction);
}

static walras_status record_tables(const outcome *o, const walras_reduction *reduction) {
  const economist_course *course = o->course;
  const double *sums = walras_reduction_sums(reduction) + OUTCOME_SUMS;
  const void *rows = NULL;
  walras_status status = economist_record_brackets(course, walras_reduction_counts(reduction) + OUTCOME_COUNTS, sums,
                                                   sums + course->now->schedule.brackets);
  if (status == WALRAS_OK && o->rows != NULL)
    status = walras_gather_all(o->rows, &rows, NULL);
  if (status == WALRAS_OK && o->rows != NULL)
    status = economist_record_workers(course->economy.trial, rows, course->economy.p->n_workers);
  return status == WALRAS_OK ? economist_record_plans(course) : status;
}

walras_status economist_record(economist_course *course) {
  outcome o = {.course = course, .rebate = economist_rebate(&course->economy, &course->now->totals)};
  walras_reduction *reduction = NULL;
  economist_set_schedule(course);
  walras_status status = prepare_look(&o, &reduction);
  if (status == WALRAS_OK)
    status = walras_for_each_block(course->economy.workers, look_at_block, &o, reduction);
  if (status != WALRAS_OK)
    return status;
  record_look(&o, reduction);
  record_totals(course);
  record_years(course);
  status = record_tables(&o, reduction);
  if (status == WALRAS_OK)
    status = record_median(&o);
  if (status == WALRAS_OK)
    status = economist_record_inequality(course);
  return status == WALRAS_OK ? record_gap(course) : status;
}
