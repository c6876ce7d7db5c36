#include "experiment/evaluation/effective.h"

#include <math.h>

bool claim_effective_trials(const evaluator *e, const claim_sample *sample, effective_trials *effective) {
  t_measure mean;
  if (!claim_average(e, sample, &mean))
    return false;
  int64_t least = INT64_MAX;
  for (int64_t i = 0; i < sample->point_count; i++)
    if (sample->counts[i] > 0 && sample->counts[i] < least)
      least = sample->counts[i];
  const double all = (double)sample->value_count;
  *effective = (effective_trials){.share = mean.estimate, .trials = all, .replications = (double)least};
  if (sample->value_count == 0)
    effective->trials = effective->replications = NAN;
  else if (sample->point_count > 1 && !e->experiment->independent) {
    const double spread = mean.estimate * (1.0 - mean.estimate), variance = mean.error * mean.error;
    /* the variance estimates that of n - 1 degrees of freedom: n trials that agree at all points are worth n */
    const double worth = spread > 0.0 && !isnan(variance) ? spread / variance * (1.0 + 1.0 / mean.degrees) : (double)least;
    effective->trials = worth < all ? worth : all;
  }
  return true;
}
