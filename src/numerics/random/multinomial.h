/** Counts of many independent draws without making each: exact binomial and multinomial draws at a cost of the logarithm of their number. Each
 * gamma variate or uniform takes four draws of the sequence. */
#ifndef WALRAS_NUMERICS_RANDOM_MULTINOMIAL_H
#define WALRAS_NUMERICS_RANDOM_MULTINOMIAL_H

#include "walras/random.h"

/** The draws of one entity, taken one after the other. */
typedef struct walras_draw_sequence {
  walras_stream stream;
  uint64_t entity;
  uint32_t next; /* a multiple of 4 */
} walras_draw_sequence;

/** Successes among n >= 0 draws of probability p: order statistics cut n in half until few are left (Relles, JASA 67, 1972). */
int64_t walras_binomial_count(walras_draw_sequence *draws, int64_t n, double p);

/** n draws from law [cells] (its sum is taken as 1): counts [cells], by conditional binomials. */
void walras_multinomial_counts(walras_draw_sequence *draws, int64_t n, const double *law, int64_t cells, int64_t *counts);

#endif
