/** The best of a list, with ties settled by a stated rule. */
#ifndef WALRAS_NUMERICS_GAMES_ARGMAX_H
#define WALRAS_NUMERICS_GAMES_ARGMAX_H

#include <stdint.h>

/** Goes through values [count >= 1] in order; a later one replaces the best so far only where it is greater by more than `tolerance` >= 0.
 *  With 0: the first of the greatest. */
static inline int64_t walras_argmax_first(const double *values, int64_t count, double tolerance) {
  int64_t best = 0;
  for (int64_t i = 1; i < count; i++)
    if (values[i] > values[best] + tolerance)
      best = i;
  return best;
}

/** Marks in `member` [count] (1 or 0) the values within `tolerance` >= 0 of the greatest; returns how many they are, at least 1. */
static inline int64_t walras_argmax_set(const double *values, int64_t count, double tolerance, unsigned char *member) {
  const double most = values[walras_argmax_first(values, count, 0.0)];
  int64_t members = 0;
  for (int64_t i = 0; i < count; i++)
    members += member[i] = values[i] >= most - tolerance;
  return members;
}

#endif
