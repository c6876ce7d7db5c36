/* Refusals name the parameter; what a mode does not read is refused; defaults follow from others. */
#include "gtalign.h"

static void numbers_out_of_range_are_refused_by_name(void) {
  REFUSED("answer", "mode=reward", "answer=1.1");
  REFUSED("answer", "mode=reward", "answer=-0.1");
  REFUSED("response_length_words", "mode=reward", "response_length_words=-1");
  REFUSED("total_words", "mode=reward", "total_words=-1");
  REFUSED("total_words", "mode=reward", "total_words=10", "response_length_words=20");
  REFUSED("reasoning_chars", "mode=reward", "reasoning_chars=-1");
  REFUSED("format_score", "mode=reward", "format_score=0.5");
  REFUSED("pareto_score", "mode=reward", "pareto_score=0.7");
  REFUSED("payoff_score", "mode=reward", "payoff_score=2");
  REFUSED("welfare_alpha", "welfare_alpha=0");
  REFUSED("welfare_alpha", "welfare_alpha=1");
  REFUSED("steering_shift", "steering=llm", "steering_shift=11");
  REFUSED("vague_share", "vague_share=1.5");
  REFUSED("feature_separation", "feature_separation=-1");
  REFUSED("reasoning_half_chars", "reasoning_half_chars=0");
  REFUSED("chars_per_word", "chars_per_word=0");
  REFUSED("n_instances", "n_instances=0");
  REFUSED("matrix_noise", "mode=decide", "matrix_noise=-1");
  REFUSED("group_size", "group_size=1");
  REFUSED("batch_prompts", "batch_prompts=0");
  REFUSED("learning_rate", "learning_rate=0");
  REFUSED("feature_grid", "feature_grid=100");
  REFUSED("advantage_epsilon", "advantage_epsilon=0");
}

static void nan_and_infinity_are_refused_everywhere(void) {
  for (int64_t i = 0; i < GTALIGN_PARAMETERS; i++) {
    char setting[64];
    if (gtalign_schema[i].type != WALRAS_TYPE_REAL)
      continue;
    for (int sign = 0; sign < 2; sign++) {
      snprintf(setting, sizeof setting, "%s=%s", gtalign_schema[i].name, sign == 0 ? "nan" : "\"inf\"");
      REFUSED(gtalign_schema[i].name, setting);
    }
  }
  REFUSED("payoff_matrix", "mode=steer", "steering=user",
          "payoff_matrix=( [ nan, 2.8 ], [ 2.0, 3.6 ], [ 3.5, 4.1 ], [ 1.0, 1.0 ], [ 1.3, 1.0 ], [ 2.8, 3.0 ] )");
}

static void lists_need_the_right_lengths(void) {
  REFUSED("payoff_matrix: 5 cells", "mode=decide",
          "payoff_matrix=( [ 4.1, 2.8 ], [ 2.0, 3.6 ], [ 3.5, 4.1 ], [ 1.0, 1.0 ], [ 1.3, 1.0 ] )");
  REFUSED("payoff_matrix: cell DQ_CQ", "mode=decide",
          "payoff_matrix=( [ 4.1, 2.8 ], [ 2.0 ], [ 3.5, 4.1 ], [ 1.0, 1.0 ], [ 1.3, 1.0 ], [ 2.8, 3.0 ] )");
  REFUSED("answer_base_dq", "answer_base_dq=[0.5,0.5]");
  REFUSED("answer_gain_vq", "answer_gain_vq=[0.5,0.5,0.5,0.5]");
  REFUSED("answer_gain_vq", "answer_gain_vq=[0.5,0.5,1.5]");
  REFUSED("response_words", "response_words=[1,2]");
  REFUSED("response_words", "response_words=[1,2,-3]");
  REFUSED("reasoning_levels", "reasoning_levels=[]");
  REFUSED("reasoning_levels: entry 2", "reasoning_levels=[100,100]");
  REFUSED("reasoning_levels", "mode=decide", "reasoning_levels=[]");
  REFUSED("user_types: weights", "user_types=( [ 0.5, 1.0, 0.0 ] )");
  REFUSED("user_types: array 1", "user_types=( [ 1.0, 1.0 ] )");
  REFUSED("user_types", "user_types=( [ 0.5, 1.0, 0.0 ], [ 0.5, -1.0, 0.0 ] )");
  REFUSED("user_types", "mode=decide", "user_types=()");
  REFUSED("points_b: 1 points for 2", "mode=compare", "points_a=( [ 1, 2 ], [ 2, 1 ] )", "points_b=( [ 1, 2 ] )");
  REFUSED("points_a", "mode=compare", "points_b=( [ 1, 2 ] )");
  REFUSED("points_a: array 1", "mode=compare", "points_a=( [ 1 ] )", "points_b=( [ 1, 2 ] )");
}

static void what_would_have_no_effect_is_refused(void) {
  REFUSED("answer has no effect", "answer=0.5");
  REFUSED("vague_share has no effect", "mode=reward", "vague_share=0.5");
  REFUSED("decision_rule has no effect", "mode=steer", "steering=user", "decision_rule=product");
  REFUSED("learning_rate has no effect", "mode=optimal", "learning_rate=0.1");
  REFUSED("matrix_noise has no effect", "matrix_noise=1");
  REFUSED("n_instances has no effect", "mode=optimal", "n_instances=10");
  REFUSED("user_types has no effect", "n_user_types=3", "user_types=( [ 1.0, 1.0, 0.0 ] )");
  REFUSED("time_cost_sd", "time_cost_sd=1");
  REFUSED("clip_ratio", "clip_ratio=0.2");
  REFUSED("policy = sft", "mode=optimal", "policy=sft");
  REFUSED("initial_policy = sft", "policy=base", "initial_policy=sft");
  REFUSED("steering = none", "mode=steer");
  REFUSED("n_user_types", "n_user_types=1000000", "reasoning_levels=[1,2,3,4,5,6,7,8,9,10,11,12]");
}

static void language_models_are_refused_with_what_to_do(void) {
  REFUSED("use backend = surrogate", "backend=endpoint");
}

/* A reward brings its formulas along, and formulas their reward; both may be given apart. */
static void formulas_follow_the_reward_unless_given(void) {
  RUN(both, "mode=reward", "reward_variant=linear");
  CU_ASSERT_DOUBLE_EQUAL(metric(&both, "reward"), 0.5 * (metric(&both, "user_welfare") + metric(&both, "llm_welfare")), 1e-15);
  RUN(apart, "mode=reward", "reward_variant=linear", "training_reward=cobb_douglas");
  CU_ASSERT_DOUBLE_EQUAL(metric(&apart, "reward"), sqrt(metric(&both, "user_welfare") * metric(&both, "llm_welfare")), 1e-15);
  end_run(&both);
  end_run(&apart);
  RUN(linear, "mode=optimal", "training_reward=linear");
  RUN(mixed, "mode=optimal", "training_reward=linear", "reward_variant=cobb_douglas");
  CU_ASSERT(metric(&linear, "mean_reward") != metric(&mixed, "mean_reward"));
  end_run(&linear);
  end_run(&mixed);
}

WALRAS_UNIT_TESTS(UNIT(numbers_out_of_range_are_refused_by_name), UNIT(nan_and_infinity_are_refused_everywhere),
                  UNIT(lists_need_the_right_lengths), UNIT(what_would_have_no_effect_is_refused),
                  UNIT(language_models_are_refused_with_what_to_do), UNIT(formulas_follow_the_reward_unless_given))
