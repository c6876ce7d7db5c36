/** Comparing two selections, or two metrics of one. */
#ifndef WALRAS_EXPERIMENT_EVALUATION_PAIRING_H
#define WALRAS_EXPERIMENT_EVALUATION_PAIRING_H

#include "experiment/evaluation/contrast.h"

/** Whether the means of two samples are compared replication by replication: yes, unless they rest on independent random numbers and share no
 *  point. */
bool claim_is_paired(const evaluator *e, const claim_sample *left, const claim_sample *right);

/** Mean of left less mean of right: over the replications in which each selected point has a value when paired, Welch's otherwise. `values` gets
 *  the pairs (or values) that it rests on. False when memory is exhausted. */
bool claim_difference(const evaluator *e, const claim_sample *left, const claim_sample *right, t_measure *difference,
                      int64_t *values);

/** Mean of left over mean of right, likewise. */
bool claim_ratio(const evaluator *e, const claim_sample *left, const claim_sample *right, ratio_measure *ratio, int64_t *values);

#endif
