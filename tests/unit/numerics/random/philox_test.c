#include "numerics/random/philox.h"

#include <Random123/philox.h>

#include "unit.h"

typedef struct known_answer {
  uint32_t counter[4], key[2], out[4];
} known_answer;

/* Random123's kat_vectors for philox4x32 with 10 rounds. */
static void known_answers_of_random123_come_out(void) {
  static const known_answer answers[] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
       {0xffffffff, 0xffffffff},
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    uint32_t out[4];
    walras_philox4x32(answers[i].counter, answers[i].key, out);
    CU_ASSERT_EQUAL(memcmp(out, answers[i].out, sizeof out), 0);
  }
}

/* A chain: each output is the next counter, so that a single wrong bit spreads. */
static void a_hundred_thousand_blocks_equal_those_of_random123(void) {
  uint32_t counter[4] = {1, 2, 3, 4}, key[2] = {5, 6}, out[4];
  int64_t differing = 0;
  for (int i = 0; i < 100000; i++) {
    const philox4x32_ctr_t theirs = philox4x32_R(10, (philox4x32_ctr_t){{counter[0], counter[1], counter[2], counter[3]}},
                                                 (philox4x32_key_t){{key[0], key[1]}});
    walras_philox4x32(counter, key, out);
    differing += memcmp(out, theirs.v, sizeof out) != 0;
    memcpy(counter, out, sizeof counter);
    key[0] = out[3] ^ (uint32_t)i;
    key[1] += out[1];
  }
  CU_ASSERT_EQUAL(differing, 0);
}

WALRAS_UNIT_TESTS(UNIT(known_answers_of_random123_come_out), UNIT(a_hundred_thousand_blocks_equal_those_of_random123))
