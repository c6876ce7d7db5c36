#include "numerics/statistics/quantile.h"

#include "coverage.h"

static void quantiles_are_those_of_type_7(void) {
  const double values[] = {1, 2, 4, 8};
  CU_ASSERT_EQUAL(walras_quantile_of_sorted(values, 4, 0.0), 1.0);
  CU_ASSERT_EQUAL(walras_quantile_of_sorted(values, 4, 0.5), 3.0);
  CU_ASSERT_EQUAL(walras_quantile_of_sorted(values, 3, 0.5), 2.0);
  CU_ASSERT_DOUBLE_EQUAL(walras_quantile_of_sorted(values, 4, 0.9), 6.8, 1e-15); /* numpy.quantile([1, 2, 4, 8], .9) */
  CU_ASSERT_EQUAL(walras_quantile_of_sorted(values, 4, 1.0), 8.0);
  CU_ASSERT_EQUAL(walras_quantile_of_sorted(values, 1, 0.3), 1.0);
  CU_ASSERT(isnan(walras_quantile_of_sorted(values, 0, 0.5)));
}

static void infinite_values_stay_themselves(void) {
  const double values[] = {-INFINITY, -INFINITY, 0, INFINITY, INFINITY};
  CU_ASSERT_EQUAL(walras_quantile_of_sorted(values, 5, 0.1), -INFINITY);
  CU_ASSERT_EQUAL(walras_quantile_of_sorted(values, 5, 0.9), INFINITY);
}

static void sorting_leaves_nan_values_behind(void) {
  double values[] = {3, NAN, -1, 2, NAN};
  CU_ASSERT_EQUAL(walras_sort_values(values, 5), 3);
  CU_ASSERT(values[0] == -1 && values[1] == 2 && values[2] == 3 && isnan(values[3]) && isnan(values[4]));
}

/* The usual tables of such intervals: ranks of the median's interval and its coverage, 1 - 2 P(X < low) for fair throws. */
static void ranks_of_the_median_match_the_tables(void) {
  static const struct {
    int64_t count, low, high;
    double coverage;
  } table[] = {
      {6, 1, 6, 0.96875}, {10, 2, 9, 0.978515625}, {20, 6, 15, 0.9586105}, {50, 18, 33, 0.9671609}, {100, 40, 61, 0.9647998}};
  for (int i = 0; i < 5; i++) {
    const walras_rank_interval ranks = walras_quantile_ranks(table[i].count, 0.5, 0.95);
    CU_ASSERT(ranks.low == table[i].low && ranks.high == table[i].high);
    CU_ASSERT_DOUBLE_EQUAL(ranks.coverage, table[i].coverage, 5e-7);
  }
}

static void the_ranks_are_the_closest_that_keep_the_confidence(void) {
  for (int64_t n = 1; n < 200; n += 7)
    for (int i = 1; i < 10; i++) {
      const walras_rank_interval ranks = walras_quantile_ranks(n, i / 10.0, 0.9);
      CU_ASSERT(ranks.coverage >= 0.9 && ranks.low >= 0 && ranks.low < ranks.high && ranks.high <= n + 1);
      const walras_rank_interval mirror = walras_quantile_ranks(n, (10 - i) / 10.0, 0.9);
      CU_ASSERT(mirror.low == n + 1 - ranks.high && mirror.high == n + 1 - ranks.low);
    }
}

/* Five values lie all on one side of the median with a chance of 1/16: no order statistic is far enough out. */
static void too_few_values_set_no_limit(void) {
  walras_rank_interval ranks = walras_quantile_ranks(5, 0.5, 0.95);
  CU_ASSERT(ranks.low == 0 && ranks.high == 6 && ranks.coverage == 1.0);
  ranks = walras_quantile_ranks(5, 0.1, 0.95);
  CU_ASSERT(ranks.low == 0 && ranks.high == 3); /* P(three or more of five below) = 0.0086 <= 0.025; two: 0.0815 */
}

static void simulated_coverage_is_the_one_stated(void) {
  enum { COUNT = 25, SAMPLES = 20000 };
  static const double probabilities[] = {0.25, 0.5, 0.8};
  for (int q = 0; q < 3; q++) {
    const walras_rank_interval ranks = walras_quantile_ranks(COUNT, probabilities[q], 0.9);
    int64_t covered = 0;
    double values[COUNT];
    CU_ASSERT_FATAL(ranks.low >= 1 && ranks.high <= COUNT && ranks.coverage >= 0.9);
    for (int64_t sample = 0; sample < SAMPLES; sample++) {
      for (int64_t i = 0; i < COUNT; i++)
        values[i] = coverage_exponential(sample, i);
      (void)walras_sort_values(values, COUNT);
      const walras_interval between = {values[ranks.low - 1], values[ranks.high - 1]};
      covered += coverage_holds(between, -log1p(-probabilities[q]));
    }
    coverage_is(covered, SAMPLES, ranks.coverage);
  }
}

WALRAS_UNIT_TESTS(UNIT(quantiles_are_those_of_type_7), UNIT(infinite_values_stay_themselves),
                  UNIT(sorting_leaves_nan_values_behind), UNIT(ranks_of_the_median_match_the_tables),
                  UNIT(the_ranks_are_the_closest_that_keep_the_confidence), UNIT(too_few_values_set_no_limit),
                  UNIT(simulated_coverage_is_the_one_stated))
