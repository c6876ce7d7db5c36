/** The trials of a calibration, and the memory through which they tell what they cost. */
#ifndef WALRAS_ENGINE_CALIBRATION_TRIALS_H
#define WALRAS_ENGINE_CALIBRATION_TRIALS_H

#include "engine/calibration.h"

enum { CALIBRATION_LOG = 1 << 18, CALIBRATION_THREADS = 256 };

/** Shared by two processes; all zero at first. */
typedef struct calibration_shared {
  int64_t count;  /**< of the log */
  int64_t failed; /**< trials */
  int64_t rounds;
  bool smaller, ended;
  double wall, cost; /**< sums over the threads */
  char message[256]; /**< of the first trial that failed */
  struct {
    bool active;
    double since;          /**< on the clock */
    walras_measured trial; /**< without its seconds */
    int64_t replication;
    double footprint_bytes;   /**< largest so far */
  } now[CALIBRATION_THREADS]; /**< what each thread is at */
  walras_measured log[CALIBRATION_LOG];
} calibration_shared;

/** Runs trials until the time is over or all were run twice. `rough` [points]. */
void walras_calibration_run(const walras_calibration_input *input, const walras_plan_cost *rough, calibration_shared *shared);

#endif
