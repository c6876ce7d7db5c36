/* Refusals name the parameter; defaults follow from others. */
#include "dno.h"

static void numbers_out_of_range_are_refused_by_name(void) {
  REFUSED("learning_rate_inverse", "learning_rate_inverse=0");
  REFUSED("learning_rate_inverse", "learning_rate_inverse=-1");
  REFUSED("prct_beta", "prct_beta=0");
  REFUSED("responses_per_prompt", "responses_per_prompt=0");
  REFUSED("teacher_fraction", "teacher_fraction=1.5");
  REFUSED("positive_min_score", "positive_min_score=7");
  REFUSED("teacher_quality", "teacher_quality=-0.1");
  REFUSED("rubric_noise", "rubric_noise=6");
  REFUSED("borda_pool", "borda_pool=1");
  REFUSED("pairs_sampled", "pairs_sampled=0");
  REFUSED("actions", "actions=1");
}

static void nan_and_infinity_are_refused_everywhere(void) {
  for (int64_t i = 0; i < DNO_PARAMETERS; i++) {
    char setting[80];
    if (dno_schema[i].type != WALRAS_TYPE_REAL)
      continue;
    for (int sign = 0; sign < 2; sign++) {
      snprintf(setting, sizeof setting, "%s=%s", dno_schema[i].name, sign == 0 ? "nan" : "\"inf\"");
      REFUSED(dno_schema[i].name, setting);
    }
  }
}

static void a_reference_cannot_pull_harder_than_the_step(void) {
  REFUSED("kl_coefficient = 2 is above learning_rate_inverse = 1", "algorithm=dno_regularised", "kl_coefficient=2");
  REFUSED("kl_coefficient", "algorithm=nash_md", "kl_coefficient=2");
  REFUSED("kl_coefficient = 0", "algorithm=inpo", "kl_coefficient=0");
  RUN(equal, "algorithm=dno_regularised", "kl_coefficient=1", "iterations=2");
  RUN(ignored, "algorithm=spi_exact", "kl_coefficient=2", "iterations=2");
  end_run(&equal);
  end_run(&ignored);
}

static void policies_that_an_algorithm_cannot_train_are_refused(void) {
  REFUSED("policy_class = tabular", "algorithm=dno_prct", "prompts=100");
  REFUSED("policy_class = linear_softmax", "algorithm=spi_exact", "policy_class=linear_softmax");
  REFUSED("policy_class = mlp", "policy_class=mlp", "solver=sampled");
  REFUSED("solver = closed_form", "policy_class=linear_softmax");
  REFUSED("solver = gradient", "policy_class=mlp", "preference_generator=feature_contextual", "solver=gradient");
  REFUSED("actions = 2000", "solver=gradient", "actions=2000");
  REFUSED("oracle = bernoulli", "oracle=bernoulli");
}

static void data_that_do_not_fit_are_refused(void) {
  REFUSED("teacher_fraction = 0", "solver=sampled", "data_policy=teacher_mix", "teacher_fraction=0");
  REFUSED("iterations = 3", "algorithm=dno_prct", "policy_class=linear_softmax", "prompts=2");
  REFUSED("response_features: 3 numbers", "policy_class=linear_softmax", "solver=gradient", "response_features=[1.0,2.0,3.0]");
  REFUSED("start_parameters: 1 numbers", "policy_class=linear_softmax", "solver=gradient", "start_parameters=[1.0]");
  REFUSED("start_parameters", "start_parameters=[1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0]");
  REFUSED("feature_utility", "feature_utility=2");
  REFUSED("probe_policy: 2 entries", "probe_policy=[0.5,0.5]");
  REFUSED("probe_policy: the entries sum to", "actions=2", "probe_policy=[0.5,0.4]");
  REFUSED("probe_policy: entry 1 is 0", "actions=2", "probe_policy=[1.0,0.0]");
  REFUSED("probe_policy", "actions=2", "algorithm=spi_exact", "probe_policy=[0.5,0.5]");
  REFUSED("preference_generator = explicit", "algorithm=dno_prct", "policy_class=linear_softmax", "prompts=3", "actions=2",
          "preference_generator=explicit", "preference_entries=[0.5,0.6,0.4,0.5,0.5,0.6,0.4,0.5,0.5,0.6,0.4,0.5]");
}

static void scores_must_be_as_many_as_prompts_and_students(void) {
#define FIXED "algorithm=dno_prct", "policy_class=linear_softmax", "annotator=fixed_scores", "prompts=3", "responses_per_prompt=2"
  REFUSED("fixed_student_scores: 0 lists", FIXED);
  REFUSED("fixed_student_scores: 1 lists", FIXED, "fixed_student_scores=([1.0,2.0])", "fixed_teacher_scores=[1,2,3]");
  REFUSED("fixed_teacher_scores: 2 scores", FIXED, "fixed_student_scores=([1.0,2.0],[1.0,2.0],[1.0,2.0])",
          "fixed_teacher_scores=[1,2]");
  REFUSED("fixed_student_scores: 1 scores in list 1", FIXED, "fixed_student_scores=([1.0,2.0],[1.0],[1.0,2.0])",
          "fixed_teacher_scores=[1,2,3]");
  REFUSED("fixed_student_scores: 1.5", FIXED, "fixed_student_scores=([1.0,1.5],[1.0,2.0],[1.0,2.0])",
          "fixed_teacher_scores=[1,2,3]");
  REFUSED("fixed_teacher_scores", FIXED, "fixed_student_scores=([1.0,2.0],[1.0,2.0],[1.0,2.0])", "fixed_teacher_scores=[1,2,7]");
}

static void rounds_follow_from_the_algorithm(void) {
  RUN(steps, "algorithm=spi_exact");
  RUN(pairs, "algorithm=spin", "policy_class=linear_softmax", "prompts=30", "optimizer_steps=1", "validation_prompts=2");
  CU_ASSERT_EQUAL(((const struct dno_parameters *)steps.parameters)->iterations, 50);
  CU_ASSERT_EQUAL(((const struct dno_parameters *)pairs.parameters)->iterations, 3);
  end_run(&steps);
  end_run(&pairs);
}

WALRAS_UNIT_TESTS(UNIT(numbers_out_of_range_are_refused_by_name), UNIT(nan_and_infinity_are_refused_everywhere),
                  UNIT(a_reference_cannot_pull_harder_than_the_step), UNIT(policies_that_an_algorithm_cannot_train_are_refused),
                  UNIT(data_that_do_not_fit_are_refused), UNIT(scores_must_be_as_many_as_prompts_and_students),
                  UNIT(rounds_follow_from_the_algorithm))
