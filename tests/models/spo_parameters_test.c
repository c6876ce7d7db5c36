/* Bad parameters of preference games and of SPO, each refused with its name; and what follows from others. */
#include "models/model_run.h"
#include "models/spo/parameters.h"

static void refused(const char *name, const char *const *settings, int64_t count) {
  model_run run;
  run_model(&run, &walras_model_spo, 1, settings, count);
  CU_ASSERT_NOT_EQUAL(run.status, WALRAS_OK);
  if (strstr(run.message, name) == NULL) {
    fprintf(stderr, "expected %s in: %s\n", name, run.message);
    CU_FAIL("the message names the parameter");
  }
  end_run(&run);
}

static const struct spo_parameters *resolved(model_run *run, const char *const *settings, int64_t count) {
  run_model(run, &walras_model_spo, 1, settings, count);
  CU_ASSERT_EQUAL_FATAL(run->status, WALRAS_OK);
  return run->parameters;
}

static void entries_that_are_no_preferences_are_refused(void) {
  refused("preference_entries",
          SETTINGS("preference_generator=explicit", "actions=2", "preference_entries=[0.5, 0.7, 0.4, 0.5]"));
  refused("preference_entries",
          SETTINGS("preference_generator=explicit", "actions=2", "preference_entries=[0.6, 0.7, 0.3, 0.5]"));
  refused("preference_entries",
          SETTINGS("preference_generator=explicit", "actions=2", "preference_entries=[0.5, 1.2, -0.2, 0.5]"));
  refused("preference_entries", SETTINGS("preference_generator=explicit", "actions=2", "preference_entries=[0.5, 0.7]"));
  refused("preference_entries",
          SETTINGS("preference_generator=explicit", "actions=2", "preference_entries=[0.5, nan, 0.3, 0.5]"));
}

static void games_of_the_wrong_size_are_refused(void) {
  refused("actions", SETTINGS("actions=1"));
  refused("actions", SETTINGS("preference_generator=cyclic", "actions=4"));
  refused("actions", SETTINGS("preference_generator=condorcet_winner", "actions=5"));
  refused("actions", SETTINGS("preference_generator=condorcet_winner", "actions=2"));
  refused("actions", SETTINGS("preference_generator=rps3", "actions=4"));
  refused("7200000000 bytes", SETTINGS("preference_generator=random_uniform", "actions=30000"));
  refused("actions", SETTINGS("preference_generator=low_rank_skew", "preference_link=logistic", "actions=1000001"));
}

static void laws_that_do_not_add_up_are_refused(void) {
  refused("prompt_weights", SETTINGS("prompts=2", "prompt_distribution=explicit", "prompt_weights=[0.5, 0.6]"));
  refused("prompt_weights", SETTINGS("prompts=2", "prompt_distribution=explicit", "prompt_weights=[1.0]"));
  refused("annotator_weights", SETTINGS("preference_generator=population_mixture", "actions=2",
                                        "annotator_utilities=( [1.0, 0.0], [0.0, 1.0] )", "annotator_weights=[0.5, 0.6]"));
  refused("annotator_utilities", SETTINGS("preference_generator=population_mixture", "actions=2"));
  refused("annotator_utilities", SETTINGS("preference_generator=population_mixture", "actions=3",
                                          "annotator_utilities=( [1.0, 0.0] )", "annotator_weights=[1.0]"));
  refused("reference_entries", SETTINGS("actions=2", "reference_policy=explicit", "reference_entries=[1.0, 0.0]"));
  refused("reference_entries", SETTINGS("actions=2", "reference_policy=explicit", "reference_entries=[0.5, 0.4]"));
  refused("start_policy", SETTINGS("actions=2", "start_policy=[0.5, 0.4]"));
  refused("start_policy", SETTINGS("actions=2", "start_policy=[1.0, 0.0]"));
}

static void numbers_out_of_range_are_refused(void) {
  refused("kl_coefficient", SETTINGS("kl_coefficient=-0.1"));
  refused("kl_coefficient", SETTINGS("kl_coefficient=nan"));
  refused("flip_probability", SETTINGS("flip_probability=0.6"));
  refused("bt_temperature", SETTINGS("bt_temperature=0.0"));
  refused("utilities", SETTINGS("preference_generator=bradley_terry", "actions=2", "utilities=[1.0, inf]"));
  refused("utilities", SETTINGS("preference_generator=bradley_terry", "actions=2", "utilities=[1.0]"));
  refused("rps_margins", SETTINGS("preference_generator=rps3", "actions=3", "rps_margins=[0.1, 0.2]"));
  refused("rps_margins", SETTINGS("preference_generator=rps3", "actions=3", "rps_margins=[0.1, 0.2, 0.0]"));
  refused("blend_first", SETTINGS("preference_generator=blend", "blend_first=blend", "actions=3"));
  refused("feature_dim", SETTINGS("preference_generator=feature_contextual", "feature_dim=1"));
  refused("learning_rate", SETTINGS("learning_rate=-1.0"));
  refused("comparisons_per_iteration", SETTINGS("oracle=bernoulli", "iterations=1000000", "prompts=1000000", "actions=1000",
                                                "comparisons_per_iteration=1000000"));
}

static void parameters_without_effect_are_refused(void) {
  refused("learning_rate", SETTINGS("learning_rate=0.1", "no_regret=regret_matching"));
  refused("oracle", SETTINGS("no_regret=exp3"));
  refused("sector_margins", SETTINGS("sector_margins=[0.1, 0.2, 0.3]"));
  refused("algorithm", SETTINGS("algorithm=reward_model"));
}

static void settings_of_trajectories_are_refused_in_games_of_responses(void) {
  refused("sectors", SETTINGS("sectors=5"));
  refused("horizon", SETTINGS("horizon=60"));
  refused("queue_size", SETTINGS("queue_size=0"));
  refused("queue_size", SETTINGS("queue_size=10"));
  refused("log_std_range", SETTINGS("log_std_range=[0.5, -3.0]"));
  refused("policy_weights", SETTINGS("policy_weights=[1.0, 2.0]"));
}

static void defaults_follow_from_other_parameters(void) {
  model_run run;
  const struct spo_parameters *p = resolved(&run, SETTINGS("iterations=100", "actions=10"));
  CU_ASSERT_DOUBLE_EQUAL(p->learning_rate, sqrt(2.0 * log(10.0) / 100.0), 1e-15);
  CU_ASSERT_EQUAL(p->game.utility_source, UTILITIES_RAMP);
  CU_ASSERT_EQUAL(p->horizon, 60);
  CU_ASSERT_EQUAL(p->start_noise, 0.3);
  end_run(&run);
  p = resolved(&run, SETTINGS("iterations=1", "mode=trajectory", "simulator=mountain_car", "utility_spread=1.0"));
  CU_ASSERT_EQUAL(p->game.utility_source, UTILITIES_SPREAD);
  CU_ASSERT_EQUAL(p->horizon, 999);
  CU_ASSERT_EQUAL(p->start_noise, 0.0);
  end_run(&run);
  p = resolved(&run, SETTINGS("iterations=1", "actions=2", "utilities=[1.0, 2.0]", "utility_spread=1.0"));
  CU_ASSERT_EQUAL(p->game.utility_source, UTILITIES_LIST);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(entries_that_are_no_preferences_are_refused), UNIT(games_of_the_wrong_size_are_refused),
                  UNIT(laws_that_do_not_add_up_are_refused), UNIT(numbers_out_of_range_are_refused),
                  UNIT(parameters_without_effect_are_refused), UNIT(settings_of_trajectories_are_refused_in_games_of_responses),
                  UNIT(defaults_follow_from_other_parameters))
