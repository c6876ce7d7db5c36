#include "numerics/statistics/bootstrap.h"

#include "coverage.h"

static double mean_of(const int64_t *picked, int64_t count, const void *context) {
  const double *values = context;
  double sum = 0.0;
  for (int64_t i = 0; i < count; i++)
    sum += values[picked[i]];
  return sum / (double)count;
}

typedef struct pair_sample {
  const double *x, *y;
} pair_sample;

/* Picks x and y of the same member: paired. */
static double ratio_of(const int64_t *picked, int64_t count, const void *context) {
  const pair_sample *sample = context;
  return mean_of(picked, count, sample->x) / mean_of(picked, count, sample->y);
}

/* 95 % where nothing else is asked for. */
static walras_interval interval_of(walras_bootstrap_input input) {
  walras_interval w;
  if (input.confidence == 0.0)
    input.confidence = 0.95;
  CU_ASSERT(walras_bootstrap_interval(&input, &w));
  return w;
}
#define MEAN(values_, n, ...)                                                                                                    \
  interval_of((walras_bootstrap_input){.statistic = mean_of, .context = (values_), .count = (n), __VA_ARGS__})

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
  const walras_interval a = MEAN(values, 7, .resamples = 500, .key = 3, .kind = WALRAS_BOOTSTRAP_BCA);
  const walras_interval b = MEAN(values, 7, .resamples = 500, .key = 3, .kind = WALRAS_BOOTSTRAP_BCA);
  const walras_interval c = MEAN(values, 7, .resamples = 500, .key = 4, .kind = WALRAS_BOOTSTRAP_BCA);
  CU_ASSERT(a.low == b.low && a.high == b.high && (a.low != c.low || a.high != c.high));
}

static void samples_that_say_nothing_have_no_interval(void) {
  const double values[] = {2, 2, 2, 2}, none[] = {NAN, NAN};
  walras_interval w = MEAN(values, 4, .resamples = 100, .kind = WALRAS_BOOTSTRAP_BCA);
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
  const walras_interval w =
      interval_of((walras_bootstrap_input){.statistic = ratio_of, .context = &sample, .count = 20, .resamples = 1000});
  CU_ASSERT(w.low > 2.0 && w.high < 2.001 && w.high > w.low);
}

/*
 * Means of 20 exponential values. The percentile interval covers about 90 % in place of 95 %, and misses above thrice as often as below; BCa
 * covers about 92 % and misses more evenly (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 14).
 */
static void bca_repairs_a_part_of_what_skewness_does(void) {
  enum { COUNT = 20, SAMPLES = 3000, RESAMPLES = 400 };
  int64_t covered[2] = {0}, above[2] = {0};
  for (int64_t sample = 0; sample < SAMPLES; sample++) {
    double values[COUNT];
    for (int64_t i = 0; i < COUNT; i++)
      values[i] = coverage_exponential(sample, i);
    for (int kind = 0; kind < 2; kind++) {
      const walras_interval w =
          MEAN(values, COUNT, .resamples = RESAMPLES, .key = (uint64_t)sample, .kind = (walras_bootstrap_kind)kind);
      covered[kind] += coverage_holds(w, 1.0);
      above[kind] += w.high < 1.0;
    }
  }
  coverage_lies_between(covered[0], SAMPLES, 0.885, 0.925);
  coverage_lies_between(covered[1], SAMPLES, 0.90, 0.945);
  CU_ASSERT(covered[1] > covered[0] && above[1] < above[0]);
}

/* Past 256 members BCa leaves out blocks: of normal values, as good as single ones. */
static void large_samples_are_covered_too(void) {
  enum { COUNT = 400, SAMPLES = 500, RESAMPLES = 200 };
  int64_t covered = 0;
  for (int64_t sample = 0; sample < SAMPLES; sample++) {
    double values[COUNT];
    for (int64_t i = 0; i < COUNT; i++)
      values[i] = coverage_normal(sample, i);
    covered +=
        coverage_holds(MEAN(values, COUNT, .resamples = RESAMPLES, .key = (uint64_t)sample, .kind = WALRAS_BOOTSTRAP_BCA), 0.0);
  }
  coverage_lies_between(covered, SAMPLES, 0.93, 0.96);
}

WALRAS_UNIT_TESTS(UNIT(percentiles_are_those_of_all_samples), UNIT(the_same_key_gives_the_same_bits_and_another_one_others),
                  UNIT(samples_that_say_nothing_have_no_interval), UNIT(pairs_are_drawn_together),
                  UNIT(bca_repairs_a_part_of_what_skewness_does), UNIT(large_samples_are_covered_too))
