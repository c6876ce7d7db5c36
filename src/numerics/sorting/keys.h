/** The order of doubles as an order of unsigned integers, and back: what sorting and selection by digits go by. No NaN; -0 counts as 0. */
#ifndef WALRAS_NUMERICS_SORTING_KEYS_H
#define WALRAS_NUMERICS_SORTING_KEYS_H

#include <stdint.h>
#include <string.h>

static inline uint64_t walras_real_key(double value) {
  uint64_t bits;
  value = value == 0.0 ? 0.0 : value;
  memcpy(&bits, &value, sizeof bits);
  return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static inline double walras_real_of_key(uint64_t key) {
  const uint64_t bits = key >> 63 ? key & ~(UINT64_C(1) << 63) : ~key;
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

#endif
