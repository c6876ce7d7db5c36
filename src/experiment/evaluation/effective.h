/** How many independent trials the trials of several points are worth. */
#ifndef WALRAS_EXPERIMENT_EVALUATION_EFFECTIVE_H
#define WALRAS_EXPERIMENT_EVALUATION_EFFECTIVE_H

#include "experiment/evaluation/contrast.h"

typedef struct effective_trials {
  double share;  /**< of trials with a property, the average over points */
  double trials; /**< as many independent trials know the share as well; NaN without values */
  double replications;
} effective_trials;

/** `sample` holds 1 for trials with the property, 0 for others, NaN for none. Trials of one point, and with independent numbers of all, are
 *  worth their number. Points that share random numbers are worth share (1 - share) / variance (the design effect of Kish, Survey Sampling,
 *  1965), at least one point's trials when all agree, and never more than there are. False when memory is exhausted. */
bool claim_effective_trials(const evaluator *e, const claim_sample *sample, effective_trials *effective);

#endif
