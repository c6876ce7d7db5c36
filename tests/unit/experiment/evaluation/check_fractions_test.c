/* median, quantile, share. */
#include "bench.h"

#define MEDIAN "check = \"median\"; metric = \"welfare\"; where = { agents = 10; }; "

static void fill(bench *b, const double *values, int64_t count) {
  b->replications = count;
  for (int64_t i = 0; i < count; i++)
    b->welfare[0][i] = values[i];
}

/* Nine values: the second from each end, whose coverage is 1 - 20/512. */
static void the_median_lies_between_order_statistics_equally_far_from_both_ends(void) {
  const double values[] = {9, 1, 8, 2, 7, 3, 60, 40, 50};
  bench b = {0};
  fill(&b, values, 9);
  const walras_evaluation *e = bench_claim(&b, MEDIAN "expected = 8; tolerance = 100;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->values == 9 && e->estimate == 8.0 && e->low == 2.0 && e->high == 50.0);
  CU_ASSERT_STRING_EQUAL(e->method, "order-statistic interval of the median");
  e = bench_claim(&b, MEDIAN "minimum = 55;"); /* one of nine lies above: the sign test's p is 2 (1 + 9) / 512 */
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && near(e->p, 20.0 / 512.0));
  CU_ASSERT_EQUAL(bench_verdict(&b, MEDIAN "minimum = 5;"), WALRAS_CLAIM_UNDECIDED);
  for (int i = 0; i < 9; i++)
    b.welfare[0][i] *= -1.0;
  e = bench_claim(&b, MEDIAN "expected = -8; tolerance = 100;");
  CU_ASSERT(e->estimate == -8.0 && e->low == -50.0 && e->high == -2.0);
}

static void the_median_of_few_values_has_no_limits(void) {
  const double values[] = {4, 1, NAN, 7, NAN, 100};
  bench b = {0};
  fill(&b, values, 6);
  const walras_evaluation *e = bench_claim(&b, MEDIAN "minimum = 0;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->values == 4 && e->estimate == 5.5);
  CU_ASSERT(e->low == -INFINITY && e->high == INFINITY && e->more_replications == 2); /* six of one side: 2 / 64 < 5 % */
  for (int i = 0; i < 6; i++)
    b.welfare[0][i] = NAN;
  e = bench_claim(&b, MEDIAN "minimum = 0;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->values == 0 && isnan(e->estimate) && isnan(e->low));
}

/* 1 to 100: ranks 84 and 96 of the .9 quantile (numpy: 90.1) leave at most 2.5 % on each side: P(X < 84) = .0206, P(X >= 96) = .0237. */
static void a_quantile_has_the_ranks_of_its_own_probability(void) {
  bench b = {.replications = 100};
  for (int i = 0; i < 100; i++)
    b.welfare[0][i] = 100.0 - i;
  const walras_evaluation *e = bench_claim(
      &b, "check = \"quantile\"; quantile = 0.9; metric = \"welfare\"; where = { agents = 10; }; expected = 90; tolerance = 7;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && near(e->estimate, 90.1) && e->low == 84.0 && e->high == 96.0);
  CU_ASSERT_STRING_EQUAL(e->method, "order-statistic interval of the quantile");
  CU_ASSERT_EQUAL(
      bench_verdict(&b, "check = \"quantile\"; quantile = 0.5; metric = \"welfare\"; where = { agents = 10; }; minimum = 62;"),
      WALRAS_CLAIM_FAILS);
}

/* ---- shares ---- */

#define SHARE "check = \"share\"; metric = \"welfare\"; condition = { minimum = 5; maximum = 6; }; where = { agents = 10; }; "

/* 15 of 148: .0624 to .1605 (Newcombe 1998). */
static void a_share_has_wilsons_interval(void) {
  bench b = {.replications = 150};
  for (int i = 0; i < 150; i++)
    b.welfare[0][i] = i < 15 ? 5.5 : i < 80 ? 4.0 : i < 148 ? 7.0 : (double)NAN;
  const walras_evaluation *e = bench_claim(&b, SHARE "expected = 0.1; tolerance = 0.07;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->values == 148 && near(e->estimate, 15.0 / 148.0));
  CU_ASSERT(fabs(e->low - 0.0624) < 5e-5 && fabs(e->high - 0.1605) < 5e-5);
  CU_ASSERT_STRING_EQUAL(e->method, "Wilson's interval");
  CU_ASSERT_STRING_EQUAL(e->unit, "1");
  CU_ASSERT_EQUAL(bench_verdict(&b, SHARE "minimum = 0.2;"), WALRAS_CLAIM_FAILS);
  e = bench_claim(&b, SHARE "minimum = 0.08;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->more_replications > 100);
  CU_ASSERT_EQUAL(bench_verdict(&b, SHARE "maximum = 0.16;"), WALRAS_CLAIM_UNDECIDED);
}

/* Three points whose trials agree are worth those of one; three independent ones are worth all. */
static void shared_random_numbers_are_not_counted_twice(void) {
  bench b = {.replications = 100};
  for (int i = 0; i < 300; i++)
    b.welfare[i / 100][i % 100] = i % 100 < 30 ? 1.0 : 0.0;
  const char *claim = "check = \"share\"; metric = \"welfare\"; condition = { minimum = 1; }; expected = 0.3; tolerance = 0.2;";
  const walras_evaluation *e = bench_claim(&b, claim);
  CU_ASSERT(e->values == 300 && near(e->estimate, 0.3));
  const double shared = e->high - e->low;
  CU_ASSERT_STRING_EQUAL(e->method, "Wilson's interval, the points' shared random numbers counted as 100 trials");
  const double one =
      bench_claim(&b, "check = \"share\"; metric = \"welfare\"; condition = { minimum = 1; }; expected = 0.3; tolerance = 0.2; "
                      "where = { agents = 10; };")
          ->high;
  CU_ASSERT(near(one, e->high));
  b.independent = true;
  e = bench_claim(&b, claim);
  CU_ASSERT(fabs(shared / (e->high - e->low) - sqrt(3.0)) < 0.02);
  CU_ASSERT_STRING_EQUAL(e->method, "Wilson's interval");
}

static void a_median_over_points_counts_what_they_share(void) {
  bench b = {.replications = 100};
  for (int i = 0; i < 300; i++)
    b.welfare[i / 100][i % 100] = i % 100;
  const walras_evaluation *e = bench_claim(&b, "check = \"median\"; metric = \"welfare\"; expected = 50; tolerance = 20;");
  CU_ASSERT(e->values == 300 && e->estimate == 49.5 && e->low <= 39.0 && e->low > 36.0 && e->high >= 60.0 && e->high < 63.0);
  b.independent = true;
  const walras_evaluation *all = bench_claim(&b, "check = \"median\"; metric = \"welfare\"; expected = 50; tolerance = 20;");
  CU_ASSERT(all->low > 42.0 && all->high < 57.0);
}

WALRAS_UNIT_TESTS(UNIT(the_median_lies_between_order_statistics_equally_far_from_both_ends),
                  UNIT(the_median_of_few_values_has_no_limits), UNIT(a_quantile_has_the_ranks_of_its_own_probability),
                  UNIT(a_share_has_wilsons_interval), UNIT(shared_random_numbers_are_not_counted_twice),
                  UNIT(a_median_over_points_counts_what_they_share))
