/** Counts of many independent draws without making each: exact binomial and multinomial draws at a cost of the logarithm of their number. */
#ifndef ACQUISITION_COUNTS_H
#define ACQUISITION_COUNTS_H

#include "walras/walras.h"

/** The draws of one entity, taken one after the other. */
typedef struct acquisition_draws {
  walras_stream stream;
  uint64_t entity;
  uint32_t next; /* a multiple of 4 */
} acquisition_draws;

/** Successes among n >= 0 draws of probability p: order statistics cut n in half until few are left (Relles, JASA 67, 1972). */
int64_t acquisition_binomial(acquisition_draws *draws, int64_t n, double p);

/** n draws from law [cells] (its sum is taken as 1): counts [cells], by conditional binomials. */
void acquisition_multinomial(acquisition_draws *draws, int64_t n, const double *law, int64_t cells, int64_t *counts);

#endif
