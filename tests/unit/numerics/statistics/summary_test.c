#include "numerics/statistics/summary.h"

#include <math.h>

#include "unit.h"

static void summary_of_one_to_ten_has_its_textbook_values(void) {
  const double values[] = {1, 2, 3, 4, 5, NAN, 6, 7, 8, 9, 10};
  const walras_summary summary = walras_summarise(values, 11);
  CU_ASSERT_EQUAL(summary.count, 10);
  CU_ASSERT_EQUAL(summary.mean, 5.5);
  CU_ASSERT_DOUBLE_EQUAL(summary.standard_deviation, sqrt(82.5 / 9.0), 1e-15);
  CU_ASSERT_EQUAL(summary.minimum, 1.0);
  CU_ASSERT_EQUAL(summary.maximum, 10.0);
}

static void empty_and_single_samples_have_no_interval(void) {
  const double one = 3.0;
  CU_ASSERT(isnan(walras_summarise(NULL, 0).mean));
  const walras_summary single = walras_summarise(&one, 1);
  CU_ASSERT_EQUAL(single.mean, 3.0);
  CU_ASSERT(isnan(walras_summary_half_width(&single, 0.95)));
}

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

static void the_interval_of_ten_values_has_its_textbook_width(void) {
  const double values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const walras_summary summary = walras_summarise(values, 10);
  CU_ASSERT_DOUBLE_EQUAL(walras_summary_half_width(&summary, 0.95), 2.2621571628540993 * sqrt(82.5 / 9.0 / 10.0), 1e-10);
}

WALRAS_UNIT_TESTS(UNIT(summary_of_one_to_ten_has_its_textbook_values), UNIT(empty_and_single_samples_have_no_interval),
                  UNIT(student_quantiles_match_tables_and_closed_forms), UNIT(far_student_quantiles_keep_their_digits),
                  UNIT(the_interval_of_ten_values_has_its_textbook_width))
