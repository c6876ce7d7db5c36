/** A quantity as the data show it. */
#ifndef WALRAS_NUMERICS_STATISTICS_ESTIMATE_H
#define WALRAS_NUMERICS_STATISTICS_ESTIMATE_H

#include "numerics/statistics/interval.h"

/** NaN where the data say nothing. */
typedef struct walras_estimate {
  double value;
  walras_interval interval;
} walras_estimate;

#endif
