#include "numerics/statistics/bootstrap.h"

#include "coverage.h"

static double mean_of(const int64_t *picked, int64_t count, const double *values) {
  double sum = 0.0;
  for (int64_t i = 0; i < count; i++)
    sum += values[picked[i]];
  return sum / (double)count;
}

static void mean_alone(const int64_t *picked, int64_t count, const void *context, double *value) {
  *value = mean_of(picked, count, context);
}

typedef struct pair_sample {
  const double *x, *y;
} pair_sample;

/* Picks x and y of the same member: paired. */
static void means_and_ratio_of(const int64_t *picked, int64_t count, const void *context, double *values) {
  const pair_sample *sample = context;
  values[0] = mean_of(picked, count, sample->x);
  values[1] = mean_of(picked, count, sample->y);
  values[2] = values[0] / values[1];
}

/* 95 % where nothing else is asked for. */
static walras_interval interval_of(walras_bootstrap_input input) {
  walras_interval w;
  if (input.confidence == 0.0)
    input.confidence = 0.95;
  CU_ASSERT(walras_bootstrap_intervals(&input, &w));
  return w;
}
#define MEAN(values_, n, ...)                                                                                                    \
  interval_of((walras_bootstrap_input){.statistics = mean_alone, .context = (values_), .width = 1, .count = (n), __VA_ARGS__})

/* Means of three values drawn from 0, 3, 9: 27 equally likely samples, ten different means. P(mean = 0) = P(mean = 9) = 1/27 = 3.7 %, so an
   interval of 95 % (2.5 % on each side) reaches from one to the other; one of 90 % (5 %) ends at the next means, 1 and 7. */
static void percentiles_are_those_of_all_samples(void) {
  const double values[] = {0, 3, 9};
  walras_interval w = MEAN(values, 3, .resamples = 200000, .key = 1);
  CU_ASSERT(w.low == 0.0 && w.high == 9.0);
  w = MEAN(values, 3, .resamples = 200000, .key = 1, .confidence = 0.9);
  CU_ASSERT(w.low == 1.0 && w.high == 7.0);
}

static void the_same_key_gives_the_same_bits_and_another_one_others(void) {
  const double values[] = {1.25, 0.5, 7, 3, 2.125, 9, 4};
  const walras_interval a = MEAN(values, 7, .resamples = 500, .key = 3);
  const walras_interval b = MEAN(values, 7, .resamples = 500, .key = 3);
  const walras_interval c = MEAN(values, 7, .resamples = 500, .key = 4);
  CU_ASSERT(a.low == b.low && a.high == b.high && (a.low != c.low || a.high != c.high));
}

static void samples_that_say_nothing_have_no_interval(void) {
  const double values[] = {2, 2, 2, 2}, none[] = {NAN, NAN};
  walras_interval w = MEAN(values, 4, .resamples = 100);
  CU_ASSERT(w.low == 2.0 && w.high == 2.0);
  CU_ASSERT(isnan(MEAN(values, 1, .resamples = 100).low) && isnan(MEAN(values, 4, .resamples = 0).low));
  CU_ASSERT(isnan(MEAN(none, 2, .resamples = 100).high));
}

/* x is twice y but for a little: the ratio is known far better than either mean, because the pairs are drawn together. */
static void pairs_are_drawn_together(void) {
  double x[20], y[20];
  for (int64_t i = 0; i < 20; i++) {
    y[i] = 10.0 + 5.0 * coverage_uniform(1, i);
    x[i] = 2.0 * y[i] + 0.01 * coverage_uniform(2, i);
  }
  const pair_sample sample = {x, y};
  walras_interval w[3];
  CU_ASSERT(walras_bootstrap_intervals(
      &(walras_bootstrap_input){
          .statistics = means_and_ratio_of, .context = &sample, .width = 3, .count = 20, .resamples = 1000, .confidence = 0.95},
      w));
  CU_ASSERT(w[2].low > 2.0 && w[2].high < 2.001 && w[2].high > w[2].low);
  /* and each statistic has the interval that it would have alone */
  const walras_interval alone[] = {MEAN(x, 20, .resamples = 1000), MEAN(y, 20, .resamples = 1000)};
  CU_ASSERT(memcmp(alone, w, sizeof alone) == 0);
}

/* Means of 20 exponential values: the percentile interval covers about 90 % in place of 95 %, and misses above more often than below (Efron and
   Tibshirani, An Introduction to the Bootstrap, 1993, chapter 14). */
static void skewed_samples_are_covered_as_theory_says(void) {
  enum { COUNT = 20, SAMPLES = 3000, RESAMPLES = 400 };
  int64_t covered = 0, above = 0;
  for (int64_t sample = 0; sample < SAMPLES; sample++) {
    double values[COUNT];
    for (int64_t i = 0; i < COUNT; i++)
      values[i] = coverage_exponential(sample, i);
    const walras_interval w = MEAN(values, COUNT, .resamples = RESAMPLES, .key = (uint64_t)sample);
    covered += coverage_holds(w, 1.0);
    above += w.high < 1.0;
  }
  coverage_lies_between(covered, SAMPLES, 0.885, 0.925);
  CU_ASSERT(above > SAMPLES - covered - above);
}

/* Of many normal values: as often as is said. */
static void large_samples_are_covered_too(void) {
  enum { COUNT = 400, SAMPLES = 500, RESAMPLES = 200 };
  int64_t covered = 0;
  for (int64_t sample = 0; sample < SAMPLES; sample++) {
    double values[COUNT];
    for (int64_t i = 0; i < COUNT; i++)
      values[i] = coverage_normal(sample, i);
    covered += coverage_holds(MEAN(values, COUNT, .resamples = RESAMPLES, .key = (uint64_t)sample), 0.0);
  }
  coverage_lies_between(covered, SAMPLES, 0.93, 0.96);
}

WALRAS_UNIT_TESTS(UNIT(percentiles_are_those_of_all_samples), UNIT(the_same_key_gives_the_same_bits_and_another_one_others),
                  UNIT(samples_that_say_nothing_have_no_interval), UNIT(pairs_are_drawn_together),
                  UNIT(skewed_samples_are_covered_as_theory_says), UNIT(large_samples_are_covered_too))
