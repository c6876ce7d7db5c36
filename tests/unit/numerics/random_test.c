#include <Random123/philox.h>
#include <math.h>

#include "numerics/elementary/dispatch.h"
#include "numerics/random/philox.h"
#include "unit.h"
#include "walras/elementary.h"
#include "walras/random.h"

static void philox_matches_its_known_answers(void) {
  static const struct {
    uint32_t counter[4], key[2], expected[4];
  } cases[] = {{{0, 0, 0, 0}, {0, 0}, {0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u}},
               {{~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}, {0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu}},
               {{0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u},
                {0xa4093822u, 0x299f31d0u},
                {0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u}}};
  for (int i = 0; i < 3; i++) {
    uint32_t out[4];
    walras_philox4x32(cases[i].counter, cases[i].key, out);
    CU_ASSERT_EQUAL(memcmp(out, cases[i].expected, sizeof out), 0);
  }
}

static void philox_equals_random123_on_many_counters(void) {
  for (uint32_t i = 0; i < 10000; i++) {
    const uint32_t counter[4] = {i * 2654435761u, i ^ 0x9e37u, i << 7, ~i}, key[2] = {i * 40503u, i + 17u};
    uint32_t out[4];
    walras_philox4x32(counter, key, out);
    const philox4x32_ctr_t words = {{counter[0], counter[1], counter[2], counter[3]}};
    const philox4x32_key_t seed = {{key[0], key[1]}};
    const philox4x32_ctr_t reference = philox4x32(words, seed);
    CU_ASSERT_EQUAL(memcmp(out, reference.v, sizeof out), 0);
  }
}

static void addresses_map_to_counter_words_as_documented(void) {
  const uint32_t key[2] = {11, 22};
  const walras_stream stream = walras_stream_make(key, 5, 7);
  const walras_words words = walras_draw(&stream, UINT64_C(0x123456789abcdef0), 9);
  const uint32_t counter[4] = {0x9abcdef0u, 0x12345678u, 7u, 5u << 20 | 9u};
  uint32_t expected[4];
  walras_philox4x32(counter, key, expected);
  CU_ASSERT_EQUAL(memcmp(words.word, expected, sizeof expected), 0);
}

/* Every path, odd counts, and entities across 2^32. */
static void fills_equal_scalar_draws_on_every_path(void) {
  enum { MOST = 533 };
  const uint32_t key[2] = {3, 4};
  const walras_stream stream = walras_stream_make(key, 1, 2);
  double out[MOST];
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    if (!walras_simd_select(path))
      continue;
    for (int64_t count = 0; count <= MOST; count += 41) {
      const uint64_t first = UINT64_C(0xffffff00) + (uint64_t)count;
      for (uint32_t draw = 2; draw < 4; draw++) {
        walras_fill_uniform(&stream, first, count, draw, out);
        for (int64_t i = 0; i < count; i++)
          CU_ASSERT(unit_same_bits(out[i], walras_uniform(&stream, first + (uint64_t)i, draw)));
        walras_fill_normal(&stream, first, count, draw, out);
        for (int64_t i = 0; i < count; i++)
          CU_ASSERT(unit_same_bits(out[i], walras_normal(&stream, first + (uint64_t)i, draw)));
        walras_fill_exponential(&stream, first, count, draw, out);
        for (int64_t i = 0; i < count; i++)
          CU_ASSERT(unit_same_bits(out[i], walras_exponential(&stream, first + (uint64_t)i, draw)));
      }
    }
  }
}

/* 64 cells: the 0.999999 quantile of chi-square with 63 degrees of freedom is 131; fixed key. */
static void uniforms_fill_their_cells_evenly(void) {
  const uint32_t key[2] = {8, 9};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  enum { CELLS = 64, DRAWS = 640000 };
  int64_t cells[CELLS] = {0};
  for (uint64_t i = 0; i < DRAWS; i++)
    cells[(int)(walras_uniform(&stream, i, 0) * CELLS)]++;
  double chi_square = 0.0;
  for (int c = 0; c < CELLS; c++)
    chi_square += ((double)cells[c] - DRAWS / CELLS) * ((double)cells[c] - DRAWS / CELLS) / (DRAWS / CELLS);
  CU_ASSERT(chi_square < 131.0 && chi_square > 20.0);
}

/* Five standard errors each: a false alarm once in a million, with a fixed key never. */
static void normals_have_their_moments_and_their_law(void) {
  enum { N = 400000 };
  const uint32_t key[2] = {1, 2};
  const walras_stream stream = walras_stream_make(key, 3, 0);
  double sum = 0.0, squares = 0.0, cubes = 0.0, fourth = 0.0, pairs = 0.0;
  int64_t below = 0;
  for (uint64_t i = 0; i < N; i++) {
    const double z = walras_normal(&stream, i, 0), partner = walras_normal(&stream, i, 1);
    sum += z;
    squares += z * z;
    cubes += z * z * z;
    fourth += z * z * z * z;
    pairs += z * partner;
    below += z < -1.0;
  }
  const double root = sqrt((double)N);
  CU_ASSERT(fabs(sum / N) < 5.0 / root);
  CU_ASSERT(fabs(squares / N - 1.0) < 5.0 * sqrt(2.0) / root);
  CU_ASSERT(fabs(cubes / N) < 5.0 * sqrt(15.0) / root);
  CU_ASSERT(fabs(fourth / N - 3.0) < 5.0 * sqrt(96.0) / root);
  CU_ASSERT(fabs(pairs / N) < 5.0 / root);
  CU_ASSERT(fabs((double)below / N - walras_normal_cdf(-1.0)) < 5.0 * 0.366 / root);
}

static void alias_and_categorical_draws_follow_their_weights(void) {
  const double weights[] = {1.0, 0.0, 3.0, 6.0}, cumulative[] = {1.0, 1.0, 4.0, 10.0};
  enum { N = 200000 };
  const uint32_t key[2] = {5, 6};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  walras_alias *alias = NULL;
  walras_error error = {0};
  int64_t counts[2][4] = {{0}};
  CU_ASSERT_EQUAL_FATAL(walras_alias_create(weights, 4, &alias, &error), WALRAS_OK);
  for (uint64_t i = 0; i < N; i++) {
    counts[0][walras_alias_draw(alias, &stream, i, 0)]++;
    counts[1][walras_categorical(&stream, i, 1, cumulative, 4)]++;
  }
  for (int k = 0; k < 2; k++)
    for (int i = 0; i < 4; i++)
      CU_ASSERT(fabs((double)counts[k][i] / N - weights[i] / 10.0) <= 5.0 * 0.5 / sqrt((double)N) * (weights[i] > 0.0));
  walras_alias_destroy(alias);
  const double wrong[] = {1.0, -1.0};
  CU_ASSERT_EQUAL(walras_alias_create(wrong, 2, &alias, &error), WALRAS_ERROR_PARAMETER);
}

static void permutations_are_uniform_and_bounded_draws_stay_in_bounds(void) {
  enum { N = 48000 };
  const uint32_t key[2] = {7, 7};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  int64_t seen[24] = {0};
  for (uint64_t i = 0; i < N; i++) {
    int64_t p[4];
    CU_ASSERT_EQUAL(walras_permutation(&stream, i, 0, 4, p, NULL), WALRAS_OK);
    const int64_t code = p[0] * 6 + (p[1] - (p[1] > p[0])) * 2 + (p[2] > p[3]);
    seen[code]++;
    CU_ASSERT(walras_bounded(&stream, i, 9, 7) < 7);
  }
  for (int i = 0; i < 24; i++)
    CU_ASSERT(llabs(seen[i] - N / 24) < 5 * 44);
  int64_t none;
  CU_ASSERT_EQUAL(walras_permutation(&stream, 0, (1u << 21) - 1, 5, &none, NULL), WALRAS_ERROR_RANGE);
}

WALRAS_UNIT_TESTS(UNIT(philox_matches_its_known_answers), UNIT(philox_equals_random123_on_many_counters),
                  UNIT(addresses_map_to_counter_words_as_documented), UNIT(fills_equal_scalar_draws_on_every_path),
                  UNIT(uniforms_fill_their_cells_evenly), UNIT(normals_have_their_moments_and_their_law),
                  UNIT(alias_and_categorical_draws_follow_their_weights),
                  UNIT(permutations_are_uniform_and_bounded_draws_stay_in_bounds))
