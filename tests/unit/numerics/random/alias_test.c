#include <math.h>

#include "chance.h"
#include "unit.h"
#include "walras/random.h"

static walras_stream test_stream(void) {
  const uint32_t key[2] = {0xa4093822, 0x299f31d0};
  return walras_stream_make(key, 2, 0);
}

static void alias_draws_come_with_their_weights(void) {
  enum { ENTRIES = 200, DRAWS = 400000 };
  const walras_stream stream = test_stream();
  walras_alias *alias = NULL;
  double weights[ENTRIES], expected[ENTRIES], sum = 0.0;
  int64_t counts[ENTRIES] = {0};
  for (int i = 0; i < ENTRIES; i++) {
    weights[i] = 1e-3 * (1.0 + i * i % 97);
    sum += weights[i];
  }
  for (int i = 0; i < ENTRIES; i++)
    expected[i] = DRAWS * weights[i] / sum;
  CU_ASSERT_EQUAL_FATAL(walras_alias_create(weights, ENTRIES, &alias, NULL), WALRAS_OK);
  for (uint64_t entity = 0; entity < DRAWS; entity++)
    counts[walras_alias_draw(alias, &stream, entity, 1)]++;
  CU_ASSERT(chance_chi_square(counts, expected, ENTRIES) < chance_chi_square_limit(ENTRIES - 1));
  walras_alias_destroy(alias);
}

static void weightless_entries_are_never_drawn(void) {
  const walras_stream stream = test_stream();
  walras_alias *alias = NULL;
  double weights[300];
  int64_t wrong = 0;
  for (int i = 0; i < 300; i++)
    weights[i] = i % 3 == 1 ? 1e-5 * i : 0.0;
  CU_ASSERT_EQUAL_FATAL(walras_alias_create(weights, 300, &alias, NULL), WALRAS_OK);
  for (uint64_t entity = 0; entity < 200000; entity++)
    wrong += walras_alias_draw(alias, &stream, entity, 0) % 3 != 1;
  CU_ASSERT_EQUAL(wrong, 0);
  walras_alias_destroy(alias);
}

static void a_single_entry_and_extreme_scales_work(void) {
  const walras_stream stream = test_stream();
  const double one[] = {3.0}, tiny[] = {0x1p-1060, 0x1p-1060, 0.0}, uneven[] = {1e300, 1e-300};
  walras_alias *alias = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_alias_create(one, 1, &alias, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_alias_draw(alias, &stream, 4, 0), 0);
  walras_alias_destroy(alias);
  CU_ASSERT_EQUAL_FATAL(walras_alias_create(tiny, 3, &alias, NULL), WALRAS_OK);
  int64_t counts[3] = {0};
  for (uint64_t entity = 0; entity < 10000; entity++)
    counts[walras_alias_draw(alias, &stream, entity, 0)]++;
  CU_ASSERT_EQUAL(counts[2], 0);
  CU_ASSERT(fabs((double)counts[0] - 5000.0) < CHANCE_TWO_SIDED * 50.0);
  walras_alias_destroy(alias);
  CU_ASSERT_EQUAL_FATAL(walras_alias_create(uneven, 2, &alias, NULL), WALRAS_OK);
  for (uint64_t entity = 0; entity < 10000; entity++)
    CU_ASSERT_EQUAL(walras_alias_draw(alias, &stream, entity, 0), 0);
  walras_alias_destroy(alias);
}

static void weights_that_are_no_weights_are_refused(void) {
  const double bad[][2] = {{1.0, -1e-9}, {1.0, NAN}, {INFINITY, 1.0}, {0.0, 0.0}, {1e308, 1e308}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    walras_alias *alias = NULL;
    walras_error error = {0};
    CU_ASSERT_EQUAL(walras_alias_create(bad[i], 2, &alias, &error), WALRAS_ERROR_PARAMETER);
    CU_ASSERT_STRING_EQUAL(error.message, "2 weights must be finite, non-negative and of positive finite sum");
    CU_ASSERT_PTR_NULL(alias);
  }
  walras_alias *alias = NULL;
  CU_ASSERT_EQUAL(walras_alias_create(NULL, 0, &alias, NULL), WALRAS_ERROR_PARAMETER);
  walras_alias_destroy(NULL);
}

WALRAS_UNIT_TESTS(UNIT(alias_draws_come_with_their_weights), UNIT(weightless_entries_are_never_drawn),
                  UNIT(a_single_entry_and_extreme_scales_work), UNIT(weights_that_are_no_weights_are_refused))
