/**
 * The reward model without features of its own: a tanh network that pays every step by the state and the action in it; a trajectory's reward is the
 * sum over its steps. Fitted like the linear one, by the logistic loss on labelled pairs of the last rounds. Trajectories are never stored: those of
 * earlier rounds are drawn again, from the policies that are kept. Everything here but scratch is the same on every rank.
 */
#ifndef WALRAS_SPO_REWARD_NETWORK_H
#define WALRAS_SPO_REWARD_NETWORK_H

#include "models/spo/trajectory_rollout.h"

struct trajectory_trial;

typedef struct reward_network {
  walras_network network; /**< features, then actions as the world lets them through -> horizon times the step's reward */
  int64_t parameters;
  double *phi;               /**< [parameters] */
  double *moment1, *moment2; /**< [parameters] of Adam */
  double *gradient;          /**< [parameters] work */
  double *policies;          /**< [reward_window][policy.parameters] that the rounds kept were drawn with */
  double *label;             /**< [reward_window][batch] chance that a pair's first wins, in [0, 1] */
  double *weight;            /**< [batch] derivative of the loss with respect to the rewards of one round's trajectories */
  walras_gather *values;     /**< rewards of one round's trajectories */
  walras_reduction *gradients;
  walras_scratch *scratch;
} reward_network;

/** Of the trial's parameters and worlds; makes no memory. */
reward_network reward_network_make(const struct trajectory_trial *t);

/** Collective. First parameters and all memory; `phi`, `moment1`, `moment2`, `policies` and `label` are what a trial has to keep over rounds. */
walras_status reward_network_open(struct trajectory_trial *t);

/** Collective. The rewards [batch] of round `round`, one of the last reward_window; valid until the network is used again. */
walras_status reward_network_values(struct trajectory_trial *t, int64_t round, const double **values);

/**
 * Collective. Draws and labels the pairs of the current round, then makes reward_fit_steps steps of Adam, each on the mean logistic loss of the
 * pairs of one of the rounds kept, drawn at random, plus 1e-3 |phi|^2 / 2. `accuracy`: see reward_pairs_take.
 */
walras_status reward_network_learn(struct trajectory_trial *t, const trajectory_outcome *outcomes, double *accuracy);

/**
 * Trajectories first..first+count-1 of one block. values [count], unless NULL, are their rewards; to gradient [parameters], unless NULL, is added the
 * derivative of the sum of weight [count] times them. `memory`: reward_network_bytes. Uses t's parameters, worlds and networks only.
 */
walras_status reward_network_pass(const struct trajectory_trial *t, const trajectory_rollout *rollout, int64_t first,
                                  int64_t count, const double *weight, void *memory, double *values, double *gradient);
size_t reward_network_bytes(const struct trajectory_trial *t);

#endif
