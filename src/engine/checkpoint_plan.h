/** What the ranks of a run know alike of checkpoints inside trials: how often, where to, and which trials can go on from one. */
#ifndef WALRAS_ENGINE_CHECKPOINT_PLAN_H
#define WALRAS_ENGINE_CHECKPOINT_PLAN_H

#include <mpi.h>

#include "engine/engine.h"
#include "store/checkpoint_folder.h"

/** Equal on every rank of a run. */
typedef struct walras_checkpoint_plan {
  char *folder;                   /**< STORE.ckpt, absolute, on a file system that all ranks see */
  uint64_t experiment;            /**< tells experiments apart */
  double seconds;                 /**< a trial's state is written when this long has gone by; INFINITY = only on a stop */
  int64_t rounds;                 /**< and after this many rounds; 0 = not by count */
  int64_t replications;           /**< of the whole experiment: trial = point * replications + replication */
  const walras_part *part;        /**< whose store it is; NULL = of the whole experiment */
  walras_checkpoint_found *found; /**< [found_count] where trials may go on */
  int64_t found_count;
} walras_checkpoint_plan;

/** Collective over `world`. Rank 0 looks for the checkpoints of pending trials (`status` [trials], NULL elsewhere). Any rank's error is an
 *  error on all. Close the plan in any case. */
walras_status walras_checkpoint_plan_open(const walras_engine_plan *engine, MPI_Comm world, const uint8_t *status,
                                          walras_checkpoint_plan *plan, walras_error *error);
void walras_checkpoint_plan_close(walras_checkpoint_plan *plan);

#endif
