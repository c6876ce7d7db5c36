/** Parameters of Direct Nash Optimization. */
#ifndef WALRAS_MODELS_DNO_PARAMETERS_H
#define WALRAS_MODELS_DNO_PARAMETERS_H

#include "models/shared/preference_games/parameters.h"
#include "walras/schema.h"
#include "walras/status.h"

enum dno_algorithm {
  ALGORITHM_DNO,
  ALGORITHM_DNO_REGULARISED,
  ALGORITHM_DNO_PRCT,
  ALGORITHM_DNO_RESTRICTIVE,
  ALGORITHM_DNO_LOOKAHEAD,
  ALGORITHM_SPIN,
  ALGORITHM_OFFLINE_DPO,
  ALGORITHM_SFT_POSITIVES,
  ALGORITHM_SPI_EXACT,
  ALGORITHM_NASH_MD,
  ALGORITHM_INPO
};
enum dno_solver { SOLVER_CLOSED_FORM, SOLVER_GRADIENT, SOLVER_SAMPLED };
enum dno_data_policy { DATA_ON_POLICY, DATA_UNIFORM, DATA_REFERENCE, DATA_TARGET, DATA_TEACHER_MIX };
enum dno_label_mode { LABEL_SOFT_EXACT, LABEL_WINRATE_ESTIMATE, LABEL_BERNOULLI };
enum dno_reward_policy { REWARD_CURRENT, REWARD_SMOOTHED };
enum dno_policy_class { CLASS_TABULAR, CLASS_LINEAR_SOFTMAX, CLASS_MLP };
enum dno_annotator_kind { ANNOTATOR_RUBRIC, ANNOTATOR_FIXED_SCORES, ANNOTATOR_WINRATE };

struct dno_parameters {
  struct preference_parameters game; /* first: the shared entries of the schema count on it */
  int algorithm, solver, data_policy, label_mode, reward_policy, policy_class, annotator;
  double learning_rate_inverse; /* eta */
  double prct_beta;             /* eta~ */
  int64_t iterations;           /* T */
  double teacher_fraction;
  int64_t opponents_per_response; /* K_w */
  int64_t pairs_sampled;          /* N */
  int64_t responses_per_prompt;   /* K */
  int64_t policy_feature_dim;     /* d */
  walras_reals response_features; /* phi, [n][d] or empty */
  walras_reals start_parameters;  /* theta_1, [d] or empty */
  double feature_utility;
  int64_t hidden_layers, hidden_width;
  int64_t optimizer_steps, minibatch;
  double learning_rate;
  walras_real_lists fixed_student_scores;
  walras_integers fixed_teacher_scores;
  int64_t positive_min_score, margin_teacher, margin_student;
  double replay_decay;
  double rubric_noise; /* s_r */
  double teacher_quality, teacher_temperature;
  int64_t borda_pool;
  int64_t validation_prompts;
  walras_reals probe_policy;
};

enum { DNO_PARAMETERS = PREFERENCE_PARAMETERS + 35 };
extern const walras_parameter dno_schema[DNO_PARAMETERS];

walras_status dno_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status dno_check(const void *parameters, walras_error *error);

/** Trained on pairs that an annotator's scores make (or, spin, that need none), round after round on fresh prompts. */
bool dno_is_contrastive(const struct dno_parameters *p);
/** dno and spi_exact: no reference, and the theory of exact steps. */
bool dno_is_plain(const struct dno_parameters *p);
/** Anchored on the policy smoothed towards the reference. */
bool dno_is_regularised(const struct dno_parameters *p);
/** The policy whose responses the reward is measured against is the smoothed one. */
bool dno_smooths_reward(const struct dno_parameters *p);
/** A tabular policy left without start_policy begins uniform, else at the reference. */
bool dno_starts_uniform(const struct dno_parameters *p);
/** A policy with parameters: theta of a linear softmax, or the weights of a network. */
bool dno_has_theta(const struct dno_parameters *p);

#endif
