/** The clock of the run: for budgets, batches and reports, never for results. */
#ifndef WALRAS_ENGINE_CLOCK_H
#define WALRAS_ENGINE_CLOCK_H

#include <time.h>

/** Seconds, monotonic. */
static inline double walras_clock(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

#endif
