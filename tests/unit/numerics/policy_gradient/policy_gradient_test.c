/* Returns, advantages and the clipped surrogate: hand cases, identities and derivatives. */
#include "numerics/policy_gradient/policy_gradient.h"

#include <math.h>

#include "unit.h"

static void returns_to_go_are_discounted_sums_and_may_take_the_place_of_the_rewards(void) {
  double x[3] = {1.0, 2.0, 4.0};
  walras_returns_to_go(3, x, 0.5, 16.0, x);
  CU_ASSERT_EQUAL(x[2], 12.0);
  CU_ASSERT_EQUAL(x[1], 8.0);
  CU_ASSERT_EQUAL(x[0], 5.0);
}

static void generalised_advantages_run_from_one_step_errors_to_returns_minus_values(void) {
  const double rewards[3] = {1.0, -2.0, 3.0}, values[4] = {0.5, 1.0, -1.0, 2.0};
  double one_step[3], whole[3], returns[3];
  walras_generalised_advantages(3, rewards, values, 0.9, 0.0, one_step);
  walras_generalised_advantages(3, rewards, values, 0.9, 1.0, whole);
  walras_returns_to_go(3, rewards, 0.9, values[3], returns);
  for (int h = 0; h < 3; h++) {
    CU_ASSERT_DOUBLE_EQUAL(one_step[h], rewards[h] + 0.9 * values[h + 1] - values[h], 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(whole[h], returns[h] - values[h], 1e-15);
  }
}

static void standardised_advantages_have_mean_zero_and_deviation_one_and_vanish_where_all_are_equal(void) {
  double x[4] = {1.0, 2.0, 3.0, 6.0}, equal[3] = {0.1, 0.1, 0.1};
  CU_ASSERT_DOUBLE_EQUAL(walras_advantages_standardise(4, 0.0, x), 3.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(x[0] + x[1] + x[2] + x[3], 0.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3], 4.0, 1e-14);
  CU_ASSERT_EQUAL(walras_advantages_standardise(3, 1e-8, equal), 0.1);
  for (int i = 0; i < 3; i++)
    CU_ASSERT_EQUAL(equal[i], 0.0);
}

static void the_surrogate_stops_paying_outside_the_clip_and_its_derivative_agrees_with_differences(void) {
  const double advantages[2] = {2.0, -3.0};
  for (int a = 0; a < 2; a++)
    for (double log_ratio = -0.5; log_ratio < 0.55; log_ratio += 0.1) { /* never within 1e-2 of the clip's ends */
      double derivative, unused;
      const double value = walras_ppo_surrogate(log_ratio - 1.0, -1.0, advantages[a], 0.2, &derivative);
      const double ratio = exp(log_ratio), clipped = fmin(fmax(ratio, 0.8), 1.2);
      CU_ASSERT_DOUBLE_EQUAL(value, fmin(ratio * advantages[a], clipped * advantages[a]), 1e-14);
      const double above = walras_ppo_surrogate(log_ratio - 1.0 + 1e-5, -1.0, advantages[a], 0.2, &unused);
      const double below = walras_ppo_surrogate(log_ratio - 1.0 - 1e-5, -1.0, advantages[a], 0.2, &unused);
      CU_ASSERT_DOUBLE_EQUAL(derivative, (above - below) / 2e-5, 1e-8);
    }
}

WALRAS_UNIT_TESTS(UNIT(returns_to_go_are_discounted_sums_and_may_take_the_place_of_the_rewards),
                  UNIT(generalised_advantages_run_from_one_step_errors_to_returns_minus_values),
                  UNIT(standardised_advantages_have_mean_zero_and_deviation_one_and_vanish_where_all_are_equal),
                  UNIT(the_surrogate_stops_paying_outside_the_clip_and_its_derivative_agrees_with_differences))
