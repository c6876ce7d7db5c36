#include "numerics/roots/roots.h"

#include <float.h>
#include <math.h>

#include "unit.h"

/* A function and how often it was called. */
typedef struct counted {
  double (*f)(double x);
  int calls;
} counted;

static double call(double x, void *context) {
  counted *c = context;
  c->calls++;
  return c->f(x);
}

static double square_minus_two(double x) {
  return x * x - 2.0;
}
static double falling_cube(double x) {
  return 8.0 - x * x * x;
}
static double jump_at_a_third(double x) {
  return x < 1.0 / 3.0 ? -5.0 : 1.0;
}
static double pole_at_the_ends(double x) {
  return 1.0 / (1.0 - x) - 1.0 / x;
}
static double triple_root(double x) {
  return (x - 0.7) * (x - 0.7) * (x - 0.7);
}
static double ninth_power(double x) {
  return pow(x, 9.0);
}
static double hill(double x) {
  return -(x - 0.3) * (x - 0.3);
}
static double tent(double x) {
  return -fabs(x - 0.25);
}
static double slope(double x) {
  return x;
}
static double plateau(double x) {
  return x < 0.5 ? x : 0.5;
}
static double constant(double x) {
  (void)x;
  return 4.0;
}

static void bisection_goes_to_neighbouring_numbers(void) {
  walras_bracket bracket = {0.0, 2.0};
  CU_ASSERT(walras_bisect(call, &(counted){square_minus_two, 0}, 0.0, &bracket));
  CU_ASSERT_EQUAL(nextafter(bracket.low, 3.0), bracket.high);
  CU_ASSERT(bracket.low * bracket.low - 2.0 < 0.0 && bracket.high * bracket.high - 2.0 >= 0.0);
}

static void bisection_stops_at_its_tolerance(void) {
  walras_bracket bracket = {0.0, 4.0};
  counted c = {falling_cube, 0};
  CU_ASSERT(walras_bisect(call, &c, 1e-3, &bracket));
  CU_ASSERT(bracket.low <= 2.0 && 2.0 <= bracket.high && bracket.high - bracket.low <= 1e-3);
  CU_ASSERT_EQUAL(c.calls, 2 + 12);
}

static void bisection_brackets_a_jump(void) {
  walras_bracket bracket = {-1.0, 1.0};
  CU_ASSERT(walras_bisect(call, &(counted){jump_at_a_third, 0}, 0.0, &bracket));
  CU_ASSERT_EQUAL(bracket.high, 1.0 / 3.0);
  CU_ASSERT_EQUAL(bracket.low, nextafter(1.0 / 3.0, 0.0));
}

static void bisection_spans_all_numbers(void) {
  walras_bracket bracket = {-DBL_MAX, DBL_MAX};
  counted c = {jump_at_a_third, 0};
  CU_ASSERT(walras_bisect(call, &c, 0.0, &bracket));
  CU_ASSERT_EQUAL(bracket.high, 1.0 / 3.0);
  CU_ASSERT(c.calls <= 2100);
}

static void one_sign_at_both_ends_is_no_bracket(void) {
  walras_bracket bracket = {2.0, 3.0};
  double root = 17.0;
  CU_ASSERT(!walras_bisect(call, &(counted){square_minus_two, 0}, 0.0, &bracket));
  CU_ASSERT(bracket.low == 2.0 && bracket.high == 3.0);
  CU_ASSERT(!walras_brent_root(call, &(counted){square_minus_two, 0}, (walras_bracket){2.0, 3.0}, 1e-12, &root));
  CU_ASSERT_EQUAL(root, 17.0);
}

static void brent_finds_smooth_roots_in_few_calls(void) {
  double root;
  counted c = {square_minus_two, 0};
  CU_ASSERT(walras_brent_root(call, &c, (walras_bracket){0.0, 2.0}, 0.0, &root));
  CU_ASSERT_DOUBLE_EQUAL(root, sqrt(2.0), 4 * DBL_EPSILON * sqrt(2.0));
  CU_ASSERT(c.calls <= 12);
  c = (counted){falling_cube, 0};
  CU_ASSERT(walras_brent_root(call, &c, (walras_bracket){-10.0, 10.0}, 0.0, &root));
  CU_ASSERT_DOUBLE_EQUAL(root, 2.0, 8 * DBL_EPSILON);
  CU_ASSERT(c.calls <= 20);
}

static void brent_takes_infinite_ends_and_flat_roots(void) {
  double root;
  CU_ASSERT(walras_brent_root(call, &(counted){pole_at_the_ends, 0}, (walras_bracket){0.0, 1.0}, 1e-14, &root));
  CU_ASSERT_DOUBLE_EQUAL(root, 0.5, 1e-13);
  CU_ASSERT(walras_brent_root(call, &(counted){triple_root, 0}, (walras_bracket){0.0, 1.0}, 0.0, &root));
  CU_ASSERT_DOUBLE_EQUAL(root, 0.7, 1e-5); /* (1e-5)^3 = 1e-15 */
  counted c = {ninth_power, 0};
  CU_ASSERT(walras_brent_root(call, &c, (walras_bracket){-1.0, 1.5}, 1e-9, &root));
  CU_ASSERT(fabs(root) <= 1e-9 && c.calls < 3000);
}

static void brent_takes_a_root_at_an_end(void) {
  double root = 9.0;
  CU_ASSERT(walras_brent_root(call, &(counted){falling_cube, 0}, (walras_bracket){2.0, 5.0}, 0.0, &root));
  CU_ASSERT_EQUAL(root, 2.0);
  CU_ASSERT(walras_brent_root(call, &(counted){falling_cube, 0}, (walras_bracket){-5.0, 2.0}, 0.0, &root));
  CU_ASSERT_EQUAL(root, 2.0);
}

static void brent_agrees_with_bisection_over_many_brackets(void) {
  for (int i = 1; i <= 200; i++) {
    walras_bracket bracket = {-0.01 * i, 2.0 + 0.37 * i}, halved = bracket;
    double root;
    CU_ASSERT(walras_bisect(call, &(counted){falling_cube, 0}, 0.0, &halved));
    CU_ASSERT(walras_brent_root(call, &(counted){falling_cube, 0}, bracket, 0.0, &root));
    CU_ASSERT_DOUBLE_EQUAL(root, halved.low, 1e-14);
  }
}

static void golden_section_finds_inner_maxima(void) {
  CU_ASSERT_DOUBLE_EQUAL(walras_golden_maximum(call, &(counted){hill, 0}, (walras_bracket){-2.0, 5.0}, 1e-12), 0.3, 1e-7);
  CU_ASSERT_DOUBLE_EQUAL(walras_golden_maximum(call, &(counted){tent, 0}, (walras_bracket){-2.0, 5.0}, 1e-12), 0.25, 1e-12);
}

static void golden_section_finds_maxima_at_the_ends(void) {
  CU_ASSERT_EQUAL(walras_golden_maximum(call, &(counted){slope, 0}, (walras_bracket){-2.0, 5.0}, 1e-9), 5.0);
  CU_ASSERT_EQUAL(walras_golden_maximum(call, &(counted){hill, 0}, (walras_bracket){1.0, 5.0}, 1e-9), 1.0);
}

static void golden_section_keeps_to_the_lower_of_equal_places(void) {
  CU_ASSERT_EQUAL(walras_golden_maximum(call, &(counted){constant, 0}, (walras_bracket){1.0, 5.0}, 1e-9), 1.0);
  CU_ASSERT(walras_golden_maximum(call, &(counted){plateau, 0}, (walras_bracket){0.0, 1.0}, 1e-9) >= 0.5);
}

static void an_interval_of_one_number_is_its_own_maximum(void) {
  CU_ASSERT_EQUAL(walras_golden_maximum(call, &(counted){slope, 0}, (walras_bracket){3.0, 3.0}, 1e-9), 3.0);
}

WALRAS_UNIT_TESTS(UNIT(bisection_goes_to_neighbouring_numbers), UNIT(bisection_stops_at_its_tolerance),
                  UNIT(bisection_brackets_a_jump), UNIT(bisection_spans_all_numbers), UNIT(one_sign_at_both_ends_is_no_bracket),
                  UNIT(brent_finds_smooth_roots_in_few_calls), UNIT(brent_takes_infinite_ends_and_flat_roots),
                  UNIT(brent_takes_a_root_at_an_end), UNIT(brent_agrees_with_bisection_over_many_brackets),
                  UNIT(golden_section_finds_inner_maxima), UNIT(golden_section_finds_maxima_at_the_ends),
                  UNIT(golden_section_keeps_to_the_lower_of_equal_places), UNIT(an_interval_of_one_number_is_its_own_maximum))
