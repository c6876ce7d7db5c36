/* The intersection: worked numbers, replies against an enumeration of all policies, and drawn episodes against exact moments. */
#include "models/risk-averse-equilibrium/crossing.h"

#include "risk_averse_equilibrium.h"

enum { STATES_MOST = 4096 };

static double drawn_policy(uint64_t instance, double *policy, int64_t size) {
  for (int64_t state = 0; state < size; state++)
    policy[state] = test_uniform(instance, (uint32_t)state);
  return policy[0];
}

static void averages_of_24_rounds_are_those_worked_out_elsewhere(void) {
  static const char *const lambdas[] = {"risk_aversion=0.02", "risk_aversion=0.1"};
  static const double expected[][3] = {{4.8614, 34.71, 0.0350}, {4.8198, 30.93, 0.0264}};
  static const double mild[] = {0.0717, 0.0604};
  for (int k = 0; k < 2; k++) {
    RUN(run, "mode=intersection", "tremble=0.02", "fp_iterations=24", "n_episodes=0", lambdas[k]);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_self"), expected[k][0], 5.1e-5);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "var_self"), expected[k][1], 5.1e-3);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "crash_self"), expected[k][2], 5.1e-5);
    end_run(&run);
    RUN(other, "mode=intersection", "tremble=0.1", "crash_penalty=5", "fp_iterations=24", "n_episodes=0", lambdas[k]);
    CU_ASSERT_DOUBLE_EQUAL(metric(&other, "crash_self"), mild[k], 5.1e-5);
    end_run(&other);
  }
  RUN(careful, "mode=intersection", "tremble=0.02", "fp_iterations=24", "n_episodes=0", "risk_aversion=0.5");
  CU_ASSERT_DOUBLE_EQUAL(metric(&careful, "crash_self"), 0.0196, 5.1e-5);
  end_run(&careful);
}

/* All 0/1 policies on the states that a car can be in, for one cell of approach: (own, other) in (0,0), (0,1), (0,2), (1,0), (1,2). */
static void replies_are_the_best_of_all_pure_policies(void) {
  static const int64_t own[] = {0, 0, 0, 1, 1}, other[] = {0, 1, 2, 0, 2};
  for (uint64_t instance = 0; instance < 12; instance++) {
    const struct rae_crossing c = {.cells = 1,
                                   .horizon = 3,
                                   .goal = 4.0 * test_uniform(instance, 100),
                                   .penalty = 6.0 * test_uniform(instance, 101),
                                   .tremble = 0.2 * test_uniform(instance, 102),
                                   .risk_aversion = instance % 3 == 0 ? 0.0 : test_uniform(instance, 103)};
    double opponent[STATES_MOST], policy[STATES_MOST] = {0.0}, reply[STATES_MOST], reals[STATES_MOST], most = -INFINITY;
    drawn_policy(instance, opponent, rae_crossing_policy_size(&c));
    for (int code = 0; code < 1 << 13; code++) {
      policy[rae_crossing_state(&c, 0, 0, 0)] = code & 1; /* both start in cell 0 */
      for (int64_t step = 1; step < 3; step++)
        for (int k = 0; k < 5; k++)
          policy[rae_crossing_state(&c, step, own[k], other[k])] = code >> (1 + (step - 1) * 5 + k) & 1;
      if (code >> 11)
        break;
      const struct rae_crossing_value value = rae_crossing_evaluate(&c, policy, opponent, reals);
      most = fmax(most, value.mean - c.risk_aversion * value.variance);
    }
    const double utility = rae_crossing_reply(&c, opponent, reply, reals);
    const struct rae_crossing_value value = rae_crossing_evaluate(&c, reply, opponent, reals);
    CU_ASSERT_DOUBLE_EQUAL(value.mean - c.risk_aversion * value.variance, most, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(utility, most, 1e-7);
  }
}

/* One cell, two steps, both always advance: they meet in the conflict cell at once. */
static void cars_that_never_wait_crash_at_once(void) {
  RUN(run, "mode=intersection_fixed", "approach_cells=1", "horizon=2", "tremble=0", "fixed_advance_prob=1",
      "fixed_opponent_advance_prob=1", "n_episodes=1000");
  CU_ASSERT(metric(&run, "crash") == 1.0 && metric(&run, "mean") == -21.0 && metric(&run, "variance") == 0.0);
  CU_ASSERT(metric(&run, "drawn_crash") == 1.0 && metric(&run, "drawn_mean") == -21.0);
  end_run(&run);
}

static void a_car_alone_on_the_road_clears(void) {
  RUN(run, "mode=intersection_fixed", "approach_cells=1", "horizon=3", "tremble=0", "fixed_advance_prob=1",
      "fixed_opponent_advance_prob=0", "n_episodes=0");
  CU_ASSERT(metric(&run, "crash") == 0.0 && metric(&run, "mean") == 8.0);
  end_run(&run);
  RUN(waits, "mode=intersection_fixed", "tremble=0", "fixed_advance_prob=0", "n_episodes=0", "horizon=5");
  CU_ASSERT(metric(&waits, "mean") == -5.0 && metric(&waits, "variance") == 0.0);
  end_run(&waits);
}

/* One cell, two steps, fair coins: cell 0 both. Crash at the first step 1/4; after (1,0): the other comes while this one stays 1/4. */
static void moments_by_hand_of_two_coins(void) {
  RUN(run, "mode=intersection_fixed", "approach_cells=1", "horizon=2", "goal_reward=10", "crash_penalty=20", "n_episodes=0",
      "tremble=0.5", "fixed_advance_prob=0.5", "fixed_opponent_advance_prob=0.5", "risk_aversion=1");
  /* from (0,0): 1/4 crash now (-21); 1/4 to (1,0): half clears (+8), a quarter crashes (-22), a quarter ends (-2);
     1/4 to (0,1): a quarter crashes (this one comes, the other stays), else ends; 1/4 stays: a quarter crashes, else ends */
  const double crash = 0.25 + 3.0 * 0.25 * 0.25, mean = -0.25 * 21.0 - 0.1875 * 22.0 + 0.125 * 8.0 - (1.0 - 0.4375 - 0.125) * 2.0;
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "crash"), crash, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean"), mean, 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "utility"), metric(&run, "mean") - metric(&run, "variance"), 1e-12);
  end_run(&run);
}

/* Six standard errors: false alarms in one of 10^8 such tests. */
static void drawn_episodes_have_the_exact_moments(void) {
  RUN(run, "mode=intersection", "n_episodes=200000", "approach_cells=3", "tremble=0.1", "risk_aversion=0.1", "fp_iterations=5");
  const double n = 200000.0, crash = metric(&run, "crash_self");
  CU_ASSERT(fabs(metric(&run, "drawn_mean") - metric(&run, "mean_self")) < 6.0 * sqrt(metric(&run, "var_self") / n));
  CU_ASSERT(fabs(metric(&run, "drawn_crash") - crash) < 6.0 * sqrt(crash * (1.0 - crash) / n));
  CU_ASSERT(fabs(metric(&run, "drawn_variance") / metric(&run, "var_self") - 1.0) < 0.05);
  end_run(&run);
}

static void a_tremble_of_one_leaves_nothing_to_choose(void) {
  RUN(one, "mode=intersection", "tremble=1", "n_episodes=0", "risk_aversion=0.3");
  CU_ASSERT_DOUBLE_EQUAL(metric(&one, "crash_self"), metric(&one, "crash_vs_uniform"), 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&one, "crash_self"), metric(&one, "crash_vs_aggressive"), 1e-15);
  end_run(&one);
}

static void threads_do_not_change_drawn_episodes(void) {
#define DRAWN "mode=intersection", "n_episodes=300000", "fp_iterations=3"
  model_run two;
  RUN(one, DRAWN);
  run_model(&two, &walras_model_risk_averse_equilibrium, 2, SETTINGS(DRAWN));
  CU_ASSERT(same_records(&one, &two));
  end_run(&one);
  end_run(&two);
}

WALRAS_UNIT_TESTS(UNIT(averages_of_24_rounds_are_those_worked_out_elsewhere), UNIT(replies_are_the_best_of_all_pure_policies),
                  UNIT(cars_that_never_wait_crash_at_once), UNIT(a_car_alone_on_the_road_clears),
                  UNIT(moments_by_hand_of_two_coins), UNIT(drawn_episodes_have_the_exact_moments),
                  UNIT(a_tremble_of_one_leaves_nothing_to_choose), UNIT(threads_do_not_change_drawn_episodes))
