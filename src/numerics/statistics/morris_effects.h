/**
 * Elementary effects of Morris (Technometrics 33 (1991) 161-174): what one factor's move by `step` changes, divided by the step, over trajectories.
 * mu is their mean, sigma their standard deviation; mu* the mean of their absolute values (F. Campolongo, J. Cariboni, A. Saltelli, Environmental
 * Modelling and Software 22 (2007) 1509-1518).
 *
 * Noise: an effect is the difference of two points in the same replication, averaged over replications, so that common random numbers take their
 * part of the noise out. sigma^2 is the mean product of deviations in different replications: free of bias by noise. mu is so as well; mu* is not,
 * for no absolute value is: `noise` says how much each effect owes to noise.
 */
#ifndef WALRAS_NUMERICS_STATISTICS_MORRIS_EFFECTS_H
#define WALRAS_NUMERICS_STATISTICS_MORRIS_EFFECTS_H

#include <stdint.h>

#include "numerics/statistics/estimate.h"
#include "walras/status.h"

enum { WALRAS_MORRIS_RESAMPLES = 2000 };

typedef struct walras_morris_input {
  const double *values; /**< [trajectories][factors + 1][replications]; NaN = missing */
  const int64_t *moves; /**< [trajectories][factors] as walras_morris_trajectory gives them */
  int64_t trajectories, factors, replications;
  double step, confidence;
} walras_morris_input;

/** Of one factor. */
typedef struct walras_morris_effect {
  int64_t trajectories; /**< used: those with two replications of both points of the move, or with one if none has two */
  int64_t replications; /**< the most that one of them uses */
  walras_estimate mu, mu_star, sigma; /**< NaN without a trajectory; sigma also with only one */
  double noise; /**< standard error of one effect by noise; NaN with one replication, whose noise is part of sigma */
} walras_morris_effect;

/** effects [factors]. Intervals are percentiles of WALRAS_MORRIS_RESAMPLES bootstrap samples of the trajectories, with fixed draws. Errors: out of
 *  memory. */
walras_status walras_morris_effects_find(const walras_morris_input *input, walras_morris_effect *effects, walras_error *error);

#endif
