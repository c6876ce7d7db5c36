/* equal, and bounds of trials. */
#include "bench.h"

static void equality_is_decided_by_the_worst_trial(void) {
  bench b = {.replications = 3, .welfare = {{2, 2, 2}, {2, 2, 2.5}, {2, 1.75, 2}}};
  const walras_evaluation *e = bench_claim(&b, "check = \"equal\"; metric = \"welfare\"; expected = 2; tolerance = 0.25;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && e->estimate == 2.5 && e->low == 2.5 && e->high == 2.5);
  CU_ASSERT(e->minimum == 1.75 && e->maximum == 2.25 && e->expected == 2.0 && e->points == 3 && e->values == 9);
  CU_ASSERT(isnan(e->p) && e->more_replications == -1);
  CU_ASSERT_STRING_EQUAL(e->worst, "point 1 (agents = 20), replication 2");
  CU_ASSERT_STRING_EQUAL(e->method, "every trial");
  CU_ASSERT_EQUAL(bench_verdict(&b, "check = \"equal\"; metric = \"welfare\"; expected = 2; tolerance = 0.5;"),
                  WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(bench_verdict(&b, "check = \"equal\"; metric = \"welfare\"; expected = 2; relative_tolerance = 0.25;"),
                  WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(bench_verdict(&b, "check = \"equal\"; metric = \"welfare\"; expected = 2; relative_tolerance = 0.24;"),
                  WALRAS_CLAIM_FAILS);
  b.welfare[2][1] = -5e9;
  e = bench_claim(&b, "check = \"equal\"; metric = \"welfare\"; expected = 5000000000L; tolerance = 1;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && e->estimate == -5e9 && e->maximum == 5000000001.0);
}

static void trials_without_a_value_are_left_out(void) {
  bench b = {.replications = 3, .welfare = {{NAN, NAN, NAN}, {2, NAN, 2}, {2, 2, 2}}};
  const walras_evaluation *e = bench_claim(&b, "check = \"equal\"; metric = \"welfare\"; expected = 2; tolerance = 0;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->values == 7 - 2 && e->points == 3);
  e = bench_claim(&b, "check = \"bounds\"; metric = \"welfare\"; minimum = 3; where = { agents = 10; };");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->values == 0 && e->points == 1 && isnan(e->estimate));
}

static void a_reference_is_compared_trial_by_trial(void) {
  bench b = {.replications = 3, .welfare = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}, .optimum = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9.5}}};
  const walras_evaluation *e =
      bench_claim(&b, "check = \"equal\"; metric = \"welfare\"; reference_metric = \"optimum\"; tolerance = 0.25;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && e->estimate == 9.0 && e->minimum == 9.25 && e->maximum == 9.75 && e->values == 9);
  CU_ASSERT_EQUAL(e->expected, 9.5);
  CU_ASSERT_STRING_EQUAL(e->worst, "point 2 (agents = 40), replication 2");
  CU_ASSERT_EQUAL(bench_verdict(&b, "check = \"equal\"; metric = \"welfare\"; reference_metric = \"optimum\"; tolerance = 0.5;"),
                  WALRAS_CLAIM_HOLDS);
}

/* A relative tolerance is one of each trial's own reference, whatever its sign. */
static void a_relative_tolerance_follows_the_reference(void) {
  bench b = {.replications = 3,
             .welfare = {{101, 1.01, -1.01e6}, {0, 1, 2}, {3, 4, 5}},
             .optimum = {{100, 1, -1e6}, {0, 1, 2}, {3, 4, 5}}};
  CU_ASSERT_EQUAL(
      bench_verdict(&b, "check = \"equal\"; metric = \"welfare\"; reference_metric = \"optimum\"; relative_tolerance = 0.0101;"),
      WALRAS_CLAIM_HOLDS);
  const walras_evaluation *e =
      bench_claim(&b, "check = \"equal\"; metric = \"welfare\"; reference_metric = \"optimum\"; relative_tolerance = 0.0099;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && e->estimate == -1.01e6 && near(e->minimum, -1.0099e6));
}

static void without_a_reference_there_is_nothing_to_compare(void) {
  bench b = {.replications = 3, .welfare = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}, .optimum = {{NAN, 1, 1}, {1, NAN, 1}, {1, 1, 1}}};
  const char *body = "check = \"equal\"; metric = \"welfare\"; reference_metric = \"optimum\"; tolerance = 0;";
  const walras_evaluation *e = bench_claim(&b, body);
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->values == 7);
  for (int i = 0; i < 9; i++)
    b.optimum[i / 3][i % 3] = NAN;
  e = bench_claim(&b, body);
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->values == 0);
}

static void bounds_may_be_open_on_a_side(void) {
  bench b = {.replications = 3, .welfare = {{1, 2, 3}, {4, 5, 6}, {7, 8, 1e308}}};
  const walras_evaluation *e = bench_claim(&b, "check = \"bounds\"; metric = \"welfare\"; minimum = 1;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->minimum == 1.0 && isinf(e->maximum) && e->maximum > 0);
  e = bench_claim(&b, "check = \"bounds\"; metric = \"welfare\"; minimum = 1.5; of = \"trials\";");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && e->estimate == 1.0);
  b.welfare[2][2] = INFINITY;
  e = bench_claim(&b, "check = \"bounds\"; metric = \"welfare\"; maximum = 10;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && isinf(e->estimate) && isinf(e->minimum) && e->minimum < 0);
}

/* What is shown of a claim that holds: how near it came to failing. */
static void of_values_inside_the_band_the_one_nearest_to_its_end_is_shown(void) {
  bench b = {.replications = 3, .welfare = {{5, 6, 4}, {7, 3, 5}, {5, 8, 5}}};
  const walras_evaluation *e = bench_claim(&b, "check = \"bounds\"; metric = \"welfare\"; minimum = 1;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->estimate == 3.0);
  CU_ASSERT_STRING_EQUAL(e->worst, "point 1 (agents = 20), replication 1");
  e = bench_claim(&b, "check = \"bounds\"; metric = \"welfare\"; maximum = 9;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->estimate == 8.0);
  e = bench_claim(&b, "check = \"equal\"; metric = \"welfare\"; expected = 5; tolerance = 4;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->estimate == 8.0);
}

WALRAS_UNIT_TESTS(UNIT(of_values_inside_the_band_the_one_nearest_to_its_end_is_shown),
                  UNIT(equality_is_decided_by_the_worst_trial), UNIT(trials_without_a_value_are_left_out),
                  UNIT(a_reference_is_compared_trial_by_trial), UNIT(a_relative_tolerance_follows_the_reference),
                  UNIT(without_a_reference_there_is_nothing_to_compare), UNIT(bounds_may_be_open_on_a_side))
