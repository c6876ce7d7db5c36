#include "models/llm-economist/tables.h"

#include "models/llm-economist/elections.h"
#include "models/llm-economist/metrics.h"

/* One column from an array of structs. */
static void record_field(walras_trial *trial, int metric, int column, const double *first, size_t stride, int64_t count,
                         double *work) {
  for (int64_t i = 0; i < count; i++)
    work[i] = *(const double *)(const void *)((const char *)first + (size_t)i * stride);
  walras_record_column_reals(trial, metric, column, work, count);
}

walras_status economist_record_workers(walras_trial *trial, const economist_worker_row *rows, int64_t count) {
  double *work = walras_trial_allocate(trial, count, sizeof *work);
  int64_t *codes = walras_trial_allocate(trial, count, sizeof *codes);
  if (work == NULL || codes == NULL)
    return walras_trial_status(trial);
  const double *const first[] = {&rows->skill, &rows->labor, &rows->income, &rows->tax, &rows->utility};
  for (int column = 0; column < 5; column++)
    record_field(trial, TABLE_WORKER, column, first[column], sizeof *rows, count, work);
  for (int64_t i = 0; i < count; i++)
    codes[i] = rows[i].type;
  walras_record_column_integers(trial, TABLE_WORKER, 5, codes, count);
  for (int64_t i = 0; i < count; i++)
    codes[i] = rows[i].satisfied;
  walras_record_column_integers(trial, TABLE_WORKER, 6, codes, count);
  return walras_trial_status(trial);
}

walras_status economist_record_brackets(const economist_course *course, const int64_t *workers, const double *income,
                                        const double *tax) {
  const walras_tax_schedule *schedule = &course->now->schedule;
  walras_trial *trial = course->economy.trial;
  double share[WALRAS_TAX_BRACKETS_MOST], mean_income[WALRAS_TAX_BRACKETS_MOST], mean_tax[WALRAS_TAX_BRACKETS_MOST];
  for (int j = 0; j < schedule->brackets; j++) {
    share[j] = (double)workers[j] / (double)course->economy.p->n_workers;
    mean_income[j] = workers[j] > 0 ? income[j] / (double)workers[j] : 0.0;
    mean_tax[j] = workers[j] > 0 ? tax[j] / (double)workers[j] : 0.0;
  }
  walras_record_column_reals(trial, TABLE_BRACKET, 0, schedule->cutoff, schedule->brackets);
  walras_record_column_reals(trial, TABLE_BRACKET, 1, share, schedule->brackets);
  walras_record_column_reals(trial, TABLE_BRACKET, 2, mean_income, schedule->brackets);
  walras_record_column_reals(trial, TABLE_BRACKET, 3, mean_tax, schedule->brackets);
  walras_record_column_reals(trial, TABLE_BRACKET, 4, schedule->rate, schedule->brackets);
  return walras_trial_status(trial);
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

static void record_saez(const economist_course *course) {
  const int64_t brackets = economist_brackets(course->economy.p);
  const walras_saez_bracket *rows = course->saez;
  double work[WALRAS_TAX_BRACKETS_MOST];
  const double *const first[] = {&rows->point, &rows->below, &rows->density, &rows->pareto, &rows->weight_above, &rows->rate};
  for (int column = 0; column < 6; column++)
    record_field(course->economy.trial, TABLE_SAEZ, column, first[column], sizeof *rows, brackets, work);
  walras_record_reals(course->economy.trial, METRIC_ELASTICITY, course->elasticity, brackets);
}

static void record_best(const economist_course *course) {
  const economist_best *best = &course->now->best;
  const int64_t brackets = economist_brackets(course->economy.p), entries = best->count * brackets;
  int64_t rank[ECONOMIST_BEST * ECONOMIST_ENUMERATED_J], bracket[ECONOMIST_BEST * ECONOMIST_ENUMERATED_J];
  double rate[ECONOMIST_BEST * ECONOMIST_ENUMERATED_J], welfare[ECONOMIST_BEST * ECONOMIST_ENUMERATED_J];
  for (int64_t i = 0; i < entries; i++) {
    rank[i] = i / brackets + 1;
    bracket[i] = i % brackets + 1;
    rate[i] = best->rates[i / brackets][i % brackets];
    welfare[i] = best->welfare[i / brackets];
  }
  walras_record_column_integers(course->economy.trial, TABLE_ENUMERATION, 0, rank, entries);
  walras_record_column_integers(course->economy.trial, TABLE_ENUMERATION, 1, bracket, entries);
  walras_record_column_reals(course->economy.trial, TABLE_ENUMERATION, 2, rate, entries);
  walras_record_column_reals(course->economy.trial, TABLE_ENUMERATION, 3, welfare, entries);
}

static void record_design(const economist_course *course) {
  double skill[ECONOMIST_QUANTILES], rate[ECONOMIST_QUANTILES];
  economist_design_rates(&course->economy, skill, rate);
  walras_record_column_reals(course->economy.trial, TABLE_MIRRLEES, 0, economist_quantiles, ECONOMIST_QUANTILES);
  walras_record_column_reals(course->economy.trial, TABLE_MIRRLEES, 1, skill, ECONOMIST_QUANTILES);
  walras_record_column_reals(course->economy.trial, TABLE_MIRRLEES, 2, rate, ECONOMIST_QUANTILES);
}

walras_status economist_record_plans(const economist_course *course) {
  record_saez(course);
  if (economist_lists_best(course->economy.p))
    record_best(course);
  if (course->design != NULL)
    record_design(course);
  const walras_status status = economist_record_elections(course);
  return status == WALRAS_OK ? record_rates(course) : status;
}
