#include "numerics/statistics/student.h"

#include <math.h>

#include "unit.h"

/* Tables of Student's distribution: 97.5 % points, and closed forms for one and two degrees of freedom. */
static void student_quantiles_match_tables_and_closed_forms(void) {
  CU_ASSERT_DOUBLE_EQUAL(walras_student_quantile(0.975, 1), 12.706204736174698, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(walras_student_quantile(0.975, 2), 4.302652729749464, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(walras_student_quantile(0.975, 9), 2.2621571628540993, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(walras_student_quantile(0.975, 99), 1.984216951582811, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(walras_student_quantile(0.975, 1e6), 1.959966357, 1e-8);
  const double p = 0.8;
  CU_ASSERT_DOUBLE_EQUAL(walras_student_quantile(p, 2), (2 * p - 1) / sqrt(2 * p * (1 - p)), 1e-12);
  CU_ASSERT_EQUAL(walras_student_quantile(0.125, 5), -walras_student_quantile(0.875, 5));
}

/* P(T > t) = (1 - t / sqrt(2 + t^2)) / 2 for two degrees, 1/2 - atan(t) / pi for one: also where the tail is tiny. */
static void far_student_quantiles_keep_their_digits(void) {
  const double tails[] = {1e-3, 1e-6, 1e-12};
  for (int i = 0; i < 3; i++) {
    const double q = tails[i], two = (1 - 2 * q) / sqrt(2 * q * (1 - q)), one = 1.0 / tan(3.141592653589793 * q);
    CU_ASSERT_DOUBLE_EQUAL(walras_student_quantile(q, 2) / -two, 1.0, 1e-11);
    CU_ASSERT_DOUBLE_EQUAL(walras_student_quantile(q, 1) / -one, 1.0, 1e-11);
  }
}

static void infinite_degrees_are_the_normal_law(void) {
  CU_ASSERT_DOUBLE_EQUAL(walras_student_quantile(0.975, INFINITY), 1.959963984540054, 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(walras_student_p_value(1.959963984540054, INFINITY), 0.05, 1e-15);
}

/* 1 - t / sqrt(2 + t^2) for two degrees = 2 / (s (s + t)) with s = sqrt(2 + t^2), and 2 atan(1/t) / pi for one. */
static void p_values_match_their_closed_forms_far_out_too(void) {
  for (double t = 1e-3; t < 1e9; t *= 7.0) {
    const double s = sqrt(2.0 + t * t);
    CU_ASSERT_DOUBLE_EQUAL(walras_student_p_value(t, 2.0) * s * (s + t) / 2.0, 1.0, 1e-11);
    CU_ASSERT_DOUBLE_EQUAL(walras_student_p_value(-t, 1.0) / (2.0 * atan(1.0 / t) / 3.141592653589793), 1.0, 1e-11);
  }
}

static void p_values_invert_quantiles(void) {
  static const double degrees[] = {1, 3, 9, 99, 1e5, INFINITY};
  for (int d = 0; d < 6; d++)
    for (int i = 1; i < 50; i++)
      CU_ASSERT_DOUBLE_EQUAL(walras_student_p_value(walras_student_quantile(i / 100.0, degrees[d]), degrees[d]), i / 50.0, 1e-10);
}

static void p_values_have_their_ends(void) {
  CU_ASSERT_EQUAL(walras_student_p_value(0.0, 5.0), 1.0);
  CU_ASSERT_EQUAL(walras_student_p_value(-INFINITY, 5.0), 0.0);
  CU_ASSERT(isnan(walras_student_p_value(NAN, 5.0)));
}

WALRAS_UNIT_TESTS(UNIT(student_quantiles_match_tables_and_closed_forms), UNIT(far_student_quantiles_keep_their_digits),
                  UNIT(infinite_degrees_are_the_normal_law), UNIT(p_values_match_their_closed_forms_far_out_too),
                  UNIT(p_values_invert_quantiles), UNIT(p_values_have_their_ends))
