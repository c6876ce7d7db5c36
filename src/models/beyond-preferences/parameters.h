/** Parameters of beyond-preferences: one study is played, and each parameter says which studies read it. The formalisation is walras's own. */
#ifndef WALRAS_MODELS_BEYOND_PREFERENCES_PARAMETERS_H
#define WALRAS_MODELS_BEYOND_PREFERENCES_PARAMETERS_H

#include "walras/walras.h"

enum beyond_study {
  STUDY_CHOICE_INCOMPLETE,
  STUDY_CHOICE_ATTENTION,
  STUDY_COHERENCE,
  STUDY_INFLUENCE,
  STUDY_MISUSE,
  STUDY_INSENSITIVE_ANNOTATORS,
  STUDY_AGGREGATION
};
enum beyond_agent_rule { RULE_COMPLETE, RULE_STRICT, RULE_NAIVE, RULE_CAPRICE, RULE_MALIGN };
enum beyond_offers { OFFERS_PUMP, OFFERS_MIXED };
enum beyond_instance { INSTANCE_LIST, INSTANCE_GROUPS };
enum beyond_rejection { REJECTION_CAUTIOUS, REJECTION_STRICT };

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
  /* coherence */
  int64_t agents;
  int agent_rule;
  int64_t value_dims, weight_rows;
  double accept_prob;
  int64_t offers;
  int offer_process;
  double adversary_share, pump_epsilon, harm_weight, harm_sd;
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
  /* aggregation */
  int instance;
  walras_real_lists gains;
  walras_reals shares;
  int64_t stakeholders, norms, comparisons;
  double ideal_sd, member_sd, norm_sd, minority_stake, surplus;
  int64_t roles;
  walras_reals role_exposure;
  double role_similarity;
  int rejection_mode;
};

enum { BEYOND_PARAMETERS = 58 };
extern const walras_parameter beyond_schema[BEYOND_PARAMETERS];

/** Sets defaults that follow from other parameters (walras_model.resolve). */
walras_status beyond_resolve(void *parameters, const walras_given *given, walras_error *error);
/** Constraints between parameters (walras_model.check). */
walras_status beyond_check(const void *parameters, walras_error *error);

#endif
