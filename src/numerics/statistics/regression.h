/** Straight lines through points. */
#ifndef WALRAS_NUMERICS_STATISTICS_REGRESSION_H
#define WALRAS_NUMERICS_STATISTICS_REGRESSION_H

#include <stdint.h>

/** The line of least squares through points. */
typedef struct walras_line {
  double slope, intercept; /**< NaN when all x are equal */
  double error,
      degrees; /**< standard error of the slope from the residuals, with count - 2 degrees of freedom; NaN below three points */
} walras_line;

/** Ordinary least squares of y on x, both [count]: the slope's interval is slope +- t error for independent residuals of one variance. */
walras_line walras_line_fit(const double *x, const double *y, int64_t count);

/** What each y adds to the slope: weights [count] with slope = sum of weights y. NaN when all x are equal. */
void walras_line_weights(const double *x, int64_t count, double *weights);

#endif
