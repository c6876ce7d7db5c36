#include "store/digest.h"

#include "toy_store.h"

static void digest_of(const char *path, char digest[WALRAS_DIGEST_SIZE]) {
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_store_digest(path, digest, &error), WALRAS_OK);
}

/* Whether a change of one row of a dataset changes the digest of a finished store. */
static bool shows(int64_t dataset, int64_t trial, const void *row) {
  char before[WALRAS_DIGEST_SIZE], after[WALRAS_DIGEST_SIZE];
  const char *path = toy_finished("shows.h5");
  digest_of(path, before);
  toy_write(path, dataset, trial, 1, row);
  digest_of(path, after);
  return strcmp(before, after) != 0;
}

static void equal_stores_have_equal_digests_of_64_hexadecimal_digits(void) {
  char a[WALRAS_DIGEST_SIZE], b[WALRAS_DIGEST_SIZE];
  digest_of(toy_finished("a.h5"), a);
  digest_of(toy_finished("b.h5"), b);
  CU_ASSERT_STRING_EQUAL(a, b);
  CU_ASSERT_EQUAL(strspn(a, "0123456789abcdef"), 64);
  CU_ASSERT_EQUAL(strlen(a), 64);
}

static void any_result_shows_and_times_and_crcs_do_not(void) {
  const double last_bit = nextafter(2.0, 3.0), price[TOY_ROUNDS] = {40, 41, 42, 43.5}, seconds = 9.0;
  const uint32_t crc = 5;
  const uint8_t failed = WALRAS_TRIAL_FAILED;
  CU_ASSERT(shows(TOY_WELFARE, 4, &last_bit));
  CU_ASSERT(shows(TOY_PRICE, 4, price));
  CU_ASSERT(shows(TOY_STATUS, 4, &failed));
  CU_ASSERT_FALSE(shows(TOY_SECONDS, 4, &seconds));
  CU_ASSERT_FALSE(shows(TOY_CRC, 4, &crc));
}

static void every_nan_is_the_same_and_minus_zero_is_another_result(void) {
  char digests[4][WALRAS_DIGEST_SIZE];
  const uint64_t bits[4] = {UINT64_C(0x7FF8000000000000), UINT64_C(0xFFF8000000000123), 0, UINT64_C(1) << 63};
  for (int i = 0; i < 4; i++) {
    const char *path = toy_finished("nan.h5");
    toy_write(path, TOY_WELFARE, 1, 1, &bits[i]);
    digest_of(path, digests[i]);
  }
  CU_ASSERT_STRING_EQUAL(digests[0], digests[1]);
  CU_ASSERT_STRING_NOT_EQUAL(digests[0], digests[2]);
  CU_ASSERT_STRING_NOT_EQUAL(digests[2], digests[3]);
}

static void rows_of_trials_that_are_not_done_do_not_count(void) {
  char clean[WALRAS_DIGEST_SIZE], half_written[WALRAS_DIGEST_SIZE];
  const double welfare = 1.0;
  digest_of(toy_create("clean.h5"), clean);
  const char *path = toy_create("half.h5");
  toy_write(path, TOY_WELFARE, 3, 1, &welfare);
  digest_of(path, half_written);
  CU_ASSERT_STRING_EQUAL(clean, half_written);
}

static void the_resolved_experiment_is_part_of_it(void) {
  char a[WALRAS_DIGEST_SIZE], b[WALRAS_DIGEST_SIZE];
  walras_store_attribute root[2] = {toy_root[0], toy_root[1]};
  walras_store_layout layout = toy_layout;
  root[1].text = "experiment: { name = \"toy 2\"; };";
  layout.attributes = root;
  digest_of(toy_create("one.h5"), a);
  CU_ASSERT_EQUAL(walras_store_create(unit_path("two.h5"), &layout, true, NULL), WALRAS_OK);
  digest_of(unit_path("two.h5"), b);
  CU_ASSERT_STRING_NOT_EQUAL(a, b);
}

static void a_store_without_an_experiment_has_no_digest(void) {
  char digest[WALRAS_DIGEST_SIZE];
  walras_error error = {0};
  walras_store_layout layout = toy_layout;
  layout.attribute_count = 1;
  CU_ASSERT_EQUAL(walras_store_create(unit_path("bare.h5"), &layout, true, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_digest(unit_path("bare.h5"), digest, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_STRING_EQUAL(error.message, "the store has no resolved experiment");
}

WALRAS_UNIT_TESTS(UNIT(equal_stores_have_equal_digests_of_64_hexadecimal_digits),
                  UNIT(any_result_shows_and_times_and_crcs_do_not), UNIT(every_nan_is_the_same_and_minus_zero_is_another_result),
                  UNIT(rows_of_trials_that_are_not_done_do_not_count), UNIT(the_resolved_experiment_is_part_of_it),
                  UNIT(a_store_without_an_experiment_has_no_digest))
