/** Ascent directions in logits: what a policy gradient gives, exactly or from a batch of comparisons. */
#ifndef WALRAS_NASH_MIRROR_PROX_DIRECTION_H
#define WALRAS_NASH_MIRROR_PROX_DIRECTION_H

#include "models/nash-mirror-prox/parameters.h"

/** What a direction is of. All policies are log-probabilities [n]. */
struct nmp_objective {
  int64_t n;
  const double *policy;
  const double *margins;   /**< M q of the opponent q, exact */
  const double *anchor[2]; /**< policies that it is held to, by weight[k] KL(policy || anchor[k]); NULL: fewer */
  double weight[2];        /**< probability/nat */
  bool pairs;              /**< Online IPO's regression on pairs, else the score function's */
  int baseline;            /**< enum nmp_baseline, of the score function */
};

/** Working memory: counts and wins [n]; probabilities, penalty and work [n]. */
struct nmp_batch {
  int64_t *counts, *wins;
  double *probabilities, *penalty, *work;
};

/**
 * direction [n] = the derivative of the objective `P(policy > q) - sum_k weight[k] KL(policy || anchor[k])` by logits, which is p_i (r_i - p'r) with r_i = (M
 * q)_i - sum_k weight[k] (l_i - anchor[k]_i); for pairs the same in expectation where q is the policy.
 *
 * samples = 0: exact. Else from that many pairs (i ~ policy, j ~ q) of `stream` at `entity` (walras_preference_tally_entities of them), whose labels are
 * those of the game that is played.
 */
void nmp_direction(const struct nmp_objective *objective, int64_t samples, const walras_stream *stream, uint64_t entity,
                   const struct nmp_batch *batch, double *direction);

/** EGPO's: -n / (4 beta) times the gradient of the mean over all pairs of (d_i - d_j - ((P q)_i - (P q)_j) / beta)^2, d = policy - reference, P q held fixed;
 *  that is m_i - beta d_i less its mean. */
void nmp_direction_of_all_pairs(const double *policy, const double *reference, double beta, const double *margins, int64_t n,
                                double *direction);

#endif
