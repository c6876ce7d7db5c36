/* The fills one draw block at a time, on any processor. */
#include <math.h>
#include <stddef.h>

#include "numerics/random/fills.h"
#include "numerics/random/philox.h"

static inline walras_words draw_block(const walras_stream *stream, uint64_t entity, uint32_t block) {
  const uint32_t counter[4] = {(uint32_t)entity, (uint32_t)(entity >> 32), stream->round, stream->stream | block};
  walras_words words = {{0}};
  walras_philox4x32(counter, stream->key, words.word);
  return words;
}

static inline double half_uniform(const walras_words *words, int half) {
  return walras_uniform_from_bits(words->word[2 * half] | (uint64_t)words->word[2 * half + 1] << 32);
}

static void fill_words(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block, uint32_t *const words[4]) {
  for (int64_t i = 0; i < count; i++) {
    const walras_words drawn = draw_block(stream, first + (uint64_t)i, block);
    for (int k = 0; k < 4; k++)
      if (words[k] != NULL)
        words[k][i] = drawn.word[k];
  }
}

static void fill_words_at(const walras_stream *stream, int64_t count, const uint64_t *entities, const uint32_t *blocks,
                          uint32_t *const words[4]) {
  for (int64_t i = 0; i < count; i++) {
    const walras_words drawn = draw_block(stream, entities[i], blocks[i]);
    for (int k = 0; k < 4; k++)
      if (words[k] != NULL)
        words[k][i] = drawn.word[k];
  }
}

static void fill_halves(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block, double *even, double *odd) {
  for (int64_t i = 0; i < count; i++) {
    const walras_words drawn = draw_block(stream, first + (uint64_t)i, block);
    if (even != NULL)
      even[i] = half_uniform(&drawn, 0);
    if (odd != NULL)
      odd[i] = half_uniform(&drawn, 1);
  }
}

static void fill_draws(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count, double *out) {
  walras_words drawn = {{0}};
  for (int64_t i = 0; i < count; i++) {
    const uint32_t draw = first_draw + (uint32_t)i;
    if (i == 0 || draw % 2 == 0)
      drawn = draw_block(stream, entity, draw / 2);
    out[i] = half_uniform(&drawn, (int)(draw % 2));
  }
}

static void box_muller(const double *log_uniform, const double *wave, int64_t count, double *out) {
  for (int64_t i = 0; i < count; i++)
    out[i] = sqrt(-2.0 * log_uniform[i]) * wave[i];
}

const walras_fill_kernels walras_fill_baseline = {fill_words, fill_words_at, fill_halves, fill_draws, box_muller};
