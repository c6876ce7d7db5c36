#include "numerics/statistics/benjamini_hochberg.h"

#include "coverage.h"

/* The fifteen p-values of section 4 of the paper: at 5 % the first four are rejected (Bonferroni's rule rejects three). */
static void the_papers_example_rejects_four(void) {
  const double p[] = {0.0095, 0.0001, 0.0004, 0.0019, 0.0201, 0.0278, 0.0298, 0.0344,
                      0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0};
  double adjusted[15];
  int64_t order[15], rejected = 0;
  walras_benjamini_hochberg(p, 15, order, adjusted);
  for (int i = 0; i < 15; i++)
    rejected += adjusted[i] <= 0.05;
  CU_ASSERT_EQUAL(rejected, 4);
  CU_ASSERT_DOUBLE_EQUAL(adjusted[1], 0.0001 * 15, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(adjusted[0], 0.0095 * 15 / 4, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(adjusted[6], 0.0298 * 15 / 7, 1e-15); /* and the 6th with it: 0.0278 * 15 / 6 is more */
  CU_ASSERT_EQUAL(adjusted[5], adjusted[6]);
  CU_ASSERT_EQUAL(adjusted[14], 1.0);
}

static void what_is_no_test_is_not_counted(void) {
  const double p[] = {NAN, 0.04, NAN};
  double adjusted[3];
  int64_t order[3];
  walras_benjamini_hochberg(p, 3, order, adjusted);
  CU_ASSERT(isnan(adjusted[0]) && adjusted[1] == 0.04 && isnan(adjusted[2]));
}

/* A hundred true hypotheses: in 5 % of all families anything is rejected at all (Simes, Biometrika 73, 1986: exact for independent tests). */
static void true_hypotheses_are_rejected_at_the_level(void) {
  enum { COUNT = 100, FAMILIES = 20000 };
  int64_t quiet = 0;
  for (int64_t family = 0; family < FAMILIES; family++) {
    double p[COUNT], adjusted[COUNT], least = 1.0;
    int64_t order[COUNT];
    for (int64_t i = 0; i < COUNT; i++)
      p[i] = coverage_uniform(family, i);
    walras_benjamini_hochberg(p, COUNT, order, adjusted);
    for (int64_t i = 0; i < COUNT; i++)
      least = adjusted[i] < least ? adjusted[i] : least;
    quiet += least > 0.05;
  }
  coverage_is(quiet, FAMILIES, 0.95);
}

WALRAS_UNIT_TESTS(UNIT(the_papers_example_rejects_four), UNIT(what_is_no_test_is_not_counted),
                  UNIT(true_hypotheses_are_rejected_at_the_level))
