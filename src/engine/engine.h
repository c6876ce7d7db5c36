/** Runs the pending trials of one experiment over the ranks of MPI_COMM_WORLD and writes their records. */
#ifndef WALRAS_ENGINE_ENGINE_H
#define WALRAS_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/meter.h"
#include "engine/part.h"
#include "store/store.h"
#include "walras/model.h"

/** What to run; equal on every rank but for `threads`, `trials_at_once` and `blind` (all else is derived from the config on each rank). */
typedef struct walras_engine_plan {
  const walras_model *model;
  int64_t points, replications;  /**< trial t = point * replications + replication */
  const void *const *parameters; /**< [points] resolved and checked parameter structs */
  const walras_part *part;       /**< the points and replications are a shard's window; NULL = they are the whole experiment */
  uint64_t seed;
  bool independent;    /**< random_numbers = "independent": the point enters the key */
  int ranks_per_trial; /**< 1..ranks; the last group may be smaller */
  int threads;         /**< per rank, >= 1 */
  int trials_at_once;  /**< by each rank: 0 or 1 = one, on all its threads; else `threads`, one on each (ranks_per_trial = 1) */
  double
      sync_seconds; /**< trials are marked done this much later, when their rows are synced; 0 = each batch waits for its sync */

  /** Of the store, absolute, on a file system that all ranks should see; NULL: no checkpoints inside trials, no stop file, no notes of crashes. */
  const char *store_path;
  bool blind;                /**< this rank does not see that file, others may: its group writes no checkpoints */
  uint64_t experiment;       /**< tells experiments apart in checkpoints */
  double checkpoint_seconds; /**< between two checkpoints of a trial; INFINITY = only on a stop */
  int64_t checkpoint_rounds; /**< and after so many rounds; 0 = not by count */
} walras_engine_plan;

/** How the records look, derived from the model and the points: see record.h. */
typedef struct walras_record_layout walras_record_layout;

/** Progress, called on rank 0 from time to time (at most every 100 ms). */
typedef struct walras_progress {
  int64_t trials, done, failed;
  bool more;      /**< sequential stopping may release further trials */
  double seconds; /**< since the start of this run */
} walras_progress;
typedef void (*walras_progress_function)(const walras_progress *progress, void *context);

/** What trials took, told on rank 0 when they are written: `count` of them from `first`, `seconds` [count] of wall time each, at `elapsed` of this
 *  run. */
typedef void (*walras_measured_function)(int64_t first, int64_t count, const double *seconds, double elapsed, void *context);

/** Rank 0's side; NULL on the other ranks. */
typedef struct walras_engine_output {
  walras_store_writer *writer;
  const struct walras_layout *layout; /**< layout.h */
  struct walras_waves *waves;         /**< waves.h, settled; NULL = each point has a fixed number of replications */
  walras_progress_function progress;
  void *progress_context;
  walras_measured_function measured; /**< NULL = nobody asks */
  void *measured_context;
} walras_engine_output;

/** What happened; equal on every rank. */
typedef struct walras_engine_result {
  int64_t done, failed, pending;  /**< over the whole store afterwards */
  int64_t run_now;                /**< trials finished by this call */
  double seconds;                 /**< of the rank that took longest */
  double time[WALRAS_ACTIVITIES]; /**< seconds summed over ranks: ranks * seconds in all */
  double busy_seconds;            /**< of all threads in trials, summed over ranks: at most ranks * threads * seconds */
  walras_traffic traffic;         /**< of all ranks */
  double peak_bytes;              /**< memory of the most demanding rank since its program began */
  bool stopped;                   /**< ended early on request */
} walras_engine_result;

/** Collective over MPI_COMM_WORLD. `status` [points * replications] (rank 0; NULL elsewhere): WALRAS_TRIAL_* of each trial;
 *  those that are pending run. Any error of the run itself (not of a trial) is returned on every rank. */
walras_status walras_engine_run(const walras_engine_plan *plan, const walras_engine_output *output,
                                const struct walras_layout *layout, uint8_t *status, walras_engine_result *result,
                                walras_error *error);

/** Trials of this store are all to be finished early: sets a flag that the run looks at (async-signal-safe). */
void walras_engine_request_stop(void);
/** The same by itself, `seconds` from now. */
void walras_engine_stop_after(double seconds);
bool walras_engine_stop_requested(void);
/** Forgets that a stop was asked for: between two runs of one process. */
void walras_engine_forget_stop(void);
/** The file beside a store whose presence asks its run to stop, in new memory; NULL when that is exhausted. */
char *walras_stop_file(const char *store);

#endif
