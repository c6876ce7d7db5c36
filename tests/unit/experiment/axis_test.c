/* Axes: steps of intervals, and what an axis sets at a coordinate. */
#include "experiment/axis.h"

#include <math.h>

#include "laboratory.h"

#define GRID(axis) HEAD "sweep: { design = \"grid\"; axes = ( " axis " ); };"

static void expect_noise(const char *axis, const double *expected, int64_t count) {
  walras_experiment *e = laboratory_good(axis);
  CU_ASSERT_EQUAL_FATAL(e->points, count);
  for (int64_t p = 0; p < count; p++)
    CU_ASSERT_EQUAL(laboratory_point(e, p)->noise, expected[p]);
  walras_experiment_destroy(e);
}

/* To the last bit: what a person would write can select the point. */
static void real_steps_are_the_decimals_that_a_person_would_write(void) {
  expect_noise(GRID("{ parameter = \"noise\"; minimum = 0.0; maximum = 0.9; count = 10; }"),
               (const double[]){0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}, 10);
  expect_noise(GRID("{ parameter = \"noise\"; minimum = 0.00001; maximum = 0.1; scale = \"log\"; count = 5; }"),
               (const double[]){1e-5, 1e-4, 1e-3, 1e-2, 1e-1}, 5);
}

static void integer_steps_are_rounded_and_exact_at_the_ends(void) {
  static const int64_t linear[] = {1, 4, 7, 10}, powers[] = {1, 10, 100, 1000, 10000};
  walras_experiment *e =
      laboratory_good(GRID("{ parameter = \"agents\"; minimum = 1; maximum = 10; scale = \"linear\"; count = 4; }"));
  CU_ASSERT_EQUAL_FATAL(e->points, 4);
  for (int64_t p = 0; p < 4; p++)
    CU_ASSERT_EQUAL(laboratory_point(e, p)->agents, linear[p]);
  walras_experiment_destroy(e);
  e = laboratory_good(GRID("{ parameter = \"agents\"; minimum = 1; maximum = 1e4; scale = \"log\"; count = 5; }"));
  CU_ASSERT_EQUAL_FATAL(e->points, 5);
  for (int64_t p = 0; p < 5; p++)
    CU_ASSERT_EQUAL(laboratory_point(e, p)->agents, powers[p]);
  walras_experiment_destroy(e);
}

static void steps_cross_with_other_axes_also_within_grids(void) {
  walras_experiment *e =
      laboratory_good(HEAD "sweep: { design = \"grids\"; grids = ( { label = \"a\"; axes = ( { parameter = \"noise\"; "
                           "minimum = 0.1; maximum = 0.3; count = 3; }, { parameter = \"mechanism\"; values = [ "
                           "\"median\", \"dictator\" ]; } ); }, { label = \"b\"; } ); };");
  CU_ASSERT_EQUAL_FATAL(e->points, 7);
  CU_ASSERT(laboratory_point(e, 3)->noise == 0.2 && laboratory_point(e, 3)->mechanism == 2);
  walras_experiment_destroy(e);
}

static void mistakes_of_an_interval_are_named(void) {
  laboratory_refuses(GRID("\n{ parameter = \"noise\"; minimum = 0.5; maximum = 0.5; count = 3; },\n{ parameter = \"agents\"; "
                          "minimum = 1; maximum = "
                          "3; count = 4; },\n{ parameter = \"mechanism\"; minimum = 0; maximum = 1; count = 2; },\n{ parameter = "
                          "\"buyers\"; minimum "
                          "= 0; maximum = 9; scale = \"log\"; count = 2; },\n{ parameter = \"patience\"; minimum = 1.0; maximum "
                          "= \"inf\"; count = "
                          "2; },\n{ parameter = \"fail_at\"; maximum = 5; count = 2; },\n{ parameter = \"fail_at\"; minimum = 1; "
                          "maximum = 5; },\n{ "
                          "parameter = \"fail_at\"; minimum = 1; maximum = 5; values = [ 1 ]; }"),
                     "test.cfg:3: axis 1: the minimum of 'noise' must be below its maximum",
                     "test.cfg:4: axis 2: steps 2 and 3 of 4 of 'agents' are the same once rounded; give a smaller count",
                     "test.cfg:5: axis 3: 'mechanism' is not a number: give its values = [ ... ] instead of an interval",
                     "test.cfg:6: axis 4: a log scale needs a minimum above 0, and that of 'buyers' is 0",
                     "test.cfg:7: axis 5: the maximum of 'patience' must be finite",
                     "test.cfg:8: axis 6: 'minimum' of 'fail_at' is missing",
                     "test.cfg:9: axis 7: 'count' is missing: how many steps 'fail_at' takes from its minimum to its maximum",
                     "test.cfg:10: axis 8: 'fail_at' has both values and an interval; give one of them", NULL);
  laboratory_refuses(GRID("{ parameter = \"noise\"; minimum = 0.5; maximum = 1.5; scale = \"lin\"; count = 1; }"),
                     "test.cfg:2: axis 1: maximum of 'noise': expected a real number in [0, 1), found 1.5",
                     "test.cfg:2: axis 1: scale: unknown word 'lin'; did you mean 'linear'?", NULL);
  laboratory_refuses(GRID("{ parameter = \"noise\"; minimum = 0.1; maximum = 0.5; count = 1; }"),
                     "test.cfg:2: axis 1: count: expected an integer in [2, 10000000], found 1", NULL);
  laboratory_refuses(GRID("{ parameter = \"fail_at\"; minimum = -9007199254740992L; maximum = 1; count = 2; }"),
                     "test.cfg:2: axis 1: the interval of 'fail_at' has more than 2^53 integers", NULL);
}

/* 40 Latin points on 10 integers or 2 truths: the strata make the shares exact. */
static void enumerated_values_and_integers_have_equal_shares(void) {
  walras_experiment *e = laboratory_good(
      HEAD "sweep: { design = \"latin_hypercube\"; points = 40; axes = ( { parameter = \"agents\"; minimum = 11; maximum = 20; },"
           "{ parameter = \"truthful\"; values = [ true, false ]; },"
           "{ points = ( { noise = 0.1; mechanism = \"median\"; }, { noise = 0.2; mechanism = \"dictator\"; } ); } ); };");
  int64_t agents[10] = {0}, truthful = 0, tied = 0;
  CU_ASSERT_EQUAL_FATAL(e->points, 40);
  for (int64_t p = 0; p < 40; p++) {
    const market *m = laboratory_point(e, p);
    CU_ASSERT_FATAL(m->agents >= 11 && m->agents <= 20);
    agents[m->agents - 11]++;
    truthful += m->truthful;
    CU_ASSERT((m->noise == 0.2) == (m->mechanism == 2));
    tied += m->mechanism == 2;
  }
  for (int i = 0; i < 10; i++)
    CU_ASSERT_EQUAL(agents[i], 4);
  CU_ASSERT(truthful == 20 && tied == 20);
  walras_experiment_destroy(e);
}

/* The floor of a log-uniform variate on [1, 9): v comes log(1 + 1/v) / log 9 of the time, up to one point at each end of its stratum. */
static void integers_on_a_log_scale_have_the_law_of_the_floor(void) {
  walras_experiment *e = laboratory_good(HEAD "sweep: { design = \"latin_hypercube\"; points = 1000; axes = ( { parameter = "
                                              "\"agents\"; minimum = 1; maximum = 8; scale = \"log\"; } ); };");
  int64_t seen[8] = {0};
  for (int64_t p = 0; p < e->points; p++)
    seen[laboratory_point(e, p)->agents - 1]++;
  for (int v = 1; v <= 8; v++)
    CU_ASSERT_DOUBLE_EQUAL((double)seen[v - 1], 1000 * log(1 + 1.0 / v) / log(9), 2);
  walras_experiment_destroy(e);
}

static void real_axes_keep_their_strata_and_ends(void) {
  walras_experiment *e = laboratory_good(
      HEAD
      "sweep: { design = \"latin_hypercube\"; points = 100; axes = ( { parameter = \"noise\"; minimum = 0.2; maximum = 0.7; },"
      "{ parameter = \"patience\"; minimum = 0.01; maximum = 100; scale = \"log\"; } ); };");
  bool linear[100] = {false}, decades[100] = {false};
  for (int64_t p = 0; p < 100; p++) {
    const market *m = laboratory_point(e, p);
    linear[(int)floor((m->noise - 0.2) / 0.5 * 100)] = true;
    decades[(int)floor((log10(m->patience) + 2) / 4 * 100)] = true;
  }
  for (int i = 0; i < 100; i++)
    CU_ASSERT(linear[i] && decades[i]);
  walras_experiment_destroy(e);
  /* The plain sequence begins with the corner of all minima. */
  e = laboratory_good(
      HEAD "sweep: { design = \"sobol\"; points = 2; scramble = false; axes = ( { parameter = \"noise\"; minimum = "
           "0.2; maximum = 0.7; }, { parameter = \"patience\"; minimum = 0.01; maximum = 100; scale = \"log\"; } ); };");
  CU_ASSERT(laboratory_point(e, 0)->noise == 0.2 && laboratory_point(e, 0)->patience == 0.01);
  CU_ASSERT_DOUBLE_EQUAL(laboratory_point(e, 1)->noise, 0.45, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(laboratory_point(e, 1)->patience, 1.0, 1e-14);
  walras_experiment_destroy(e);
}

WALRAS_UNIT_TESTS(UNIT(real_steps_are_the_decimals_that_a_person_would_write),
                  UNIT(integer_steps_are_rounded_and_exact_at_the_ends), UNIT(steps_cross_with_other_axes_also_within_grids),
                  UNIT(mistakes_of_an_interval_are_named), UNIT(enumerated_values_and_integers_have_equal_shares),
                  UNIT(integers_on_a_log_scale_have_the_law_of_the_floor), UNIT(real_axes_keep_their_strata_and_ends))
