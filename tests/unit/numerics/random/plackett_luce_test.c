#include "numerics/random/plackett_luce.h"

#include "chance.h"
#include "numerics/elementary/dispatch.h"
#include "unit.h"
#include "walras/random.h"

enum { SLOTS_MOST = 100, CHOOSERS = 60000 };

typedef struct test_urn {
  double weight[SLOTS_MOST], cumulative[SLOTS_MOST + 1];
  walras_urn urn;
} test_urn;

static void fill_urn(test_urn *t, const double *weight, int32_t slots) {
  t->cumulative[0] = 0.0;
  for (int32_t i = 0; i < slots; i++) {
    t->weight[i] = weight[i];
    t->cumulative[i + 1] = t->cumulative[i] + weight[i];
  }
  t->urn = (walras_urn){.slots = slots, .weight = t->weight, .cumulative = t->cumulative};
}

static uint32_t words[SLOTS_MOST * CHOOSERS];
static int32_t taken[SLOTS_MOST * CHOOSERS];

static void draw_words(uint32_t stream_number, int choices, int64_t choosers) {
  const uint32_t key[2] = {12, 34};
  const walras_stream stream = walras_stream_make(key, stream_number, 0);
  for (int number = 0; number < choices; number++) {
    uint32_t *const out[4] = {words + number * choosers, NULL, NULL, NULL};
    walras_fill_words(&stream, 0, choosers, (uint32_t)number, out);
  }
}

/* P(first a, then b, then c) = w_a/W w_b/(W - w_a) w_c/(W - w_a - w_b). False alarm 1e-6. */
static void ordered_choices_have_the_product_of_shares_of_what_is_left(void) {
  const double weight[4] = {0.5, 3.0, 1.0, 2.0};
  test_urn t;
  int64_t counts[64] = {0}, observed[24];
  double expected[24];
  fill_urn(&t, weight, 4);
  draw_words(1, 3, CHOOSERS);
  walras_plackett_luce(&t.urn, 3, CHOOSERS, words, CHOOSERS, taken);
  for (int i = 0; i < CHOOSERS; i++)
    counts[(taken[i] * 4 + taken[CHOOSERS + i]) * 4 + taken[2 * CHOOSERS + i]]++;
  int cells = 0;
  for (int a = 0; a < 4; a++)
    for (int b = 0; b < 4; b++)
      for (int c = 0; c < 4; c++)
        if (a != b && b != c && a != c) {
          expected[cells] =
              CHOOSERS * weight[a] / 6.5 * weight[b] / (6.5 - weight[a]) * weight[c] / (6.5 - weight[a] - weight[b]);
          observed[cells++] = counts[(a * 4 + b) * 4 + c];
        }
  CU_ASSERT_EQUAL(cells, 24);
  CU_ASSERT(chance_chi_square(observed, expected, 24) < chance_chi_square_limit(23));
}

/* Many slots take the search by halving: shares of the first choice. False alarm 1e-6. */
static void first_choices_among_many_slots_follow_the_weights(void) {
  double weight[SLOTS_MOST], expected[SLOTS_MOST];
  int64_t counts[SLOTS_MOST] = {0};
  test_urn t;
  for (int i = 0; i < SLOTS_MOST; i++)
    weight[i] = 1.0 + i % 7;
  fill_urn(&t, weight, SLOTS_MOST);
  draw_words(2, 1, CHOOSERS);
  walras_plackett_luce(&t.urn, 1, CHOOSERS, words, CHOOSERS, taken);
  for (int i = 0; i < CHOOSERS; i++)
    counts[taken[i]]++;
  for (int i = 0; i < SLOTS_MOST; i++)
    expected[i] = CHOOSERS * weight[i] / t.cumulative[SLOTS_MOST];
  CU_ASSERT(chance_chi_square(counts, expected, SLOTS_MOST) < chance_chi_square_limit(SLOTS_MOST - 1));
}

static int64_t repeated(int choices, int64_t choosers) {
  int64_t wrong = 0;
  for (int64_t i = 0; i < choosers; i++)
    for (int a = 0; a < choices; a++)
      for (int b = 0; b < a; b++)
        wrong += taken[a * choosers + i] == taken[b * choosers + i];
  return wrong;
}

static void every_slot_is_taken_once_when_all_are_wanted(void) {
  const int32_t sizes[] = {1, 2, 3, 15, 16, 17, 33, 64};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    double weight[SLOTS_MOST];
    test_urn t;
    /* weights over 40 orders of magnitude: the last ones are left with next to nothing of the total */
    for (int i = 0; i < sizes[s]; i++)
      weight[i] = i % 3 == 0 ? 1.0 : i % 3 == 1 ? 1e-40 : 1e-9;
    fill_urn(&t, weight, sizes[s]);
    draw_words(3, sizes[s], 200);
    walras_plackett_luce(&t.urn, sizes[s], 200, words, 200, taken);
    CU_ASSERT_EQUAL(repeated(sizes[s], 200), 0);
    int64_t outside = 0;
    for (int64_t i = 0; i < 200 * (int64_t)sizes[s]; i++)
      outside += taken[i] < 0 || taken[i] >= sizes[s];
    CU_ASSERT_EQUAL(outside, 0);
  }
}

/* 1e-20 beside 1 vanishes in the cumulative sums, but not in what is left. False alarm 1e-6. */
static void tiny_weights_share_what_is_left_of_a_huge_one(void) {
  const double weight[3] = {1.0, 1e-20, 3e-20};
  test_urn t;
  int64_t second = 0;
  fill_urn(&t, weight, 3);
  draw_words(4, 2, 10000);
  walras_plackett_luce(&t.urn, 2, 10000, words, 10000, taken);
  for (int i = 0; i < 10000; i++) {
    CU_ASSERT_EQUAL_FATAL(taken[i], 0);
    second += taken[10000 + i] == 2;
  }
  CU_ASSERT(fabs((double)second - 7500.0) < CHANCE_TWO_SIDED * sqrt(10000 * 0.75 * 0.25));
}

static void slots_without_weight_come_after_all_others(void) {
  const double weight[5] = {0.0, 2.0, 0.0, 1.0, 0.0};
  test_urn t;
  int64_t wrong = 0;
  fill_urn(&t, weight, 5);
  draw_words(5, 5, 1000);
  walras_plackett_luce(&t.urn, 5, 1000, words, 1000, taken);
  for (int i = 0; i < 1000; i++)
    wrong += taken[i] + taken[1000 + i] != 4 || taken[2000 + i] != 4 || taken[3000 + i] != 2 || taken[4000 + i] != 0;
  CU_ASSERT_EQUAL(wrong, 0);
}

static void every_path_takes_the_same_slots_and_earlier_choices_do_not_depend_on_later_ones(void) {
  static int32_t first[SLOTS_MOST * 1000];
  const walras_simd_path before = walras_simd_path_get();
  const int32_t sizes[] = {3, 10, 16, 17, 100};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    const int choices = sizes[s] < 9 ? sizes[s] : 9;
    double weight[SLOTS_MOST];
    test_urn t;
    for (int i = 0; i < sizes[s]; i++)
      weight[i] = 1.0 / (1.0 + i) + (i % 4 == 0);
    fill_urn(&t, weight, sizes[s]);
    draw_words(6, choices, 1000);
    CU_ASSERT(walras_simd_select(WALRAS_SIMD_BASELINE));
    walras_plackett_luce(&t.urn, choices, 1000, words, 1000, first);
    for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
      if (!walras_simd_select(path))
        continue;
      for (int k = 1; k <= choices; k++) {
        memset(taken, 0xff, sizeof taken[0] * 1000 * (size_t)choices);
        walras_plackett_luce(&t.urn, k, 1000, words, 1000, taken);
        CU_ASSERT_EQUAL(memcmp(taken, first, sizeof *taken * 1000 * (size_t)k), 0);
      }
    }
  }
  CU_ASSERT(walras_simd_select(before));
}

WALRAS_UNIT_TESTS(UNIT(ordered_choices_have_the_product_of_shares_of_what_is_left),
                  UNIT(first_choices_among_many_slots_follow_the_weights), UNIT(every_slot_is_taken_once_when_all_are_wanted),
                  UNIT(tiny_weights_share_what_is_left_of_a_huge_one), UNIT(slots_without_weight_come_after_all_others),
                  UNIT(every_path_takes_the_same_slots_and_earlier_choices_do_not_depend_on_later_ones))
