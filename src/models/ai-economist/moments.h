/** The sums over workers that every evaluation of a schedule makes, compiled once per vector width with the same bits. */
#ifndef WALRAS_AI_ECONOMIST_MOMENTS_H
#define WALRAS_AI_ECONOMIST_MOMENTS_H

#include <stdint.h>

/** Sums over workers under one schedule. Coin here is z - T(z), without the rebate, and worth is utility without it. */
typedef struct one_step_moments {
  double tax;                           /**< T(z) */
  double worth;                         /**< z - T(z) - c l^delta */
  double coin;                          /**< z - T(z) */
  double ranked;                        /**< (2 i - N - 1)/N times coin, i = 1..N in ascending order */
  double weight;                        /**< w = 1/max(z, 1) */
  double weighted_worth, weighted_coin; /**< w times each */
  double fixed_worth;                   /**< g times worth */
} one_step_moments;

/** Cells as arrays [count], not owned: workers of each, their mean rank (2 i - N - 1)/N and weight g; their incomes, taxes and worth. */
typedef struct one_step_chunk {
  int64_t count;
  const double *held, *rank, *weight, *income, *tax, *worth;
} one_step_chunk;

/** Adds a chunk's sums, in eight lanes of fixed order. */
typedef void (*one_step_add_function)(const one_step_chunk *chunk, one_step_moments *moments);
void one_step_add_baseline(const one_step_chunk *chunk, one_step_moments *moments);
void one_step_add_avx2(const one_step_chunk *chunk, one_step_moments *moments);
void one_step_add_avx512(const one_step_chunk *chunk, one_step_moments *moments);
/** That of this processor. */
one_step_add_function one_step_add_get(void);

#endif
