#include "numerics/statistics/difference.h"

#include <math.h>

#include "unit/numerics/statistics/coverage.h"

static void four_pairs_by_hand(void) {
  const double x[] = {3.0, 5.0, NAN, 4.0, 8.0, 1.0}, y[] = {1.0, 4.0, 7.0, 1.0, 6.0, NAN};
  /* Differences 2, 1, 3, 2: mean 2, variance 2/3. Var x = 14/3, Var y = 6. */
  const walras_difference d = walras_difference_paired(x, y, 6);
  CU_ASSERT_EQUAL(d.count, 4);
  CU_ASSERT_DOUBLE_EQUAL(d.mean, 2.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(d.error, sqrt(2.0 / 3.0 / 4.0), 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(d.reduction, 1.0 - (2.0 / 3.0) / (14.0 / 3.0 + 6.0), 1e-15);
  const walras_interval interval = walras_difference_interval(&d, 0.95);
  CU_ASSERT_DOUBLE_EQUAL(interval.high - 2.0, 3.182446305284263 * d.error, 1e-9); /* t with 3 degrees, as tables print it */
  CU_ASSERT_DOUBLE_EQUAL(2.0 - interval.low, interval.high - 2.0, 1e-14);
}

/* Welch's degrees lie between those of the smaller sample and those of both, and are all of them for equal sizes and variances. */
static void independent_samples_keep_values_whose_partner_is_missing(void) {
  const double x[] = {1.0, 2.0, 3.0, 4.0, NAN}, y[] = {11.0, NAN, 12.0, 13.0, 14.0};
  const walras_difference d = walras_difference_independent(x, y, 5);
  CU_ASSERT(d.count == 4 && isnan(d.reduction));
  CU_ASSERT_DOUBLE_EQUAL(d.mean, -10.0, 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(d.error, sqrt(2.0 * (5.0 / 3.0) / 4.0), 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(d.degrees, 6.0, 1e-12);
  const double constant[] = {2.0, 2.0, 2.0, 2.0, NAN};
  CU_ASSERT_DOUBLE_EQUAL(walras_difference_independent(x, constant, 5).degrees, 3.0, 1e-12);
}

static void too_few_values_have_no_error_and_a_constant_difference_has_none_to_speak_of(void) {
  const double x[] = {1.0, 2.0, 4.0}, shifted[] = {0.5, 1.5, 3.5}, none[] = {NAN, NAN, NAN};
  CU_ASSERT(isnan(walras_difference_paired(x, none, 3).mean) && walras_difference_paired(x, none, 3).count == 0);
  CU_ASSERT(isnan(walras_difference_independent(x, none, 3).mean));
  const walras_difference one = walras_difference_paired(x, shifted, 1), all = walras_difference_paired(x, shifted, 3);
  CU_ASSERT(one.mean == 0.5 && isnan(one.error) && isnan(one.reduction) && isnan(walras_difference_interval(&one, 0.95).low));
  CU_ASSERT(all.mean == 0.5 && all.error == 0.0 && all.reduction == 1.0);
  CU_ASSERT(walras_difference_interval(&all, 0.95).low == 0.5 && walras_difference_interval(&all, 0.95).high == 0.5);
  const double constant[] = {7.0, 7.0, 7.0};
  CU_ASSERT(isnan(walras_difference_paired(constant, constant, 3).reduction));
}

enum { SAMPLES = 4000, SIZE = 7 };

/* x = shared + noise, y = shared + 3 noise: both intervals cover the difference of the means, 1, in 95 % of the samples (a false alarm in
 * one of 10^6 tests); Welch's is exact only nearly. */
static void intervals_cover_the_difference_as_often_as_they_say(void) {
  int64_t paired = 0, apart = 0;
  for (int64_t sample = 0; sample < SAMPLES; sample++) {
    double x[SIZE], y[SIZE], z[SIZE];
    for (int64_t i = 0; i < SIZE; i++) {
      const double shared = 5.0 * coverage_normal(sample, 4 * i);
      x[i] = 1.0 + shared + coverage_normal(sample, 4 * i + 1);
      y[i] = shared + 3.0 * coverage_normal(sample, 4 * i + 2);
      z[i] = 3.0 * coverage_normal(sample, 4 * i + 3);
    }
    const walras_difference d = walras_difference_paired(x, y, SIZE), welch = walras_difference_independent(x, z, SIZE);
    paired += coverage_holds(walras_difference_interval(&d, 0.95), 1.0);
    apart += coverage_holds(walras_difference_interval(&welch, 0.95), 1.0);
  }
  coverage_is(paired, SAMPLES, 0.95);
  coverage_lies_between(apart, SAMPLES, 0.94, 0.96);
}

/* Var(x) = 1 + v, Var(y) = 4 + v with v shared: pairing leaves 1 + 4 of 5 + 2 v. */
static void the_reduction_is_that_of_the_shared_variance(void) {
  enum { MANY = 100000 };
  static double x[MANY], y[MANY];
  for (int64_t i = 0; i < MANY; i++) {
    const double shared = 3.0 * coverage_normal(i, 0);
    x[i] = shared + coverage_normal(i, 2);
    y[i] = shared + 2.0 * coverage_normal(i, 4);
  }
  /* The ratio of two variances of 10^5 values is within 3 % but for one of 10^6 draws (its relative error is below (8/10^5)^(1/2)). */
  const walras_difference d = walras_difference_paired(x, y, MANY);
  CU_ASSERT_DOUBLE_EQUAL(1.0 - d.reduction, 5.0 / 23.0, 0.05 * 5.0 / 23.0);
  for (int64_t i = 0; i < MANY; i++)
    y[i] = -y[i];
  CU_ASSERT(walras_difference_paired(x, y, MANY).reduction < 0.0); /* pairing what moves in opposite directions */
}

WALRAS_UNIT_TESTS(UNIT(four_pairs_by_hand), UNIT(independent_samples_keep_values_whose_partner_is_missing),
                  UNIT(too_few_values_have_no_error_and_a_constant_difference_has_none_to_speak_of),
                  UNIT(intervals_cover_the_difference_as_often_as_they_say), UNIT(the_reduction_is_that_of_the_shared_variance))
