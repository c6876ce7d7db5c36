#include "numerics/neural/optimiser.h"

#include <math.h>

#include "walras/elementary.h"

void walras_adam_step(const walras_adam *adam, int64_t step, int64_t count, const double *restrict gradient,
                      double *restrict first, double *restrict second, double *restrict parameters) {
  const double correction1 = 1.0 - walras_pow(adam->beta1, (double)step),
               correction2 = 1.0 - walras_pow(adam->beta2, (double)step);
  const double rate = adam->rate / correction1, scale = sqrt(1.0 / correction2);
  for (int64_t i = 0; i < count; i++) {
    first[i] = adam->beta1 * first[i] + (1.0 - adam->beta1) * gradient[i];
    second[i] = adam->beta2 * second[i] + (1.0 - adam->beta2) * gradient[i] * gradient[i];
    parameters[i] -= rate * first[i] / (scale * sqrt(second[i]) + adam->epsilon);
  }
}

void walras_descend(double rate, int64_t count, const double *gradient, double *parameters) {
  for (int64_t i = 0; i < count; i++)
    parameters[i] -= rate * gradient[i];
}

double walras_clip_norm(double most, int64_t count, double *gradient) {
  double square = 0.0;
  for (int64_t i = 0; i < count; i++)
    square += gradient[i] * gradient[i];
  const double norm = sqrt(square);
  for (int64_t i = 0; norm > most && i < count; i++)
    gradient[i] *= most / norm;
  return norm;
}
