/** Quantiles of a sample, and their distribution-free intervals. */
#ifndef WALRAS_NUMERICS_STATISTICS_QUANTILE_H
#define WALRAS_NUMERICS_STATISTICS_QUANTILE_H

#include <stdint.h>

/** Sorts values [count] ascending, NaN values left out and dropped behind the rest; the number that remain. */
int64_t walras_sort_values(double *values, int64_t count);

/** Quantile at `probability` in [0, 1] of ascending values [count]: linear between order statistics, R's type 7 (Hyndman and Fan, The American
 *  Statistician 50, 1996); the median is the middle value, or the mean of both. NaN for an empty sample. */
double walras_quantile_of_sorted(const double *sorted, int64_t count, double probability);

/** The ranks (from 1) of two order statistics with the quantile between them, whatever the law of the values. */
typedef struct walras_rank_interval {
  int64_t low, high; /**< 0 and count + 1 where no order statistic is far enough out: then there is no limit on that side */
  double coverage;   /**< the actual one for continuous laws (more for others), at least the confidence asked for */
} walras_rank_interval;

/** Ranks by exact binomial tails, at most half of 1 - confidence on each side (David and Nagaraja, Order Statistics, 2003, section 7.1). */
walras_rank_interval walras_quantile_ranks(int64_t count, double probability, double confidence);

#endif
