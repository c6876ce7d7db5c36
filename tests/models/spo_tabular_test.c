/* Self-play on tables: worked numbers, the bound of hedge, invariants of games, sampled comparisons. */
#include "models/model_run.h"
#include "models/spo/parameters.h"
#include "walras/elementary.h"

#define RPS "preference_generator=rps3", "actions=3"

static double scalar(const model_run *run, const char *name) {
  return element(run, name, 0);
}

static double mass(const model_run *run, const char *table, int64_t response) {
  return element_of(run, table, 1, response);
}

static void start(model_run *run, const char *const *settings, int64_t count) {
  run_model(run, &walras_model_spo, 1, settings, count);
  if (run->status != WALRAS_OK)
    fprintf(stderr, "%s\n", run->message);
  CU_ASSERT_EQUAL_FATAL(run->status, WALRAS_OK);
}

static void expect_average(const model_run *run, const char *table, const double *expected, int64_t n, double tolerance) {
  for (int64_t i = 0; i < n; i++)
    CU_ASSERT_DOUBLE_EQUAL(mass(run, table, i), expected[i], tolerance);
}

static void three_rounds_of_rps3_are_the_worked_ones(void) {
  model_run run;
  start(&run, SETTINGS(RPS, "iterations=3", "learning_rate=0.5"));
  expect_average(&run, "average_policy", (const double[]){0.311761001766, 0.344894310561, 0.343344687672}, 3, 1e-12);
  expect_average(&run, "last_policy", (const double[]){0.270528868049, 0.371816053251, 0.3576550787}, 3, 1e-10);
  expect_average(&run, "minimax_winner", (const double[]){1.0 / 3.0, 0.5, 1.0 / 6.0}, 3, 1e-12);
  CU_ASSERT_EQUAL(scalar(&run, "minimax_unique"), 1.0);
  end_run(&run);
}

static void a_thousand_rounds_of_rps3_are_the_worked_ones(void) {
  model_run run;
  start(&run, SETTINGS(RPS, "iterations=1000", "learning_rate=0.05"));
  expect_average(&run, "average_policy", (const double[]){0.29261328969, 0.526289370925, 0.181097339384}, 3, 1e-11);
  CU_ASSERT_DOUBLE_EQUAL(scalar(&run, "gap_payoff_units"), 0.0278325556, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(scalar(&run, "duality_gap_average"), 0.0139162778, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(scalar(&run, "theory_gap_bound"), log(3.0) / 50.0 + 0.025, 1e-15);
  CU_ASSERT_EQUAL(scalar(&run, "preference_queries"), 1000.0);
  end_run(&run);
}

static void a_cyclic_game_keeps_the_uniform_policy(void) {
  model_run run;
  for (int large = 0; large < 2; large++) {
    start(&run, SETTINGS("preference_generator=cyclic", large ? "actions=1001" : "actions=5", "iterations=50"));
    CU_ASSERT_DOUBLE_EQUAL(scalar(&run, "duality_gap_last"), 0.0, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(mass(&run, "last_policy", 3), large ? 1.0 / 1001.0 : 0.2, 1e-15);
    end_run(&run);
  }
}

static void a_ramp_of_utilities_gathers_the_mass_on_the_best(void) {
  model_run run;
  char rate[64];
  snprintf(rate, sizeof rate, "learning_rate=%.17g", sqrt(8.0 * log(5.0) / 1e4) / 2.0);
  start(&run, SETTINGS("preference_generator=bradley_terry", "actions=5", "utility_ramp=4.0", "iterations=10000",
                       "evaluate_every=10000", rate));
  CU_ASSERT_DOUBLE_EQUAL(mass(&run, "average_policy", 0), 0.98605, 5e-6);
  CU_ASSERT_EQUAL(scalar(&run, "copeland_winner"), 0.0);
  CU_ASSERT_EQUAL(scalar(&run, "copeland_winner_mass"), mass(&run, "average_policy", 0));
  end_run(&run);
}

static void hedge_stays_below_its_bound_in_every_game(void) {
  static const char *const games[] = {"rps3", "cyclic", "random_uniform", "condorcet_winner", "disc", "low_rank_skew"};
  model_run run;
  for (int game = 0; game < 6; game++) {
    char generator[64];
    snprintf(generator, sizeof generator, "preference_generator=%s", games[game]);
    start(&run, SETTINGS(generator,
                         game == 0   ? "actions=3"
                         : game == 1 ? "actions=9"
                                     : "actions=10",
                         "iterations=300", "evaluate_every=300"));
    CU_ASSERT(scalar(&run, "gap_over_bound") <= 1.0 + 1e-12);
    CU_ASSERT(scalar(&run, "duality_gap_average") >= 0.0);
    end_run(&run);
  }
}

static void flips_scale_gaps_and_leave_the_winner(void) {
  model_run run;
  start(&run, SETTINGS(RPS, "iterations=200", "flip_probability=0.2"));
  CU_ASSERT_DOUBLE_EQUAL(scalar(&run, "duality_gap_average") / scalar(&run, "duality_gap_average_clean"), 0.6, 1e-12);
  expect_average(&run, "minimax_winner", (const double[]){1.0 / 3.0, 0.5, 1.0 / 6.0}, 3, 1e-12);
  end_run(&run);
}

static void a_fair_coin_moves_nobody(void) {
  model_run run;
  start(&run, SETTINGS(RPS, "iterations=20", "tie_band=0.4"));
  CU_ASSERT_EQUAL(scalar(&run, "duality_gap_last"), 0.0);
  CU_ASSERT(scalar(&run, "duality_gap_average_clean") > 0.05);
  CU_ASSERT_DOUBLE_EQUAL(mass(&run, "last_policy", 1), 1.0 / 3.0, 1e-15);
  end_run(&run);
}

static void renamed_responses_permute_policies(void) {
  model_run run, other;
  start(&run, SETTINGS("preference_generator=explicit", "actions=3", "iterations=40",
                       "preference_entries=[0.5, 0.6, 0.3, 0.4, 0.5, 0.9, 0.7, 0.1, 0.5]"));
  start(&other, SETTINGS("preference_generator=explicit", "actions=3", "iterations=40",
                         "preference_entries=[0.5, 0.7, 0.1, 0.3, 0.5, 0.6, 0.9, 0.4, 0.5]"));
  for (int64_t i = 0; i < 3; i++) /* response i of the first is (i + 1) mod 3 of the second */
    CU_ASSERT_DOUBLE_EQUAL(mass(&run, "average_policy", i), mass(&other, "average_policy", (i + 1) % 3), 1e-15);
  end_run(&run);
  end_run(&other);
}

static void dueling_learners_with_exact_win_rates_are_self_play_at_twice_the_queries(void) {
  model_run run, other;
  start(&run, SETTINGS("actions=7", "iterations=100"));
  start(&other, SETTINGS("actions=7", "iterations=100", "algorithm=dueling"));
  CU_ASSERT_EQUAL(scalar(&other, "duality_gap_average"), scalar(&run, "duality_gap_average"));
  CU_ASSERT_EQUAL(scalar(&other, "preference_queries"), 2.0 * scalar(&run, "preference_queries"));
  end_run(&run);
  end_run(&other);
}

static void other_learners_without_regret_approach_the_winner(void) {
  static const char *const learners[] = {"no_regret=regret_matching", "no_regret=optimistic_hedge"};
  model_run run;
  for (int learner = 0; learner < 2; learner++) {
    start(&run, SETTINGS(RPS, "iterations=4000", "evaluate_every=4000", learners[learner]));
    expect_average(&run, "average_policy", (const double[]){1.0 / 3.0, 0.5, 1.0 / 6.0}, 3, 0.02);
    CU_ASSERT(scalar(&run, "duality_gap_average") < 0.005);
    end_run(&run);
  }
}

/* One trial each with a fixed seed; the bound has room of a factor 4 over the mean gap that was measured. */
static void sampled_comparisons_approach_the_winner_and_are_counted(void) {
  model_run run;
  start(&run, SETTINGS(RPS, "iterations=4000", "evaluate_every=4000", "oracle=bernoulli", "comparisons_per_iteration=8"));
  CU_ASSERT(scalar(&run, "duality_gap_average") < 0.03);
  CU_ASSERT_EQUAL(scalar(&run, "preference_queries"), 3.0 * 8.0 * 4000.0);
  end_run(&run);
  start(&run, SETTINGS(RPS, "iterations=4000", "evaluate_every=4000", "oracle=bernoulli", "comparisons_per_iteration=32",
                       "no_regret=exp3"));
  CU_ASSERT(scalar(&run, "duality_gap_average") < 0.05);
  CU_ASSERT_EQUAL(scalar(&run, "preference_queries"), 32.0 * 4000.0);
  end_run(&run);
}

static void prompts_are_weighted_means_of_their_own_games(void) {
  model_run both, first, second;
#define TWO "preference_entries=[0.5, 0.9, 0.1, 0.5, 0.5, 0.3, 0.7, 0.5]"
  start(&both, SETTINGS("preference_generator=explicit", "actions=2", "prompts=2", "iterations=9", TWO,
                        "prompt_distribution=explicit", "prompt_weights=[0.25, 0.75]"));
  start(&first,
        SETTINGS("preference_generator=explicit", "actions=2", "iterations=9", "preference_entries=[0.5, 0.9, 0.1, 0.5]"));
  start(&second,
        SETTINGS("preference_generator=explicit", "actions=2", "iterations=9", "preference_entries=[0.5, 0.3, 0.7, 0.5]"));
  CU_ASSERT_DOUBLE_EQUAL(scalar(&both, "duality_gap_last"),
                         0.25 * scalar(&first, "duality_gap_last") + 0.75 * scalar(&second, "duality_gap_last"), 1e-16);
  CU_ASSERT_EQUAL(scalar(&both, "preference_queries"), 18.0);
  end_run(&both);
  end_run(&first);
  end_run(&second);
}

static void prompts_with_features_have_games_of_their_own_whatever_the_threads(void) {
  model_run one, two;
#define CONTEXTUAL                                                                                                               \
  "preference_generator=feature_contextual", "prompts=3000", "utility_spread=1.0", "iterations=5", "actions=6",                  \
      "prompt_distribution=zipf", "reference_policy=random_softmax"
  run_model(&one, &walras_model_spo, 1, SETTINGS(CONTEXTUAL));
  run_model(&two, &walras_model_spo, 4, SETTINGS(CONTEXTUAL));
  CU_ASSERT_EQUAL_FATAL(one.status, WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(two.status, WALRAS_OK);
  CU_ASSERT(unit_same_bits(scalar(&one, "duality_gap_average"), scalar(&two, "duality_gap_average")));
  CU_ASSERT(scalar(&one, "duality_gap_average") > 0.0);
  end_run(&one);
  end_run(&two);
}

/* Without the rotation a game of features is one of utilities, and without utilities too it is a fair coin. */
static void games_of_features_are_utilities_and_a_rotation(void) {
  model_run run;
#define FEATURES "preference_generator=feature_contextual", "actions=9", "iterations=1"
  start(&run, SETTINGS(FEATURES, "disc_gamma=0.0", "utility_spread=1.0"));
  CU_ASSERT_EQUAL(scalar(&run, "minimax_support"), 1.0);
  const double p01 = element_of(&run, "preference_matrix", 2, 1), p12 = element_of(&run, "preference_matrix", 2, 11);
  const double p02 = element_of(&run, "preference_matrix", 2, 2);
  CU_ASSERT_DOUBLE_EQUAL(log(p01 / (1.0 - p01)) + log(p12 / (1.0 - p12)), log(p02 / (1.0 - p02)), 1e-12);
  CU_ASSERT(fabs(p01 - 0.5) > 1e-3);
  end_run(&run);
  start(&run, SETTINGS(FEATURES, "disc_gamma=0.0"));
  CU_ASSERT_EQUAL(scalar(&run, "duality_gap_last"), 0.0);
  end_run(&run);
  start(&run, SETTINGS(FEATURES));
  CU_ASSERT(scalar(&run, "intransitivity_index") > 0.1);
  end_run(&run);
}

static void blends_lie_between_their_games(void) {
  model_run run;
  start(&run, SETTINGS("preference_generator=blend", "actions=3", "blend_weight=0.25", "iterations=1", "cycle_margin=0.4",
                       "utility_ramp=2.0"));
  const double expected = 0.75 / (1.0 + exp(-1.0)) + 0.25 * 0.9; /* 0 against 1: u differ by 1; the cycle gives 0.9 */
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "preference_matrix", 2, 1), expected, 1e-15);
  end_run(&run);
}

static void the_linear_link_keeps_probabilities(void) {
  model_run run;
  start(&run, SETTINGS("preference_generator=low_rank_skew", "actions=40", "preference_link=linear", "disc_gamma=100.0",
                       "iterations=1"));
  double least = 1.0, most = 0.0;
  for (int64_t k = 0; k < 1600; k++) {
    least = fmin(least, element_of(&run, "preference_matrix", 2, k));
    most = fmax(most, element_of(&run, "preference_matrix", 2, k));
  }
  CU_ASSERT(least >= 0.0 && most <= 1.0 && most > 0.8);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(three_rounds_of_rps3_are_the_worked_ones), UNIT(a_thousand_rounds_of_rps3_are_the_worked_ones),
                  UNIT(a_cyclic_game_keeps_the_uniform_policy), UNIT(a_ramp_of_utilities_gathers_the_mass_on_the_best),
                  UNIT(hedge_stays_below_its_bound_in_every_game), UNIT(flips_scale_gaps_and_leave_the_winner),
                  UNIT(a_fair_coin_moves_nobody), UNIT(renamed_responses_permute_policies),
                  UNIT(dueling_learners_with_exact_win_rates_are_self_play_at_twice_the_queries),
                  UNIT(other_learners_without_regret_approach_the_winner),
                  UNIT(sampled_comparisons_approach_the_winner_and_are_counted),
                  UNIT(prompts_are_weighted_means_of_their_own_games),
                  UNIT(prompts_with_features_have_games_of_their_own_whatever_the_threads),
                  UNIT(games_of_features_are_utilities_and_a_rotation), UNIT(blends_lie_between_their_games),
                  UNIT(the_linear_link_keeps_probabilities))
