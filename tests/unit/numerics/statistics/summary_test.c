#include "numerics/statistics/summary.h"

#include <math.h>

#include "coverage.h"

static void summary_of_one_to_ten_has_its_textbook_values(void) {
  const double values[] = {1, 2, 3, 4, 5, NAN, 6, 7, 8, 9, 10};
  const walras_summary summary = walras_summarise(values, 11);
  CU_ASSERT_EQUAL(summary.count, 10);
  CU_ASSERT_EQUAL(summary.mean, 5.5);
  CU_ASSERT_DOUBLE_EQUAL(summary.standard_deviation, sqrt(82.5 / 9.0), 1e-15);
  CU_ASSERT_EQUAL(summary.minimum, 1.0);
  CU_ASSERT_EQUAL(summary.maximum, 10.0);
}

static void empty_and_single_samples_have_no_interval(void) {
  const double one = 3.0;
  CU_ASSERT(isnan(walras_summarise(NULL, 0).mean));
  const walras_summary single = walras_summarise(&one, 1);
  CU_ASSERT_EQUAL(single.mean, 3.0);
  CU_ASSERT(isnan(walras_summary_half_width(&single, 0.95)));
}

static void the_interval_of_ten_values_has_its_textbook_width(void) {
  const double values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const walras_summary summary = walras_summarise(values, 10);
  CU_ASSERT_DOUBLE_EQUAL(walras_summary_half_width(&summary, 0.95), 2.2621571628540993 * sqrt(82.5 / 9.0 / 10.0), 1e-10);
}

static int64_t means_covered(double (*draw)(int64_t, int64_t), double mean, int64_t n, int64_t samples, double confidence) {
  int64_t covered = 0;
  double values[64];
  for (int64_t sample = 0; sample < samples; sample++) {
    for (int64_t i = 0; i < n; i++)
      values[i] = draw(sample, i);
    const walras_summary summary = walras_summarise(values, n);
    const double half = walras_summary_half_width(&summary, confidence);
    covered += fabs(summary.mean - mean) <= half;
  }
  return covered;
}

static void t_intervals_cover_normal_means_as_often_as_they_say(void) {
  coverage_is(means_covered(coverage_normal, 0.0, 2, 20000, 0.95), 20000, 0.95);
  coverage_is(means_covered(coverage_normal, 0.0, 5, 20000, 0.95), 20000, 0.95);
  coverage_is(means_covered(coverage_normal, 0.0, 30, 20000, 0.5), 20000, 0.5);
}

/* 30 exponential values: about 92.5 % in place of 95 %. */
static void t_intervals_of_skewed_values_fall_short_of_their_word_by_little(void) {
  coverage_lies_between(means_covered(coverage_exponential, 1.0, 30, 20000, 0.95), 20000, 0.92, 0.95);
}

WALRAS_UNIT_TESTS(UNIT(summary_of_one_to_ten_has_its_textbook_values), UNIT(empty_and_single_samples_have_no_interval),
                  UNIT(the_interval_of_ten_values_has_its_textbook_width),
                  UNIT(t_intervals_cover_normal_means_as_often_as_they_say),
                  UNIT(t_intervals_of_skewed_values_fall_short_of_their_word_by_little))
