/* Refusals name the parameter; defaults follow from others. */
#include "inpo.h"

static void steps_shorter_than_the_regularisation_are_refused_unless_allowed(void) {
  REFUSED("omd_parameter", "omd_parameter=0.05", "kl_coefficient=0.1");
  REFUSED("omd_parameter", "omd_parameter=0.05", "kl_coefficient=0.1", "algorithm=nash_md");
  RUN(run, "omd_parameter=0.05", "kl_coefficient=0.1", "allow_overshoot=true", "iterations=3");
  end_run(&run);
  RUN(prox, "omd_parameter=0.05", "kl_coefficient=0.1", "algorithm=nash_mp", "iterations=3");
  end_run(&prox);
  REFUSED("omd_schedule = theory", "omd_schedule=theory", "kl_coefficient=2", "iterations=1", "actions=100");
}

static void tournaments_need_a_power_of_two(void) {
  REFUSED("responses_per_prompt", "solver=sampled", "pair_rule=tournament", "responses_per_prompt=6");
  REFUSED("responses_per_prompt", "solver=sampled", "responses_per_prompt=1");
  REFUSED("responses_per_prompt", "solver=sampled", "responses_per_prompt=2048");
}

static void schedules_need_what_they_divide_by(void) {
  REFUSED("omd_schedule = time_varying", "omd_schedule=time_varying", "kl_coefficient=0");
  REFUSED("kl_coefficient", "algorithm=iterative_dpo", "kl_coefficient=0");
  REFUSED("kl_coefficient", "algorithm=online_ipo", "kl_coefficient=0");
  REFUSED("compare_with_nash", "compare_with_nash=true", "kl_coefficient=0");
  REFUSED("omd_schedule", "algorithm=sppo", "omd_schedule=theory");
}

static void reward_models_need_comparisons(void) {
  REFUSED("judge", "judge=reward_model");
  REFUSED("pair_rule = best_worst_score", "solver=sampled", "pair_rule=best_worst_score");
}

static void probes_need_logarithms(void) {
  REFUSED("probe_policy", "actions=3", "probe_policy=[0.5,0.5,0.0]");
  REFUSED("probe_policy", "actions=3", "probe_policy=[0.5,0.5]");
  REFUSED("probe_policy", "actions=3", "probe_policy=[0.5,0.2,0.2]");
  REFUSED("reference_entries", "actions=3", "reference_policy=explicit", "reference_entries=[0.5,0.5,0.0]");
}

static void numbers_out_of_range_are_refused_by_name(void) {
  REFUSED("omd_parameter", "omd_parameter=0");
  REFUSED("log_ratio_bound", "log_ratio_bound=0.5");
  REFUSED("kl_to_eta_ratio", "kl_to_eta_ratio=1.5");
  REFUSED("length_bias", "length_bias=6");
  REFUSED("iterations", "iterations=0");
  REFUSED("pairs_sampled", "solver=sampled", "pairs_sampled=0");
  REFUSED("sppo_eta", "algorithm=sppo", "sppo_eta=0");
  REFUSED("kl_coefficient", "kl_coefficient=-0.1");
  REFUSED("omd_parameter", "omd_parameter=nan");
  REFUSED("actions", "actions=1");
  REFUSED("opponent_win_rate", "opponent_win_rate=1");
}

static void what_has_no_effect_is_refused(void) {
  REFUSED("pair_rule", "pair_rule=all_pairs");
  REFUSED("judge", "judge=majority");
  REFUSED("pair_rule", "solver=sampled", "algorithm=nash_md", "pair_rule=all_pairs");
  REFUSED("sppo_eta", "sppo_eta=1");
  REFUSED("prct_beta", "prct_beta=1");
  REFUSED("loss_probes", "loss_probes=3");
  REFUSED("minibatch", "solver=sampled", "minibatch=3");
  REFUSED("hidden_width", "solver=sampled", "hidden_width=3");
  REFUSED("kl_to_eta_ratio", "kl_to_eta_ratio=0.5", "kl_coefficient=0.1");
  REFUSED("kl_to_eta_ratio", "kl_to_eta_ratio=0.5", "omd_schedule=theory");
  REFUSED("oracle", "oracle=bernoulli");
  REFUSED("comparisons_per_iteration", "comparisons_per_iteration=3");
}

static void solvers_and_policies_that_do_not_fit_are_refused(void) {
  REFUSED("solver = population_loss", "solver=population_loss", "algorithm=sppo");
  REFUSED("policy_class", "policy_class=mlp");
  REFUSED("policy_class", "policy_class=linear_softmax", "solver=sampled");
  REFUSED("algorithm = nash_md", "policy_class=mlp", "solver=sampled", "preference_generator=feature_contextual",
          "algorithm=nash_md");
  REFUSED("actions", "solver=sampled", "actions=2000");
  REFUSED("length_bias", "preference_generator=cyclic", "actions=1001", "length_bias=1");
}

static void steps_of_sppo_follow_the_inverse_step(void) {
  RUN(run, "omd_parameter=4", "iterations=2");
  CU_ASSERT_DOUBLE_EQUAL(((const struct inpo_parameters *)run.parameters)->sppo_eta, 0.25, 0.0);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(steps_shorter_than_the_regularisation_are_refused_unless_allowed), UNIT(tournaments_need_a_power_of_two),
                  UNIT(schedules_need_what_they_divide_by), UNIT(reward_models_need_comparisons), UNIT(probes_need_logarithms),
                  UNIT(numbers_out_of_range_are_refused_by_name), UNIT(what_has_no_effect_is_refused),
                  UNIT(solvers_and_policies_that_do_not_fit_are_refused), UNIT(steps_of_sppo_follow_the_inverse_step))
