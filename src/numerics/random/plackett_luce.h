/**
 * Plackett and Luce (1959, 1975): ordered choices without replacement, each with probability proportional to the weights that are left. Many
 * choosers share the weights and are served side by side, in vectors of any width with the same bits.
 */
#ifndef WALRAS_NUMERICS_RANDOM_PLACKETT_LUCE_H
#define WALRAS_NUMERICS_RANDOM_PLACKETT_LUCE_H

#include <stdint.h>

enum { WALRAS_PLACKETT_LUCE_MOST = 64 };

/** What choosers choose from. */
typedef struct walras_urn {
  int32_t slots;            /**< n >= 1 */
  const double *weight;     /**< [n] finite, >= 0, not all zero */
  const double *cumulative; /**< [n + 1] sums of the weights before each slot; the last is their total */
} walras_urn;

/**
 * Everyone of `count` choosers takes `choices` distinct slots (0..min(n, 64)), one word each, by inverse cdf on the weights that are left:
 * words [choices][stride] in, taken [choices][stride] out. The first k choices do not depend on how many follow.
 * Where weights of zero are all that is left, slots are taken from the last to the first.
 */
void walras_plackett_luce(const walras_urn *urn, int choices, int64_t count, const uint32_t *words, int64_t stride,
                          int32_t *taken);

/** The compiled paths; for choosers of at most WALRAS_PLACKETT_LUCE_CHUNK at a time. */
enum { WALRAS_PLACKETT_LUCE_CHUNK = 64 };
typedef void walras_plackett_luce_path(const walras_urn *urn, int choices, int count, const uint32_t *words, int64_t stride,
                                       int32_t *taken);
walras_plackett_luce_path walras_plackett_luce_baseline, walras_plackett_luce_avx2, walras_plackett_luce_avx512;

/** Choice number `number` of one chooser, exactly over the weights that are left; for when these are next to nothing. */
int32_t walras_plackett_luce_rest(const walras_urn *urn, const int32_t *taken, int64_t stride, int number, double uniform);

#endif
