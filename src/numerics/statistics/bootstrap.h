/** The bootstrap: the interval of any statistic of a sample, by drawing samples from the sample. */
#ifndef WALRAS_NUMERICS_STATISTICS_BOOTSTRAP_H
#define WALRAS_NUMERICS_STATISTICS_BOOTSTRAP_H

#include <stdbool.h>
#include <stdint.h>

#include "numerics/statistics/interval.h"

/** The statistic of the members picked [count] of the sample (numbers from 0; a member may come more than once). Whatever the statistic takes
 *  from one member - the values of several points in one replication - stays together: the pairing is kept. NaN when there is none. */
typedef double (*walras_bootstrap_statistic)(const int64_t *picked, int64_t count, const void *context);

typedef enum walras_bootstrap_kind {
  WALRAS_BOOTSTRAP_PERCENTILE, /**< quantiles of the drawn statistics */
  WALRAS_BOOTSTRAP_BCA, /**< the same, corrected for bias and for a spread that moves with the statistic (Efron, JASA 82, 1987) */
} walras_bootstrap_kind;

typedef struct walras_bootstrap_input {
  walras_bootstrap_statistic statistic;
  const void *context;
  int64_t count;     /**< members of the sample, at least 2 */
  int64_t resamples; /**< samples drawn; 2000 is usual for intervals of 95 % */
  uint64_t key;      /**< of the draws: the same key gives the same interval, bit for bit, on every machine */
  double confidence;
  walras_bootstrap_kind kind;
} walras_bootstrap_input;

enum { WALRAS_BOOTSTRAP_BLOCKS = 256 }; /**< BCa's jackknife leaves out single members up to this many, blocks of them beyond */

/** False when memory is exhausted. NaN for fewer than two members or when every drawn statistic is NaN; single ones are left out. */
bool walras_bootstrap_interval(const walras_bootstrap_input *input, walras_interval *interval);

#endif
