/** An interval of a quantity. */
#ifndef WALRAS_NUMERICS_STATISTICS_INTERVAL_H
#define WALRAS_NUMERICS_STATISTICS_INTERVAL_H

/** Infinite where the data set no limit; NaN where they say nothing. */
typedef struct walras_interval {
  double low, high;
} walras_interval;

#endif
