#include "numerics/statistics/regression.h"

#include "coverage.h"
#include "numerics/statistics/student.h"

/* Anscombe's first set (The American Statistician 27, 1973): y = 3.00 + 0.500 x, standard error of the slope 0.118. */
static void a_line_matches_the_published_fit(void) {
  const double x[] = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5},
               y[] = {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
  const walras_line line = walras_line_fit(x, y, 11);
  CU_ASSERT_DOUBLE_EQUAL(line.slope, 0.50009, 5e-6);
  CU_ASSERT_DOUBLE_EQUAL(line.intercept, 3.00009, 5e-6);
  CU_ASSERT_DOUBLE_EQUAL(line.error, 0.11791, 5e-6);
  CU_ASSERT_EQUAL(line.degrees, 9.0);
}

static void weights_give_the_slope(void) {
  const double x[] = {1, 2, 4, 8}, y[] = {3, -1, 4, 10};
  double weights[4], slope = 0.0, sum = 0.0, at_x = 0.0;
  walras_line_weights(x, 4, weights);
  for (int i = 0; i < 4; i++) {
    slope += weights[i] * y[i];
    sum += weights[i];
    at_x += weights[i] * x[i];
  }
  CU_ASSERT_DOUBLE_EQUAL(slope, walras_line_fit(x, y, 4).slope, 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(sum, 0.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(at_x, 1.0, 1e-15);
}

static void points_on_a_line_or_too_few_of_them(void) {
  const double x[] = {1, 2, 4}, y[] = {5, 7, 11}, same[] = {2, 2, 2};
  walras_line line = walras_line_fit(x, y, 3);
  CU_ASSERT(line.slope == 2.0 && line.error < 1e-15);
  line = walras_line_fit(x, y, 2);
  CU_ASSERT(line.slope == 2.0 && isnan(line.error));
  line = walras_line_fit(same, y, 3);
  CU_ASSERT(isnan(line.slope));
}

static void simulated_slopes_are_covered_exactly(void) {
  enum { COUNT = 6, SAMPLES = 20000 };
  int64_t covered = 0;
  for (int64_t sample = 0; sample < SAMPLES; sample++) {
    double x[COUNT], y[COUNT];
    for (int64_t i = 0; i < COUNT; i++) {
      x[i] = (double)(i * i);
      y[i] = 1.0 - 0.5 * x[i] + coverage_normal(sample, i);
    }
    const walras_line line = walras_line_fit(x, y, COUNT);
    covered += fabs(line.slope + 0.5) <= walras_student_quantile(0.975, line.degrees) * line.error;
  }
  coverage_is(covered, SAMPLES, 0.95);
}

WALRAS_UNIT_TESTS(UNIT(a_line_matches_the_published_fit), UNIT(weights_give_the_slope), UNIT(points_on_a_line_or_too_few_of_them),
                  UNIT(simulated_slopes_are_covered_exactly))
