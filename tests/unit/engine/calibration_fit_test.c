#include "engine/calibration.h"
#include "unit.h"

enum { POINTS = 6 };

static walras_plan_factor fitted(walras_measured *measured, int64_t count, const walras_plan_cost *rough, int64_t point) {
  walras_plan_factor factors[POINTS];
  CU_ASSERT_TRUE_FATAL(walras_calibration_fit(measured, count, rough, POINTS, factors));
  return factors[point];
}

static bool is(walras_plan_factor factor, double fixed, double spread) {
  const bool same = factor.fixed > 0.999 * fixed && factor.fixed < 1.001 * fixed + 1e-12 && factor.spread > 0.999 * spread &&
                    factor.spread < 1.001 * spread + 1e-12;
  if (!same)
    printf("\n  %g and %g are not %g and %g\n", factor.fixed, factor.spread, fixed, spread);
  return same;
}

static const walras_plan_cost even[POINTS] = {{1, 9}, {1, 9}, {1, 9}, {1, 9}, {1, 9}, {1, 9}};

static void a_point_that_was_run_has_the_factor_of_its_own_trials(void) {
  walras_measured measured[] = {{4, {1, 9}, 35.0}, {1, {1, 9}, 20.0}, {4, {1, 9}, 25.0}};
  CU_ASSERT(is(fitted(measured, 3, even, 1), 2.0, 2.0));
  CU_ASSERT(is(fitted(measured, 3, even, 4), 3.0, 3.0));
}

static void several_populations_tell_what_does_not_depend_on_them(void) {
  walras_measured measured[] = {{2, {1, 2}, 5.0 + 2 * 0.5}, {2, {1, 8}, 5.0 + 8 * 0.5}};
  CU_ASSERT(is(fitted(measured, 2, even, 2), 5.0, 0.5));
  /* A smaller population that took longer is noise: nothing costs less than nothing. */
  walras_measured odd[] = {{2, {1, 2}, 6.0}, {2, {1, 8}, 3.0}};
  const walras_plan_factor factor = fitted(odd, 2, even, 2);
  CU_ASSERT(factor.fixed > 0.0 && factor.spread == 0.0);
  walras_measured steep[] = {{2, {1, 2}, 0.1}, {2, {1, 8}, 8.0}};
  CU_ASSERT(fitted(steep, 2, even, 2).fixed == 0.0 && fitted(steep, 2, even, 2).spread > 0.0);
}

static void a_point_that_was_not_run_takes_after_its_neighbours_in_the_sweep(void) {
  walras_measured measured[] = {{0, {1, 9}, 10.0}, {2, {1, 9}, 30.0}, {5, {1, 9}, 70.0}};
  CU_ASSERT(is(fitted(measured, 3, even, 1), 2.0, 2.0));
  CU_ASSERT(is(fitted(measured, 3, even, 3), 5.0, 5.0));
  CU_ASSERT(is(fitted(measured, 3, even, 4), 5.0, 5.0));
  walras_measured one[] = {{2, {1, 9}, 30.0}};
  CU_ASSERT(is(fitted(one, 1, even, 0), 3.0, 3.0) && is(fitted(one, 1, even, 5), 3.0, 3.0));
}

/* The overhead of a trial of a microsecond must not be multiplied into one of seconds. */
static void a_trivial_neighbour_says_nothing_of_a_costly_point(void) {
  const walras_plan_cost rough[POINTS] = {{0, 1e-7}, {0, 5.0}, {0, 1e-7}, {0, 1e-7}, {0, 5.0}, {0, 1e-7}};
  walras_measured measured[] = {{0, {0, 1e-7}, 1e-5}, {2, {0, 1e-7}, 1e-5}, {4, {0, 5.0}, 6.0}};
  CU_ASSERT(is(fitted(measured, 3, rough, 1), 1.2, 1.2));
  walras_measured trivial[] = {{0, {0, 1e-7}, 1e-5}};
  CU_ASSERT(is(fitted(trivial, 1, rough, 1), 100.0, 100.0)); /* there is nothing else to go by */
}

WALRAS_UNIT_TESTS(UNIT(a_point_that_was_run_has_the_factor_of_its_own_trials),
                  UNIT(several_populations_tell_what_does_not_depend_on_them),
                  UNIT(a_point_that_was_not_run_takes_after_its_neighbours_in_the_sweep),
                  UNIT(a_trivial_neighbour_says_nothing_of_a_costly_point))
