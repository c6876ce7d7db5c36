/* correlation, with another metric and along a parameter. */
#include "bench.h"
#include "walras/random.h"

static double noise(int64_t point, int64_t replication, uint32_t draw) {
  static const uint32_t key[2] = {31, 41};
  const walras_stream stream = walras_stream_make(key, (uint32_t)point, 0);
  return walras_normal(&stream, (uint64_t)replication, draw);
}

#define VERSUS "check = \"correlation\"; metric = \"welfare\"; versus_metric = \"optimum\"; "
#define ALONG "check = \"correlation\"; metric = \"welfare\"; along = \"agents\"; "

/* Correlation .8 between the metrics in each of 100 trials at one point. */
static bench correlated(void) {
  bench b = {.replications = 100};
  for (int64_t k = 0; k < 100; k++) {
    b.optimum[0][k] = noise(0, k, 0);
    b.welfare[0][k] = 0.8 * b.optimum[0][k] + 0.6 * noise(0, k, 2);
  }
  return b;
}

static void correlated_metrics_are_told_from_uncorrelated_ones(void) {
  bench b = correlated();
  const walras_evaluation *e = bench_claim(&b, VERSUS "where = { agents = 10; }; minimum = 0.5;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->values == 100 && e->points == 1 && e->low < 0.8 && e->high > 0.7);
  CU_ASSERT_STRING_EQUAL(e->method, "rank correlation, Fisher's z with a jackknife over replications");
  CU_ASSERT_STRING_EQUAL(e->unit, "1");
  e = bench_claim(&b, VERSUS "where = { agents = 10; }; method = \"linear\"; maximum = 0.5;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && e->p < 1e-4);
  CU_ASSERT_STRING_EQUAL(e->method, "linear correlation, Fisher's z with a jackknife over replications");
  e = bench_claim(&b, VERSUS "where = { agents = 10; }; minimum = 0.75;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->more_replications > 0);
}

/* One number per replication that all points share: three points are worth no more than one. */
static void what_points_share_is_counted_once(void) {
  bench b = correlated();
  for (int64_t k = 0; k < 100; k++)
    for (int64_t p = 1; p < 3; p++) {
      b.optimum[p][k] = b.optimum[0][k];
      b.welfare[p][k] = b.welfare[0][k];
    }
  const walras_evaluation *e = bench_claim(&b, VERSUS "minimum = 0.5;");
  const double three = e->high - e->low, estimate = e->estimate;
  CU_ASSERT_EQUAL(e->values, 300);
  e = bench_claim(&b, VERSUS "where = { agents = 10; }; minimum = 0.5;");
  CU_ASSERT(fabs(three / (e->high - e->low) - 1.0) < 0.02 && fabs(estimate - e->estimate) < 0.01);
}

static void a_perfect_trend_along_a_parameter_is_one(void) {
  bench b = {.replications = 3, .welfare = {{1, 2, 1.5}, {3, 4, 5}, {6, 7, 8}}};
  const walras_evaluation *e = bench_claim(&b, ALONG "minimum = 0.5;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->values == 9 && e->points == 3 && e->estimate > 0.9);
  bench exact = {.replications = 3, .welfare = {{-1, -1, -1}, {-2, -2, -2}, {-4, -4, -4}}};
  e = bench_claim(&exact, ALONG "method = \"linear\"; expected = -1; tolerance = 0.001;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->estimate == -1.0 && e->low == -1.0 && e->high == -1.0);
  e = bench_claim(&exact, ALONG "minimum = 0;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && e->p == 0.0);
}

/* Of one replication the points are the sample: Fisher's z with n = 6, artanh(r) -+ 1.96 / sqrt(3). */
static void of_one_replication_the_points_are_the_sample(void) {
  bench b = {.agents = "1, 2, 3, 4, 5, 6", .replications = 1, .welfare = {{2}, {1}, {4}, {3}, {6}, {5}}};
  const walras_evaluation *e = bench_claim(&b, ALONG "method = \"linear\"; minimum = 0;");
  const double r = 29.0 / 35.0, half = 1.959963984540054 / sqrt(3.0);
  CU_ASSERT(near(e->estimate, r) && near(e->low, tanh(atanh(r) - half)) && near(e->high, tanh(atanh(r) + half)));
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->more_replications == -1);
  CU_ASSERT_STRING_EQUAL(e->method, "linear correlation, Fisher's z of normal pairs: one replication");
  e = bench_claim(&b, ALONG "minimum = 0.2;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && near(e->low, tanh(atanh(r) - half * sqrt(1.0 + r * r / 2.0))));
  CU_ASSERT_STRING_EQUAL(e->method, "rank correlation, Fisher's z with Bonett and Wright's error: one replication");
}

static void pairs_with_a_missing_side_and_constant_metrics_decide_nothing(void) {
  bench b = correlated();
  b.welfare[0][3] = b.optimum[0][5] = NAN;
  CU_ASSERT_EQUAL(bench_claim(&b, VERSUS "where = { agents = 10; }; minimum = 0;")->values, 98);
  for (int i = 0; i < 100; i++)
    b.optimum[0][i] = 1.0;
  const walras_evaluation *e = bench_claim(&b, VERSUS "where = { agents = 10; }; minimum = 0;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && isnan(e->estimate) && isnan(e->p));
  for (int i = 0; i < 100; i++)
    b.optimum[0][i] = NAN;
  e = bench_claim(&b, VERSUS "where = { agents = 10; }; minimum = 0;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->values == 0);
}

WALRAS_UNIT_TESTS(UNIT(correlated_metrics_are_told_from_uncorrelated_ones), UNIT(what_points_share_is_counted_once),
                  UNIT(a_perfect_trend_along_a_parameter_is_one), UNIT(of_one_replication_the_points_are_the_sample),
                  UNIT(pairs_with_a_missing_side_and_constant_metrics_decide_nothing))
