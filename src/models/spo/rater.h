/** Raters: preferences over pairs of trajectories, and the reward of a trajectory against a queue of others. */
#ifndef WALRAS_SPO_RATER_H
#define WALRAS_SPO_RATER_H

#include "models/spo/parameters.h"
#include "numerics/random/multinomial.h"

enum { RATER_ASPECTS = 3, RATER_SECTORS_MOST = 101, RATER_TYPES_MOST = 64 };

/** What a rater sees of a trajectory; travels between ranks. */
typedef struct trajectory_outcome {
  double total;                 /**< hidden return */
  double aspect[RATER_ASPECTS]; /**< mean square of speed, minus that of the action, share of steps on the left */
  int32_t zone;                 /**< of the final angle, 0 where there is none */
  int32_t violates;             /**< 1 where the share of steps on the left is above constraint_fraction */
} trajectory_outcome;

typedef struct trajectory_rater {
  int kind; /**< enum spo_rater */
  int64_t zones, types;
  double flip, temperature;
  bool sampled;                                           /**< labels are wins and losses, not expectations */
  double margin[RATER_SECTORS_MOST * RATER_SECTORS_MOST]; /**< [zones][zones], of sectors */
  double taste[RATER_TYPES_MOST][RATER_ASPECTS];          /**< of rater types: weights of the aspects */
} trajectory_rater;

/** The rater of a trial; types beyond the third draw their tastes from `stream`. */
void rater_make(const struct spo_parameters *p, const walras_stream *stream, trajectory_rater *rater);

/** A(a, b) in [-1, 1]: chance that `a` wins minus chance that `b` does, flips included; 0 is a tie. */
double rater_margin(const trajectory_rater *rater, const trajectory_outcome *a, const trajectory_outcome *b);

/** The label of one comparison with that margin: itself, or +-1 drawn from `draws` (a tie stays 0, and draws nothing). */
double rater_label(const trajectory_rater *rater, double margin, walras_draw_sequence *draws);

/**
 * Trajectories that others are compared with: the last ones, oldest first forgotten. The same on every rank. All memory is the trial's.
 */
typedef struct rater_queue {
  const trajectory_rater *rater;
  int64_t capacity;
  int64_t *head;              /**< [2]: how many there are, where the next one goes */
  trajectory_outcome *member; /**< [capacity] */
  /* What answers without going through the members; made by rater_queue_index. */
  double *
      sorted[RATER_TYPES_MOST]; /**< ascending values: of all by type; or of those that keep [0] and violate [1] the constraint */
  int64_t sorted_count[RATER_TYPES_MOST];
  double *work; /**< [capacity] */
  int64_t zone_count[RATER_SECTORS_MOST];
} rater_queue;

/** An empty queue of at most `capacity`; `member` and `head` are what a trial has to keep over rounds. */
walras_status rater_queue_open(walras_trial *trial, const trajectory_rater *rater, int64_t capacity, rater_queue *queue);
void rater_queue_push(rater_queue *queue, const trajectory_outcome *outcomes, int64_t count);
void rater_queue_index(rater_queue *queue);

/** Which comparisons a trajectory makes. */
typedef struct rater_meeting {
  int64_t own;     /**< its own place in the queue, which it does not meet; -1: it is not there */
  int64_t cap;     /**< > 0: meets only so many, drawn without replacement */
  uint64_t entity; /**< number of the trajectory in the streams */
  walras_stream labels, members;
  int64_t *order; /**< [capacity] 0, 1, 2, ... before and after; used with a cap */
} rater_meeting;

/** How many comparisons that are. */
int64_t rater_meeting_queries(const rater_queue *queue, const rater_meeting *meeting);

/** Mean label of `outcome` against the members it meets; 0 where there are none. By ranks or zones where the rater allows it. */
double rater_reward(const rater_queue *queue, const rater_meeting *meeting, const trajectory_outcome *outcome);
/** The same by one comparison after the other. */
double rater_reward_by_pairs(const rater_queue *queue, const rater_meeting *meeting, const trajectory_outcome *outcome);

#endif
