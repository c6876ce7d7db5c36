/** A learner of the stag hunt: a softmax policy, by a table or a small net, that climbs the gradient of mean less lambda times variance of its return. */
#ifndef WALRAS_RAE_LEARNER_H
#define WALRAS_RAE_LEARNER_H

#include "models/risk-averse-equilibrium/hunt.h"
#include "numerics/neural/network.h"
#include "numerics/neural/optimiser.h"

enum { LEARNER_BATCH = 64, NET_UNITS = 32 };

typedef struct rae_learner {
  const struct rae_hunt *hunt;
  double risk_aversion;
  walras_adam adam;
  bool is_net;
  walras_network network;
  int64_t parameters, updates;
  double *parameter, *gradient, *first, *second; /**< [parameters]; of the table: logits [HUNT_VIEWS][HUNT_ACTIONS] */
  double *probability;                           /**< [HUNT_VIEWS][HUNT_ACTIONS], of views seen since the last step */
  double *weight;                                /**< [HUNT_VIEWS][HUNT_ACTIONS] derivatives with respect to logits */
  rae_hunt_policy *policy;                       /**< the thresholds of those views */
  int64_t *seen;                                 /**< [HUNT_VIEWS] the update in which probability is right, or -1 */
  int64_t *touched;                              /**< [HUNT_VIEWS] the update in which a view got derivatives, or -1 */
  int32_t *visited;                              /**< [HUNT_VIEWS] views with derivatives, in the order of their first visit */
  int64_t visits;
  double *work;
  double baseline;             /**< running mean of the weights of episodes, each batch counting 1/20 */
  struct rae_hunt_tally tally; /**< of the learner (agent 0) and its partners (agent 1), in all batches that gave gradients */
} rae_learner;

/** Bytes of rae_learner_make's memory. */
int64_t rae_learner_bytes(const struct rae_parameters *p);
/** A learner that has learnt nothing: even choices (table), nearly even ones (net, from draws of `entity`). `memory`: 64-byte aligned. */
void rae_learner_make(rae_learner *learner, const struct rae_parameters *p, const struct rae_hunt *hunt,
                      const walras_stream *stream, uint64_t entity, void *memory);

/** Whom an episode is played with: policies [count] with cumulative weights; count = 0: a copy of the learner. */
typedef struct rae_partners {
  int64_t count;
  const rae_hunt_policy *policy; /**< [count] */
  const double *cumulative;      /**< [count], the last one 1 */
} rae_partners;

/**
 * One step of the gradient: a batch of episodes, each with one partner, and another one for the mean return, so that the weights R - lambda R^2 +
 * 2 lambda Rbar R are unbiased for E R - lambda (E R^2 - (E R)^2). Draws: episodes 2 LEARNER_BATCH update + 0.. of `episodes`, partners likewise. The learner
 * begins in one corner in even episodes and in the other one in odd ones.
 */
void rae_learner_update(rae_learner *learner, const rae_partners *partners, const walras_stream *episodes,
                        const walras_stream *draws);

/** The policy as thresholds for all views. */
void rae_learner_freeze(rae_learner *learner, rae_hunt_policy *policy);

#endif
