#include "numerics/statistics/ratio.h"

#include "coverage.h"
#include "numerics/statistics/student.h"
#include "numerics/statistics/summary.h"

static void proportional_values_leave_no_doubt(void) {
  const double x[] = {22, 24, NAN, 26}, y[] = {11, 12, 5, 13};
  const walras_ratio r = walras_ratio_of_means(x, y, 4);
  const walras_interval w = walras_fieller_interval(&r, 0.95);
  CU_ASSERT(r.ratio == 2.0 && r.denominator == 12.0 && r.degrees == 2.0 && w.low == 2.0 && w.high == 2.0);
  CU_ASSERT(walras_ratio_p_value(&r, 2.0) == 1.0 && walras_ratio_p_value(&r, 2.5) < 0.5);
}

/* What the ends mean: there mean x - end mean y is just t standard errors from 0. */
static void at_its_ends_the_t_test_gives_the_level(void) {
  const double x[] = {3, 5, 4, 7, 6, 2, 5}, y[] = {9, 11, 8, 12, 11, 8, 10};
  const walras_ratio r = walras_ratio_of_means(x, y, 7);
  const walras_interval w = walras_fieller_interval(&r, 0.95);
  const double ends[] = {w.low, w.high};
  for (int end = 0; end < 2; end++) {
    double d[7];
    for (int i = 0; i < 7; i++)
      d[i] = x[i] - ends[end] * y[i];
    const walras_summary s = walras_summarise(d, 7);
    CU_ASSERT_DOUBLE_EQUAL(fabs(s.mean), walras_summary_half_width(&s, 0.95), 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(walras_ratio_p_value(&r, ends[end]), 0.05, 1e-10);
  }
  CU_ASSERT(w.low < r.ratio && r.ratio < w.high);
}

/* A denominator known to a part in 10^6: the delta method's half-width t sd(x - r y) / (sqrt(n) mean y). */
static void with_a_sure_denominator_it_is_the_delta_method(void) {
  const double x[] = {3, 5, 4, 7, 6}, y[] = {1e6, 1e6 + 1, 1e6, 1e6 - 1, 1e6};
  double d[5];
  const walras_ratio r = walras_ratio_of_means(x, y, 5);
  for (int i = 0; i < 5; i++)
    d[i] = x[i] - r.ratio * y[i];
  const walras_summary s = walras_summarise(d, 5);
  const double half = walras_summary_half_width(&s, 0.95) / r.denominator;
  const walras_interval w = walras_fieller_interval(&r, 0.95);
  CU_ASSERT_DOUBLE_EQUAL((w.high - r.ratio) / half, 1.0, 1e-5);
  CU_ASSERT_DOUBLE_EQUAL((r.ratio - w.low) / half, 1.0, 1e-5);
}

static void a_denominator_that_may_be_zero_sets_no_limit(void) {
  const double x[] = {1, 2, 3}, y[] = {-1, 2, 0.5};
  const walras_ratio r = walras_ratio_of_means(x, y, 3);
  const walras_interval w = walras_fieller_interval(&r, 0.95);
  CU_ASSERT(w.low == -INFINITY && w.high == INFINITY);
  const walras_ratio single = walras_ratio_of_means(x, y, 1);
  CU_ASSERT(single.ratio == -1.0 && isnan(walras_fieller_interval(&single, 0.95).low) &&
            isnan(walras_ratio_p_value(&single, 1.0)));
}

/* Dependent normal pairs, a denominator with a standard error of a tenth of itself: exact, where the delta method is not. */
static void simulated_ratios_are_covered_exactly(void) {
  enum { COUNT = 10, SAMPLES = 20000 };
  int64_t covered = 0;
  for (int64_t sample = 0; sample < SAMPLES; sample++) {
    double x[COUNT], y[COUNT];
    for (int64_t i = 0; i < COUNT; i++) {
      const double common = coverage_normal(sample, 2 * i);
      y[i] = 3.0 + common;
      x[i] = 6.0 + common + coverage_normal(sample, 2 * i + 1);
    }
    const walras_ratio r = walras_ratio_of_means(x, y, COUNT);
    covered += coverage_holds(walras_fieller_interval(&r, 0.95), 2.0);
  }
  coverage_is(covered, SAMPLES, 0.95);
}

WALRAS_UNIT_TESTS(UNIT(proportional_values_leave_no_doubt), UNIT(at_its_ends_the_t_test_gives_the_level),
                  UNIT(with_a_sure_denominator_it_is_the_delta_method), UNIT(a_denominator_that_may_be_zero_sets_no_limit),
                  UNIT(simulated_ratios_are_covered_exactly))
