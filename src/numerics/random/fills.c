/* Fills over consecutive entities: the widest kernels of the processor, then the elementary batches, in chunks that stay in cache. */
#include "numerics/random/fills.h"

/* The limits of an address hold in release builds too: a draw past them would silently be another stream's. */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>

#include "numerics/elementary/dispatch.h"
#include "walras/elementary.h"

enum { CHUNK = 256 };

static const walras_fill_kernels *kernels(void) {
  static const walras_fill_kernels *const paths[] = {&walras_fill_baseline, &walras_fill_avx2, &walras_fill_avx512};
  return paths[walras_simd_path_get()];
}

void walras_fill_words(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block, uint32_t *const words[4]) {
  assert(count >= 0 && block < WALRAS_DRAW_BLOCK_LIMIT);
  kernels()->words(stream, first, count, block, words);
}

void walras_fill_words_at(const walras_stream *stream, int64_t count, const uint64_t *entities, const uint32_t *blocks,
                          uint32_t *const words[4]) {
  assert(count >= 0);
  uint32_t any = 0; /* the limit is a power of two: no block is past it if no bit of any block is */
  for (int64_t i = 0; i < count; i++)
    any |= blocks[i];
  assert(any < WALRAS_DRAW_BLOCK_LIMIT);
  kernels()->words_at(stream, count, entities, blocks, words);
}

void walras_fill_uniform(const walras_stream *stream, uint64_t first, int64_t count, uint32_t draw, double *out) {
  assert(count >= 0 && draw / 2 < WALRAS_DRAW_BLOCK_LIMIT);
  kernels()->halves(stream, first, count, draw / 2, draw % 2 == 0 ? out : NULL, draw % 2 == 0 ? NULL : out);
}

void walras_fill_normal_pair(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block, double *even,
                             double *odd) {
  assert(count >= 0 && block < WALRAS_DRAW_BLOCK_LIMIT && (even != NULL || odd != NULL));
  const walras_fill_kernels *const path = kernels();
  double radius[CHUNK], cosine[CHUNK], sine[CHUNK];
  for (int64_t i = 0; i < count; i += CHUNK) {
    const int64_t n = count - i < CHUNK ? count - i : CHUNK;
    path->halves(stream, first + (uint64_t)i, n, block, radius, cosine);
    walras_log_batch(radius, radius, n);
    walras_sincos_turn_batch(cosine, odd != NULL ? sine : NULL, even != NULL ? cosine : NULL, n);
    if (even != NULL)
      path->box_muller(radius, cosine, n, even + i);
    if (odd != NULL)
      path->box_muller(radius, sine, n, odd + i);
  }
}

void walras_fill_normal(const walras_stream *stream, uint64_t first, int64_t count, uint32_t draw, double *out) {
  walras_fill_normal_pair(stream, first, count, draw / 2, draw % 2 == 0 ? out : NULL, draw % 2 == 0 ? NULL : out);
}

void walras_fill_exponential(const walras_stream *stream, uint64_t first, int64_t count, uint32_t draw, double *out) {
  for (int64_t i = 0; i < count; i += CHUNK) {
    const int64_t n = count - i < CHUNK ? count - i : CHUNK;
    walras_fill_uniform(stream, first + (uint64_t)i, n, draw, out + i);
    walras_log_batch(out + i, out + i, n);
    for (int64_t k = i; k < i + n; k++)
      out[k] = -out[k];
  }
}

void walras_fill_uniform_draws(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count, double *out) {
  assert(count >= 0 && count <= 2 * (int64_t)WALRAS_DRAW_BLOCK_LIMIT - (int64_t)first_draw);
  kernels()->draws(stream, entity, first_draw, count, out);
}
