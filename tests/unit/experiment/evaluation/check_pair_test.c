/* ratio and difference. */
#include "bench.h"

#define VERSUS_OPTIMUM "metric = \"welfare\"; versus_metric = \"optimum\"; where = { agents = 10; }; "
#define VERSUS_20 "metric = \"welfare\"; where = { agents = 10; }; versus = { agents = 20; }; "

static void a_ratio_of_proportional_metrics_leaves_no_doubt(void) {
  bench b = {.replications = 3, .welfare = {{22, 24, 26}}, .optimum = {{11, 12, 13}}};
  const walras_evaluation *e = bench_claim(&b, "check = \"ratio\"; " VERSUS_OPTIMUM "expected = 2; tolerance = 0.001;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->values == 3 && e->points == 1);
  bench_interval(e, 2.0, 0.0);
  CU_ASSERT_STRING_EQUAL(e->method, "Fieller's interval of the ratio of means, paired by replication");
  CU_ASSERT_STRING_EQUAL(e->unit, "1");
  CU_ASSERT_EQUAL(bench_verdict(&b, "check = \"ratio\"; " VERSUS_OPTIMUM "minimum = 2.1;"), WALRAS_CLAIM_FAILS);
}

/* At the interval's ends the t test of welfare - end optimum gives just 5 %. */
static void a_ratio_has_fiellers_interval(void) {
  bench b = {.replications = 4, .welfare = {{40, 42, 47, 44}}, .optimum = {{20, 21, 22, 21}}};
  const walras_evaluation *e = bench_claim(&b, "check = \"ratio\"; " VERSUS_OPTIMUM "minimum = 2;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->more_replications > 0 && near(e->estimate, 173.0 / 84.0));
  const double low = e->low;
  double mean = 0.0, squares = 0.0;
  for (int i = 0; i < 4; i++)
    mean += (b.welfare[0][i] - low * b.optimum[0][i]) / 4.0;
  for (int i = 0; i < 4; i++)
    squares += pow(b.welfare[0][i] - low * b.optimum[0][i] - mean, 2);
  CU_ASSERT(near(mean, 3.1824463052837 * sqrt(squares / 12.0)));
}

static void a_denominator_that_may_be_zero_decides_nothing(void) {
  bench b = {.replications = 3, .welfare = {{1, 2, 3}}, .optimum = {{-1, 0.5, 2}}};
  const walras_evaluation *e = bench_claim(&b, "check = \"ratio\"; " VERSUS_OPTIMUM "minimum = 0;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->low == -INFINITY && e->high == INFINITY);
  for (int i = 0; i < 3; i++)
    b.optimum[0][i] = 0.0;
  CU_ASSERT_EQUAL(bench_verdict(&b, "check = \"ratio\"; " VERSUS_OPTIMUM "minimum = 0;"), WALRAS_CLAIM_UNDECIDED);
}

static void a_difference_is_paired_by_replication(void) {
  bench b = {.replications = 3, .welfare = {{3, 5, 10}}, .optimum = {{1, 2, 3}}};
  const walras_evaluation *e = bench_claim(&b, "check = \"difference\"; " VERSUS_OPTIMUM "expected = 4; tolerance = 7;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->values == 3);
  bench_interval(e, 4.0, T2 * sqrt(7.0 / 3.0));
  CU_ASSERT_STRING_EQUAL(e->method, "t interval of the difference, paired by replication");
  b.optimum[0][2] = NAN; /* the pair is gone, and with it the 10 */
  e = bench_claim(&b, "check = \"difference\"; " VERSUS_OPTIMUM "expected = 2.5; tolerance = 7;");
  CU_ASSERT_EQUAL(e->values, 2);
  bench_interval(e, 2.5, T1 * sqrt(0.5 / 2.0));
  b.optimum[0][1] = NAN;
  e = bench_claim(&b, "check = \"difference\"; " VERSUS_OPTIMUM "minimum = 0;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->values == 1 && e->estimate == 2.0 && isnan(e->low));
  b.optimum[0][0] = NAN;
  e = bench_claim(&b, "check = \"difference\"; " VERSUS_OPTIMUM "minimum = 0;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->values == 0 && isnan(e->estimate));
}

/* What the replications share cancels in the pairs: 1 apart in each, though the values themselves run from 0 to 200. */
static void pairing_decides_what_unpaired_values_leave_open(void) {
  bench b = {.replications = 3, .welfare = {{1.1, 101, 200.9}, {0, 100, 200}}};
  const walras_evaluation *e = bench_claim(&b, "check = \"difference\"; " VERSUS_20 "minimum = 0.5;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->points == 2);
  bench_interval(e, 1.0, T2 * 0.1 / sqrt(3.0));
  CU_ASSERT_STRING_EQUAL(e->where, "agents = 10 versus agents = 20");
  CU_ASSERT_EQUAL(bench_verdict(&b, "check = \"difference\"; " VERSUS_20 "minimum = 2;"), WALRAS_CLAIM_FAILS);
  b.independent = true;
  e = bench_claim(&b, "check = \"difference\"; " VERSUS_20 "minimum = 0.5;");
  CU_ASSERT_EQUAL(e->verdict, WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_STRING_EQUAL(e->method, "Welch's t interval of the difference, unpaired: independent random numbers");
}

/* Welch with equal variances 1 and sizes 3: s^2 = 2/3, four degrees of freedom (t = 2.7764). Two metrics of a trial stay paired. */
static void independent_points_are_compared_by_welchs_rule(void) {
  bench b = {.replications = 3, .independent = true, .welfare = {{4, 5, 6}, {0, 2, 1}}, .optimum = {{4.5, 5.5, 6.5}}};
  const walras_evaluation *e = bench_claim(&b, "check = \"difference\"; " VERSUS_20 "minimum = 0.5;");
  bench_interval(e, 4.0, 2.7764451051977987 * sqrt(2.0 / 3.0));
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->values == 6);
  e = bench_claim(&b, "check = \"difference\"; " VERSUS_OPTIMUM "maximum = -0.4;");
  bench_interval(e, -0.5, 0.0);
  CU_ASSERT_STRING_EQUAL(e->method, "t interval of the difference, paired by replication");
  e = bench_claim(&b, "check = \"ratio\"; " VERSUS_20 "minimum = 0.5;");
  CU_ASSERT_STRING_EQUAL(e->method, "Fieller's interval of the ratio of means, unpaired: independent random numbers");
  CU_ASSERT(near(e->estimate, 5.0));
}

/* An exact scale: the numerator's spread 1 / sqrt(3) over a denominator without any. */
static void an_unpaired_ratio_divides_the_interval_by_a_sure_denominator(void) {
  bench b = {.replications = 3, .independent = true, .welfare = {{4, 5, 6}, {2, 2, 2}}};
  const walras_evaluation *e = bench_claim(&b, "check = \"ratio\"; " VERSUS_20 "expected = 2.5; tolerance = 2;");
  bench_interval(e, 2.5, T2 / sqrt(3.0) / 2.0);
  CU_ASSERT_EQUAL(e->verdict, WALRAS_CLAIM_HOLDS);
}

static void selections_are_compared_by_their_means_in_each_replication(void) {
  bench b = {.replications = 3, .welfare = {{10, 20, 30}, {1, 2, 3}, {3, 4, 5}}}; /* 20 and 40 agents: 2, 3, 4 on the mean */
  const walras_evaluation *e =
      bench_claim(&b, "check = \"difference\"; metric = \"welfare\"; where = { agents = 10; }; versus = { agents "
                      "= [ 20, 40 ]; }; minimum = 0;");
  bench_interval(e, 17.0, T2 * 9.0 / sqrt(3.0));
  CU_ASSERT(e->points == 3 && e->verdict == WALRAS_CLAIM_UNDECIDED);
}

static void points_without_values_are_left_out_of_both_metrics(void) {
  bench b = {.replications = 3, .welfare = {{3, 4, 5}, {1, 2, 3}, {9, 9, 9}}, .optimum = {{2, 2, 2}, {NAN, NAN, NAN}, {8, 8, 8}}};
  const walras_evaluation *e = bench_claim(
      &b, "check = \"difference\"; metric = \"welfare\"; versus_metric = \"optimum\"; expected = 1.5; tolerance = 5;");
  bench_interval(e, 1.5, T2 * 0.5 / sqrt(3.0)); /* (2 + 1)/2 on the mean of points 0 and 2 */
}

WALRAS_UNIT_TESTS(UNIT(a_ratio_of_proportional_metrics_leaves_no_doubt), UNIT(a_ratio_has_fiellers_interval),
                  UNIT(a_denominator_that_may_be_zero_decides_nothing), UNIT(a_difference_is_paired_by_replication),
                  UNIT(pairing_decides_what_unpaired_values_leave_open), UNIT(independent_points_are_compared_by_welchs_rule),
                  UNIT(an_unpaired_ratio_divides_the_interval_by_a_sure_denominator),
                  UNIT(selections_are_compared_by_their_means_in_each_replication),
                  UNIT(points_without_values_are_left_out_of_both_metrics))
