/* The address of a draw, and its bits. */
#include "walras/random.h"

/* The limits of an address hold in release builds too: a draw past them would silently be another stream's. */
#undef NDEBUG
#include <assert.h>

#include "numerics/random/philox.h"

void walras_random_key(uint64_t seed, uint64_t replication, uint64_t point, uint32_t key[2]) {
  const uint32_t counter[4] = {(uint32_t)replication, (uint32_t)(replication >> 32), (uint32_t)point, (uint32_t)(point >> 32)};
  const uint32_t seed_words[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
  uint32_t out[4];
  walras_philox4x32(counter, seed_words, out);
  key[0] = out[0];
  key[1] = out[1];
}

walras_stream walras_stream_make(const uint32_t key[2], uint32_t stream, uint32_t round) {
  assert(stream < WALRAS_STREAM_LIMIT);
  return (walras_stream){.key = {key[0], key[1]}, .round = round, .stream = stream << 20};
}

walras_words walras_draw(const walras_stream *stream, uint64_t entity, uint32_t block) {
  assert(block < WALRAS_DRAW_BLOCK_LIMIT);
  const uint32_t counter[4] = {(uint32_t)entity, (uint32_t)(entity >> 32), stream->round, stream->stream | block};
  walras_words words = {{0}};
  walras_philox4x32(counter, stream->key, words.word);
  return words;
}

uint64_t walras_bits(const walras_stream *stream, uint64_t entity, uint32_t draw) {
  const walras_words words = walras_draw(stream, entity, draw / 2);
  const uint32_t half = draw % 2;
  return words.word[2 * half] | (uint64_t)words.word[2 * half + 1] << 32;
}

double walras_uniform(const walras_stream *stream, uint64_t entity, uint32_t draw) {
  return walras_uniform_from_bits(walras_bits(stream, entity, draw));
}
