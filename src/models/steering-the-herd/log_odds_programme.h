/** The planner's programme over agents' public log-odds, when they are not Bayesian and she reckons with that. */
#ifndef WALRAS_HERD_LOG_ODDS_PROGRAMME_H
#define WALRAS_HERD_LOG_ODDS_PROGRAMME_H

#include "models/steering-the-herd/belief_programme.h"

enum { HERD_LOG_ODDS_NODES = 1601, HERD_LOG_ODDS_STEPS = 80 };
#define HERD_LOG_ODDS_MOST 8.0

struct herd_log_odds_programme {
  const struct herd_parameters *p;
  enum herd_objective objective;
  herd_programme programme;
};

double herd_log_odds_node(int64_t node);
herd_place herd_log_odds_find(double log_odds);

/** How far a followed signal moves agents' public log-odds l: `up` = G. */
double herd_agents_move(const struct herd_parameters *p, double log_odds, bool up, double strength);
/** Agents with public log-odds l follow a signal of this strength L(q). */
static inline bool herd_agents_follow(const struct herd_parameters *p, double log_odds, double strength) {
  return fabs(log_odds) <= p->herd_margin * strength + HERD_TIE;
}

/** Solves it; memory from the trial. sigma(l) is the probability of G, precisions end at HERD_MOST_PRECISE. */
walras_status herd_log_odds_solve(walras_trial *trial, const struct herd_parameters *p, struct herd_log_odds_programme *out);
/** The value at the prior of playing, against these agents, the precision that is best against Bayesian ones. Errors: as above. */
walras_status herd_hybrid_value(walras_trial *trial, const struct herd_parameters *p, const struct herd_belief_programme *bayes,
                                double *value);

#endif
