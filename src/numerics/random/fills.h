/** The compiled paths of the fills: one table of kernels per vector width, all with the same bits. */
#ifndef WALRAS_NUMERICS_RANDOM_FILLS_H
#define WALRAS_NUMERICS_RANDOM_FILLS_H

#include <stdint.h>

#include "walras/random.h"

typedef struct walras_fill_kernels {
  /** words[k][i] = word k of draw block `block` of entity first + i; words[k] is [count] or NULL. */
  void (*words)(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block, uint32_t *const words[4]);
  /** words[k][i] = word k of draw block blocks[i] of entities[i]; [count] each, words[k] may be NULL. */
  void (*words_at)(const walras_stream *stream, int64_t count, const uint64_t *entities, const uint32_t *blocks,
                   uint32_t *const words[4]);
  /** Uniforms of the two halves of draw block `block`: even [count] from words 0-1, odd [count] from words 2-3; either may be NULL. */
  void (*halves)(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block, double *even, double *odd);
  /** Uniforms of draws first_draw..first_draw+count-1 of one entity: out [count]. */
  void (*draws)(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count, double *out);
  /** out[i] = sqrt(-2 log_uniform[i]) wave[i], [count] each: the product of Box-Muller. */
  void (*box_muller)(const double *log_uniform, const double *wave, int64_t count, double *out);
} walras_fill_kernels;

extern const walras_fill_kernels walras_fill_baseline, walras_fill_avx2, walras_fill_avx512;

#endif
