/** First-order steps on a flat vector of parameters. Every constant is the caller's; there is no hidden state. All steps go downhill. */
#ifndef WALRAS_NUMERICS_NEURAL_OPTIMISER_H
#define WALRAS_NUMERICS_NEURAL_OPTIMISER_H

#include <stdint.h>

/** Adam (Kingma, Ba 2015). */
typedef struct walras_adam {
  double rate;         /**< > 0 */
  double beta1, beta2; /**< in [0, 1) */
  double epsilon;      /**< > 0, added to the root */
} walras_adam;

/**
 * Step number `step` (1 for the first) along gradient [count] of a loss. `first` and `second` [count] are the moments, zeros before the first step;
 * they and the step number are all there is to keep.
 */
void walras_adam_step(const walras_adam *adam, int64_t step, int64_t count, const double *gradient, double *first, double *second,
                      double *parameters);

/** parameters -= rate gradient. */
void walras_descend(double rate, int64_t count, const double *gradient, double *parameters);

/** Scales gradient [count] to the Euclidean norm `most` where it is longer; returns the norm that it had. */
double walras_clip_norm(double most, int64_t count, double *gradient);

#endif
