/** How a run is laid out over ranks and threads, and what it will need. Estimates from the model's footprint; results never depend on it. */
#ifndef WALRAS_ENGINE_PLANNER_H
#define WALRAS_ENGINE_PLANNER_H

#include <stdbool.h>

#include "store/store.h"
#include "walras/model.h"

/** The nodes that a job asks for; all zero = the ranks are on this machine. */
typedef struct walras_plan_nodes {
  int64_t count; /**< 0 = none were asked for */
  int tasks;     /**< ranks on each */
  int processors;
  double memory_bytes; /**< of each */
} walras_plan_nodes;

/** What a trial costs one core: set-up that every rank of a group does alone, and what its ranks and threads share. */
typedef struct walras_plan_cost {
  double fixed, spread; /**< seconds */
} walras_plan_cost;

/** What measurements say of a point's rough costs: to be multiplied with them. */
typedef struct walras_plan_factor {
  double fixed, spread;
} walras_plan_factor;

/** From the model's footprint, and what running any trial costs. */
walras_plan_cost walras_plan_rough_cost(const walras_model *model, const void *parameters);

/** What a process of the run takes beside its trials; all zero = nobody has looked. */
typedef struct walras_plan_memory {
  double process; /**< bytes resident with MPI, the experiment and the layout */
  bool created;   /**< these include what creating a store takes */
  /** A calibration: by how many bytes a trial made the process grow whose footprint says so many; 0 = none. */
  double trial, trial_footprint;
} walras_plan_memory;

typedef struct walras_plan_input {
  const walras_model *model;
  int64_t points, replications;
  const void *const *parameters;     /**< [points] */
  const int64_t *point_replications; /**< [points] */
  int64_t wave;                      /**< sequential stopping: trials that can run at the same time all along; 0 = all can */
  int ranks, threads;
  int ranks_per_trial;               /**< 0 = choose */
  const walras_plan_factor *factors; /**< [points] of a calibration; NULL = none */
  walras_plan_memory memory;
  walras_plan_nodes nodes;
  int processors; /**< of this machine that the ranks may use, where no nodes were asked for; 0 = one for each thread */
  const walras_store_layout *store;
  const char *store_path;   /**< of a store to be created, checked against the disk; NULL = it exists */
  int64_t store_bytes;      /**< of the file, exactly, from walras_store_rehearse; 0 = unknown, a bound is good enough */
  double rehearsal_seconds; /**< that took */
} walras_plan_input;

/** What the trials ask for, from the model's footprint: the most demanding point decides about memory. */
typedef struct walras_plan_demand {
  double spread, replicated; /**< bytes of the worst point: shared by a group's ranks, and on each of them */
  int64_t trials;
  int64_t together;        /**< trials that can run at the same time all along */
  int64_t smallest_blocks; /**< fewest blocks of any point */
  int64_t largest_blocks;  /**< most blocks of any point */
} walras_plan_demand;

walras_plan_demand walras_plan_measure(const walras_plan_input *input);

typedef struct walras_plan_result {
  int64_t trials;
  int ranks_per_trial, groups;
  int trials_at_once; /**< by each rank: 1, its threads sharing the blocks, or as many as it has threads, each trial on one of them */
  double bytes_per_rank, memory_bytes; /**< needed by the most demanding rank; what each may use */
  double store_bytes;
  double seconds;               /**< of the whole run, from the creation of the store to its last sync */
  double creation_seconds;      /**< of these for the store to be created */
  double longest_trial_seconds; /**< of one trial in this layout */
} walras_plan_result;

/** Chooses the group size and checks that the run fits: more ranks per trial than ranks, a population too large for the memory, and a
 *  store too large for the disk are errors with their numbers. */
walras_status walras_plan_make(const walras_plan_input *input, walras_plan_result *result, walras_error *error);

/** The same layout over again with other factors or numbers of replications: fills the seconds of `result` alone. */
void walras_plan_predict(const walras_plan_input *input, walras_plan_result *result);

/** What a trial of a point takes in a layout, by its group or its thread. */
double walras_plan_trial_seconds(const walras_plan_input *input, const walras_plan_result *result, int64_t point);

#endif
