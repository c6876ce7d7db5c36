/** The selected points in the order of a parameter. */
#ifndef WALRAS_EXPERIMENT_EVALUATION_AXIS_H
#define WALRAS_EXPERIMENT_EVALUATION_AXIS_H

#include "experiment/evaluation/sample.h"

/** A sample of points sorted by the parameter, and where each of its values begins. Values at which some point has no trial are left out: the
 *  others of the same value would not be comparable with those elsewhere. */
typedef struct claim_axis {
  claim_sample sample;
  int64_t count;  /**< different values of the parameter */
  double *x;      /**< [count] ascending */
  int64_t *first; /**< [count + 1] place in the sample of the first point of each value */
} claim_axis;

/** Reads the claim's metric at its points along its parameter `along`. On success the caller frees the axis. */
walras_status claim_axis_load(const evaluator *e, claim_axis *axis);
void claim_axis_free(claim_axis *axis);

/** The average of the points' means at value number `step`. */
double claim_axis_mean(const claim_axis *axis, int64_t step);

/** The part of the sample at value number `step`, without memory of its own. */
claim_sample claim_axis_part(const claim_axis *axis, int64_t step);

#endif
