/** How a run is laid out over ranks and threads, and what it will need. Estimates from the model's footprint; results never depend on it. */
#ifndef WALRAS_ENGINE_PLANNER_H
#define WALRAS_ENGINE_PLANNER_H

#include "store/store.h"
#include "walras/model.h"

typedef struct walras_plan_input {
  const walras_model *model;
  int64_t points, replications;
  const void *const *parameters;     /**< [points] */
  const int64_t *point_replications; /**< [points] */
  int64_t wave;                      /**< sequential stopping: trials that can run at the same time all along; 0 = all can */
  int ranks, threads;
  int ranks_per_trial; /**< 0 = choose */
  const walras_store_layout *store;
  const char *store_path; /**< of a store to be created, checked against the disk; NULL = it exists */
} walras_plan_input;

typedef struct walras_plan_result {
  int64_t trials;
  int ranks_per_trial, groups;
  int trials_at_once; /**< by each rank: 1, its threads sharing the blocks, or as many as it has threads, each trial on one of them */
  double bytes_per_rank, memory_bytes; /**< needed by the most demanding rank; what this machine has for each */
  double store_bytes;
  double seconds; /**< of the whole run, from the footprint's rough costs */
} walras_plan_result;

/** Chooses the group size and checks that the run fits: more ranks per trial than ranks, a population too large for the memory, and a
 *  store too large for the disk are errors with their numbers. */
walras_status walras_plan_make(const walras_plan_input *input, walras_plan_result *result, walras_error *error);

#endif
