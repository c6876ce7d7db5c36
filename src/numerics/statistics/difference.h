/** The difference of two means, and what pairing the samples gives. */
#ifndef WALRAS_NUMERICS_STATISTICS_DIFFERENCE_H
#define WALRAS_NUMERICS_STATISTICS_DIFFERENCE_H

#include <stdint.h>

#include "numerics/statistics/interval.h"

/** Mean of x less mean of y. */
typedef struct walras_difference {
  int64_t count;  /**< pairs; for independent samples the values of the smaller one */
  double mean;    /**< NaN without values */
  double error;   /**< standard error of the mean difference; NaN with too few values */
  double degrees; /**< of freedom of the error */
  double
      reduction; /**< 1 - Var(x - y) / (Var(x) + Var(y)) over the pairs: negative where pairing does harm; NaN for independent samples and
                        where neither side varies */
} walras_difference;

/** Of the samples x and y [count] paired by position; a pair with a NaN is left out. */
walras_difference walras_difference_paired(const double *x, const double *y, int64_t count);

/** Of independent samples whose variances may differ, both [count] with NaN values left out: Welch's degrees of freedom (Biometrika 34, 1947). */
walras_difference walras_difference_independent(const double *x, const double *y, int64_t count);

/** The two-sided t interval of the difference; NaN where there is no error. */
walras_interval walras_difference_interval(const walras_difference *difference, double confidence);

#endif
