/** The bootstrap: intervals of any statistics of a sample, by drawing samples from the sample. */
#ifndef WALRAS_NUMERICS_STATISTICS_BOOTSTRAP_H
#define WALRAS_NUMERICS_STATISTICS_BOOTSTRAP_H

#include <stdbool.h>
#include <stdint.h>

#include "numerics/statistics/interval.h"

/** The statistics [width] of the members picked [count] of the sample (numbers from 0; a member may come more than once). Whatever they take
 *  from one member - the values of several points in one replication - stays together: the pairing is kept. NaN where there is none. */
typedef void (*walras_bootstrap_statistics)(const int64_t *picked, int64_t count, const void *context, double *values);

typedef struct walras_bootstrap_input {
  walras_bootstrap_statistics statistics;
  const void *context;
  int64_t width;     /**< statistics that are taken from each drawn sample */
  int64_t count;     /**< members of the sample, at least 2 */
  int64_t resamples; /**< samples drawn; 2000 is usual for intervals of 95 % */
  uint64_t key;      /**< of the draws: the same key gives the same intervals, bit for bit, on every machine */
  double confidence;
} walras_bootstrap_input;

/** Percentiles of the drawn statistics: intervals [width]. False when memory is exhausted. NaN for fewer than two members or when every draw of
 *  a statistic is NaN; single ones are left out. */
bool walras_bootstrap_intervals(const walras_bootstrap_input *input, walras_interval *intervals);

#endif
