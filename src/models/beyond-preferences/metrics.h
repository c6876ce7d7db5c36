/** Metrics of beyond-preferences: each study records its own. */
#ifndef WALRAS_MODELS_BEYOND_PREFERENCES_METRICS_H
#define WALRAS_MODELS_BEYOND_PREFERENCES_METRICS_H

#include "models/beyond-preferences/parameters.h"

/** Policies of the study influence, in the order of their metrics. */
enum beyond_policy { POLICY_PREFERENCE_MATCHING, POLICY_INITIAL_PREFERENCE, POLICY_ROLE_NORM, POLICIES };
/** Rules of the study misuse, in the order of their metrics. */
enum beyond_serving { SERVE_PREFERENCE_MATCHING, SERVE_UTILITARIAN, SERVE_NASH, SERVE_VETO, SERVES };
enum {
  /* choice_incomplete, choice_attention */
  INCOMPARABLE_SHARE,
  REVERSAL_SHARE,
  DEFERRAL_SHARE,
  LOSS_BLIND,
  LOSS_ORDER,
  TRUE_LOSS,
  TRUE_LOSS_BLIND,
  EXCESS_LOSS,
  EXCESS_LOSS_INCOMPLETE,
  BETA,
  BETA_BLIND,
  GAMMA,
  ALPHA_HAT,
  S_HAT,
  COS_TRUE,
  COS_SALIENCE,
  SEPARABLE,
  /* influence */
  SATISFACTION,
  INITIAL_VALUE = SATISFACTION + POLICIES,
  ENDORSED_VALUE = INITIAL_VALUE + POLICIES,
  POLICY = ENDORSED_VALUE + POLICIES,
  THRESHOLD,
  SHARE_MANIPULATED,
  /* misuse */
  GAIN_USERS,
  GAIN_THIRD = GAIN_USERS + SERVES,
  REFUSE_IN = GAIN_THIRD + SERVES,
  SERVE_OUT = REFUSE_IN + SERVES,
  TAU_UTILITARIAN = SERVE_OUT + SERVES,
  TAU_NASH,
  TAU_MAX,
  /* insensitive_annotators */
  BT_THRESHOLD,
  UTILITARIAN_THRESHOLD,
  PERMIT_UTILITARIAN,
  PERMIT_BT,
  PERMIT_CONTRACTUALIST,
  BEYOND_METRICS
};

extern const walras_metric beyond_metrics[BEYOND_METRICS];

#endif
