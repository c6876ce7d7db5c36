/**
 * Counter-based random numbers (Philox4x32-10; Salmon, Moraes, Dror, Shaw 2011): a draw is a pure function of its address.
 *
 * Key (64 bits) = Philox(seed; replication, point or 0). Counter: words 0-1 = entity, word 2 = round,
 * word 3 = stream (high 12 bits) and draw block (low 20 bits). One draw block is four 32-bit words = two 64-bit
 * halves = two uniforms. "Draw d" of an entity means half d % 2 of block d / 2; d < 2^21.
 *
 * Scalar and fill forms give the same bits, on every processor.
 */
#ifndef WALRAS_RANDOM_H
#define WALRAS_RANDOM_H

#include <stdint.h>

#include "walras/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { WALRAS_STREAM_LIMIT = 1 << 12, WALRAS_DRAW_BLOCK_LIMIT = 1 << 20 };

/** The fixed part of an address; a small value to be copied freely. */
typedef struct walras_stream {
  uint32_t key[2];
  uint32_t round;
  uint32_t stream; /**< already shifted into the high 12 bits */
} walras_stream;

/** The four words of one draw block. */
typedef struct walras_words {
  uint32_t word[4];
} walras_words;

/** The key of a trial. `point` is 0 under common random numbers, 1 + the design point under independent ones. */
void walras_random_key(uint64_t seed, uint64_t replication, uint64_t point, uint32_t key[2]);

/** A stream below a key. stream < WALRAS_STREAM_LIMIT, else aborts by assertion: stream numbers are constants of the model. */
walras_stream walras_stream_make(const uint32_t key[2], uint32_t stream, uint32_t round);

/** Draw block `block` (< WALRAS_DRAW_BLOCK_LIMIT, asserted) of `entity`. */
walras_words walras_draw(const walras_stream *stream, uint64_t entity, uint32_t block);

/** 64 bits of draw d. */
uint64_t walras_bits(const walras_stream *stream, uint64_t entity, uint32_t draw);

/** Words to uniforms on the open interval (0, 1), exact: (w >> 12 + 1/2) 2^-52, and (w + 1/2) 2^-32 for one word. */
static inline double walras_uniform_from_bits(uint64_t bits) {
  return ((double)(bits >> 12) + 0.5) * 0x1p-52;
}
static inline double walras_uniform_from_word(uint32_t word) {
  return ((double)word + 0.5) * 0x1p-32;
}

/* Scalar draws. Each uses exactly the draws it states and no others. */
double walras_uniform(const walras_stream *stream, uint64_t entity, uint32_t draw); /**< (0,1); one draw */
/** Standard normal by Box-Muller from draws d and d ^ 1 of one block: even d the cosine, odd d the sine partner. */
double walras_normal(const walras_stream *stream, uint64_t entity, uint32_t draw);
double walras_exponential(const walras_stream *stream, uint64_t entity, uint32_t draw); /**< mean 1; -log(uniform); one draw */
/** Uniform on 0..bound-1 (bound >= 1), unbiased to 2^-64: high word of the 128-bit product; one draw. */
uint64_t walras_bounded(const walras_stream *stream, uint64_t entity, uint32_t draw, uint64_t bound);
/** The first index whose entry of `cumulative` [count >= 1] (ascending) is above `target`; the last one where none is. No draw. */
int64_t walras_cumulative_index(const double *cumulative, int64_t count, double target);
/** Index by inverse cdf on `cumulative` [count] (ascending, last entry = total > 0); one draw. */
int64_t walras_categorical(const walras_stream *stream, uint64_t entity, uint32_t draw, const double *cumulative, int64_t count);
/** Fills `permutation` [count] with a uniform order of 0..count-1 (Fisher-Yates); uses draws first..first+count-2. */
walras_status walras_permutation(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count,
                                 int64_t *permutation, walras_error *error);

/** An alias table (Vose 1991) for O(1) categorical draws. Read-only once built; shareable between threads. */
typedef struct walras_alias walras_alias;
/** weights [count]: non-negative, finite, positive sum. The caller owns the result. */
walras_status walras_alias_create(const double *weights, int64_t count, walras_alias **alias, walras_error *error);
void walras_alias_destroy(walras_alias *alias);
int64_t walras_alias_draw(const walras_alias *alias, const walras_stream *stream, uint64_t entity,
                          uint32_t draw); /**< one draw */

/* Fills over consecutive entities first..first+count-1 (count >= 0), vectorised. Equal to the scalar calls bit for bit. */
/** words[k][i] = word k of draw block `block` of entity first + i; each words[k] is [count] or NULL (not wanted). */
void walras_fill_words(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block, uint32_t *const words[4]);
/**
 * The same at scattered addresses: words[k][i] = word k of draw block blocks[i] (< WALRAS_DRAW_BLOCK_LIMIT, asserted) of entities[i], for i in
 * 0..count-1. The inputs may not overlap the outputs.
 */
void walras_fill_words_at(const walras_stream *stream, int64_t count, const uint64_t *entities, const uint32_t *blocks,
                          uint32_t *const words[4]);
void walras_fill_uniform(const walras_stream *stream, uint64_t first, int64_t count, uint32_t draw, double *out);
void walras_fill_normal(const walras_stream *stream, uint64_t first, int64_t count, uint32_t draw, double *out);
/** Both normals of draw block `block`: even [count] those of draw 2 block, odd [count] (or NULL) those of draw 2 block + 1. */
void walras_fill_normal_pair(const walras_stream *stream, uint64_t first, int64_t count, uint32_t block, double *even,
                             double *odd);
void walras_fill_exponential(const walras_stream *stream, uint64_t first, int64_t count, uint32_t draw, double *out);
/** Draws first_draw..first_draw+count-1 of one entity: out [count]. */
void walras_fill_uniform_draws(const walras_stream *stream, uint64_t entity, uint32_t first_draw, int64_t count, double *out);

#ifdef __cplusplus
}
#endif
#endif
