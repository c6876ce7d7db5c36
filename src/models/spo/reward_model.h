/**
 * The baseline that SPO does without: a reward function fitted to labelled pairs by the logistic loss, refitted every round on the pairs of the last
 * rounds. Linear in the means over steps of squares and places. The same on every rank.
 */
#ifndef WALRAS_SPO_REWARD_MODEL_H
#define WALRAS_SPO_REWARD_MODEL_H

#include "models/spo/trajectory_rollout.h"

enum { REWARD_STRIDE = 8 };

typedef struct reward_model {
  int64_t pairs, window, fit_steps; /**< pairs a round, rounds kept, gradient steps a round */
  double *weights;                  /**< [ROLLOUT_QUADRATICS], then a zero */
  double *difference;               /**< [window pairs][REWARD_STRIDE], first of the pair minus second, then a zero */
  double *column;                   /**< [ROLLOUT_QUADRATICS][window pairs], the same the other way round */
  double *label;                    /**< [window pairs] chance that the first wins, in [0, 1] */
  double *margin;                   /**< [window pairs] work */
} reward_model;

/** A model of zero weights; `weights`, `difference`, `column` and `label` are what a trial has to keep over rounds. */
walras_status reward_model_open(walras_trial *trial, int64_t pairs, int64_t window, int64_t fit_steps, reward_model *model);

/** Pairs of one round: outcomes [count] and quadratics [count][ROLLOUT_QUADRATICS] of its trajectories. */
typedef struct reward_pairs {
  const trajectory_rater *rater;
  const trajectory_outcome *outcomes;
  const double *quadratics;
  int64_t count;        /**< >= 2 */
  walras_stream stream; /**< pair k: its two trajectories from draws 0 and 1, its label from draw 4 on */
} reward_pairs;

/** Pair number `pair` of `count` >= 2 trajectories: two different ones. */
void reward_pairs_draw(const walras_stream *stream, int64_t count, int64_t pair, int64_t *first, int64_t *second);

/** How far a model ranks pairs as the rater does. */
typedef struct reward_tally {
  double right;
  int64_t judged; /**< pairs on which the rater has an opinion */
} reward_tally;

/** The label of pair `pair`, of trajectories a and b: chance that `a` wins, in [0, 1]. A model's opinion (> 0: `a` wins) is counted. */
double reward_pairs_label(const reward_pairs *pairs, int64_t pair, int64_t a, int64_t b, double opinion, reward_tally *tally);
/** Share of pairs ranked as the rater does, no opinion being right half of the time; NaN where the rater has none on any. */
double reward_tally_accuracy(const reward_tally *tally);

/** Draws and labels the pairs of round `round`. Returns the share of them that the model, before it sees them, ranks as the rater does: a
 *  model without an opinion is right half of the time; NaN where the rater has no opinion on any. */
double reward_model_take(reward_model *model, const reward_pairs *pairs, int64_t round);

/** Gradient steps of rate 0.5 on the mean logistic loss of all pairs kept, ridge 1e-3 |w|^2 / 2. */
void reward_model_fit(reward_model *model, int64_t round);

double reward_model_value(const reward_model *model, const double *quadratics);

#endif
