#include "experiment/evaluate.h"

#include <math.h>

#include "laboratory.h"

enum { POINTS = 3, REPLICATIONS = 3 };

/* agents = 10, 20, 40 in points 0, 1, 2. */
#define SWEEP "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ 10, 20, 40 ]; } ); };\n"
#define COMMON "id = \"c\"; statement = \"s\"; source = \"own\"; kind = \"theorem\"; reason = \"r\"; "
#define CLAIM(body) "claims: ( { " COMMON body " } );"

/* Student's t at 0.975 for 1, 2 and 8 degrees of freedom, from tables. */
static const double t1 = 12.706204736432095, t2 = 4.302652729911275, t8 = 2.306004135204166;

/* What the trials measured. */
typedef struct trials {
  double welfare[POINTS][REPLICATIONS], optimum[POINTS][REPLICATIONS];
  const char *failing; /* a metric that cannot be read */
  char asked[64];      /* the last metric and element */
} trials;

static walras_status read_trials(void *context, const char *metric, int64_t element, int64_t point, double *values,
                                 walras_error *error) {
  trials *t = context;
  snprintf(t->asked, sizeof t->asked, "%s %lld", metric, (long long)element);
  if (t->failing != NULL && strcmp(metric, t->failing) == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_IO, "the disk is gone");
  memcpy(values, strcmp(metric, "optimum") == 0 ? t->optimum[point] : t->welfare[point], sizeof t->welfare[point]);
  return WALRAS_OK;
}

/* The evaluation of an experiment's only claim. */
static walras_evaluation evaluate_in(const char *config, trials *t) {
  walras_experiment *e = laboratory_good(config);
  walras_evaluation evaluation;
  walras_error error = {0};
  CU_ASSERT_EQUAL_FATAL(e->claim_count, 1);
  CU_ASSERT_EQUAL(walras_claim_evaluate(e, &e->claims[0], read_trials, t, &evaluation, &error), WALRAS_OK);
  if (error.status != WALRAS_OK)
    printf("\n  unexpected: %s", error.message);
  walras_experiment_destroy(e);
  return evaluation;
}
#define EVALUATE(trials, body) evaluate_in(HEAD SWEEP CLAIM(body), (trials))

static bool near(double value, double expected) {
  const bool close = fabs(value - expected) <= 1e-9 * (1.0 + fabs(expected));
  if (!close)
    printf("\n  %.17g is not %.17g", value, expected);
  return close;
}

static void expect_interval(const walras_evaluation *e, double estimate, double half) {
  CU_ASSERT(near(e->estimate, estimate) && near(e->low, estimate - half) && near(e->high, estimate + half));
}

/* ---- every trial ---- */

static void equality_is_decided_by_the_worst_trial(void) {
  trials t = {.welfare = {{2, 2, 2}, {2, 2, 2.5}, {2, 1.75, 2}}};
  walras_evaluation e = EVALUATE(&t, "check = \"equal\"; metric = \"welfare\"; expected = 2; tolerance = 0.25;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_FAILS && e.estimate == 2.5 && e.low == 2.5 && e.high == 2.5);
  CU_ASSERT(e.minimum == 1.75 && e.maximum == 2.25 && e.points == 3 && e.values == 9);
  CU_ASSERT_STRING_EQUAL(e.worst, "worst at point 1, replication 2");
  CU_ASSERT_STRING_EQUAL(e.method, "every trial");
  CU_ASSERT(EVALUATE(&t, "check = \"equal\"; metric = \"welfare\"; expected = 2; tolerance = 0.5;").verdict ==
            WALRAS_CLAIM_HOLDS);
  CU_ASSERT(EVALUATE(&t, "check = \"equal\"; metric = \"welfare\"; expected = 2; relative_tolerance = 0.25;").verdict ==
            WALRAS_CLAIM_HOLDS);
  CU_ASSERT(EVALUATE(&t, "check = \"equal\"; metric = \"welfare\"; expected = 2; relative_tolerance = 0.24;").verdict ==
            WALRAS_CLAIM_FAILS);
  t.welfare[2][1] = -5e9;
  e = EVALUATE(&t, "check = \"equal\"; metric = \"welfare\"; expected = 5000000000L; tolerance = 1;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_FAILS && e.estimate == -5e9 && e.maximum == 5000000001.0);
}

static void trials_without_a_value_are_left_out(void) {
  trials t = {.welfare = {{NAN, NAN, NAN}, {2, NAN, 2}, {2, 2, 2}}};
  walras_evaluation e = EVALUATE(&t, "check = \"equal\"; metric = \"welfare\"; expected = 2; tolerance = 0;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && e.values == 5 && e.points == 3);
  e = EVALUATE(&t, "check = \"bounds\"; metric = \"welfare\"; minimum = 3; where = { agents = 10; };");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_UNDECIDED && e.values == 0 && e.points == 1 && isnan(e.estimate));
}

static void a_reference_is_compared_trial_by_trial(void) {
  trials t = {.welfare = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}, .optimum = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9.5}}};
  walras_evaluation e =
      EVALUATE(&t, "check = \"equal\"; metric = \"welfare\"; reference_metric = \"optimum\"; tolerance = 0.25;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_FAILS && e.estimate == 9.0 && e.minimum == 9.25 && e.maximum == 9.75 && e.values == 9);
  CU_ASSERT_STRING_EQUAL(e.worst, "worst at point 2, replication 2");
  e = EVALUATE(&t, "check = \"equal\"; metric = \"welfare\"; reference_metric = \"optimum\"; tolerance = 0.5;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS);
}

/* A relative tolerance is one of each trial's own reference, whatever its sign. */
static void a_relative_tolerance_follows_the_reference(void) {
  trials t = {.welfare = {{101, 1.01, -1.01e6}, {0, 1, 2}, {3, 4, 5}}, .optimum = {{100, 1, -1e6}, {0, 1, 2}, {3, 4, 5}}};
  CU_ASSERT(EVALUATE(&t, "check = \"equal\"; metric = \"welfare\"; reference_metric = \"optimum\"; relative_tolerance = 0.0101;")
                .verdict == WALRAS_CLAIM_HOLDS);
  const walras_evaluation e =
      EVALUATE(&t, "check = \"equal\"; metric = \"welfare\"; reference_metric = \"optimum\"; relative_tolerance = 0.0099;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_FAILS && e.estimate == -1.01e6 && near(e.minimum, -1.0099e6));
  CU_ASSERT_STRING_EQUAL(e.worst, "worst at point 0, replication 2");
}

static void without_a_reference_there_is_nothing_to_compare(void) {
  trials t = {.welfare = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}, .optimum = {{NAN, 1, 1}, {1, NAN, 1}, {1, 1, 1}}};
  const char *body = HEAD SWEEP CLAIM("check = \"equal\"; metric = \"welfare\"; reference_metric = \"optimum\"; tolerance = 0;");
  walras_evaluation e = evaluate_in(body, &t);
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && e.values == 7);
  for (int i = 0; i < POINTS * REPLICATIONS; i++)
    t.optimum[i / REPLICATIONS][i % REPLICATIONS] = NAN;
  e = evaluate_in(body, &t);
  CU_ASSERT(e.verdict == WALRAS_CLAIM_UNDECIDED && e.values == 0);
}

static void bounds_may_be_open_on_a_side(void) {
  trials t = {.welfare = {{1, 2, 3}, {4, 5, 6}, {7, 8, 1e308}}};
  walras_evaluation e = EVALUATE(&t, "check = \"bounds\"; metric = \"welfare\"; minimum = 1;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && e.minimum == 1.0 && isinf(e.maximum) && e.maximum > 0);
  e = EVALUATE(&t, "check = \"bounds\"; metric = \"welfare\"; minimum = 1.5; of = \"trials\";");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_FAILS && e.estimate == 1.0);
  t.welfare[2][2] = INFINITY;
  e = EVALUATE(&t, "check = \"bounds\"; metric = \"welfare\"; maximum = 10;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_FAILS && isinf(e.estimate) && isinf(e.minimum) && e.minimum < 0);
  CU_ASSERT_STRING_EQUAL(e.worst, "worst at point 2, replication 2");
}

/* ---- means ---- */

/* Mean m, deviation 1 at each point: half an interval is t2 / sqrt(3) = 2.484. */
static const trials steps = {.welfare = {{0, 1, 2}, {1, 2, 3}, {2, 3, 4}}};

static void bounds_of_means_are_decided_by_the_point_farthest_out(void) {
  trials t = steps;
  walras_evaluation e = EVALUATE(&t, "check = \"bounds\"; of = \"mean\"; metric = \"welfare\"; minimum = -10; maximum = 10;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && e.values == 3 && e.points == 3 && e.maximum == 10.0);
  expect_interval(&e, 3.0, t2 / sqrt(3.0));
  CU_ASSERT_STRING_EQUAL(e.worst, "worst at point 2");
  CU_ASSERT_STRING_EQUAL(e.method, "t interval of the mean");
  e = EVALUATE(&t, "check = \"bounds\"; of = \"mean\"; metric = \"welfare\"; minimum = 0;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_STRING_EQUAL(e.worst, "worst at point 0");
  CU_ASSERT(EVALUATE(&t, "check = \"bounds\"; of = \"mean\"; metric = \"welfare\"; maximum = 0.5;").verdict ==
            WALRAS_CLAIM_FAILS);
  t.welfare[0][0] = t.welfare[0][1] = t.welfare[0][2] = NAN;
  e = EVALUATE(&t, "check = \"bounds\"; of = \"mean\"; metric = \"welfare\"; minimum = -10;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_UNDECIDED && e.values == 0);
  CU_ASSERT_STRING_EQUAL(e.worst, "worst at point 0");
}

static void the_mean_pools_all_selected_trials(void) {
  trials t = steps;
  walras_evaluation e = EVALUATE(&t, "check = \"mean\"; metric = \"welfare\"; expected = 2; tolerance = 1;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && e.values == 9 && e.points == 3 && e.minimum == 1.0 && e.maximum == 3.0);
  expect_interval(&e, 2.0, t8 * sqrt(12.0 / 8.0 / 9.0));
  e = EVALUATE(&t, "check = \"mean\"; metric = \"welfare\"; expected = 2; tolerance = 1; where = { agents = [ 20, 40 ]; };");
  CU_ASSERT(e.values == 6 && e.points == 2 && near(e.estimate, 2.5));
  t.welfare[1][1] = NAN;
  e = EVALUATE(&t, "check = \"mean\"; metric = \"welfare\"; expected = 2; tolerance = 1; where = { n = 20; };");
  CU_ASSERT(e.values == 2);
  expect_interval(&e, 2.0, t1 * sqrt(2.0) / sqrt(2.0));
}

static walras_verdict verdict_of_mean(double mean, double half, const char *bounds) {
  char config[1024];
  const double d = half * sqrt(3.0) / t2;
  trials t = {.welfare = {{mean - d, mean, mean + d}}};
  snprintf(config, sizeof config, HEAD SWEEP CLAIM("check = \"mean\"; metric = \"welfare\"; where = { agents = 10; }; %s"),
           bounds);
  return evaluate_in(config, &t).verdict;
}

/* Against the band 1 to 3, and against half-lines. */
static void a_verdict_is_that_of_the_interval_unless_it_is_narrow_about_an_estimate_inside(void) {
  static const char *const band = "minimum = 1; maximum = 3;";
  CU_ASSERT_EQUAL(verdict_of_mean(2.0, 0.5, band), WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(verdict_of_mean(4.0, 0.5, band), WALRAS_CLAIM_FAILS);
  CU_ASSERT_EQUAL(verdict_of_mean(0.0, 0.5, band), WALRAS_CLAIM_FAILS);
  CU_ASSERT_EQUAL(verdict_of_mean(2.9, 0.5, band), WALRAS_CLAIM_HOLDS);     /* reaches out, but is narrower than the band */
  CU_ASSERT_EQUAL(verdict_of_mean(3.1, 0.5, band), WALRAS_CLAIM_UNDECIDED); /* reaches in */
  CU_ASSERT_EQUAL(verdict_of_mean(0.9, 0.5, band), WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_EQUAL(verdict_of_mean(2.0, 1.1, band), WALRAS_CLAIM_UNDECIDED); /* wider than the band */
  CU_ASSERT_EQUAL(verdict_of_mean(2.0, 0.5, "minimum = 1;"), WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(verdict_of_mean(1.1, 0.5, "minimum = 1;"), WALRAS_CLAIM_UNDECIDED); /* no band to be narrower than */
  CU_ASSERT_EQUAL(verdict_of_mean(0.1, 0.5, "minimum = 1;"), WALRAS_CLAIM_FAILS);
  CU_ASSERT_EQUAL(verdict_of_mean(0.1, 0.5, "maximum = 1;"), WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(verdict_of_mean(NAN, 0.5, band), WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_EQUAL(verdict_of_mean(2.0, 0.0, "expected = 2; tolerance = 0;"), WALRAS_CLAIM_HOLDS);
}

static void a_single_value_has_no_interval(void) {
  trials t = {.welfare = {{2.5, NAN, NAN}}};
  const walras_evaluation e =
      EVALUATE(&t, "check = \"mean\"; metric = \"welfare\"; expected = 2; tolerance = 1; where = { agents = 10; };");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && e.values == 1 && e.estimate == 2.5 && e.low == 2.5 && e.high == 2.5);
}

/* ---- medians ---- */

/* Nine values: 4.5 -+ 1.96 sqrt(9) / 2 gives the second from each end, whose coverage is 1 - 20/512. */
static void the_median_lies_between_order_statistics_equally_far_from_both_ends(void) {
  trials t = {.welfare = {{9, 1, 8}, {2, 7, 3}, {60, 40, 50}}};
  walras_evaluation e = EVALUATE(&t, "check = \"median\"; metric = \"welfare\"; expected = 8; tolerance = 100;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && e.values == 9 && e.estimate == 8.0 && e.low == 2.0 && e.high == 50.0);
  CU_ASSERT_STRING_EQUAL(e.method, "order-statistic interval of the median");
  for (int i = 0; i < POINTS * REPLICATIONS; i++)
    t.welfare[i / REPLICATIONS][i % REPLICATIONS] *= -1.0;
  e = EVALUATE(&t, "check = \"median\"; metric = \"welfare\"; expected = -8; tolerance = 100;");
  CU_ASSERT(e.estimate == -8.0 && e.low == -50.0 && e.high == -2.0);
}

static void the_median_of_few_values_is_their_middle_between_the_extremes(void) {
  trials t = {.welfare = {{4, 1, NAN}, {7, NAN, 100}, {NAN, NAN, NAN}}};
  walras_evaluation e = EVALUATE(&t, "check = \"median\"; metric = \"welfare\"; expected = 5; tolerance = 1;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_UNDECIDED && e.values == 4 && e.estimate == 5.5 && e.low == 1.0 && e.high == 100.0);
  e = EVALUATE(&t, "check = \"median\"; metric = \"welfare\"; expected = 5; tolerance = 1; where = { agents = 40; };");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_UNDECIDED && e.values == 0 && isnan(e.estimate));
  t.welfare[2][1] = 5.0;
  e = EVALUATE(&t, "check = \"median\"; metric = \"welfare\"; expected = 5; tolerance = 1; where = { agents = 40; };");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && e.values == 1 && e.low == 5.0 && e.high == 5.0);
}

/* ---- pairs ---- */

#define VERSUS_OPTIMUM "metric = \"welfare\"; versus_metric = \"optimum\"; where = { agents = 10; };"

static void a_ratio_of_means_has_the_interval_of_the_delta_method(void) {
  trials t = {.welfare = {{2, 4, 6}}, .optimum = {{1, 2, 3}}};
  walras_evaluation e = EVALUATE(&t, "check = \"ratio\"; " VERSUS_OPTIMUM " expected = 2; tolerance = 0.001;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && e.values == 3 && e.points == 1);
  expect_interval(&e, 2.0, 0.0); /* proportional values leave no doubt */
  CU_ASSERT_STRING_EQUAL(e.method, "ratio of means, delta method, paired");
  t.welfare[0][2] = 7;
  e = EVALUATE(&t, "check = \"ratio\"; " VERSUS_OPTIMUM " expected = 2; tolerance = 5;");
  expect_interval(&e, 13.0 / 6.0, t2 * sqrt((1.0 / 36 + 1.0 / 9 + 1.0 / 4) / 2 / 3) / 2.0);
  t.optimum[0][0] = t.optimum[0][1] = t.optimum[0][2] = 0.0;
  CU_ASSERT_EQUAL(EVALUATE(&t, "check = \"ratio\"; " VERSUS_OPTIMUM " minimum = 0;").verdict, WALRAS_CLAIM_UNDECIDED);
}

static void a_difference_is_paired_by_replication(void) {
  trials t = {.welfare = {{3, 5, 10}, {1e6 + 1, 1e6 + 2, 1e6 + 3}}, .optimum = {{1, 2, 3}, {1e6, 1e6, 1e6}}};
  walras_evaluation e = EVALUATE(&t, "check = \"difference\"; " VERSUS_OPTIMUM " expected = 4; tolerance = 7;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && e.values == 3);
  expect_interval(&e, 4.0, t2 * sqrt(7.0 / 3.0));
  CU_ASSERT_STRING_EQUAL(e.method, "t interval of the paired difference");
  t.optimum[0][2] = NAN; /* the pair is gone, and with it the 10 */
  e = EVALUATE(&t, "check = \"difference\"; " VERSUS_OPTIMUM " expected = 2.5; tolerance = 7;");
  CU_ASSERT_EQUAL(e.values, 2);
  expect_interval(&e, 2.5, t1 * sqrt(0.5 / 2.0));
  t.optimum[0][0] = t.optimum[0][1] = NAN;
  e = EVALUATE(&t, "check = \"difference\"; " VERSUS_OPTIMUM " minimum = 0;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_UNDECIDED && e.values == 0 && isnan(e.estimate));
}

static void selections_are_compared_by_their_means_in_each_replication(void) {
  trials t = {.welfare = {{10, 20, 30}, {1, 2, 3}, {3, 4, 5}}}; /* 20 and 40 agents: 2, 3, 4 on the mean */
  const walras_evaluation e =
      EVALUATE(&t, "check = \"difference\"; metric = \"welfare\"; where = { agents = 10; }; versus = { agents "
                   "= [ 20, 40 ]; }; minimum = 0;");
  expect_interval(&e, 17.0, t2 * 9.0 / sqrt(3.0));
  CU_ASSERT(e.points == 1 && e.verdict == WALRAS_CLAIM_UNDECIDED);
}

/* ---- along a parameter ---- */

static walras_evaluation means_along(const char *axis, double a, double b, double c, const char *claim) {
  char config[2048];
  trials t = {.welfare = {{a, a, a}, {b, b, b}, {c, c, c}}};
  snprintf(config, sizeof config,
           HEAD "sweep: { design = \"grid\"; axes = ( { parameter = \"agents\"; values = [ %s ]; } ); };\n" CLAIM(
               "metric = \"welfare\"; along = \"n\"; %s"),
           axis, claim);
  return evaluate_in(config, &t);
}
#define UP "check = \"order\"; direction = \"increasing\";"
#define DOWN "check = \"order\"; direction = \"decreasing\";"

static void an_order_follows_the_parameter_and_counts_the_steps_against_it(void) {
  walras_evaluation e = means_along("10, 20, 40", 1, 2, 3, UP);
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && e.estimate == 0.0 && e.points == 3 && e.values == 3);
  CU_ASSERT(means_along("10, 20, 40", 1, 1, 1, UP).verdict == WALRAS_CLAIM_HOLDS &&
            means_along("10, 20, 40", 1, 1, 1, DOWN).verdict == WALRAS_CLAIM_HOLDS);
  e = means_along("10, 20, 40", 1, 2, 3, DOWN);
  CU_ASSERT(e.verdict == WALRAS_CLAIM_FAILS && e.estimate == 2.0 && e.maximum == 0.0);
  CU_ASSERT_STRING_EQUAL(e.method, "steps up along the axis");
  /* The sweep's order is not the axis's. */
  CU_ASSERT_EQUAL(means_along("40, 10, 20", 3, 1, 2, UP).verdict, WALRAS_CLAIM_HOLDS);
  e = means_along("40, 10, 20", 1, 2, 3, UP);
  CU_ASSERT(e.verdict == WALRAS_CLAIM_FAILS && e.estimate == 1.0);
  CU_ASSERT_STRING_EQUAL(e.method, "steps down along the axis");
}

static void an_order_needs_two_points_with_values(void) {
  CU_ASSERT_EQUAL(means_along("10, 20, 40", 1, NAN, 3, UP).verdict, WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(means_along("10, 20, 40", 3, NAN, 1, UP).verdict, WALRAS_CLAIM_FAILS);
  const walras_evaluation e = means_along("10, 20, 40", NAN, NAN, 3, UP);
  CU_ASSERT(e.verdict == WALRAS_CLAIM_UNDECIDED && e.values == 1);
}

static void an_order_forgives_steps_within_its_tolerance(void) {
  CU_ASSERT_EQUAL(means_along("10, 20, 40", 100, 99, 98, UP " tolerance = 1;").verdict, WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(means_along("10, 20, 40", 100, 99, 97.5, UP " tolerance = 1;").estimate, 1.0);
  CU_ASSERT_EQUAL(means_along("10, 20, 40", 1, 2, 2.5, DOWN " tolerance = 1;").verdict, WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(means_along("10, 20, 40", -100, -102, -105, UP " relative_tolerance = 0.03;").verdict, WALRAS_CLAIM_HOLDS);
  CU_ASSERT_EQUAL(means_along("10, 20, 40", -100, -102, -106, UP " relative_tolerance = 0.03;").verdict, WALRAS_CLAIM_FAILS);
}

static void slopes_are_exponents_factors_or_rates_by_their_scale(void) {
  walras_evaluation e = means_along("10, 20, 40", 300, 1200, 4800, "check = \"slope\"; expected = 2; tolerance = 1e-9;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && near(e.estimate, 2.0) && e.values == 3); /* 3 n^2 */
  CU_ASSERT_STRING_EQUAL(e.method, "log-log least squares");
  e = means_along("10, 20, 40", 5 + 2 * log(10), 5 + 2 * log(20), 5 + 2 * log(40),
                  "check = \"slope\"; scale = \"semi-log\"; expected = 2; tolerance = 1e-9;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && near(e.estimate, 2.0));
  e = means_along("10, 20, 40", 21, 41, 81, "check = \"slope\"; scale = \"linear\"; expected = 2; tolerance = 1e-9;");
  CU_ASSERT(e.verdict == WALRAS_CLAIM_HOLDS && near(e.estimate, 2.0)); /* 2 n + 1 */
  CU_ASSERT_STRING_EQUAL(e.method, "least squares");
}

/* Residuals 1/6, -1/3, 1/6 about the slope 0.15, one degree of freedom, sum of squares of x 200. */
static void a_slope_has_the_t_interval_of_its_residuals(void) {
  const walras_evaluation e =
      means_along("10, 20, 30", 1, 2, 4, "check = \"slope\"; scale = \"linear\"; expected = 0.15; tolerance = 1;");
  expect_interval(&e, 0.15, t1 * sqrt(1.0 / 6.0 / 200.0));
  CU_ASSERT_EQUAL(e.verdict, WALRAS_CLAIM_HOLDS);
}

static void a_slope_that_has_no_interval_is_undecided(void) {
  CU_ASSERT_EQUAL(means_along("10, 20, 40", 1, NAN, 4, "check = \"slope\"; minimum = 0;").verdict, WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_EQUAL(means_along("10, 20, 40", -1, 2, 4, "check = \"slope\"; minimum = 0;").verdict, WALRAS_CLAIM_UNDECIDED);
  CU_ASSERT_EQUAL(means_along("10, 20, 40", NAN, NAN, NAN, "check = \"slope\"; minimum = 0;").verdict, WALRAS_CLAIM_UNDECIDED);
}

/* ---- what is asked for ---- */

static void elements_of_metrics_are_counted_from_one(void) {
  trials t = steps;
  (void)EVALUATE(&t, "check = \"mean\"; metric = \"lot_share[2]\"; minimum = 0;");
  CU_ASSERT_STRING_EQUAL(t.asked, "lot_share 1");
  (void)EVALUATE(&t, "check = \"ratio\"; metric = \"welfare\"; versus_metric = \"lot_share[1]\"; minimum = 0;");
  CU_ASSERT_STRING_EQUAL(t.asked, "lot_share 0");
}

static void fails_with(const walras_claim *claim, trials *t, walras_status status, const char *message) {
  walras_experiment *e = laboratory_good(HEAD SWEEP);
  walras_evaluation evaluation;
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_claim_evaluate(e, claim, read_trials, t, &evaluation, &error), status);
  CU_ASSERT_STRING_EQUAL(error.message, message);
  CU_ASSERT(evaluation.verdict == WALRAS_CLAIM_UNDECIDED && isnan(evaluation.estimate));
  walras_experiment_destroy(e);
}

static void checks_that_are_not_evaluated_are_named(void) {
  static const char *const checks[] = {"share", "correlation", "table"};
  trials t = steps;
  for (int i = 0; i < 3; i++) {
    char message[128];
    snprintf(message, sizeof message, "the check '%s' is not evaluated by this version", checks[i]);
    fails_with(&(walras_claim){.check = checks[i], .metric = "welfare", .text = "{ }"}, &t, WALRAS_ERROR_INPUT, message);
  }
}

static void errors_say_what_is_wrong(void) {
  char long_name[200];
  trials t = steps;
  memset(long_name, 'm', sizeof long_name);
  long_name[sizeof long_name - 1] = '\0';
  char message[300];
  snprintf(message, sizeof message, "metric name '%s' is too long", long_name);
  fails_with(&(walras_claim){.check = "mean", .metric = long_name, .text = "{ }"}, &t, WALRAS_ERROR_INPUT, message);
  fails_with(&(walras_claim){.check = "mean", .metric = "welfare", .text = "{ where = { agents = 11; }; }"}, &t,
             WALRAS_ERROR_INPUT, "selection: where selects no design point");
  fails_with(&(walras_claim){.check = "ratio", .metric = "welfare", .text = "{ versus = { agents = 11; }; }"}, &t,
             WALRAS_ERROR_INPUT, "selection: versus selects no design point");
  fails_with(&(walras_claim){.check = "mean", .metric = "welfare", .text = "{ expected = "}, &t, WALRAS_ERROR_INPUT,
             "its text cannot be read: syntax error");
  fails_with(&(walras_claim){.check = "order", .metric = "welfare", .text = "{ }"}, &t, WALRAS_ERROR_INPUT,
             "needs along = \"parameter\"");
  t.failing = "optimum";
  fails_with(&(walras_claim){.check = "mean", .metric = "optimum", .text = "{ }"}, &t, WALRAS_ERROR_IO, "the disk is gone");
  fails_with(&(walras_claim){.check = "difference", .metric = "welfare", .text = "{ versus_metric = \"optimum\"; }"}, &t,
             WALRAS_ERROR_IO, "the disk is gone");
  fails_with(&(walras_claim){.check = "equal", .metric = "welfare", .text = "{ reference_metric = \"optimum\"; }"}, &t,
             WALRAS_ERROR_IO, "the disk is gone");
}

static void a_failure_stands_out_among_the_verdicts(void) {
  CU_ASSERT_STRING_EQUAL(walras_verdict_name(WALRAS_CLAIM_HOLDS), "holds");
  CU_ASSERT_STRING_EQUAL(walras_verdict_name(WALRAS_CLAIM_FAILS), "FAILS");
  CU_ASSERT_STRING_EQUAL(walras_verdict_name(WALRAS_CLAIM_UNDECIDED), "undecided");
}

WALRAS_UNIT_TESTS(UNIT(equality_is_decided_by_the_worst_trial), UNIT(trials_without_a_value_are_left_out),
                  UNIT(a_reference_is_compared_trial_by_trial), UNIT(a_relative_tolerance_follows_the_reference),
                  UNIT(without_a_reference_there_is_nothing_to_compare), UNIT(bounds_may_be_open_on_a_side),
                  UNIT(bounds_of_means_are_decided_by_the_point_farthest_out), UNIT(the_mean_pools_all_selected_trials),
                  UNIT(a_verdict_is_that_of_the_interval_unless_it_is_narrow_about_an_estimate_inside),
                  UNIT(a_single_value_has_no_interval), UNIT(the_median_lies_between_order_statistics_equally_far_from_both_ends),
                  UNIT(the_median_of_few_values_is_their_middle_between_the_extremes),
                  UNIT(a_ratio_of_means_has_the_interval_of_the_delta_method), UNIT(a_difference_is_paired_by_replication),
                  UNIT(selections_are_compared_by_their_means_in_each_replication),
                  UNIT(an_order_follows_the_parameter_and_counts_the_steps_against_it),
                  UNIT(an_order_needs_two_points_with_values), UNIT(an_order_forgives_steps_within_its_tolerance),
                  UNIT(slopes_are_exponents_factors_or_rates_by_their_scale), UNIT(a_slope_has_the_t_interval_of_its_residuals),
                  UNIT(a_slope_that_has_no_interval_is_undecided), UNIT(elements_of_metrics_are_counted_from_one),
                  UNIT(checks_that_are_not_evaluated_are_named), UNIT(errors_say_what_is_wrong),
                  UNIT(a_failure_stands_out_among_the_verdicts))
