/**
 * Sobol' indices: which factors the variance of a model's output comes from, apart from the noise of its replications.
 *
 * From a Saltelli design: base rows A_j and B_j of the factors, and A_j with factor i from B_j. With y the output at each of these points,
 *   variance       mean of (y(A) - y(B))^2 / 2                                      (Jansen 1999)
 *   first order i  mean of y(B) (y(A with i from B) - y(A)) / variance              (Saltelli et al. 2010, table 2 (b))
 *   total i        mean of (y(A) - y(A with i from B))^2 / 2 / variance             (Jansen 1999; Saltelli et al. 2010, table 2 (f))
 * M. J. W. Jansen, Computer Physics Communications 117 (1999) 35-43; A. Saltelli et al., ibid. 181 (2010) 259-270.
 *
 * Noise: what is meant is the expected output of each point. Every product above is one of two values that come from different replications, whose
 * noise is independent, and is averaged over all such pairs: so numerators and variance are free of bias by noise, with independent random numbers
 * and with common ones (where a replication's noise is shared by all points; values are taken from the mean of their replication over all points).
 * With one replication nothing can be separated: the noise counts as variance.
 */
#ifndef WALRAS_NUMERICS_STATISTICS_SOBOL_INDICES_H
#define WALRAS_NUMERICS_STATISTICS_SOBOL_INDICES_H

#include <stdint.h>

#include "numerics/statistics/estimate.h"
#include "walras/status.h"

enum { WALRAS_SOBOL_MEMBERS = 2048, WALRAS_SOBOL_RESAMPLES = 2000 };

typedef struct walras_sobol_input {
  const double *values; /**< [rows][factors + 2][replications]: A, A with factor 1..factors from B, B; NaN = missing */
  int64_t rows, factors, replications;
  double confidence;
} walras_sobol_input;

typedef struct walras_sobol_indices {
  int64_t
      rows; /**< used: a replication counts in a row when all its points have a value, and a row when it has two, or one if none has two */
  int64_t replications;  /**< the most that a row uses; 1: noise is not separated */
  double variance;       /**< due to the factors; not above 0 where none can be seen, and then there are no indices (NaN) */
  walras_estimate noise; /**< share of the noise in the variance of a single trial; NaN with one replication */
  walras_estimate *first, *total; /**< [factors] the caller's */
} walras_sobol_indices;

/**
 * Intervals are percentiles of WALRAS_SOBOL_RESAMPLES bootstrap samples of the rows (of up to WALRAS_SOBOL_MEMBERS random groups of rows when there are
 * more), with fixed draws. Rows of a Sobol' sequence cover the space more evenly than the independent rows that this supposes: the intervals are rather
 * too wide. Noise that all points of a replication share is not resampled: then the intervals are those given these replications. Errors: out of
 * memory.
 */
walras_status walras_sobol_indices_find(const walras_sobol_input *input, walras_sobol_indices *indices, walras_error *error);

#endif
