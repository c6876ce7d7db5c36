/* Scalar draws from the common laws; fills.c has the vectorised forms of some, with the same bits. */
#include "walras/random.h"

/* The limits of an address hold in release builds too: a draw past them would silently be another stream's. */
#undef NDEBUG
#include <assert.h>
#include <math.h>

#include "walras/elementary.h"

/*
 * Box and Muller (1958). Draws d and d ^ 1 share block b = d / 2; with u1 the uniform of its even half (words 0-1, draw 2b) and u2 that of
 * its odd half (words 2-3, draw 2b + 1):
 *   draw 2b      sqrt(-2 log u1) cos(2 pi u2)
 *   draw 2b + 1  sqrt(-2 log u1) sin(2 pi u2)
 * The two are independent normals; neither is independent of the uniforms of draws 2b and 2b + 1. |z| <= sqrt(106 log 2) = 8.57.
 */
double walras_normal(const walras_stream *stream, uint64_t entity, uint32_t draw) {
  const uint32_t even = draw & ~1u;
  const walras_words words = walras_draw(stream, entity, draw / 2);
  const double radius_uniform = walras_uniform_from_bits(words.word[0] | (uint64_t)words.word[1] << 32);
  const double turn = walras_uniform_from_bits(words.word[2] | (uint64_t)words.word[3] << 32);
  double sine, cosine;
  walras_sincos_turn(turn, &sine, &cosine);
  return sqrt(-2.0 * walras_log(radius_uniform)) * (draw == even ? cosine : sine);
}

double walras_exponential(const walras_stream *stream, uint64_t entity, uint32_t draw) {
  return -walras_log(walras_uniform(stream, entity, draw));
}

__extension__ typedef unsigned __int128 wide;

/* Each value has floor or ceil of 2^64 / bound of the 2^64 words: its probability is off by less than 2^-64, relatively by 2^-64 bound. */
static inline uint64_t scale_bits(uint64_t bits, uint64_t bound) {
  return (uint64_t)((wide)bits * bound >> 64);
}

uint64_t walras_bounded(const walras_stream *stream, uint64_t entity, uint32_t draw, uint64_t bound) {
  assert(bound > 0);
  return scale_bits(walras_bits(stream, entity, draw), bound);
}

/* The first index whose cumulative weight exceeds the target. */
int64_t walras_cumulative_index(const double *cumulative, int64_t count, double target) {
  assert(count > 0);
  int64_t low = 0, high = count - 1;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (cumulative[middle] > target)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

int64_t walras_categorical(const walras_stream *stream, uint64_t entity, uint32_t draw, const double *cumulative, int64_t count) {
  return walras_cumulative_index(cumulative, count, walras_uniform(stream, entity, draw) * cumulative[count - 1]);
}

/* Position i keeps or swaps with one of i..count-1, by draw first_draw + i; the last position needs no draw. */
walras_status walras_permutation(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count,
                                 int64_t *permutation, walras_error *error) {
  const int64_t draws_left = 2 * (int64_t)WALRAS_DRAW_BLOCK_LIMIT - (int64_t)first_draw;
  if (count < 0 || (count > 1 && count - 1 > draws_left))
    return WALRAS_FAIL(error, WALRAS_ERROR_RANGE, "a permutation of %lld entries from draw %u on: an entity has %lld draws left",
                       (long long)count, first_draw, (long long)(draws_left > 0 ? draws_left : 0));
  for (int64_t i = 0; i < count; i++)
    permutation[i] = i;
  walras_words words = {{0}}; /* of the block that holds the draw */
  for (int64_t i = 0; i + 1 < count; i++) {
    const uint32_t draw = first_draw + (uint32_t)i, half = draw % 2;
    if (i == 0 || half == 0)
      words = walras_draw(stream, entity, draw / 2);
    const uint64_t bits = words.word[2 * half] | (uint64_t)words.word[2 * half + 1] << 32;
    const int64_t j = i + (int64_t)scale_bits(bits, (uint64_t)(count - i));
    const int64_t kept = permutation[i];
    permutation[i] = permutation[j];
    permutation[j] = kept;
  }
  return WALRAS_OK;
}
