/* What `walras show` works out: means, quantiles and differences with their intervals. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show.h"
#include "numerics/statistics/proportion.h"
#include "numerics/statistics/student.h"

const double SHOW_CONFIDENCE = 0.95;

const char *show_mean_method(const show_column *column) {
  return column->is_proportion ? "Wilson interval of the proportion" : "t interval of the mean";
}

const char *show_difference_method(const show *s) {
  return s->experiment->independent ? "Welch's t interval of the difference" : "paired t interval of the difference";
}

double show_replications_saved(const walras_difference *difference) {
  return 1.0 / (1.0 - difference->reduction);
}

bool show_statistics_make(const show *s, show_statistics *st) {
  const size_t replications = (size_t)s->experiment->replications, quantiles = (size_t)s->quantile_count + 1;
  *st = (show_statistics){.ranks_count = -1, .baseline_point = -1, .student_degrees = NAN};
  st->values = malloc(replications * sizeof *st->values);
  st->baseline = malloc(replications * sizeof *st->baseline);
  st->sorted = malloc(replications * sizeof *st->sorted);
  st->quantiles = malloc(quantiles * sizeof *st->quantiles);
  st->ranks = malloc(quantiles * sizeof *st->ranks);
  return st->values != NULL && st->baseline != NULL && st->sorted != NULL && st->quantiles != NULL && st->ranks != NULL;
}

void show_statistics_free(show_statistics *st) {
  free(st->values);
  free(st->baseline);
  free(st->sorted);
  free(st->quantiles);
  free(st->ranks);
  *st = (show_statistics){0};
}

walras_status show_statistics_begin(show *s, show_statistics *st, show_column *column, walras_error *error) {
  bool zero = false, one = false, other = strcmp(column->unit, "1") != 0;
  walras_status status = WALRAS_OK;
  st->baseline_point = -1;
  for (int64_t point = 0; status == WALRAS_OK && !other && point < s->experiment->points; point++) {
    status = cli_values_read(&s->source, column->metric->name, column->element, point, st->values, error);
    for (int64_t i = 0; status == WALRAS_OK && i < s->experiment->replications; i++) {
      zero |= st->values[i] == 0.0;
      one |= st->values[i] == 1.0;
      other |= !isnan(st->values[i]) && st->values[i] != 0.0 && st->values[i] != 1.0;
    }
  }
  column->is_proportion = zero && one && !other;
  return status;
}

/* Neighbouring points mostly have as many values: the quantile of t is worth keeping. */
static double student(show_statistics *st, double degrees) {
  if (degrees != st->student_degrees) {
    st->student = walras_student_quantile(0.5 + 0.5 * SHOW_CONFIDENCE, degrees);
    st->student_degrees = degrees;
  }
  return st->student;
}

static walras_interval interval_around(double mean, double half) {
  return (walras_interval){mean - half, mean + half};
}

static walras_interval mean_interval(show_statistics *st, const show_column *column, const walras_summary *summary) {
  const double n = (double)summary->count;
  if (column->is_proportion)
    return walras_wilson_interval(summary->mean, n, SHOW_CONFIDENCE);
  if (summary->count < 2)
    return (walras_interval){(double)NAN, (double)NAN};
  return interval_around(summary->mean, student(st, n - 1.0) * summary->standard_deviation / sqrt(n));
}

static void find_quantiles(const show *s, show_statistics *st, int64_t count) {
  memcpy(st->sorted, st->values, (size_t)s->experiment->replications * sizeof *st->sorted);
  walras_sort_values(st->sorted, s->experiment->replications);
  for (int64_t q = 0; q < s->quantile_count; q++) {
    const double probability = s->probabilities[q];
    if (st->ranks_count != count)
      st->ranks[q] = walras_quantile_ranks(count, probability, SHOW_CONFIDENCE);
    const walras_rank_interval *ranks = &st->ranks[q];
    st->quantiles[q] = (show_quantile){.probability = probability,
                                       .estimate = walras_quantile_of_sorted(st->sorted, count, probability),
                                       .interval = {.low = ranks->low >= 1 ? st->sorted[ranks->low - 1] : -INFINITY,
                                                    .high = ranks->high <= count ? st->sorted[ranks->high - 1] : INFINITY}};
  }
  st->ranks_count = count;
}

static walras_status find_difference(show *s, show_statistics *st, const show_column *column, show_row *row,
                                     walras_error *error) {
  const int64_t replications = s->experiment->replications;
  row->baseline = s->baselines[row->point];
  if (row->baseline != st->baseline_point) {
    const walras_status status =
        cli_values_read(&s->source, column->metric->name, column->element, row->baseline, st->baseline, error);
    if (status != WALRAS_OK)
      return status;
    st->baseline_point = row->baseline;
  }
  walras_difference *difference = &row->difference;
  *difference = s->experiment->independent ? walras_difference_independent(st->values, st->baseline, replications)
                                           : walras_difference_paired(st->values, st->baseline, replications);
  row->difference_interval = isnan(difference->error) || difference->error == 0.0
                                 ? interval_around(difference->mean, difference->error)
                                 : interval_around(difference->mean, student(st, difference->degrees) * difference->error);
  return WALRAS_OK;
}

walras_status show_statistics_row(show *s, show_statistics *st, const show_column *column, int64_t point, show_row *row,
                                  walras_error *error) {
  *row = (show_row){.point = point, .baseline = -1, .quantiles = st->quantiles};
  const walras_status status = cli_values_read(&s->source, column->metric->name, column->element, point, st->values, error);
  if (status != WALRAS_OK)
    return status;
  if (s->paired)
    return find_difference(s, st, column, row, error);
  row->summary = walras_summarise(st->values, s->experiment->replications);
  row->interval = mean_interval(st, column, &row->summary);
  if (row->summary.count > 0 && s->quantile_count > 0)
    find_quantiles(s, st, row->summary.count);
  return WALRAS_OK;
}
