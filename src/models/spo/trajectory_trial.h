/** One trial of the trajectory game: what is kept over its rounds, and its parts. */
#ifndef WALRAS_SPO_TRAJECTORY_TRIAL_H
#define WALRAS_SPO_TRAJECTORY_TRIAL_H

#include "models/spo/reward_model.h"
#include "models/spo/reward_network.h"
#include "models/spo/trajectory_rollout.h"
#include "numerics/policy_gradient/policy_gradient.h"

enum { TRAJECTORY_SNAPSHOT_BLOCK = ROLLOUT_BLOCK };

/** Plain data that rounds leave to each other. */
typedef struct trajectory_course {
  int64_t steps;                          /**< of the optimiser */
  int64_t reward_steps;                   /**< of the reward network's optimiser */
  int64_t queries;                        /**< comparisons asked for */
  int64_t snapshots;                      /**< taken */
  double centre;                          /**< near the mean reward: of the round before */
  double accuracy;                        /**< of the reward model on the last round's pairs; NaN: none */
  int64_t zone_count[RATER_SECTORS_MOST]; /**< of all trajectories so far */
} trajectory_course;

typedef struct trajectory_trial {
  walras_trial *trial;
  const struct spo_parameters *p;
  walras_control world;
  trajectory_policy policy;
  trajectory_rater rater;
  walras_network value; /**< of value_net: features and the share of time left -> share of the reward still to come */
  int64_t parameters;   /**< of policy and value network together, the policy's first */
  double *theta, *moment1, *moment2, *gradient; /**< [parameters] */
  double *before;                               /**< [parameters] of PPO: those that the batch was drawn with */
  double *snapshots;                            /**< [snapshots][policy.parameters] */
  trajectory_course *course;
  rater_queue queue, batch; /**< `batch`: of the first round, which meets itself */
  int64_t **order;          /**< [threads][queue_size or more] of rater_meeting, NULL without a cap */
  reward_model model;
  reward_network network;        /**< with reward_features = mlp, instead of `model` */
  walras_population *population; /**< the batch */
  walras_state *reward;          /**< double per trajectory of the batch */
  walras_gather *outcomes, *quadratics;
  walras_reduction *sums, *gradients;
  walras_scratch *scratch;
  int64_t round;
} trajectory_trial;

/** Collective. The whole training, then trajectory_evaluate. */
walras_status trajectory_train(walras_trial *trial, const struct spo_parameters *p);

/** For the planner. */
void trajectory_footprint(const struct spo_parameters *p, walras_footprint *footprint);

/** The policy's or, with `theta` another vector, somebody's trajectories of the current round. */
trajectory_rollout trajectory_of_batch(const trajectory_trial *t, const double *theta);
/** Those of another round, which were drawn with `theta`. */
trajectory_rollout trajectory_of_round(const trajectory_trial *t, int64_t round, const double *theta);

/** Collective. t->gradient = ascent direction of the mean over trajectories of advantage times score, from the rewards of this round. */
walras_status trajectory_find_gradient(trajectory_trial *t, const walras_advantage_scale *scale);

/**
 * Of trajectories first..first+count-1 of one block: adds the sum of their advantages times scores at `theta` to gradient [parameters], the
 * trajectories being those that `rollout` draws. `copies` has trajectory_score_bytes behind it. Uses t's parameters, worlds and networks only.
 */
walras_status trajectory_score(const trajectory_trial *t, const trajectory_rollout *rollout, const double *theta, int64_t first,
                               int64_t count, const double *advantage, trajectory_copies *copies, double *gradient);
size_t trajectory_score_bytes(const trajectory_trial *t);

/** Collective. Rolls the final policy and its snapshots out, and records what comes of it. */
walras_status trajectory_evaluate(trajectory_trial *t);

/** max_i of (2P - 1) o for an occupancy o of zones. */
double trajectory_exploitability(const trajectory_rater *rater, const double *occupancy);

#endif
