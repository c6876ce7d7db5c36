/**
 * Sums that carry their rounding errors along (Knuth 1969; Ogita, Rump, Oishi 2005): terms that range over ten orders of magnitude are added as if in
 * twice the precision. The order is fixed, so the bits are the same everywhere.
 *
 * Over blocks: add `high` and `low` of each block to two slots of the block tree and put them together at the end. The tree rounds once per level, so
 * that the result is right to (levels + 2) 2^-53 of the sum of the terms' sizes: 4e-15 for 10^9 terms in blocks of 65536.
 */
#ifndef WALRAS_NUMERICS_SUMS_ACCURATE_H
#define WALRAS_NUMERICS_SUMS_ACCURATE_H

#include <stdint.h>

/** high + low is the sum. Zero-initialise. */
typedef struct walras_accurate {
  double high, low;
} walras_accurate;

/** One more term. */
static inline void walras_accurate_add(walras_accurate *sum, double x) {
  const double high = sum->high + x, part = high - sum->high;
  sum->low += (sum->high - (high - part)) + (x - part);
  sum->high = high;
}

/** Another sum. */
static inline void walras_accurate_merge(walras_accurate *sum, walras_accurate other) {
  walras_accurate_add(sum, other.high);
  sum->low += other.low;
}

static inline double walras_accurate_value(walras_accurate sum) {
  return sum.high + sum.low;
}

/** The sum of x [count], in eight lanes; vectorised. */
walras_accurate walras_accurate_sum(const double *x, int64_t count);
/** The sum of x[i] y[i], [count]; the products are rounded. */
walras_accurate walras_accurate_dot(const double *x, const double *y, int64_t count);

#endif
