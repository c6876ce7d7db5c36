/* Fills over consecutive entities: words by the widest path, then the same conversions as the scalar draws. */
#include "numerics/random/fills.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "numerics/elementary/dispatch.h"
#include "walras/elementary.h"

enum { CHUNK = 256 };

void walras_fill_words(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block, uint32_t *const words[4]) {
  static walras_words_function *const paths[] = {walras_fill_words_baseline, walras_fill_words_avx2, walras_fill_words_avx512};
  assert(block < WALRAS_DRAW_BLOCK_LIMIT);
  paths[walras_simd_path_get()](stream, first, count, block, words);
}

/* Halves of a block to uniforms; either output may be NULL. */
static void chunk_uniforms(const walras_stream *stream, uint64_t first, int64_t n, uint32_t block, double *even, double *odd) {
  uint32_t w0[CHUNK], w1[CHUNK], w2[CHUNK], w3[CHUNK];
  uint32_t *const words[4] = {even != NULL ? w0 : NULL, even != NULL ? w1 : NULL, odd != NULL ? w2 : NULL,
                              odd != NULL ? w3 : NULL};
  walras_fill_words(stream, first, n, block, words);
  for (int64_t i = 0; even != NULL && i < n; i++)
    // cppcheck-suppress uninitvar
    even[i] = walras_uniform_from_bits(w0[i] | (uint64_t)w1[i] << 32);
  for (int64_t i = 0; odd != NULL && i < n; i++)
    // cppcheck-suppress uninitvar
    odd[i] = walras_uniform_from_bits(w2[i] | (uint64_t)w3[i] << 32);
}

void walras_fill_uniform(const walras_stream *stream, uint64_t first, int64_t count, uint32_t draw, double *out) {
  for (int64_t i = 0; i < count; i += CHUNK) {
    const int64_t n = count - i < CHUNK ? count - i : CHUNK;
    chunk_uniforms(stream, first + (uint64_t)i, n, draw / 2, draw % 2 == 0 ? out + i : NULL, draw % 2 == 0 ? NULL : out + i);
  }
}

void walras_fill_normal(const walras_stream *stream, uint64_t first, int64_t count, uint32_t draw, double *out) {
  double radius[CHUNK], wave[CHUNK];
  for (int64_t i = 0; i < count; i += CHUNK) {
    const int64_t n = count - i < CHUNK ? count - i : CHUNK;
    chunk_uniforms(stream, first + (uint64_t)i, n, draw / 2, radius, wave);
    walras_log_batch(radius, radius, n);
    walras_sincos_turn_batch(wave, draw % 2 == 0 ? NULL : wave, draw % 2 == 0 ? wave : NULL, n);
    for (int64_t k = 0; k < n; k++)
      out[i + k] = sqrt(-2.0 * radius[k]) * wave[k];
  }
}

void walras_fill_exponential(const walras_stream *stream, uint64_t first, int64_t count, uint32_t draw, double *out) {
  walras_fill_uniform(stream, first, count, draw, out);
  walras_log_batch(out, out, count);
  for (int64_t i = 0; i < count; i++)
    out[i] = -out[i];
}

void walras_fill_uniform_draws(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count, double *out) {
  for (int64_t i = 0; i < count; i++)
    out[i] = walras_uniform(stream, entity, first_draw + (uint32_t)i);
}
