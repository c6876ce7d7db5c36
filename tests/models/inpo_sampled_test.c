/* Rounds from drawn comparisons: what they estimate, what they ask for, and that neither threads nor blocks matter. */
#include "inpo.h"

/* Each estimate lies within `tolerance`, set to five standard errors or more: false alarms below one in a million. */
static void expect_near_exact(const char *algorithm, const char *pairs, double tolerance) {
  RUN(drawn, WORKED_GAME, "solver=sampled", "omd_parameter=0.5", "iterations=2", algorithm, pairs);
  RUN(exact, WORKED_GAME, "omd_parameter=0.5", "iterations=2", algorithm);
  for (int64_t i = 0; i < 3; i++) {
    const double a = element_of(&drawn, "last_policy", 1, i), b = element_of(&exact, "last_policy", 1, i);
    CU_ASSERT_DOUBLE_EQUAL(a, b, tolerance);
    CU_ASSERT(a != b);
  }
  end_run(&exact);
  end_run(&drawn);
}

static void many_comparisons_give_the_exact_round(void) {
  /* Standard errors of a win rate are at most 0.5 / sqrt(100000 x 0.2) = 3.6e-3, of a probability about half of that over eta = 0.5;
   * log-ratios of the contrastive learners are over 0.1. */
  expect_near_exact("algorithm=inpo", "pairs_sampled=100000", 0.02);
  expect_near_exact("algorithm=nash_md", "pairs_sampled=100000", 0.02);
  expect_near_exact("algorithm=nash_mp", "pairs_sampled=100000", 0.02);
  expect_near_exact("algorithm=online_ipo", "pairs_sampled=100000", 0.02);
  expect_near_exact("algorithm=sppo", "pairs_sampled=10000", 0.02);
  expect_near_exact("algorithm=iterative_dpo", "pairs_sampled=100000", 0.1);
  expect_near_exact("algorithm=dno_prct", "pairs_sampled=100000", 0.1);
}

static void all_pairs_of_a_list_estimate_the_same_round(void) {
  RUN(drawn, WORKED_GAME, "solver=sampled", "pairs_sampled=30000", "pair_rule=all_pairs", "responses_per_prompt=6",
      "omd_parameter=0.5", "iterations=2");
  CU_ASSERT(metric(&drawn, "sampling_kl") < 1e-4);
  CU_ASSERT_EQUAL(metric(&drawn, "comparisons_per_prompt"), 15.0);
  CU_ASSERT_EQUAL(metric(&drawn, "preference_queries"), 15.0 * 30000.0);
  end_run(&drawn);
}

static void errors_fall_with_the_number_of_pairs(void) {
  double error[2] = {0.0, 0.0};
  for (int k = 0; k < 2; k++) {
    RUN(run, "actions=6", "prompts=200", "solver=sampled", "iterations=2", k == 0 ? "pairs_sampled=300" : "pairs_sampled=30000");
    error[k] = metric(&run, "sampling_kl");
    end_run(&run);
  }
  /* A factor of a hundred; the mean over 200 games is within some 15 %. */
  CU_ASSERT(error[0] / error[1] > 70.0 && error[0] / error[1] < 140.0);
}

static void ends_of_tournaments_follow_their_law(void) {
  RUN(run, WORKED_GAME, "solver=sampled", "pair_rule=tournament", "responses_per_prompt=4", "judge=bernoulli",
      "pairs_sampled=20000", "iterations=2");
  /* Chi-square with two degrees of freedom each: above 27.6 once in a million. */
  static const char *const tables[] = {"winner_distribution", "loser_distribution"};
  for (int table = 0; table < 2; table++) {
    double square = 0.0;
    for (int64_t i = 0; i < 3; i++) {
      const double seen = element_of(&run, tables[table], 0, i), law = element_of(&run, tables[table], 1, i);
      square += 20000.0 * (seen - law) * (seen - law) / law;
    }
    CU_ASSERT(square > 0.0 && square < 27.6);
  }
  CU_ASSERT_EQUAL(metric(&run, "comparisons_per_prompt"), 5.0);
  RUN(longer, WORKED_GAME, "solver=sampled", "pair_rule=tournament", "responses_per_prompt=4", "judge=bernoulli",
      "pairs_sampled=20000", "iterations=4", "evaluate_every=4");
  CU_ASSERT_EQUAL(element_of(&run, "winner_distribution", 0, 0), element_of(&longer, "winner_distribution", 0, 0));
  end_run(&longer);
  end_run(&run);
}

static void eleven_comparisons_make_a_pair_of_eight(void) {
  RUN(run, "solver=sampled", "pair_rule=tournament", "judge=majority", "pairs_sampled=100", "iterations=4", "prompts=3");
  CU_ASSERT_EQUAL(metric(&run, "comparisons_per_prompt"), 11.0);
  CU_ASSERT_EQUAL(metric(&run, "preference_queries"), 11.0 * 100.0 * 3.0 * 3.0);
  CU_ASSERT(metric(&run, "retained_share") > 0.3 && metric(&run, "retained_share") < 1.0);
  end_run(&run);
}

static void a_reward_model_of_transitive_preferences_finds_the_best_response(void) {
  RUN(run, "preference_generator=bradley_terry", "utility_ramp=4", "actions=5", "solver=sampled", "judge=reward_model",
      "pair_rule=best_worst_score", "pairs_sampled=2000", "iterations=6", "kl_coefficient=0.02", "omd_parameter=0.2");
  CU_ASSERT(element_of(&run, "last_policy", 1, 0) > 0.9);
  CU_ASSERT_EQUAL(metric(&run, "comparisons_per_prompt"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "preference_queries"), 5.0 * 2000.0 * 4.0);
  end_run(&run);
}

static void a_judge_who_likes_length_gets_it(void) {
  RUN(biased, "preference_generator=bradley_terry", "utility_spread=1", "actions=16", "prompts=100", "length_bias=2",
      "iterations=50", "kl_coefficient=0.05");
  RUN(fair, "preference_generator=bradley_terry", "utility_spread=1", "actions=16", "prompts=100", "iterations=50",
      "kl_coefficient=0.05");
  CU_ASSERT(metric(&biased, "mean_log_length_last") > metric(&fair, "mean_log_length_last") + 0.2);
  CU_ASSERT(metric(&biased, "win_rate_reference") < metric(&fair, "win_rate_reference"));
  CU_ASSERT(metric(&biased, "duality_gap_last") > 100.0 * metric(&fair, "duality_gap_last"));
  end_run(&fair);
  end_run(&biased);
}

static void threads_do_not_change_a_bit(void) {
  static const char *const settings[][9] = {{"actions=7", "prompts=1500", "iterations=20", "evaluate_every=7",
                                             "reference_policy=random_softmax", "kl_coefficient=0.2", "prompt_distribution=zipf",
                                             "length_bias=0.5", "omd_schedule=theory"},
                                            {"actions=7", "prompts=700", "iterations=4", "evaluate_every=2", "solver=sampled",
                                             "pairs_sampled=50", "pair_rule=tournament", "judge=reward_model", "length_bias=-1"}};
  for (int k = 0; k < 2; k++) {
    model_run one, three;
    run_model(&one, &walras_model_inpo, 1, settings[k], 9);
    run_model(&three, &walras_model_inpo, 3, settings[k], 9);
    CU_ASSERT(same_records(&one, &three));
    end_run(&three);
    end_run(&one);
  }
}

WALRAS_UNIT_TESTS(UNIT(many_comparisons_give_the_exact_round), UNIT(all_pairs_of_a_list_estimate_the_same_round),
                  UNIT(errors_fall_with_the_number_of_pairs), UNIT(ends_of_tournaments_follow_their_law),
                  UNIT(eleven_comparisons_make_a_pair_of_eight),
                  UNIT(a_reward_model_of_transitive_preferences_finds_the_best_response), UNIT(a_judge_who_likes_length_gets_it),
                  UNIT(threads_do_not_change_a_bit))
