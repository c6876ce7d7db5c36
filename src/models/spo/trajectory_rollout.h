/**
 * Trajectories of one block of copies: a pure function of the parameters and of the trajectories' numbers, so that a second pass needs no memory of the
 * first one, only the same arguments.
 */
#ifndef WALRAS_SPO_TRAJECTORY_ROLLOUT_H
#define WALRAS_SPO_TRAJECTORY_ROLLOUT_H

#include "models/spo/rater.h"
#include "models/spo/trajectory_policy.h"

enum { ROLLOUT_BLOCK = WALRAS_NEURAL_BLOCK, ROLLOUT_QUADRATICS = 7 };

/** Every random stream of a trajectory trial. */
enum trajectory_stream {
  STREAM_START = 256, /**< where trajectories begin */
  STREAM_ACTION,
  STREAM_COMPONENT,
  STREAM_LABEL,   /**< of the rater, against the queue */
  STREAM_MEMBER,  /**< which members of the queue are met */
  STREAM_PAIR,    /**< pairs for the reward model, and their labels */
  STREAM_INITIAL, /**< first parameters */
  STREAM_PERTURBATION,
  STREAM_TYPE,                         /**< tastes of rater types */
  STREAM_EVALUATION,                   /**< + 0..2: as the first three, for evaluations */
  STREAM_REFIT = STREAM_EVALUATION + 3 /**< rounds that the reward network is fitted to again */
};

/** What is rolled out. */
typedef struct trajectory_rollout {
  const struct spo_parameters *p;
  const walras_control *world;
  const trajectory_policy *policy;
  const double *parameters;
  walras_stream start, action, component;
  bool sampled; /**< actions are drawn, not the means */
  double
      perturbation; /**< > 0: each trajectory has network parameters of its own, this standard deviation away (see trajectory_perturb) */
  walras_stream perturbations;
} trajectory_rollout;

/** One block; a piece of scratch memory of trajectory_rollout_bytes. */
typedef struct trajectory_copies {
  int64_t first, count; /**< trajectories first..first+count-1 */
  int64_t step;         /**< now */
  double state[WALRAS_CONTROL_STATES * ROLLOUT_BLOCK], total[ROLLOUT_BLOCK];
  int32_t length[ROLLOUT_BLOCK];
  uint8_t stopped[ROLLOUT_BLOCK];
  int32_t component[ROLLOUT_BLOCK];
  double features[WALRAS_CONTROL_FEATURES * ROLLOUT_BLOCK];
  double noise[WALRAS_CONTROL_ACTIONS * ROLLOUT_BLOCK];   /**< [actions][count] standard normals of this step */
  double actions[WALRAS_CONTROL_ACTIONS * ROLLOUT_BLOCK]; /**< [actions][count] */
  double sums[ROLLOUT_QUADRATICS][ROLLOUT_BLOCK];         /**< over steps: of what linear reward models read */
  int32_t left[ROLLOUT_BLOCK];                            /**< steps with the first coordinate below 0 */
  double *work;                                           /**< of the network: walras_network_work */
  double *own;                                            /**< [network parameters] of one trajectory */
} trajectory_copies;

/** Called at every step, before the world moves: features, noise, actions are this step's; copies that have stopped are still there. */
typedef void (*trajectory_visitor)(trajectory_copies *copies, void *context);

size_t trajectory_rollout_bytes(const trajectory_policy *policy);
/** Puts the pieces of `memory` [trajectory_rollout_bytes] in place. */
trajectory_copies *trajectory_copies_in(const trajectory_policy *policy, void *memory);

/** Rolls trajectories first..first+count-1 out, count at most ROLLOUT_BLOCK. `visit` may be
 *  NULL; with it the sums over steps are not made. Fails the trial where a state is no longer finite. */
walras_status trajectory_roll_out(walras_trial *trial, const trajectory_rollout *rollout, int64_t first, int64_t count,
                                  trajectory_copies *copies, trajectory_visitor visit, void *context);

/** Network parameters of trajectory number `entity`: trajectories 2k and 2k+1 lie opposite each other around the policy. */
void trajectory_perturb(const trajectory_rollout *rollout, uint64_t entity, double *parameters);

/** What raters see of copy `i` after a rollout, and what linear reward models read: [ROLLOUT_QUADRATICS] means over its steps. */
trajectory_outcome trajectory_outcome_of(const trajectory_rollout *rollout, const trajectory_copies *copies, int64_t i);
void trajectory_quadratics_of(const trajectory_copies *copies, int64_t i, double *means);

/** Angle of the vector (x, y) in [0, 2 pi); 0 for the zero vector. */
double trajectory_angle(double x, double y);
/** Direction of the final state that zones are cut by: the position of point and jump, the pendulum's angle. */
double trajectory_final_angle(const trajectory_rollout *rollout, const trajectory_copies *copies, int64_t i);
/** floor(angle / (2 pi / zones)). */
int32_t trajectory_zone(double angle, int64_t zones);

#endif
