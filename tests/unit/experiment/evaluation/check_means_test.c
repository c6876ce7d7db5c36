/* mean, bounds of means, table. */
#include "bench.h"

/* Mean m, deviation 1 at each point: half an interval is T2 / sqrt(3) = 2.484. */
static const bench steps = {.replications = 3, .welfare = {{0, 1, 2}, {1, 2, 3}, {2, 3, 4}}};
#define EACH "check = \"bounds\"; of = \"mean\"; metric = \"welfare\"; "

static void bounds_of_means_hold_when_the_whole_interval_of_each_point_does(void) {
  bench b = steps;
  const walras_evaluation *e = bench_claim(&b, EACH "minimum = -10; maximum = 10;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->values == 9 && e->points == 3 && e->maximum == 10.0);
  bench_interval(e, 3.0, T2 / sqrt(3.0));
  CU_ASSERT_STRING_EQUAL(e->worst, "point 2 (agents = 40)");
  CU_ASSERT_STRING_EQUAL(e->method, "t interval of each point's mean, Bonferroni over 3");
  e = bench_claim(&b, EACH "minimum = 0;");
  CU_ASSERT_EQUAL(e->verdict, WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_STRING_EQUAL(e->worst, "point 0 (agents = 10)");
}

/* The third point's interval, 3 -+ 2.484, misses what is at most .5: alone it fails at p = .0494, of three it may be chance. */
static void one_of_several_means_fails_by_bonferronis_rule(void) {
  bench b = steps;
  const walras_evaluation *e = bench_claim(&b, EACH "maximum = 0.5; where = { agents = 40; };");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && near(e->p, 1.0 - 1.0 / sqrt(1.0 + 2.0 / (2.5 * 2.5 * 3.0))));
  const double p = e->p;
  CU_ASSERT_STRING_EQUAL(e->method, "t interval of the mean");
  e = bench_claim(&b, EACH "maximum = 0.5;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && near(e->p, 3.0 * p) && e->more_replications > 0);
  e = bench_claim(&b, EACH "maximum = -10;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && e->p < 0.01);
  CU_ASSERT_STRING_EQUAL(e->worst, "point 2 (agents = 40)");
}

/* A point with one value has no interval, and the claim cannot hold at it. */
static void a_point_that_is_hardly_measured_keeps_bounds_undecided(void) {
  bench b = steps;
  b.welfare[1][0] = b.welfare[1][1] = NAN;
  const walras_evaluation *e = bench_claim(&b, EACH "minimum = -10; maximum = 10;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->estimate == 3.0 && isnan(e->low));
  CU_ASSERT_STRING_EQUAL(e->worst, "point 1 (agents = 20)");
  b.welfare[1][2] = NAN; /* and one without any is left out */
  CU_ASSERT_EQUAL(bench_verdict(&b, EACH "minimum = -10; maximum = 10;"), WALRAS_CLAIM_HOLDS);
  for (int i = 0; i < 9; i++)
    b.welfare[i / 3][i % 3] = NAN;
  e = bench_claim(&b, EACH "minimum = -10;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->values == 0 && isnan(e->estimate) && isnan(e->p));
}

/* The three points move together, replication by replication: 1, 2, 3 on the average. Nine independent values would give half the interval. */
static void the_mean_over_points_rests_on_the_replications(void) {
  bench b = steps;
  const walras_evaluation *e = bench_claim(&b, "check = \"mean\"; metric = \"welfare\"; expected = 2; tolerance = 2.5;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->values == 9 && e->points == 3 && e->minimum == -0.5 && e->maximum == 4.5);
  bench_interval(e, 2.0, T2 / sqrt(3.0));
  CU_ASSERT_STRING_EQUAL(e->method, "t interval of the average of the points' means, over replications");
  b.independent = true; /* the variance of the average is a third, with six degrees of freedom (t = 2.4469) */
  e = bench_claim(&b, "check = \"mean\"; metric = \"welfare\"; expected = 2; tolerance = 2;");
  bench_interval(e, 2.0, 2.4469118511449692 / 3.0);
  CU_ASSERT_STRING_EQUAL(e->method, "t interval of the average of the points' means, independent points");
}

static void the_mean_of_some_points_uses_their_values_only(void) {
  bench b = steps;
  const walras_evaluation *e =
      bench_claim(&b, "check = \"mean\"; metric = \"welfare\"; expected = 2; tolerance = 1; where = { agents = [ 20, 40 ]; };");
  CU_ASSERT(e->values == 6 && e->points == 2 && near(e->estimate, 2.5));
  CU_ASSERT_STRING_EQUAL(e->where, "agents = [20, 40]");
  b.welfare[1][1] = NAN;
  e = bench_claim(&b, "check = \"mean\"; metric = \"welfare\"; expected = 2; tolerance = 1; where = { n = 20; };");
  CU_ASSERT_EQUAL(e->values, 2);
  bench_interval(e, 2.0, T1);
  CU_ASSERT_STRING_EQUAL(e->method, "t interval of the mean");
}

static walras_verdict verdict_of_mean(double mean, double half, const char *bounds) {
  char claim[512];
  const double d = half * sqrt(3.0) / T2;
  bench b = {.replications = 3, .welfare = {{mean - d, mean, mean + d}}};
  snprintf(claim, sizeof claim, "check = \"mean\"; metric = \"welfare\"; where = { agents = 10; }; %s", bounds);
  return bench_verdict(&b, claim);
}

/* Against the band 1 to 3, and against half-lines. */
static void a_verdict_is_that_of_the_whole_interval(void) {
  static const char *const band = "minimum = 1; maximum = 3;";
  CU_ASSERT_EQUAL(verdict_of_mean(2.0, 0.5, band), WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(verdict_of_mean(4.0, 0.5, band), WALRAS_CLAIM_FAILS);
  CU_ASSERT_EQUAL(verdict_of_mean(0.0, 0.5, band), WALRAS_CLAIM_FAILS);
  CU_ASSERT_EQUAL(verdict_of_mean(2.9, 0.5, band), WALRAS_CLAIM_UNDECIDED); /* reaches out, however narrow it is */
  CU_ASSERT_EQUAL(verdict_of_mean(3.1, 0.5, band), WALRAS_CLAIM_UNDECIDED); /* reaches in */
  CU_ASSERT_EQUAL(verdict_of_mean(2.0, 1.1, band), WALRAS_CLAIM_UNDECIDED); /* wider than the band */
  CU_ASSERT_EQUAL(verdict_of_mean(2.0, 0.5, "minimum = 1;"), WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(verdict_of_mean(1.1, 0.5, "minimum = 1;"), WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_EQUAL(verdict_of_mean(0.1, 0.5, "minimum = 1;"), WALRAS_CLAIM_FAILS);
  CU_ASSERT_EQUAL(verdict_of_mean(0.1, 0.5, "maximum = 1;"), WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(verdict_of_mean(NAN, 0.5, band), WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_EQUAL(verdict_of_mean(2.0, 0.0, "expected = 2; tolerance = 1e-9;"), WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(verdict_of_mean(2.1, 0.0, "expected = 2; tolerance = 1e-9;"), WALRAS_CLAIM_FAILS);
}

static void a_single_value_has_no_interval_and_decides_nothing(void) {
  bench b = {.replications = 3, .welfare = {{2.5, NAN, NAN}}};
  const walras_evaluation *e =
      bench_claim(&b, "check = \"mean\"; metric = \"welfare\"; expected = 2; tolerance = 1; where = { agents = 10; };");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->values == 1 && e->estimate == 2.5 && isnan(e->low) && isnan(e->high));
  CU_ASSERT(isnan(e->p) && e->more_replications == -1);
}

/* ---- tables ---- */

#define ENTRIES(a, b, c)                                                                                                         \
  "check = \"table\"; metric = \"welfare\"; entries = ( { where = { agents = 10; }; expected = " a "; }, "                       \
  "{ where = { agents = 20; }; expected = " b "; }, { where = { agents = 40; }; expected = " c "; } ); "

static void a_table_holds_when_every_entry_does(void) {
  bench b = steps;
  const walras_evaluation *e = bench_claim(&b, ENTRIES("1", "2.25", "3") "tolerance = 3;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->entry_count == 3 && e->points == 3 && e->values == 9);
  bench_interval(e, 2.0, T2 / sqrt(3.0)); /* the entry with least room */
  CU_ASSERT(e->expected == 2.25 && e->minimum == -0.75 && e->maximum == 5.25);
  CU_ASSERT_STRING_EQUAL(e->worst, "entry 2 (agents = 20)");
  CU_ASSERT_STRING_EQUAL(e->method, "t interval of each entry's mean, Bonferroni over 3");
  CU_ASSERT_STRING_EQUAL(e->paper, "3 numbers +- 3");
  CU_ASSERT(e->entries[2].expected == 3.0 && near(e->entries[2].estimate, 3.0) && e->entries[2].verdict == WALRAS_CLAIM_HOLDS);
  CU_ASSERT_STRING_EQUAL(e->entries[0].where, "agents = 10");
}

static void a_table_fails_with_one_entry_and_names_it(void) {
  bench b = steps;
  const walras_evaluation *e = bench_claim(&b, ENTRIES("1", "200", "3") "relative_tolerance = 0.01;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && near(e->estimate, 2.0) && near(e->minimum, 198.0) && e->expected == 200.0);
  CU_ASSERT_STRING_EQUAL(e->worst, "entry 2 (agents = 20)");
  CU_ASSERT(e->entries[1].verdict == WALRAS_CLAIM_FAILS && e->entries[0].verdict == WALRAS_CLAIM_UNDECIDED);
}

static void a_table_is_undecided_with_one_entry(void) {
  bench b = steps;
  const walras_evaluation *e = bench_claim(&b, ENTRIES("1", "2", "5") "tolerance = 3;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->more_replications > 0);
  CU_ASSERT_STRING_EQUAL(e->worst, "entry 3 (agents = 40)");
}

static void entries_lie_within_the_claims_own_selection(void) {
  bench b = {.replications = 3,
             .sweep = "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 10, 20 ]; }, "
                      "{ parameter = \"truthful\"; values = [ true, false ]; } ); };",
             .welfare = {{1, 1, 1}, {5, 5, 5}, {2, 2, 2}, {6, 6, 6}}};
  const walras_evaluation *e =
      bench_claim(&b, "check = \"table\"; metric = \"welfare\"; where = { truthful = false; }; entries = ( { where = { "
                      "agents = 10; }; expected = 5; }, { where = { agents = 20; }; expected = 6; } ); tolerance = 0.1;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->points == 2 && e->entries[0].estimate == 5.0 && e->entries[1].estimate == 6.0);
}

WALRAS_UNIT_TESTS(UNIT(bounds_of_means_hold_when_the_whole_interval_of_each_point_does),
                  UNIT(one_of_several_means_fails_by_bonferronis_rule),
                  UNIT(a_point_that_is_hardly_measured_keeps_bounds_undecided),
                  UNIT(the_mean_over_points_rests_on_the_replications), UNIT(the_mean_of_some_points_uses_their_values_only),
                  UNIT(a_verdict_is_that_of_the_whole_interval), UNIT(a_single_value_has_no_interval_and_decides_nothing),
                  UNIT(a_table_holds_when_every_entry_does), UNIT(a_table_fails_with_one_entry_and_names_it),
                  UNIT(a_table_is_undecided_with_one_entry), UNIT(entries_lie_within_the_claims_own_selection))
