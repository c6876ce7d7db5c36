/**
 * The random numbers of designs of experiments. A design is a pure function of its options and the experiment's seed; its key is the one of
 * replication 2^64 - 1 at point 2^64 - 1, which no trial has, so that no model shares a draw with the design that it is run on.
 */
#ifndef WALRAS_NUMERICS_DESIGNS_DESIGN_KEY_H
#define WALRAS_NUMERICS_DESIGNS_DESIGN_KEY_H

#include "walras/random.h"

/** Streams below that key, one a purpose. */
enum { WALRAS_DESIGN_SCRAMBLE, WALRAS_DESIGN_PERMUTE, WALRAS_DESIGN_JITTER, WALRAS_DESIGN_EXCHANGE, WALRAS_DESIGN_TRAJECTORY };

static inline void walras_design_key(uint64_t seed, uint32_t key[2]) {
  walras_random_key(seed, UINT64_MAX, UINT64_MAX, key);
}

#endif
