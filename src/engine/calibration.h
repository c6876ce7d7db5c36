/** The model's rough costs measured against the machine: some of the experiment's trials are run, without a store, and what they cost corrects
 *  what the footprint says of all. Results never depend on it. */
#ifndef WALRAS_ENGINE_CALIBRATION_H
#define WALRAS_ENGINE_CALIBRATION_H

#include <stdbool.h>

#include "engine/layout.h"
#include "engine/planner.h"

typedef struct walras_calibration_input {
  const walras_model *model;
  int64_t points;
  const void *const *parameters;     /**< [points] */
  const int64_t *point_replications; /**< [points] */
  uint64_t seed;
  bool independent;
  const walras_record_layout *records;
  int threads;         /**< trials side by side, each on one thread, as in the run that is planned */
  double memory_bytes; /**< that the trials together may take; one that asks for more fails */
  double
      seconds; /**< of processor time to spend on each thread; where others have the processors, up to ten times that goes by */
} walras_calibration_input;

/** One trial that was run: the rough costs of its parameters, and what it cost. */
typedef struct walras_measured {
  int64_t point;
  walras_plan_cost rough;
  double seconds;
} walras_measured;

typedef struct walras_calibration {
  int64_t trials, failed;      /**< run, and failed among them */
  double seconds;              /**< spent, wall */
  double others;               /**< share of that which other programs had the processors; it does not count as cost */
  int64_t rounds;              /**< most rounds that a trial ended one by one; 0 = none that could be checkpointed */
  bool smaller;                /**< some trials were run on smaller populations */
  double bytes;                /**< by which the trials of one thread made the process grow */
  double footprint_bytes;      /**< what the largest of their footprints says of that, in the mean over the threads */
  walras_plan_factor *factors; /**< [points] to multiply rough costs by; NULL = not calibrated, and `problem` says why */
  char problem[512];           /**< what went wrong, in words that can stand alone; "" = nothing */
} walras_calibration;

/** Runs trials in a process of their own, which writes nothing: whatever a model does there, this process goes on. Only a lack of memory is an
 *  error. Free the calibration in any case. */
walras_status walras_calibrate(const walras_calibration_input *input, walras_calibration *calibration, walras_error *error);
void walras_calibration_free(walras_calibration *calibration);

/** Factors for `points` points from the measured trials (sorted by point in place): a point's own where it was run, else those of its
 *  neighbours in the sweep that were, and cost about as much. `factors` [points]; `rough` [points]. Measured must not be empty. False: no memory. */
bool walras_calibration_fit(walras_measured *measured, int64_t count, const walras_plan_cost *rough, int64_t points,
                            walras_plan_factor *factors);

#endif
