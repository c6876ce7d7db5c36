/** The runner's side of a trial: what the shell around the coordinator calls. The services themselves are in walras/. */
#ifndef WALRAS_ENGINE_TRIAL_INTERNAL_H
#define WALRAS_ENGINE_TRIAL_INTERNAL_H

#include "engine/group.h"
#include "engine/record.h"
#include "walras/trial.h"

/** A reusable trial context: one per trial that runs at the same time on this rank. */
typedef struct walras_trial_input {
  const walras_model *model;
  const walras_record_layout *records;
  walras_group *group; /**< groups of one may be shared by several contexts run by several threads, if their poll is NULL */
  struct walras_checkpoints *checkpoints; /**< of this context alone; NULL = no checkpoints inside trials */
  int threads;                            /**< that run the blocks of one trial, >= 1; with 1, no OpenMP region is entered */
} walras_trial_input;

walras_status walras_trial_open(const walras_trial_input *input, walras_trial **trial, walras_error *error);
void walras_trial_close(walras_trial *trial);

/** Collective over the group: runs one trial from start to end, checks its record and resets the arena. Returns the trial's status,
 *  equal on every rank of the group; the message is in walras_trial_error(). A trivial trial costs well under a microsecond here. */
walras_status walras_trial_execute(walras_trial *trial, int64_t point, int64_t replication, const uint32_t key[2],
                                   const void *parameters);

/** How many rounds the last trial said were done, one by one; 0 = it never could be checkpointed. */
int64_t walras_trial_rounds(const walras_trial *trial);

/** The finished record (layout bytes), valid until the next execute. On ranks other than the group's first: undefined contents. */
const void *walras_trial_record(const walras_trial *trial);

#endif
