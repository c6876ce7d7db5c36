#include "models/llm-economist/elections.h"
#include "models/llm-economist/metrics.h"

/* Columns that count through elections, candidates and brackets. */
static walras_status record_counters(walras_trial *trial, int table, int64_t entries, int64_t candidates, int64_t brackets) {
  int64_t *year = walras_trial_allocate(trial, entries, sizeof *year);
  int64_t *candidate = walras_trial_allocate(trial, entries, sizeof *candidate);
  if (year == NULL || candidate == NULL)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < entries; i++) {
    year[i] = i / (candidates * brackets) + 1;
    candidate[i] = i / brackets % candidates + 1;
  }
  walras_record_column_integers(trial, table, 0, year, entries);
  walras_record_column_integers(trial, table, 1, candidate, entries);
  return WALRAS_OK;
}

static walras_status record_election(const economist_course *course) {
  const economist_election *election = course->election;
  walras_trial *trial = course->economy.trial;
  const int64_t rows = economist_elections(course->economy.p) * election->candidates;
  int64_t *elected = walras_trial_allocate(trial, rows, sizeof *elected);
  if (elected == NULL)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < rows; i++)
    elected[i] = election->winner[i / election->candidates] == i % election->candidates;
  walras_record_column_integers(trial, TABLE_ELECTION, 2, election->past_worker, rows);
  walras_record_column_reals(trial, TABLE_ELECTION, 3, election->past_skill, rows);
  walras_record_column_integers(trial, TABLE_ELECTION, 4, election->past_votes, rows);
  walras_record_column_integers(trial, TABLE_ELECTION, 5, elected, rows);
  return record_counters(trial, TABLE_ELECTION, rows, election->candidates, 1);
}

static walras_status record_platforms(const economist_course *course) {
  const economist_election *election = course->election;
  walras_trial *trial = course->economy.trial;
  const int64_t brackets = economist_brackets(course->economy.p);
  const int64_t entries = economist_elections(course->economy.p) * election->candidates * brackets;
  int64_t *bracket = walras_trial_allocate(trial, entries, sizeof *bracket);
  if (bracket == NULL)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < entries; i++)
    bracket[i] = i % brackets + 1;
  walras_record_column_integers(trial, TABLE_PLATFORM, 2, bracket, entries);
  walras_record_column_reals(trial, TABLE_PLATFORM, 3, election->past_rate, entries);
  return record_counters(trial, TABLE_PLATFORM, entries, election->candidates, brackets);
}

walras_status economist_record_elections(const economist_course *course) {
  walras_trial *trial = course->economy.trial;
  if (course->flat_vote != NULL) {
    walras_record_real(trial, METRIC_CONDORCET_RATE, course->flat_vote->condorcet);
    walras_record_real(trial, METRIC_MEDIAN_IDEAL_RATE, course->flat_vote->median_ideal);
    walras_record_real(trial, METRIC_MEDIAN_VOTER_FORMULA, course->flat_vote->formula);
  }
  if (!economist_lists_elections(course->economy.p))
    return WALRAS_OK;
  const walras_status status = record_election(course);
  return status == WALRAS_OK ? record_platforms(course) : status;
}
