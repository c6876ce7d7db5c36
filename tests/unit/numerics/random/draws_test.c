#include <Random123/philox.h>
#include <math.h>

#include "aborts.h"
#include "unit.h"
#include "walras/random.h"

static const uint32_t key[2] = {0xa4093822, 0x299f31d0};

static void a_block_is_random123s_at_entity_round_stream_and_block(void) {
  const uint64_t entities[] = {0, 1, UINT32_MAX, UINT64_C(1) << 32, UINT64_C(0x0123456789abcdef), UINT64_MAX};
  const uint32_t streams[] = {0, 1, WALRAS_STREAM_LIMIT - 1}, rounds[] = {0, 7, UINT32_MAX};
  const uint32_t blocks[] = {0, 3, WALRAS_DRAW_BLOCK_LIMIT - 1};
  for (int e = 0; e < 6; e++)
    for (int other = 0; other < 27; other++) {
      const uint32_t s = streams[other % 3], r = rounds[other / 3 % 3], b = blocks[other / 9];
      const walras_stream stream = walras_stream_make(key, s, r);
      const walras_words words = walras_draw(&stream, entities[e], b);
      const philox4x32_ctr_t counter = {{(uint32_t)entities[e], (uint32_t)(entities[e] >> 32), r, s * (1u << 20) + b}};
      const philox4x32_ctr_t theirs = philox4x32_R(10, counter, (philox4x32_key_t){{key[0], key[1]}});
      CU_ASSERT_EQUAL(memcmp(words.word, theirs.v, sizeof words.word), 0);
    }
}

static void a_key_is_the_first_half_of_philox_of_seed_replication_and_point(void) {
  const uint64_t seed = UINT64_C(0x1122334455667788), replication = UINT64_C(0x99aabbccddeeff00),
                 point = UINT64_C(0x0f1e2d3c4b5a6978);
  uint32_t trial_key[2];
  walras_random_key(seed, replication, point, trial_key);
  const philox4x32_ctr_t theirs = philox4x32_R(10, (philox4x32_ctr_t){{0xddeeff00, 0x99aabbcc, 0x4b5a6978, 0x0f1e2d3c}},
                                               (philox4x32_key_t){{0x55667788, 0x11223344}});
  CU_ASSERT_EQUAL(trial_key[0], theirs.v[0]);
  CU_ASSERT_EQUAL(trial_key[1], theirs.v[1]);
}

static void draw_d_is_half_d_of_its_block(void) {
  const walras_stream stream = walras_stream_make(key, 12, 3);
  for (uint32_t draw = 0; draw < 64; draw++) {
    const walras_words words = walras_draw(&stream, 99, draw / 2);
    const uint64_t even = words.word[0] + ((uint64_t)words.word[1] << 32), odd = words.word[2] + ((uint64_t)words.word[3] << 32);
    CU_ASSERT_EQUAL(walras_bits(&stream, 99, draw), draw % 2 == 0 ? even : odd);
    CU_ASSERT(walras_uniform(&stream, 99, draw) == walras_uniform_from_bits(walras_bits(&stream, 99, draw)));
  }
}

static void uniforms_are_exact_and_never_reach_zero_or_one(void) {
  CU_ASSERT(walras_uniform_from_bits(0) == 0x1p-53);
  CU_ASSERT(walras_uniform_from_bits(UINT64_MAX) == 1.0 - 0x1p-53);
  CU_ASSERT(walras_uniform_from_bits(UINT64_C(1) << 63) == 0.5 + 0x1p-53);
  CU_ASSERT(walras_uniform_from_bits(0xfff) == 0x1p-53);
  CU_ASSERT(walras_uniform_from_bits(0x1000) == 0x1.8p-52);
  CU_ASSERT(walras_uniform_from_word(0) == 0x1p-33);
  CU_ASSERT(walras_uniform_from_word(UINT32_MAX) == 1.0 - 0x1p-33);
}

static void stream_beyond_its_field(void) {
  walras_stream_make(key, WALRAS_STREAM_LIMIT, 0);
}

static void block_beyond_its_field(void) {
  const walras_stream stream = walras_stream_make(key, 1, 0);
  walras_draw(&stream, 0, WALRAS_DRAW_BLOCK_LIMIT);
}

static void draw_beyond_its_field(void) {
  const walras_stream stream = walras_stream_make(key, 1, 0);
  walras_uniform(&stream, 0, 2 * WALRAS_DRAW_BLOCK_LIMIT);
}

static void an_address_beyond_its_field_aborts_in_every_build(void) {
  CU_ASSERT(aborts(stream_beyond_its_field));
  CU_ASSERT(aborts(block_beyond_its_field));
  CU_ASSERT(aborts(draw_beyond_its_field));
}

static void the_last_draw_of_a_stream_is_not_the_first_of_the_next(void) {
  const walras_stream one = walras_stream_make(key, 1, 0), two = walras_stream_make(key, 2, 0);
  const uint64_t last = walras_bits(&one, 5, 2 * WALRAS_DRAW_BLOCK_LIMIT - 1);
  CU_ASSERT_NOT_EQUAL(last, walras_bits(&two, 5, 0));
  CU_ASSERT_NOT_EQUAL(last, walras_bits(&two, 5, 1));
}

WALRAS_UNIT_TESTS(UNIT(a_block_is_random123s_at_entity_round_stream_and_block),
                  UNIT(a_key_is_the_first_half_of_philox_of_seed_replication_and_point), UNIT(draw_d_is_half_d_of_its_block),
                  UNIT(uniforms_are_exact_and_never_reach_zero_or_one), UNIT(an_address_beyond_its_field_aborts_in_every_build),
                  UNIT(the_last_draw_of_a_stream_is_not_the_first_of_the_next))
