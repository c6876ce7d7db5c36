/** Derivatives written by hand against central differences of the loss. */
#ifndef WALRAS_TESTS_GRADIENT_CHECK_H
#define WALRAS_TESTS_GRADIENT_CHECK_H

#include <math.h>
#include <stdint.h>

typedef double (*loss_function)(const double *parameters, void *context);

/**
 * The largest |difference - gradient_i| / max(|gradient_i|, largest |gradient| / 1000) over all parameters, with steps of 1e-5: below 1e-6 where the
 * gradient [count] is right (the differences' own errors: 1e-10 of the third derivative, 1e-11 of the loss). The parameters come back unchanged.
 */
static inline double gradient_error(int64_t count, double *parameters, const double *gradient, loss_function loss,
                                    void *context) {
  const double step = 1e-5;
  double largest = 0.0, worst = 0.0;
  for (int64_t i = 0; i < count; i++)
    largest = fmax(largest, fabs(gradient[i]));
  for (int64_t i = 0; i < count; i++) {
    const double kept = parameters[i];
    parameters[i] = kept + step;
    const double above = loss(parameters, context);
    parameters[i] = kept - step;
    const double below = loss(parameters, context);
    parameters[i] = kept;
    const double scale = fmax(fabs(gradient[i]), largest / 1000.0);
    const double error = fabs((above - below) / (2.0 * step) - gradient[i]) / scale;
    worst = error == error ? fmax(worst, error) : INFINITY;
  }
  return worst;
}

#endif
