/* The source itself: uniformity, and no correlation along or between any two parts of the address. */
#include <math.h>

#include "chance.h"
#include "unit.h"
#include "walras/random.h"

enum { COUNT = 1 << 18 };
static double x[COUNT + 1], y[COUNT];

static walras_stream stream_of(uint64_t seed, uint64_t replication, uint64_t point, uint32_t stream, uint32_t round) {
  uint32_t key[2];
  walras_random_key(seed, replication, point, key);
  return walras_stream_make(key, stream, round);
}

static void uniforms_fill_1024_bins_evenly_in_both_halves(void) {
  const walras_stream stream = stream_of(1, 0, 0, 0, 0);
  for (uint32_t draw = 0; draw < 2; draw++) {
    int64_t counts[1024] = {0};
    walras_fill_uniform(&stream, 0, COUNT, draw, x);
    for (int i = 0; i < COUNT; i++)
      counts[(int)(x[i] * 1024.0)]++;
    CU_ASSERT(chance_chi_square_uniform(counts, 1024, COUNT) < chance_chi_square_limit(1023));
  }
}

static void pairs_of_neighbouring_entities_fill_the_square_evenly(void) {
  const walras_stream stream = stream_of(2, 0, 0, 0, 0);
  static int64_t counts[64 * 64];
  memset(counts, 0, sizeof counts);
  walras_fill_uniform(&stream, 0, COUNT, 0, x);
  for (int i = 0; i < COUNT; i += 2)
    counts[(int)(x[i] * 64.0) * 64 + (int)(x[i + 1] * 64.0)]++;
  CU_ASSERT(chance_chi_square_uniform(counts, 64 * 64, COUNT / 2) < chance_chi_square_limit(64 * 64 - 1));
}

/* 64 tests: the chance that a perfect source fails one is 6e-5. */
static void each_of_the_64_bits_is_set_half_of_the_time(void) {
  const walras_stream stream = stream_of(3, 0, 0, 1, 0);
  int64_t set[64] = {0};
  for (uint64_t entity = 0; entity < 100000; entity++) {
    const uint64_t bits = walras_bits(&stream, entity, 0);
    for (int bit = 0; bit < 64; bit++)
      set[bit] += (int64_t)(bits >> bit & 1);
  }
  for (int bit = 0; bit < 64; bit++)
    CU_ASSERT(fabs((double)set[bit] - 50000.0) < CHANCE_TWO_SIDED * sqrt(25000.0));
}

static void successive_entities_and_draws_are_uncorrelated(void) {
  const walras_stream stream = stream_of(4, 0, 0, 0, 0);
  walras_fill_uniform(&stream, 0, COUNT + 1, 0, x);
  CU_ASSERT(fabs(chance_correlation(x, x + 1, COUNT)) < CHANCE_TWO_SIDED);
  walras_fill_uniform_draws(&stream, 9, 0, COUNT + 1, x);
  CU_ASSERT(fabs(chance_correlation(x, x + 1, COUNT)) < CHANCE_TWO_SIDED);
}

/* Each address differs from the first in one field, by one unit or one bit. */
static void addresses_that_differ_in_one_field_are_uncorrelated(void) {
  const walras_stream base = stream_of(5, 0, 0, 0, 0);
  const walras_stream others[] = {stream_of(5, 0, 0, 1, 0),
                                  stream_of(5, 0, 0, 2048, 0),
                                  stream_of(5, 0, 0, 0, 1),
                                  stream_of(5, 1, 0, 0, 0),
                                  stream_of(5, 0, 1, 0, 0),
                                  stream_of(6, 0, 0, 0, 0),
                                  stream_of(UINT64_C(5) + (UINT64_C(1) << 32), 0, 0, 0, 0)};
  walras_fill_uniform(&base, 0, COUNT, 0, x);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    walras_fill_uniform(&others[i], 0, COUNT, 0, y);
    CU_ASSERT(fabs(chance_correlation(x, y, COUNT)) < CHANCE_TWO_SIDED);
  }
  const uint32_t draws[] = {1, 2, 3, WALRAS_DRAW_BLOCK_LIMIT};
  for (size_t i = 0; i < sizeof draws / sizeof *draws; i++) {
    walras_fill_uniform(&base, 0, COUNT, draws[i], y);
    CU_ASSERT(fabs(chance_correlation(x, y, COUNT)) < CHANCE_TWO_SIDED);
  }
  walras_fill_uniform(&base, UINT64_C(1) << 32, COUNT, 0, y);
  CU_ASSERT(fabs(chance_correlation(x, y, COUNT)) < CHANCE_TWO_SIDED);
}

WALRAS_UNIT_TESTS(UNIT(uniforms_fill_1024_bins_evenly_in_both_halves),
                  UNIT(pairs_of_neighbouring_entities_fill_the_square_evenly), UNIT(each_of_the_64_bits_is_set_half_of_the_time),
                  UNIT(successive_entities_and_draws_are_uncorrelated), UNIT(addresses_that_differ_in_one_field_are_uncorrelated))
