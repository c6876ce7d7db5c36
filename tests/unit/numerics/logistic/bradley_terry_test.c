/* Bradley-Terry scores against their own equations and cases by hand. */
#include <math.h>

#include "numerics/logistic/bradley_terry.h"
#include "unit.h"

static double work[1000];

static void two_options_have_the_logit_of_the_share(void) {
  const double wins[4] = {0.0, 0.8, 0.2, 0.0};
  double scores[2];
  CU_ASSERT(walras_bradley_terry_fit(wins, 2, work, scores));
  CU_ASSERT_DOUBLE_EQUAL(scores[0] - scores[1], log(4.0), 1e-13);
  CU_ASSERT_DOUBLE_EQUAL(scores[0] + scores[1], 0.0, 1e-15);
}

static void scores_reproduce_the_wins_of_a_bradley_terry_law(void) {
  const double truth[4] = {0.7, -1.2, 0.1, 0.4};
  double wins[16], scores[4];
  for (int l = 0; l < 4; l++)
    for (int m = 0; m < 4; m++)
      wins[4 * l + m] = 1.0 / (1.0 + exp(truth[m] - truth[l]));
  CU_ASSERT(walras_bradley_terry_fit(wins, 4, work, scores));
  for (int l = 0; l < 4; l++)
    CU_ASSERT_DOUBLE_EQUAL(scores[l], truth[l], 1e-12);
}

/* Counts of unequal numbers of comparisons, and a cycle: every option's expected wins are its wins. */
static void expected_wins_are_wins(void) {
  const double wins[9] = {0.0, 7.0, 1.0, 3.0, 0.0, 5.0, 9.0, 2.0, 0.0};
  double scores[3];
  CU_ASSERT(walras_bradley_terry_fit(wins, 3, work, scores));
  for (int l = 0; l < 3; l++) {
    double won = 0.0, expected = 0.0;
    for (int m = 0; m < 3; m++)
      if (m != l) {
        won += wins[3 * l + m];
        expected += (wins[3 * l + m] + wins[3 * m + l]) / (1.0 + exp(scores[m] - scores[l]));
      }
    CU_ASSERT_DOUBLE_EQUAL(expected, won, 1e-11);
  }
}

static void an_option_that_always_loses_gets_a_score_and_the_order_stays(void) {
  const double wins[9] = {0.0, 0.6, 1.0, 0.4, 0.0, 1.0, 0.0, 0.0, 0.0};
  double scores[3];
  CU_ASSERT(walras_bradley_terry_fit(wins, 3, work, scores));
  CU_ASSERT(isfinite(scores[2]) && scores[2] < scores[1] - 20.0 && scores[1] < scores[0]);
}

static void options_never_compared_have_no_scores(void) {
  const double wins[9] = {0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  double scores[3];
  CU_ASSERT_FALSE(walras_bradley_terry_fit(wins, 3, work, scores));
}

WALRAS_UNIT_TESTS(UNIT(two_options_have_the_logit_of_the_share), UNIT(scores_reproduce_the_wins_of_a_bradley_terry_law),
                  UNIT(expected_wins_are_wins), UNIT(an_option_that_always_loses_gets_a_score_and_the_order_stays),
                  UNIT(options_never_compared_have_no_scores))
