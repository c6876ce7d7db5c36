/* slope and order. */
#include "bench.h"

static const walras_evaluation *along(bench *b, const char *claim) {
  char body[512];
  snprintf(body, sizeof body, "metric = \"welfare\"; along = \"n\"; %s", claim);
  return bench_claim(b, body);
}

/* Points without noise: two replications with the same values. */
static const walras_evaluation *of_means(const char *agents, double a, double b, double c, const char *claim) {
  static bench means;
  means = (bench){.agents = agents, .replications = 2, .welfare = {{a, a}, {b, b}, {c, c}}};
  return along(&means, claim);
}
#define UP "check = \"order\"; direction = \"increasing\";"
#define DOWN "check = \"order\"; direction = \"decreasing\";"

/* ---- order ---- */

static void an_order_holds_without_a_step_back(void) {
  const walras_evaluation *e = of_means("10, 20, 40", 1, 2, 4, UP);
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->estimate == 1.0 && e->points == 3 && e->values == 6 && e->minimum == 0.0);
  CU_ASSERT_STRING_EQUAL(e->worst, "step from n = 10 to 20");
  CU_ASSERT_STRING_EQUAL(e->method,
                         "t intervals, paired by replication, of the steps in the order's direction, Bonferroni over 2");
  CU_ASSERT_STRING_EQUAL(e->paper, "increasing");
  CU_ASSERT_EQUAL(of_means("10, 20, 40", 1, 1, 1, UP)->verdict, WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(of_means("10, 20, 40", 1, 1, 1, DOWN)->verdict, WALRAS_CLAIM_HOLDS);
}

static void an_order_fails_with_a_step_back_and_names_it(void) {
  const walras_evaluation *e = of_means("10, 20, 40", 1, 2, 1.5, UP);
  CU_ASSERT(e->verdict == WALRAS_CLAIM_FAILS && e->estimate == -0.5 && e->p == 0.0);
  CU_ASSERT_STRING_EQUAL(e->worst, "step from n = 20 to 40");
  CU_ASSERT(of_means("10, 20, 40", 1, 2, 3, DOWN)->verdict == WALRAS_CLAIM_FAILS);
  /* The sweep's order is not the axis's. */
  CU_ASSERT_EQUAL(of_means("40, 10, 20", 3, 1, 2, UP)->verdict, WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(of_means("40, 10, 20", 1, 2, 3, UP)->verdict, WALRAS_CLAIM_FAILS);
}

/* A step back within its noise neither fails nor lets the order hold; a tolerance wider than the noise does. */
static void a_step_back_that_may_be_chance_leaves_the_order_undecided(void) {
  bench b = {.replications = 3, .welfare = {{10, 10, 10}, {9.9, 10, 9.8}, {12, 12, 12}}};
  const walras_evaluation *e = along(&b, UP);
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->more_replications > 0);
  bench_interval(e, -0.1, T2 * 0.1 / sqrt(3.0));
  CU_ASSERT_EQUAL(along(&b, UP " tolerance = 0.4;")->verdict, WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(along(&b, UP " tolerance = 0.3;")->verdict, WALRAS_CLAIM_UNDECIDED);
}

/* The same noise at all points: paired steps see none of it. Independent points are told apart by Welch only when they are far apart. */
static void steps_are_paired_under_common_random_numbers(void) {
  bench b = {.replications = 3, .welfare = {{0, 50, 100}, {1, 51, 101}, {2, 52, 102}}};
  CU_ASSERT_EQUAL(along(&b, UP)->verdict, WALRAS_CLAIM_HOLDS);
  b.independent = true;
  const walras_evaluation *e = along(&b, UP);
  CU_ASSERT_EQUAL(e->verdict, WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_STRING_EQUAL(e->method, "Welch's t intervals of the steps in the order's direction, Bonferroni over 2");
}

static void an_order_forgives_steps_within_its_tolerance(void) {
  CU_ASSERT_EQUAL(of_means("10, 20, 40", 100, 99, 98, UP " tolerance = 1;")->verdict, WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(of_means("10, 20, 40", 100, 99, 97.5, UP " tolerance = 1;")->verdict, WALRAS_CLAIM_FAILS);
  const walras_evaluation *e = of_means("10, 20, 40", 1, 2, 2.5, DOWN " tolerance = 1;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->minimum == -1.0);
  CU_ASSERT_STRING_EQUAL(e->paper, "decreasing, to within 1");
  CU_ASSERT_EQUAL(of_means("10, 20, 40", -100, -102, -105, UP " relative_tolerance = 0.03;")->verdict, WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(of_means("10, 20, 40", -100, -102, -106, UP " relative_tolerance = 0.03;")->verdict, WALRAS_CLAIM_FAILS);
}

static void an_order_skips_points_without_values_and_needs_two(void) {
  CU_ASSERT_EQUAL(of_means("10, 20, 40", 1, NAN, 3, UP)->verdict, WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(of_means("10, 20, 40", 3, NAN, 1, UP)->verdict, WALRAS_CLAIM_FAILS);
  const walras_evaluation *e = of_means("10, 20, 40", NAN, NAN, 3, UP);
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && e->values == 2 && isnan(e->estimate));
}

/* ---- slope ---- */

static void slopes_are_exponents_factors_or_rates_by_their_scale(void) {
  const walras_evaluation *e = of_means("10, 20, 40", 300, 1200, 4800, "check = \"slope\"; expected = 2; tolerance = 1e-9;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && near(e->estimate, 2.0) && e->values == 6 && e->points == 3); /* 3 n^2 */
  CU_ASSERT_STRING_EQUAL(e->method, "log-log least squares, t interval over replications, points paired");
  CU_ASSERT_STRING_EQUAL(e->unit, "1");
  e = of_means("10, 20, 40", 5 + 2 * log(10), 5 + 2 * log(20), 5 + 2 * log(40),
               "check = \"slope\"; scale = \"semi-log\"; expected = 2; tolerance = 1e-9;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && near(e->estimate, 2.0));
  CU_ASSERT_STRING_EQUAL(e->unit, "USD");
  e = of_means("10, 20, 40", 21, 41, 81, "check = \"slope\"; scale = \"linear\"; expected = 2; tolerance = 1e-9;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && near(e->estimate, 2.0)); /* 2 n + 1 */
  CU_ASSERT_STRING_EQUAL(e->unit, "USD/(1)");
  CU_ASSERT_EQUAL(of_means("10, 20, 40", 21, 41, 81, "check = \"slope\"; scale = \"linear\"; minimum = 2.1;")->verdict,
                  WALRAS_CLAIM_FAILS);
}

/* Slopes of the three replications: 0.1, 0.2, 0.15 (ends only: x = 10, 20, 30). Their t interval is that of the slope of the means. */
static void a_linear_slope_has_the_t_interval_of_the_replications_slopes(void) {
  bench b = {.agents = "10, 20, 30", .replications = 3, .welfare = {{0, 50, 100}, {1, 52, 101.5}, {2, 54, 103}}};
  const walras_evaluation *e = along(&b, "check = \"slope\"; scale = \"linear\"; expected = 0.15; tolerance = 0.2;");
  bench_interval(e, 0.15, T2 * 0.05 / sqrt(3.0));
  CU_ASSERT_EQUAL(e->verdict, WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(along(&b, "check = \"slope\"; scale = \"linear\"; minimum = 0.1;")->verdict, WALRAS_CLAIM_UNDECIDED);
}

/* Welfare c_k n^2 in replication k: the factor moves all points alike, and leaves the exponent known exactly. */
static void a_common_factor_does_not_blur_an_exponent(void) {
  bench b = {.replications = 3};
  const double factors[] = {1, 2, 6}, squares[] = {100, 400, 1600};
  for (int i = 0; i < 9; i++)
    b.welfare[i / 3][i % 3] = squares[i / 3] * factors[i % 3];
  const walras_evaluation *e = along(&b, "check = \"slope\"; expected = 2; tolerance = 0.001;");
  CU_ASSERT_EQUAL(e->verdict, WALRAS_CLAIM_HOLDS);
  bench_interval(e, 2.0, 0.0);
  b.independent = true;
  CU_ASSERT_EQUAL(along(&b, "check = \"slope\"; expected = 2; tolerance = 0.001;")->verdict, WALRAS_CLAIM_UNDECIDED);
}

/* One replication: residuals 1/6, -1/3, 1/6 about the slope 0.15, one degree of freedom, sum of squares of x 200. */
static void of_one_replication_the_residuals_give_the_interval(void) {
  bench b = {.agents = "10, 20, 30", .replications = 1, .welfare = {{1}, {2}, {4}}};
  const walras_evaluation *e = along(&b, "check = \"slope\"; scale = \"linear\"; expected = 0.15; tolerance = 1;");
  bench_interval(e, 0.15, T1 * sqrt(1.0 / 6.0 / 200.0));
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && e->more_replications == -1);
  CU_ASSERT_STRING_EQUAL(e->method, "linear least squares, t interval of the residuals: one replication");
  CU_ASSERT_STRING_EQUAL(e->worst, "farthest from the line at n = 20, by 0.333");
}

static void a_slope_needs_three_values_and_logarithms(void) {
  const walras_evaluation *e = of_means("10, 20, 40", 1, NAN, 4, "check = \"slope\"; minimum = 0;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && isnan(e->estimate));
  CU_ASSERT_STRING_EQUAL(e->method, "fewer than three values of n are measured");
  e = of_means("10, 20, 40", -1, 2, 4, "check = \"slope\"; minimum = 0;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_UNDECIDED && isnan(e->estimate) && isnan(e->p));
  CU_ASSERT_EQUAL(of_means("10, 20, 40", NAN, NAN, NAN, "check = \"slope\"; minimum = 0;")->verdict, WALRAS_CLAIM_UNDECIDED);
}

/* A full grid: at each number of agents the truthful and the others are averaged. */
static void points_at_the_same_value_are_averaged(void) {
  bench b = {.replications = 2,
             .sweep = "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 10, 20, 30 ]; }, "
                      "{ parameter = \"truthful\"; values = [ true, false ]; } ); };",
             .welfare = {{0, 0}, {10, 10}, {1, 1}, {11, 11}, {2, 2}, {12, 12}}};
  const walras_evaluation *e = along(&b, "check = \"slope\"; scale = \"linear\"; expected = 0.1; tolerance = 1e-9;");
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && near(e->estimate, 0.1) && e->points == 6);
  e = along(&b, UP);
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && near(e->estimate, 1.0));
  b.welfare[3][0] = b.welfare[3][1] = NAN; /* one of 20 agents' kinds is not measured: 1 is not comparable with 5 */
  e = along(&b, UP);
  CU_ASSERT(e->verdict == WALRAS_CLAIM_HOLDS && near(e->estimate, 2.0) && e->points == 4);
}

WALRAS_UNIT_TESTS(UNIT(an_order_holds_without_a_step_back), UNIT(an_order_fails_with_a_step_back_and_names_it),
                  UNIT(a_step_back_that_may_be_chance_leaves_the_order_undecided),
                  UNIT(steps_are_paired_under_common_random_numbers), UNIT(an_order_forgives_steps_within_its_tolerance),
                  UNIT(an_order_skips_points_without_values_and_needs_two),
                  UNIT(slopes_are_exponents_factors_or_rates_by_their_scale),
                  UNIT(a_linear_slope_has_the_t_interval_of_the_replications_slopes),
                  UNIT(a_common_factor_does_not_blur_an_exponent), UNIT(of_one_replication_the_residuals_give_the_interval),
                  UNIT(a_slope_needs_three_values_and_logarithms), UNIT(points_at_the_same_value_are_averaged))
