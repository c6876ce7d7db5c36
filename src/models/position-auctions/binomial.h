/**
 * Binomial counts of up to 10^12 trials in constant time, from counter addresses: the law is exact up to the rounding of doubles (the
 * logarithm of a probability ratio is within about 1e-8).
 */
#ifndef WALRAS_POSITION_BINOMIAL_H
#define WALRAS_POSITION_BINOMIAL_H

#include <stdint.h>

#include "walras/random.h"

/**
 * Successes of `trials` (0..10^12) with `probability` (clamped to [0, 1]). Uses draws 0, 1, 2, ... of the address, two for each attempt of the
 * rejection (1.2 on average): Hormann, "The generation of binomial random variates" (J. Statistical Computation and Simulation 46, 1993),
 * algorithm BTRS, with probabilities by saddle points (Loader 2000); by inversion with one draw where fewer than 10 successes are expected.
 */
int64_t position_binomial(const walras_stream *stream, uint64_t entity, int64_t trials, double probability);

#endif
