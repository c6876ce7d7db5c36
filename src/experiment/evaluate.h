/** Claims against measured values: the paper's number, ours with its interval, and a verdict. */
#ifndef WALRAS_EXPERIMENT_EVALUATE_H
#define WALRAS_EXPERIMENT_EVALUATE_H

#include "experiment/experiment.h"

typedef enum walras_verdict {
  WALRAS_CLAIM_HOLDS,
  WALRAS_CLAIM_FAILS,
  WALRAS_CLAIM_UNDECIDED, /**< the interval is too wide, or too few trials are done */
} walras_verdict;

/** Where the values come from: fills values [replications] of one scalar metric, or element `element` (from 0) of a vector metric, at one
 *  point; NaN where the trial is not done or the value is undefined. */
typedef walras_status (*walras_values_reader)(void *context, const char *metric, int64_t element, int64_t point, double *values,
                                              walras_error *error);

/** The outcome of one claim. */
typedef struct walras_evaluation {
  walras_verdict verdict;
  double estimate, low, high; /**< ours, with its 95 % interval (equal without one) */
  double minimum, maximum;    /**< the band that the claim allows; infinite where open */
  int64_t points, values;     /**< how many design points and trials it rests on */
  const char *method;         /**< how the interval was made: "t interval", "delta method", "every trial", ... */
  char worst[160];            /**< for checks over every trial or point: where the worst one is */
} walras_evaluation;

/** Evaluates one claim of an experiment. Checks: equal, bounds, mean, median, ratio, difference, order, slope. The others of the grammar
 *  (share, correlation, table) are refused with WALRAS_ERROR_INPUT and a message that says so. */
walras_status walras_claim_evaluate(const walras_experiment *experiment, const walras_claim *claim, walras_values_reader read,
                                    void *context, walras_evaluation *evaluation, walras_error *error);

const char *walras_verdict_name(walras_verdict verdict);

#endif
