/** Weighted sums of points' means, and how well they are known. */
#ifndef WALRAS_EXPERIMENT_EVALUATION_CONTRAST_H
#define WALRAS_EXPERIMENT_EVALUATION_CONTRAST_H

#include "experiment/evaluation/measures.h"
#include "experiment/evaluation/sample.h"

/**
 * The sum of weights [point_count] times the points' means (those with values), and its standard error. `estimate` may be changed afterwards:
 * with the derivatives of a smooth function of the means as weights, the error is that function's by the delta method.
 *
 * Points that share random numbers: one replication moves all means together, so each replication's part in the sum is one independent draw,
 * and the error has the degrees of freedom of the point with the fewest values. Independent numbers: the points' variances add up, with
 * Satterthwaite's degrees of freedom. No error below two values at a point. False when memory is exhausted.
 */
bool claim_contrast(const evaluator *e, const claim_sample *sample, const double *weights, t_measure *measure);

/** The average of the points' means. */
bool claim_average(const evaluator *e, const claim_sample *sample, t_measure *measure);

/** The sum (sign 1) or difference (sign -1) of two independent measures, with the degrees of freedom of Welch (Biometrika 34, 1947). */
t_measure claim_welch(const t_measure *left, const t_measure *right, double sign);

#endif
