/** No-regret learners of one game: a policy, what it remembers, and its step on a vector of payoffs. */
#ifndef WALRAS_SPO_LEARNER_H
#define WALRAS_SPO_LEARNER_H

#include "models/spo/parameters.h"

struct spo_learner {
  double *policy;  /**< [n] log-probabilities; -inf where regret matching gives no mass */
  double *memory;  /**< [n] optimistic hedge: the last payoffs; regret matching: sums of regrets; else NULL */
  double *average; /**< [n] mean of all policies so far, as probabilities */
  double *p;       /**< [n] the policy as probabilities */
};

/** Doubles of a learner's arrays. */
int64_t spo_learner_reals(const struct spo_parameters *p);
/** Sets a learner's arrays in memory [spo_learner_reals] to the start. */
void spo_learner_start(const struct spo_parameters *p, double *memory, struct spo_learner *learner);
/** One step on payoffs r [n] in [-1, 1] (estimates may lie outside). */
void spo_learner_step(const struct spo_parameters *p, struct spo_learner *learner, const double *r);

#endif
