/* Policies with parameters: what they share with tabular ones, their draws, resumes and tournaments. */
#include "model_run.h"
#include "models/nash-mirror-prox/network.h"
#include "models/shared/preference_games/prompt.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_nash_mirror_prox, __VA_ARGS__)
#define RPS "preference_generator=rps3", "actions=3", "reference_policy=explicit", "reference_entries=[0.5,0.3,0.2]"

static bool is_near(double a, double b, double tolerance) {
  const bool near = fabs(a - b) <= tolerance;
  if (!near)
    fprintf(stderr, "    %.17g is not %.17g\n", a, b);
  return near;
}

/* A step of a linear map of one prompt's features c and of its biases moves the logits as 1 + |c|^2 steps of the logits themselves. */
static double gain_of(const model_run *run) {
  const struct nmp_parameters *const p = run->parameters;
  double c[8], gain = 1.0;
  preference_prompt_features(run->trial, &p->game, 0, c);
  for (int k = 0; k < 8; k++)
    gain += c[k] * c[k];
  return gain;
}

static void a_linear_map_of_one_prompt_is_a_tabular_policy_with_longer_steps(void) {
  RUN(linear, RPS, "algorithm=online_ipo", "policy_class=linear_softmax", "step_size=0.05", "iterations=50");
  char step[64];
  snprintf(step, sizeof step, "step_size=%.17g", 0.05 * gain_of(&linear));
  RUN(tabular, RPS, "algorithm=online_ipo", step, "iterations=50");
  for (int64_t y = 0; y < 3; y++) {
    CU_ASSERT(is_near(element_of(&linear, "last_policy", 1, y), element_of(&tabular, "last_policy", 1, y), 1e-13));
    CU_ASSERT(is_near(element_of(&linear, "average_policy", 1, y), element_of(&tabular, "average_policy", 1, y), 1e-13));
  }
  end_run(&linear);
  end_run(&tabular);
}

static void proximal_problems_by_a_linear_map_are_those_of_tabular_policies(void) {
  RUN(linear, RPS, "algorithm=nash_mp_stochastic", "policy_class=linear_softmax", "inner_learning_rate=0.05", "iterations=10");
  char rate[64];
  snprintf(rate, sizeof rate, "inner_learning_rate=%.17g", 0.05 * gain_of(&linear));
  RUN(tabular, RPS, "algorithm=nash_mp_stochastic", rate, "iterations=10");
  CU_ASSERT(is_near(metric(&linear, "kl_to_nash"), metric(&tabular, "kl_to_nash"), 1e-13));
  CU_ASSERT(metric(&linear, "preference_queries") == metric(&tabular, "preference_queries"));
  end_run(&linear);
  end_run(&tabular);
}

static void a_network_begins_with_the_start_policy_and_finds_the_equilibrium(void) {
  static const char *const algorithms[] = {"algorithm=nash_mp_stochastic", "algorithm=online_ipo", "algorithm=egpo",
                                           "algorithm=nash_md_pg"};
  for (int i = 0; i < 4; i++) {
    RUN(run, RPS, algorithms[i], "policy_class=mlp", "iterations=400", "evaluate_every=100", "step_size=0.2",
        "inner_learning_rate=0.2");
    CU_ASSERT(is_near(element(&run, "kl_to_reference_path", 0), 0.0, 1e-30));
    CU_ASSERT(is_near(element(&run, "kl_to_nash_path", 0), 0.050739550007, 1e-11));
    CU_ASSERT(metric(&run, "kl_to_nash") < (i == 3 ? 1e-3 : 1e-5));
    end_run(&run);
  }
}

static void adam_and_a_slow_target_find_it_too(void) {
  RUN(adam, RPS, "algorithm=nash_mp_stochastic", "policy_class=mlp", "optimizer=adam", "iterations=200", "evaluate_every=50",
      "inner_learning_rate=0.003", "activation=relu");
  CU_ASSERT(metric(&adam, "kl_to_nash") < 1e-3);
  end_run(&adam);
  RUN(slow, RPS, "algorithm=nash_mp_stochastic", "policy_class=mlp", "target_decay=0.2", "iterations=400", "evaluate_every=100",
      "inner_learning_rate=0.2");
  CU_ASSERT(metric(&slow, "kl_to_nash") < 1e-5);
  end_run(&slow);
}

#define CONTEXTS                                                                                                                 \
  "preference_generator=feature_contextual", "actions=6", "prompts=100", "utility_spread=1.0", "algorithm=nash_mp_stochastic",   \
      "oracle=bernoulli", "batch_size=16", "inner_steps=2", "iterations=6", "evaluate_every=2", "inner_learning_rate=0.05"

static void results_do_not_depend_on_threads(void) {
  static const char *const settings[] = {CONTEXTS, "policy_class=mlp", "tournament=[\"online_ipo\"]"};
  model_run one, many;
  run_model(&one, &walras_model_nash_mirror_prox, 1, settings, 13);
  run_model(&many, &walras_model_nash_mirror_prox, 3, settings, 13);
  CU_ASSERT(same_records(&one, &many));
  end_run(&one);
  end_run(&many);
}

static void training_helps_over_prompts_that_share_their_parameters(void) {
  RUN(run, "preference_generator=feature_contextual", "actions=6", "prompts=64", "utility_spread=2.0",
      "algorithm=nash_mp_stochastic", "policy_class=linear_softmax", "iterations=60", "inner_learning_rate=0.1",
      "tournament=[\"online_ipo\"]", "disc_gamma=0.5");
  CU_ASSERT(metric(&run, "kl_to_nash") < 0.5 * element(&run, "kl_to_nash_path", 0));
  CU_ASSERT(metric(&run, "worst_residual") < 1e-10);
  CU_ASSERT(is_near(element_of(&run, "win_rates", 2, 0), 0.5, 1e-12));
  CU_ASSERT(is_near(element_of(&run, "win_rates", 2, 1) + element_of(&run, "win_rates", 2, 2), 1.0, 1e-12));
  end_run(&run);
}

static void a_tied_game_is_made_anew_and_played_as_tied(void) {
  RUN(tied, "policy_class=linear_softmax", "algorithm=online_ipo", "tie_band=0.5", "iterations=20",
      "reference_policy=random_softmax");
  CU_ASSERT(metric(&tied, "kl_to_reference") < 1e-28 && metric(&tied, "kl_to_nash") < 1e-28);
  end_run(&tied);
}

WALRAS_UNIT_TESTS(UNIT(a_linear_map_of_one_prompt_is_a_tabular_policy_with_longer_steps),
                  UNIT(proximal_problems_by_a_linear_map_are_those_of_tabular_policies),
                  UNIT(a_network_begins_with_the_start_policy_and_finds_the_equilibrium),
                  UNIT(adam_and_a_slow_target_find_it_too), UNIT(results_do_not_depend_on_threads),
                  UNIT(training_helps_over_prompts_that_share_their_parameters),
                  UNIT(a_tied_game_is_made_anew_and_played_as_tied))
