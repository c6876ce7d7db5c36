/** From beliefs to precisions, and one agent's step under them. */
#ifndef WALRAS_HERD_POLICY_H
#define WALRAS_HERD_POLICY_H

#include "models/steering-the-herd/log_odds_programme.h"

enum herd_policy_kind { POLICY_CONSTANT, POLICY_RANDOM, POLICY_MODES, POLICY_SMOOTHED, POLICY_LOG_ODDS };

struct herd_policy {
  const struct herd_parameters *p;
  enum herd_objective objective;
  enum herd_policy_kind kind;
  const struct herd_belief_programme *beliefs;    /**< MODES, SMOOTHED */
  const struct herd_log_odds_programme *log_odds; /**< LOG_ODDS */
  double *smoothed;                               /**< SMOOTHED: [n_beliefs] on the even grid */
  double constant;
};

/** What the planner sets: invests is false where she leaves agents alone. */
struct herd_decision {
  double precision, strength; /**< q, and L(q) */
  bool invests;
};

/** The public history in two pairs of eyes: log-odds of agents, and of a planner who takes them for Bayesian. */
struct herd_public {
  double agents, planner;
};

/** One agent: what it costs, whether it follows its signal, and the history after it has chosen G [0] or B [1]. */
struct herd_move {
  double precision, cost;
  bool follows, herds_up; /**< herds_up: what it chooses when it does not follow */
  struct herd_public after[2];
};

/** The policy of solved programmes (the one of its kind; others may be NULL); the smoothed one takes memory from the trial. */
walras_status herd_policy_make(walras_trial *trial, const struct herd_parameters *p, const struct herd_belief_programme *beliefs,
                               const struct herd_log_odds_programme *log_odds, struct herd_policy *policy);
/** Her precision at log-odds l (of whom she reckons with); `u` in (0, 1) is used by the random planner. */
struct herd_decision herd_policy_decide(const struct herd_policy *policy, double log_odds, double u);
/** The step of an agent whose own precision is `baseline`. */
struct herd_move herd_policy_move(const struct herd_policy *policy, struct herd_public history, double baseline, double u);
/** Every step is the same for the same history. */
static inline bool herd_policy_is_fixed(const struct herd_policy *policy) {
  return policy->kind != POLICY_RANDOM && policy->p->agent_precision_sd == 0.0;
}

#endif
