/** The ratio of two means. */
#ifndef WALRAS_NUMERICS_STATISTICS_RATIO_H
#define WALRAS_NUMERICS_STATISTICS_RATIO_H

#include <stdint.h>

#include "numerics/statistics/interval.h"

/** What the ratio of the means of x and y needs to know of them, with the residuals d = x - ratio y. */
typedef struct walras_ratio {
  double ratio, denominator;                 /**< mean of x / mean of y, mean of y */
  double variance_d, covariance, variance_y; /**< of the means of d, of d and y, and of y */
  double degrees;                            /**< of freedom of these variances */
} walras_ratio;

/** From a paired sample x, y [count]; pairs with a NaN are left out. `degrees` is the number of pairs less one. */
walras_ratio walras_ratio_of_means(const double *x, const double *y, int64_t count);

/** Fieller's interval (Journal of the Royal Statistical Society B 16, 1954): exact for normal means, and equal to that of the delta method as
 *  the relative error of the denominator vanishes. Infinite on both sides when the denominator may be 0; NaN without two pairs. */
walras_interval walras_fieller_interval(const walras_ratio *ratio, double confidence);

/** The two-sided p-value of the hypothesis that the ratio of the true means is `expected`: below 1 - confidence where Fieller's interval misses
 *  it (the t test of mean x - expected mean y). */
double walras_ratio_p_value(const walras_ratio *ratio, double expected);

#endif
