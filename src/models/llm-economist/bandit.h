/**
 * Workers who learn from their own utilities: one remembered value for each hour of the grid, as arrays of a block's workers hour after hour,
 * value[k * stride + i]; minus infinity where worker i never played hour k. Compiled once per vector width with the same bits.
 */
#ifndef WALRAS_ECONOMIST_BANDIT_H
#define WALRAS_ECONOMIST_BANDIT_H

#include <stdint.h>

/** How the next hour is chosen. */
typedef struct economist_choice {
  float explore; /**< probability of a step aside by -2..2 hours of the grid, uniform, stopped at the ends */
  float
      precision; /**< beta: otherwise hour k with weight exp(beta (value_k - best) / scale), scale = best - worst, both of hours played */
} economist_choice;

typedef struct economist_bandit_kernels {
  /** Moves the value of the hour played towards the reward, by `rate` of the way; a first visit takes it as it is. At most ECONOMIST_CHUNK
   *  workers: hour, reward [count]. */
  void (*learn)(float *value, int64_t stride, const int32_t *hour, const float *reward, float rate, int64_t count);
  /** hour [count]: the last ones in, the next ones out. words: three random words of each worker. */
  void (*choose)(const float *value, int64_t stride, const economist_choice *choice, uint32_t *const words[3], int64_t count,
                 int32_t *hour);
  /** hour [count]: the best remembered, ties to less labour. */
  void (*choose_best)(const float *value, int64_t stride, int64_t count, int32_t *hour);
} economist_bandit_kernels;

extern const economist_bandit_kernels economist_bandit_baseline, economist_bandit_avx2, economist_bandit_avx512;
/** Those of this processor. */
const economist_bandit_kernels *economist_bandit_kernels_get(void);

#endif
