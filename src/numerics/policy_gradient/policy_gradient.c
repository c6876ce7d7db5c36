#include "numerics/policy_gradient/policy_gradient.h"

#include <math.h>

#include "walras/elementary.h"

void walras_returns_to_go(int64_t steps, const double *rewards, double discount, double beyond, double *returns) {
  for (int64_t step = steps - 1; step >= 0; step--)
    returns[step] = beyond = rewards[step] + discount * beyond;
}

void walras_generalised_advantages(int64_t steps, const double *rewards, const double *values, double discount, double lambda,
                                   double *advantages) {
  double sum = 0.0;
  for (int64_t step = steps - 1; step >= 0; step--) {
    const double delta = rewards[step] + discount * values[step + 1] - values[step];
    advantages[step] = sum = delta + discount * lambda * sum;
  }
}

walras_advantage_scale walras_advantage_scale_make(const walras_advantage_sums *sums, double centre, double epsilon) {
  const double shift = sums->sum / sums->count, variance = sums->square / sums->count - shift * shift;
  return (walras_advantage_scale){.mean = centre + shift, .deviation = variance > 0.0 ? sqrt(variance) : 0.0, .epsilon = epsilon};
}

double walras_advantages_standardise(int64_t count, double epsilon, double *values) {
  const double centre = values[0]; /* equal values are then exactly at their mean */
  walras_advantage_sums sums = {.count = (double)count};
  for (int64_t i = 0; i < count; i++) {
    sums.sum += values[i] - centre;
    sums.square += (values[i] - centre) * (values[i] - centre);
  }
  const walras_advantage_scale scale = walras_advantage_scale_make(&sums, centre, epsilon);
  for (int64_t i = 0; i < count; i++)
    values[i] = walras_advantage_scaled(&scale, values[i]);
  return scale.mean;
}

double walras_ppo_surrogate(double log_probability, double old, double advantage, double clip, double *derivative) {
  const double ratio = walras_exp(log_probability - old), free = ratio * advantage;
  const double clipped = (ratio < 1.0 - clip ? 1.0 - clip : ratio > 1.0 + clip ? 1.0 + clip : ratio) * advantage;
  *derivative = free <= clipped ? free : 0.0;
  return free <= clipped ? free : clipped;
}
