#include "experiment/evaluation/contrast.h"

#include <math.h>
#include <stdlib.h>

/* What one replication adds to the error of a point's weighted mean: the squares of these sum up to weight^2 s^2 / n. */
static double part(const claim_sample *sample, int64_t index, double weight, double value) {
  const double n = (double)sample->counts[index];
  return isnan(value) ? 0.0 : weight * (value - sample->means[index]) / sqrt(n * (n - 1.0));
}

/* Each replication as one draw over all points: parts [replications] is zeroed scratch. */
static double shared_variance(const claim_sample *sample, const double *weights, double *parts) {
  double variance = 0.0;
  for (int64_t i = 0; i < sample->point_count; i++)
    for (int64_t k = 0; sample->counts[i] > 0 && k < sample->replications; k++)
      parts[k] += part(sample, i, weights[i], claim_sample_row(sample, i)[k]);
  for (int64_t k = 0; k < sample->replications; k++)
    variance += parts[k] * parts[k];
  return variance;
}

/* Each point by itself, with Satterthwaite's degrees of freedom. */
static double independent_variance(const claim_sample *sample, const double *weights, double *degrees) {
  double variance = 0.0, quartics = 0.0;
  for (int64_t i = 0; i < sample->point_count; i++) {
    double own = 0.0;
    for (int64_t k = 0; sample->counts[i] > 0 && k < sample->replications; k++) {
      const double d = part(sample, i, weights[i], claim_sample_row(sample, i)[k]);
      own += d * d;
    }
    variance += own;
    if (own > 0.0)
      quartics += own * own / (double)(sample->counts[i] - 1);
  }
  if (variance > 0.0)
    *degrees = variance * variance / quartics;
  return variance;
}

bool claim_contrast(const evaluator *e, const claim_sample *sample, const double *weights, t_measure *measure) {
  int64_t least = INT64_MAX;
  *measure = (t_measure){.estimate = sample->value_count > 0 ? 0.0 : (double)NAN, .error = NAN};
  for (int64_t i = 0; i < sample->point_count; i++) {
    if (sample->counts[i] == 0)
      continue;
    measure->estimate += weights[i] * sample->means[i];
    least = sample->counts[i] < least ? sample->counts[i] : least;
  }
  if (sample->value_count == 0 || least < 2)
    return true;
  measure->replications = (double)least;
  measure->degrees = (double)(least - 1);
  if (e->experiment->independent) {
    measure->error = sqrt(independent_variance(sample, weights, &measure->degrees));
    return true;
  }
  double *parts = calloc((size_t)sample->replications, sizeof *parts);
  if (parts != NULL)
    measure->error = sqrt(shared_variance(sample, weights, parts));
  free(parts);
  return parts != NULL;
}

bool claim_average(const evaluator *e, const claim_sample *sample, t_measure *measure) {
  int64_t measured = 0;
  double *weights = malloc((size_t)sample->point_count * sizeof *weights + 1);
  if (weights == NULL)
    return false;
  for (int64_t i = 0; i < sample->point_count; i++)
    measured += sample->counts[i] > 0;
  for (int64_t i = 0; i < sample->point_count; i++)
    weights[i] = 1.0 / (double)measured;
  const bool room = claim_contrast(e, sample, weights, measure);
  free(weights);
  return room;
}

t_measure claim_welch(const t_measure *a, const t_measure *b, double sign) {
  const double left = a->error * a->error, right = b->error * b->error, variance = left + right;
  t_measure both = {.estimate = a->estimate + sign * b->estimate, .error = sqrt(variance)};
  both.replications = a->replications < b->replications ? a->replications : b->replications;
  both.degrees = a->degrees < b->degrees ? a->degrees : b->degrees;
  if (variance > 0.0)
    both.degrees = variance * variance / (left * left / a->degrees + right * right / b->degrees);
  return both;
}
