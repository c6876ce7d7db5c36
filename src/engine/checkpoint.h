/** Checkpoints inside a trial: when one is due, how a group writes it together, how a trial goes on from one. */
#ifndef WALRAS_ENGINE_CHECKPOINT_H
#define WALRAS_ENGINE_CHECKPOINT_H

#include "engine/checkpoint_plan.h"
#include "walras/trial.h"

/** The hand of one trial context; all ranks of its group hold the same. */
typedef struct walras_checkpoints {
  const walras_checkpoint_plan *plan;
  int64_t slot; /**< written to by this context alone */
  /* Of the trial under way: */
  walras_checkpoint_mark last; /**< the one it could go on from now; generation 0 = none */
  int next;                    /**< which of the slot's two files is written next */
  double last_time;            /**< on this rank's clock */
  int64_t last_round;
  bool blind;      /**< a rank of the group does not see the folder: nothing is written */
  bool can_resume; /**< the model has asked for its first round */
} walras_checkpoints;

/** The hand of context number `index`, counted over all ranks' groups. */
walras_checkpoints walras_checkpoints_of(const walras_checkpoint_plan *plan, int64_t index);

/** A trial begins; `now` on walras_clock. */
void walras_checkpoints_begin(walras_checkpoints *checkpoints, double now);

/** Collective. The round that the trial's model begins with: 0, or that of the newest checkpoint whose every byte is as it was written, with
 *  all kept state in place. A checkpoint that is damaged, or of another version of the model, is named on standard error and passed over. */
int64_t walras_checkpoints_load(walras_trial *trial);

/** What a rank would have done at the end of a round; the group does the most that one of its ranks wants. */
typedef enum walras_checkpoint_wish {
  WALRAS_WISH_NOTHING,
  WALRAS_WISH_CHECKPOINT, /**< and go on */
  WALRAS_WISH_STOP        /**< checkpoint, then leave */
} walras_checkpoint_wish;
walras_checkpoint_wish walras_checkpoints_wish(const walras_trial *trial, int64_t rounds_done);

/** Collective. Writes the state after `rounds_done` rounds. A checkpoint that cannot be written is named on standard error, once a run; the
 *  one before it stays good. Returns WALRAS_OK or why there is none, equal on every rank. Never fails the trial. */
walras_status walras_checkpoints_save(walras_trial *trial, int64_t rounds_done);

#endif
