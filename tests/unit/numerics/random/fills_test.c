/* Every vector path of this processor against the scalar draws, to the last bit, and nothing written outside the range asked for. */
#include "aborts.h"
#include "numerics/elementary/dispatch.h"
#include "unit.h"
#include "walras/random.h"

enum { LARGEST = 1031, GUARD = 32 };

static const int64_t counts[] = {0, 1, 2, 3, 5, 7, 8, 9, 13, 15, 16, 17, 31, 32, 33, 63, 65, 255, 256, 257, 511, 513, LARGEST};
static const uint64_t firsts[] = {0, 1, UINT32_MAX - 20, (UINT64_C(1) << 32) - 1, UINT64_C(0x7ffffffffffffff5), UINT64_MAX - 12};
static const uint32_t draws[] = {0, 1, 6, 7, 2 * WALRAS_DRAW_BLOCK_LIMIT - 2, 2 * WALRAS_DRAW_BLOCK_LIMIT - 1};
#define LENGTH(array) (sizeof(array) / sizeof *(array))

typedef void fill_function(const walras_stream *stream, uint64_t first, int64_t count, uint32_t draw, double *out);
typedef double scalar_function(const walras_stream *stream, uint64_t entity, uint32_t draw);

static walras_stream test_stream(void) {
  const uint32_t key[2] = {0x243f6a88, 0x85a308d3};
  return walras_stream_make(key, WALRAS_STREAM_LIMIT - 1, 0xdeadbeef);
}

/* Values that differ from the scalar ones, and guards that were overwritten. */
static int64_t differing(fill_function *fill, scalar_function *scalar, uint64_t first, int64_t count, uint32_t draw) {
  const walras_stream stream = test_stream();
  double out[GUARD + LARGEST + GUARD];
  int64_t wrong = 0;
  for (int64_t i = 0; i < GUARD + count + GUARD; i++)
    out[i] = -77.0;
  fill(&stream, first, count, draw, out + GUARD);
  for (int64_t i = 0; i < GUARD; i++)
    wrong += out[i] != -77.0 || out[GUARD + count + i] != -77.0;
  for (int64_t i = 0; i < count; i++)
    wrong += !unit_same_bits(out[GUARD + i], scalar(&stream, first + (uint64_t)i, draw));
  return wrong;
}

static void check_on_every_path(fill_function *fill, scalar_function *scalar) {
  const walras_simd_path before = walras_simd_path_get();
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    if (!walras_simd_select(path))
      continue;
    int64_t wrong = 0;
    for (size_t c = 0; c < LENGTH(counts); c++)
      for (size_t f = 0; f < LENGTH(firsts); f++)
        for (size_t d = 0; d < LENGTH(draws); d++)
          wrong += differing(fill, scalar, firsts[f], counts[c], draws[d]);
    CU_ASSERT_EQUAL(wrong, 0);
  }
  CU_ASSERT(walras_simd_select(before));
}

static void uniform_fills_have_the_bits_of_scalar_draws_on_every_path(void) {
  check_on_every_path(walras_fill_uniform, walras_uniform);
}

static void normal_fills_have_the_bits_of_scalar_draws_on_every_path(void) {
  check_on_every_path(walras_fill_normal, walras_normal);
}

static void both_partners_of_a_pair_have_the_bits_of_scalar_draws_on_every_path(void) {
  const walras_stream stream = test_stream();
  const walras_simd_path before = walras_simd_path_get();
  double even[LARGEST], odd[LARGEST];
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    if (!walras_simd_select(path))
      continue;
    int64_t wrong = 0;
    walras_fill_normal_pair(&stream, firsts[2], LARGEST, 3, even, odd);
    for (int64_t i = 0; i < LARGEST; i++)
      wrong += !unit_same_bits(even[i], walras_normal(&stream, firsts[2] + (uint64_t)i, 6)) ||
               !unit_same_bits(odd[i], walras_normal(&stream, firsts[2] + (uint64_t)i, 7));
    CU_ASSERT_EQUAL(wrong, 0);
  }
  CU_ASSERT(walras_simd_select(before));
}

static void exponential_fills_have_the_bits_of_scalar_draws_on_every_path(void) {
  check_on_every_path(walras_fill_exponential, walras_exponential);
}

static int64_t differing_words(uint64_t first, int64_t count, uint32_t block, unsigned wanted) {
  const walras_stream stream = test_stream();
  uint32_t out[4][GUARD + LARGEST + GUARD], *words[4];
  int64_t wrong = 0;
  for (int k = 0; k < 4; k++) {
    words[k] = wanted >> k & 1 ? out[k] + GUARD : NULL;
    for (int64_t i = 0; i < GUARD + count + GUARD; i++)
      out[k][i] = 0x5a5a5a5a;
  }
  walras_fill_words(&stream, first, count, block, words);
  for (int64_t i = 0; i < GUARD; i++)
    for (int k = 0; k < 4; k++)
      wrong += out[k][i] != 0x5a5a5a5a || out[k][GUARD + count + i] != 0x5a5a5a5a;
  for (int64_t i = 0; i < count; i++) {
    const walras_words expected = walras_draw(&stream, first + (uint64_t)i, block);
    for (int k = 0; k < 4; k++)
      wrong += out[k][GUARD + i] != (wanted >> k & 1 ? expected.word[k] : 0x5a5a5a5a);
  }
  return wrong;
}

static void word_fills_write_the_wanted_words_and_no_others_on_every_path(void) {
  const walras_simd_path before = walras_simd_path_get();
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    if (!walras_simd_select(path))
      continue;
    int64_t wrong = 0;
    for (size_t c = 0; c < LENGTH(counts); c++)
      for (size_t f = 0; f < LENGTH(firsts); f++) {
        wrong += differing_words(firsts[f], counts[c], WALRAS_DRAW_BLOCK_LIMIT - 1, 15);
        wrong += differing_words(firsts[f], counts[c], (uint32_t)f, (unsigned)(c + f) % 16);
      }
    CU_ASSERT_EQUAL(wrong, 0);
  }
  CU_ASSERT(walras_simd_select(before));
}

/* Entities and blocks in no order, among them the extremes. */
static void scatter_addresses(int64_t count, uint64_t *entities, uint32_t *blocks) {
  const walras_stream stream = test_stream();
  for (int64_t i = 0; i < count; i++) {
    entities[i] = i % 5 == 0 ? firsts[i / 5 % (int64_t)LENGTH(firsts)] : walras_bits(&stream, (uint64_t)i, 0) >> (i % 64);
    blocks[i] = i % 7 == 0 ? WALRAS_DRAW_BLOCK_LIMIT - 1 : walras_draw(&stream, (uint64_t)i, 1).word[0] >> (12 + i % 20);
  }
}

static int64_t differing_scattered_words(int64_t count, unsigned wanted) {
  const walras_stream stream = test_stream();
  uint64_t entities[LARGEST];
  uint32_t blocks[LARGEST], out[4][GUARD + LARGEST + GUARD], *words[4];
  scatter_addresses(count, entities, blocks);
  int64_t wrong = 0;
  for (int k = 0; k < 4; k++) {
    words[k] = wanted >> k & 1 ? out[k] + GUARD : NULL;
    for (int64_t i = 0; i < GUARD + count + GUARD; i++)
      out[k][i] = 0x5a5a5a5a;
  }
  walras_fill_words_at(&stream, count, entities, blocks, words);
  for (int64_t i = 0; i < GUARD; i++)
    for (int k = 0; k < 4; k++)
      wrong += out[k][i] != 0x5a5a5a5a || out[k][GUARD + count + i] != 0x5a5a5a5a;
  for (int64_t i = 0; i < count; i++) {
    const walras_words expected = walras_draw(&stream, entities[i], blocks[i]);
    for (int k = 0; k < 4; k++)
      wrong += out[k][GUARD + i] != (wanted >> k & 1 ? expected.word[k] : 0x5a5a5a5a);
  }
  return wrong;
}

static void word_fills_at_scattered_addresses_have_the_bits_of_scalar_draws_on_every_path(void) {
  const walras_simd_path before = walras_simd_path_get();
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    if (!walras_simd_select(path))
      continue;
    int64_t wrong = 0;
    for (size_t c = 0; c < LENGTH(counts); c++)
      for (unsigned wanted = 0; wanted < 16; wanted++)
        wrong += differing_scattered_words(counts[c], wanted);
    CU_ASSERT_EQUAL(wrong, 0);
  }
  CU_ASSERT(walras_simd_select(before));
}

static int64_t differing_draws(uint64_t entity, uint32_t first_draw, int64_t count) {
  const walras_stream stream = test_stream();
  double out[GUARD + LARGEST + GUARD];
  int64_t wrong = 0;
  for (int64_t i = 0; i < GUARD + count + GUARD; i++)
    out[i] = -77.0;
  walras_fill_uniform_draws(&stream, entity, first_draw, count, out + GUARD);
  for (int64_t i = 0; i < GUARD; i++)
    wrong += out[i] != -77.0 || out[GUARD + count + i] != -77.0;
  for (int64_t i = 0; i < count; i++)
    wrong += !unit_same_bits(out[GUARD + i], walras_uniform(&stream, entity, first_draw + (uint32_t)i));
  return wrong;
}

static void draws_of_one_entity_have_the_bits_of_scalar_draws_on_every_path(void) {
  const walras_simd_path before = walras_simd_path_get();
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    if (!walras_simd_select(path))
      continue;
    int64_t wrong = 0;
    for (size_t c = 0; c < LENGTH(counts); c++)
      for (size_t f = 0; f < LENGTH(firsts); f++)
        for (uint32_t first_draw = 0; first_draw < 5; first_draw++) {
          wrong += differing_draws(firsts[f], first_draw, counts[c]);
          /* up to the last draw that an entity has */
          wrong += differing_draws(firsts[f], 2 * WALRAS_DRAW_BLOCK_LIMIT - (uint32_t)counts[c], counts[c]);
        }
    CU_ASSERT_EQUAL(wrong, 0);
  }
  CU_ASSERT(walras_simd_select(before));
}

static void draws_past_the_last(void) {
  const walras_stream stream = test_stream();
  double out[4];
  walras_fill_uniform_draws(&stream, 0, 2 * WALRAS_DRAW_BLOCK_LIMIT - 3, 4, out);
}

static void uniform_past_the_last(void) {
  const walras_stream stream = test_stream();
  double out[1];
  walras_fill_uniform(&stream, 0, 1, 2 * WALRAS_DRAW_BLOCK_LIMIT, out);
}

static void scattered_block_past_the_last(void) {
  const walras_stream stream = test_stream();
  const uint64_t entities[] = {1, 2, 3};
  const uint32_t blocks[] = {0, WALRAS_DRAW_BLOCK_LIMIT, 1};
  uint32_t out[3], *const words[4] = {out, NULL, NULL, NULL};
  walras_fill_words_at(&stream, 3, entities, blocks, words);
}

static void fills_past_the_last_draw_abort_in_every_build(void) {
  CU_ASSERT(aborts(draws_past_the_last));
  CU_ASSERT(aborts(uniform_past_the_last));
  CU_ASSERT(aborts(scattered_block_past_the_last));
}

WALRAS_UNIT_TESTS(UNIT(uniform_fills_have_the_bits_of_scalar_draws_on_every_path),
                  UNIT(normal_fills_have_the_bits_of_scalar_draws_on_every_path),
                  UNIT(both_partners_of_a_pair_have_the_bits_of_scalar_draws_on_every_path),
                  UNIT(exponential_fills_have_the_bits_of_scalar_draws_on_every_path),
                  UNIT(word_fills_write_the_wanted_words_and_no_others_on_every_path),
                  UNIT(word_fills_at_scattered_addresses_have_the_bits_of_scalar_draws_on_every_path),
                  UNIT(draws_of_one_entity_have_the_bits_of_scalar_draws_on_every_path),
                  UNIT(fills_past_the_last_draw_abort_in_every_build))
