#include "numerics/statistics/proportion.h"

#include "coverage.h"
#include "numerics/statistics/binomial.h"

/* Newcombe, Statistics in Medicine 17 (1998), Table I, method 3. */
static void intervals_match_the_published_ones(void) {
  static const struct {
    double successes, trials, low, high;
  } table[] = {{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0.0, 0.1611}, {1, 29, 0.0061, 0.1718}};
  for (int i = 0; i < 4; i++) {
    const walras_interval w = walras_wilson_interval(table[i].successes / table[i].trials, table[i].trials, 0.95);
    CU_ASSERT_DOUBLE_EQUAL(w.low, table[i].low, 5e-5);
    CU_ASSERT_DOUBLE_EQUAL(w.high, table[i].high, 5e-5);
  }
}

static void the_ends_of_the_scale_are_reached_exactly_and_never_left(void) {
  CU_ASSERT_EQUAL(walras_wilson_interval(0.0, 7.0, 0.95).low, 0.0);
  CU_ASSERT_EQUAL(walras_wilson_interval(1.0, 7.0, 0.95).high, 1.0);
  for (int k = 0; k <= 7; k++) {
    const walras_interval w = walras_wilson_interval(k / 7.0, 7.0, 0.999),
                          mirror = walras_wilson_interval(1 - k / 7.0, 7.0, 0.999);
    CU_ASSERT(w.low >= 0.0 && w.low < w.high && w.high <= 1.0);
    CU_ASSERT_DOUBLE_EQUAL(w.low, 1.0 - mirror.high, 1e-15);
  }
  CU_ASSERT(isnan(walras_wilson_interval(0.5, 0.0, 0.95).low) && isnan(walras_wilson_interval(NAN, 3.0, 0.95).high));
}

/* The exact coverage, by the binomial law: near 95 % on the average over p, and never far below except at the ends (Brown, Cai and
   DasGupta, Statistical Science 16, 2001). */
static void coverage_is_the_stated_one_on_the_average(void) {
  double mean = 0.0, least = 1.0;
  for (int i = 0; i < 900; i++) {
    const double p = 0.05 + i / 1000.0;
    double covered = 0.0;
    for (int64_t k = 0; k <= 50; k++)
      if (coverage_holds(walras_wilson_interval((double)k / 50.0, 50.0, 0.95), p))
        covered += walras_binomial_at_most(k, 50, p) - walras_binomial_at_most(k - 1, 50, p);
    mean += covered / 900.0;
    least = covered < least ? covered : least;
  }
  CU_ASSERT_DOUBLE_EQUAL(mean, 0.95, 0.005);
  CU_ASSERT(least > 0.91);
}

static void simulated_shares_are_covered(void) {
  int64_t covered = 0;
  for (int64_t sample = 0; sample < 20000; sample++) {
    int64_t successes = 0;
    for (int64_t i = 0; i < 100; i++)
      successes += coverage_uniform(sample, i) < 0.3;
    covered += coverage_holds(walras_wilson_interval((double)successes / 100.0, 100.0, 0.95), 0.3);
  }
  coverage_lies_between(covered, 20000, 0.93, 0.96);
}

static void p_values_agree_with_the_interval(void) {
  for (int k = 0; k <= 30; k++) {
    const walras_interval w = walras_wilson_interval(k / 30.0, 30.0, 0.95);
    if (w.low > 0.0)
      CU_ASSERT_DOUBLE_EQUAL(walras_proportion_p_value(k / 30.0, 30.0, w.low), 0.05, 1e-10);
    if (w.high < 1.0)
      CU_ASSERT_DOUBLE_EQUAL(walras_proportion_p_value(k / 30.0, 30.0, w.high), 0.05, 1e-10);
  }
  CU_ASSERT_EQUAL(walras_proportion_p_value(0.25, 8.0, 0.25), 1.0);
  CU_ASSERT_EQUAL(walras_proportion_p_value(0.25, 8.0, 1.0), 0.0);
}

WALRAS_UNIT_TESTS(UNIT(intervals_match_the_published_ones), UNIT(the_ends_of_the_scale_are_reached_exactly_and_never_left),
                  UNIT(coverage_is_the_stated_one_on_the_average), UNIT(simulated_shares_are_covered),
                  UNIT(p_values_agree_with_the_interval))
