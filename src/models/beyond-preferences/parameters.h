/** Parameters of beyond-preferences: one study is played, and each parameter says which studies read it. The formalisation is walras's own. */
#ifndef WALRAS_MODELS_BEYOND_PREFERENCES_PARAMETERS_H
#define WALRAS_MODELS_BEYOND_PREFERENCES_PARAMETERS_H

#include "walras/walras.h"

enum beyond_study {
  STUDY_CHOICE_INCOMPLETE,
  STUDY_CHOICE_ATTENTION,
  STUDY_INFLUENCE,
  STUDY_MISUSE,
  STUDY_INSENSITIVE_ANNOTATORS
};

/** Most dimensions of choice_attention: the entropy of a choice given its pair sums over the subsets attended to. */
enum { ATTENTION_DIMENSIONS = 12 };

struct beyond_parameters {
  int study;
  /* choice_incomplete, choice_attention */
  int64_t observations;
  double weight_angle, default_bias;
  bool allow_deferral;
  walras_reals true_weights, salience;
  int64_t attention_k;
  double ridge;
  /* influence */
  double discount, influence_prob, recovery_prob;
  double r_natural_wholesome, r_natural_manipulative, r_influenced_wholesome, r_influenced_manipulative;
  double endorsed_wholesome, endorsed_manipulative;
  bool heterogeneous;
  walras_reals influence_prob_range, r_influenced_range;
  int64_t users;
  /* misuse, insensitive_annotators */
  double out_of_role_rate, signal_dprime, benefit_in, benefit_out, harm, spillover;
  double benefit, majority_share, bt_rationality, rejection_tolerance;
};

enum { BEYOND_PARAMETERS = 32 };
extern const walras_parameter beyond_schema[BEYOND_PARAMETERS];

/** Constraints between parameters (walras_model.check). */
walras_status beyond_check(const void *parameters, walras_error *error);

#endif
