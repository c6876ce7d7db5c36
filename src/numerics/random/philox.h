/**
 * Philox4x32-10, scalar, and its constants.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011), section 3.3;
 * multipliers and key increments as in their Random123 library.
 */
#ifndef WALRAS_NUMERICS_RANDOM_PHILOX_H
#define WALRAS_NUMERICS_RANDOM_PHILOX_H

#include <stdint.h>

#define WALRAS_PHILOX_FACTOR0 UINT32_C(0xD2511F53)
#define WALRAS_PHILOX_FACTOR1 UINT32_C(0xCD9E8D57)
#define WALRAS_PHILOX_STEP0 UINT32_C(0x9E3779B9) /* golden ratio */
#define WALRAS_PHILOX_STEP1 UINT32_C(0xBB67AE85) /* sqrt(3) - 1 */
enum { WALRAS_PHILOX_ROUNDS = 10 };

static inline void walras_philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
  uint32_t x0 = counter[0], x1 = counter[1], x2 = counter[2], x3 = counter[3], k0 = key[0], k1 = key[1];
  for (int round = 0; round < WALRAS_PHILOX_ROUNDS; round++) {
    const uint64_t p0 = (uint64_t)x0 * WALRAS_PHILOX_FACTOR0, p1 = (uint64_t)x2 * WALRAS_PHILOX_FACTOR1;
    x0 = (uint32_t)(p1 >> 32) ^ x1 ^ k0;
    x1 = (uint32_t)p1;
    x2 = (uint32_t)(p0 >> 32) ^ x3 ^ k1;
    x3 = (uint32_t)p0;
    k0 += WALRAS_PHILOX_STEP0;
    k1 += WALRAS_PHILOX_STEP1;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}

#endif
