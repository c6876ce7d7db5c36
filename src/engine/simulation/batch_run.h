/** How a group runs a batch, in virtual time: as run.c does, trial after trial or side by side, to the batch's end or to its limit. */
#ifndef WALRAS_ENGINE_SIMULATION_BATCH_RUN_H
#define WALRAS_ENGINE_SIMULATION_BATCH_RUN_H

#include "engine/coordinator.h"
#include "engine/simulation/simulation.h"

typedef struct walras_batch_run {
  walras_batch batch;
  int64_t finished;    /**< how many of its first trials ran */
  double seconds;      /**< that it took */
  double work_seconds; /**< trials' own time, summed over what ran side by side */
} walras_batch_run;

walras_batch_run walras_batch_run_of(const walras_simulation_input *input, walras_batch batch, double limit_seconds);

#endif
