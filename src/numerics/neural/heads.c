#include "numerics/neural/heads.h"

#include "walras/elementary.h"

static const double HALF_LOG_TWO_PI = 0x1.d67f1c864beb5p-1; /* log(2 pi) / 2 */

enum { CHUNK = 64 };

static void log_softmax_row(int64_t choices, const double *logits, double *log_probabilities) {
  double most = logits[0], sum = 0.0;
  for (int64_t choice = 1; choice < choices; choice++)
    most = logits[choice] > most ? logits[choice] : most;
  for (int64_t first = 0; first < choices; first += CHUNK) {
    const int64_t count = choices - first < CHUNK ? choices - first : CHUNK;
    double weight[CHUNK];
    for (int64_t i = 0; i < count; i++)
      log_probabilities[first + i] = logits[first + i] - most;
    walras_exp_batch(log_probabilities + first, weight, count);
    for (int64_t i = 0; i < count; i++)
      sum += weight[i];
  }
  const double log_sum = walras_log(sum);
  for (int64_t choice = 0; choice < choices; choice++)
    log_probabilities[choice] -= log_sum;
}

void walras_log_softmax(int64_t samples, int64_t choices, const double *logits, double *log_probabilities) {
  for (int64_t sample = 0; sample < samples; sample++)
    log_softmax_row(choices, logits + sample * choices, log_probabilities + sample * choices);
}

void walras_log_softmax_backward(int64_t samples, int64_t choices, const double *log_probabilities, const double *log_gradient,
                                 double *logit_gradient) {
  for (int64_t sample = 0; sample < samples; sample++) {
    const int64_t row = sample * choices;
    double sum = 0.0;
    for (int64_t i = row; i < row + choices; i++)
      sum += log_gradient[i];
    for (int64_t i = row; i < row + choices; i++)
      logit_gradient[i] = log_gradient[i] - walras_exp(log_probabilities[i]) * sum;
  }
}

double walras_softmax_entropy(int64_t choices, const double *log_probabilities) {
  double entropy = 0.0;
  for (int64_t choice = 0; choice < choices; choice++) {
    const double probability = walras_exp(log_probabilities[choice]);
    entropy -= probability > 0.0 ? probability * log_probabilities[choice] : 0.0;
  }
  return entropy;
}

double walras_gaussian_log_density(int64_t dimensions, const double *mean, const double *log_deviation, const double *action) {
  double density = 0.0;
  for (int64_t i = 0; i < dimensions; i++) {
    const double z = (action[i] - mean[i]) * walras_exp(-log_deviation[i]);
    density -= 0.5 * z * z + log_deviation[i] + HALF_LOG_TWO_PI;
  }
  return density;
}

void walras_gaussian_log_density_backward(int64_t dimensions, const double *mean, const double *log_deviation,
                                          const double *action, double weight, double *mean_gradient,
                                          double *log_deviation_gradient) {
  for (int64_t i = 0; i < dimensions; i++) {
    const double precision = walras_exp(-log_deviation[i]), z = (action[i] - mean[i]) * precision;
    mean_gradient[i] = weight * z * precision;
    log_deviation_gradient[i] += weight * (z * z - 1.0);
  }
}

double walras_gaussian_entropy(int64_t dimensions, const double *log_deviation) {
  double entropy = 0.0;
  for (int64_t i = 0; i < dimensions; i++)
    entropy += log_deviation[i] + HALF_LOG_TWO_PI + 0.5;
  return entropy;
}
