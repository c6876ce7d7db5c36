/** Parameters of GTAlign. */
#ifndef WALRAS_GTALIGN_PARAMETERS_H
#define WALRAS_GTALIGN_PARAMETERS_H

#include "walras/walras.h"

enum gtalign_mode { MODE_REWARD, MODE_DECIDE, MODE_OPTIMAL, MODE_TRAIN, MODE_STEER, MODE_COMPARE };
/** Formula sets of the assistant's welfare, and training rewards. */
enum gtalign_variant { VARIANT_COBB_DOUGLAS, VARIANT_LINEAR, VARIANT_USER, VARIANT_LLM, VARIANTS };
enum gtalign_rule { RULE_SUM_TIEBREAK, RULE_PRODUCT, RULE_COBB_DOUGLAS_SAFE, RULE_BELIEF_WEIGHTED };
enum gtalign_steering { STEERING_NONE, STEERING_LLM, STEERING_USER };
enum gtalign_policy_class { CLASS_SOFTMAX_QUADRATIC, CLASS_MLP };
enum gtalign_policy_kind { POLICY_LEARNED, POLICY_BASE, POLICY_SFT, POLICY_ORACLE };
enum gtalign_start { START_UNIFORM, START_SFT };
enum gtalign_optimizer { OPTIMIZER_SGD, OPTIMIZER_ADAM };
enum gtalign_evaluation { EVALUATION_EXACT, EVALUATION_DRAWN };
enum gtalign_backend { BACKEND_SURROGATE, BACKEND_ENDPOINT };

/** Question types, the assistant's modes, cells of a payoff matrix in storage order: cell = 3 z + a. */
enum { QUESTION_DEFINITE, QUESTION_VAGUE, QUESTIONS };
enum { ANSWER_DIRECT, ANSWER_QUESTION, ANSWER_FOLLOW_UP, ANSWERS };
enum { CELLS = QUESTIONS * ANSWERS };
enum { LEVELS_MOST = 64, ACTIONS_MOST = ANSWERS * LEVELS_MOST };

struct gtalign_parameters {
  int mode, reward_variant, training_reward, decision_rule, steering, policy_class, policy, initial_policy, optimizer, evaluation,
      backend;
  double answer, response_length_words, total_words, reasoning_chars, format_score, pareto_score, payoff_score;
  double welfare_alpha, steering_shift, vague_share, feature_separation, reasoning_half_chars, chars_per_word, matrix_noise;
  double learning_rate, clip_ratio, kl_coefficient, entropy_coef, advantage_epsilon, stop_change, pareto_epsilon;
  double time_cost_sd, followup_cost_mean;
  int64_t n_instances, group_size, batch_prompts, updates, batch_epochs, feature_grid, n_user_types;
  bool user_type_visible, record_policy;
  walras_real_lists payoff_matrix, user_types, points_a, points_b;
  walras_reals answer_base_dq, answer_base_vq, answer_gain_dq, answer_gain_vq, reasoning_levels, response_words;
};

enum { GTALIGN_PARAMETERS = 53 };
extern const walras_parameter gtalign_schema[GTALIGN_PARAMETERS];

walras_status gtalign_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status gtalign_check(const void *parameters, walras_error *error);

/** A population of interactions meets a policy: modes optimal and train. */
bool gtalign_has_policy(const struct gtalign_parameters *p);
/** Interactions are drawn: with a policy if asked for, and always in mode decide. */
bool gtalign_is_drawn(const struct gtalign_parameters *p);
/** Weights are learnt by gradient: mode train, policy learned or sft. */
bool gtalign_is_trained(const struct gtalign_parameters *p);
/** Modes decide and steer: payoff matrices. */
bool gtalign_has_matrix(const struct gtalign_parameters *p);

/** Actions (a, r), numbered a R + r. */
static inline int64_t gtalign_levels(const struct gtalign_parameters *p) {
  return p->reasoning_levels.count;
}
static inline int64_t gtalign_actions(const struct gtalign_parameters *p) {
  return ANSWERS * p->reasoning_levels.count;
}
/** Kinds of users: those listed, or n_user_types drawn ones. */
static inline int64_t gtalign_types(const struct gtalign_parameters *p) {
  return p->n_user_types > 0 ? p->n_user_types : p->user_types.count;
}

#endif
