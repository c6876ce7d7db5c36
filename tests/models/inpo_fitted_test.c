/* Policies with parameters: where their class holds the exact step, they find it. */
#include "inpo.h"

/* Utilities are bilinear in the features, small enough for win rates to be nearly so: the linear class holds every learner's step. */
#define CONTEXTS                                                                                                                 \
  "preference_generator=feature_contextual", "utility_spread=0.3", "disc_gamma=0", "actions=8", "prompts=200", "feature_dim=3",  \
      "kl_coefficient=0.05", "omd_parameter=0.15", "iterations=2"
#define FITTED "solver=sampled", "policy_class=linear_softmax", "optimizer_steps=400", "learning_rate=0.1"

static void expect_exact_step(const char *algorithm, const char *step, const char *lists) {
  RUN(exact, CONTEXTS, algorithm, step, "compare_with_nash=false");
  RUN(fitted, CONTEXTS, FITTED, algorithm, step, lists);
  const double far = metric(&exact, "kl_to_reference"), gain = metric(&exact, "win_rate_reference") - 0.5;
  CU_ASSERT(far > 1e-4 && gain > 1e-3);
  /* Half a percent of noise in scores, over 2 x 10^4 comparisons for nine parameters. */
  CU_ASSERT_DOUBLE_EQUAL(metric(&fitted, "kl_to_reference") / far, 1.0, 0.15);
  CU_ASSERT_DOUBLE_EQUAL((metric(&fitted, "win_rate_reference") - 0.5) / gain, 1.0, 0.1);
  end_run(&fitted);
  end_run(&exact);
}

static void the_linear_class_finds_each_learners_step(void) {
  expect_exact_step("algorithm=inpo", "allow_overshoot=false", "pairs_sampled=20000");
  expect_exact_step("algorithm=iterative_dpo", "allow_overshoot=false", "pairs_sampled=20000");
  expect_exact_step("algorithm=dno_prct", "allow_overshoot=false", "pairs_sampled=20000");
  /* Its loss takes log pi / pi_t for what it is before normalisation: right to first order in the step only. */
  expect_exact_step("algorithm=sppo", "sppo_eta=0.5", "pairs_sampled=3000");
}

static void a_network_starts_from_the_reference_and_leaves_it(void) {
  RUN(start, CONTEXTS, "solver=sampled", "policy_class=mlp", "hidden_width=8", "pairs_sampled=100", "iterations=1",
      "reference_policy=random_softmax");
  CU_ASSERT(metric(&start, "kl_to_reference") < 1e-20);
  CU_ASSERT_DOUBLE_EQUAL(metric(&start, "win_rate_reference"), 0.5, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&start, "score"), metric(&start, "score_reference"), 1e-12);
  end_run(&start);
  RUN(later, CONTEXTS, "solver=sampled", "policy_class=mlp", "hidden_width=8", "pairs_sampled=2000", "optimizer_steps=200",
      "learning_rate=0.03", "reference_policy=random_softmax");
  CU_ASSERT(metric(&later, "win_rate_reference") > 0.52);
  end_run(&later);
}

static void a_reward_model_of_features_ranks_as_the_utilities_do(void) {
  RUN(run, CONTEXTS, FITTED, "pairs_sampled=2000", "judge=reward_model", "pair_rule=best_worst_score", "responses_per_prompt=4",
      "algorithm=iterative_dpo");
  CU_ASSERT_EQUAL(metric(&run, "comparisons_per_prompt"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "preference_queries"), 2.0 * 2000.0);
  CU_ASSERT(metric(&run, "win_rate_reference") > 0.55);
  end_run(&run);
}

static void threads_do_not_change_a_bit_of_a_network(void) {
  model_run one, three;
  const char *const settings[] = {CONTEXTS,
                                  "solver=sampled",
                                  "policy_class=mlp",
                                  "hidden_width=8",
                                  "pairs_sampled=150",
                                  "optimizer_steps=30",
                                  "iterations=3",
                                  "pair_rule=all_pairs",
                                  "judge=reward_model",
                                  "responses_per_prompt=3",
                                  "length_bias=1",
                                  "minibatch=50"};
  const int64_t count = (int64_t)(sizeof settings / sizeof *settings);
  run_model(&one, &walras_model_inpo, 1, settings, count);
  run_model(&three, &walras_model_inpo, 3, settings, count);
  CU_ASSERT(same_records(&one, &three));
  end_run(&three);
  end_run(&one);
}

static void what_networks_cannot_take_is_refused(void) {
  REFUSED("prompts = 1", "preference_generator=feature_contextual", "solver=sampled", "policy_class=mlp");
  REFUSED("omd_schedule", CONTEXTS, FITTED, "omd_schedule=time_varying");
  REFUSED("start_policy", CONTEXTS, FITTED, "start_policy=[0.125,0.125,0.125,0.125,0.125,0.125,0.125,0.125]");
  REFUSED("responses_per_prompt", CONTEXTS, FITTED, "pair_rule=tournament", "responses_per_prompt=128");
  REFUSED("feature_dim", CONTEXTS, FITTED, "judge=reward_model", "feature_dim=9");
  REFUSED("iterations", CONTEXTS, FITTED, "iterations=2000");
}

WALRAS_UNIT_TESTS(UNIT(the_linear_class_finds_each_learners_step), UNIT(a_network_starts_from_the_reference_and_leaves_it),
                  UNIT(a_reward_model_of_features_ranks_as_the_utilities_do), UNIT(threads_do_not_change_a_bit_of_a_network),
                  UNIT(what_networks_cannot_take_is_refused))
