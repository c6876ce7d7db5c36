#include "models/inpo/opponent.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "numerics/preference_games/policy.h"

void inpo_opponent_policy(const double *reference, const double *margins, double sharpness, int64_t n, double *opponent) {
  memcpy(opponent, reference, (size_t)n * sizeof *opponent);
  walras_policy_combine(opponent, 1.0, NULL, 0.0, margins, sharpness, n);
}

/* P(opponent > ref) - 1/2 = opponent' M ref, the mean over prompts. */
static double mean_margin(const struct inpo_opponent_sample *sample, double sharpness, double *work) {
  const int64_t n = sample->n;
  double sum = 0.0, weights = 0.0;
  for (int64_t k = 0; k < sample->prompts; k++) {
    const double *const margins = sample->margins + k * n;
    inpo_opponent_policy(sample->references + k * n, margins, sharpness, n, work);
    walras_policy_probabilities(work, n, work);
    sum += sample->weights[k] * walras_policy_dot(work, margins, n);
    weights += sample->weights[k];
  }
  return sum / weights;
}

static const double SHARPEST = 1e6;
enum { BISECTIONS = 60 };

double inpo_opponent_sharpness(const struct inpo_opponent_sample *sample, double win_rate, double *work) {
  double low = 1e-3, high = SHARPEST;
  if (mean_margin(sample, high, work) <= win_rate - 0.5)
    return high;
  if (mean_margin(sample, low, work) >= win_rate - 0.5)
    return 0.0;
  for (int k = 0; k < BISECTIONS && high > low * (1.0 + 1e-12); k++) {
    const double middle = sqrt(low * high); /* the margin rises with the sharpness */
    if (mean_margin(sample, middle, work) < win_rate - 0.5)
      low = middle;
    else
      high = middle;
  }
  return high;
}
