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
  CU_ASSERT_EQUAL(walras_student_quantile(0.1, 5), -walras_student_quantile(0.9, 5));
}

static void incomplete_beta_matches_closed_forms(void) {
  CU_ASSERT_DOUBLE_EQUAL(walras_incomplete_beta(0.3, 1, 1), 0.3, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(walras_incomplete_beta(0.3, 2, 1), 0.09, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(walras_incomplete_beta(0.25, 0.5, 0.5), 1.0 / 3.0, 1e-14);
  CU_ASSERT_EQUAL(walras_incomplete_beta(0.0, 3, 4), 0.0);
  CU_ASSERT_EQUAL(walras_incomplete_beta(1.0, 3, 4), 1.0);
}

WALRAS_UNIT_TESTS(UNIT(summary_of_one_to_ten_has_its_textbook_values), UNIT(empty_and_single_samples_have_no_interval),
                  UNIT(student_quantiles_match_tables_and_closed_forms), UNIT(incomplete_beta_matches_closed_forms))
