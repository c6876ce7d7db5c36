/**
 * A run in virtual time, for sizes that no one has at hand: the coordinator's own state machine (engine/coordinator.h) hands out the trials;
 * what surrounds it - messages, the store's writes, rank 0's own trials between which it listens, the other groups' work - is simulated as
 * discrete events with given costs. Pure: no MPI, no clock, no input or output; the same input gives the same result.
 *
 * Not simulated: the start of the processes, what ranks of one group lose inside a trial, stops and losses, waits for the disk's syncs.
 */
#ifndef WALRAS_ENGINE_SIMULATION_SIMULATION_H
#define WALRAS_ENGINE_SIMULATION_SIMULATION_H

#include <stdbool.h>

#include "engine/simulation/trial_times.h"

/** Seconds that things take. At rank 0, one after the other, but for the latency. */
typedef struct walras_simulation_costs {
  double report_seconds;   /**< one batch of another group: to hear its report and take its records */
  double answer_seconds;   /**< to decide and send one answer */
  double dataset_seconds;  /**< to write a batch: for each dataset, */
  double trial_seconds;    /**< for each trial, */
  double byte_seconds;     /**< and for each byte of its records, copies between ranks included */
  double listen_seconds;   /**< to find nothing more, */
  double peer_seconds;     /**< and for each other group */
  double latency_seconds;  /**< from sending a message to its arrival, */
  double transfer_seconds; /**< and for each byte of it */
  double overhead_seconds; /**< a trial's, beside its own time, where it runs */
} walras_simulation_costs;

/** Measured by tests/bench/run.sh coordinator; see simulation_costs.c for where. */
extern const walras_simulation_costs walras_simulation_costs_measured;

typedef struct walras_simulation_input {
  const walras_trial_times *times; /**< of a trial in its group; side by side, of a trial on one thread */
  int64_t trials;
  int groups;           /**< the first is rank 0's own */
  int at_once;          /**< trials side by side in a group, >= 1 */
  double block_seconds; /**< between two polls inside a trial of rank 0's; 0 = it listens only between trials */
  int datasets;         /**< that a batch is written to */
  int64_t record_bytes; /**< of one trial */
  const walras_simulation_costs *costs;
} walras_simulation_input;

typedef struct walras_simulation_result {
  double seconds;          /**< from the first answer to the last record */
  double work_seconds;     /**< trials' own time, summed over all places where they run */
  double utilisation;      /**< of groups x at_once places: work_seconds / (seconds x places) */
  double coordinator_busy; /**< share of the time that rank 0 hears, answers and writes */
  int64_t messages, bytes; /**< between ranks */
  int64_t batches;
} walras_simulation_result;

/** Errors: WALRAS_ERROR_MEMORY; WALRAS_ERROR_STATE when the protocol comes to a standstill (a bug). */
walras_status walras_simulate(const walras_simulation_input *input, walras_simulation_result *result, walras_error *error);

#endif
