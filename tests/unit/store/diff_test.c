#include "store/diff.h"

#include "toy_store.h"

/* The differences of two stores; what is printed goes to `text`. */
static int64_t diff(const char *a, const char *b, int64_t most, char text[2048]) {
  int64_t differences = -1;
  walras_error error = {0};
  memset(text, 0, 2048);
  FILE *stream = fmemopen(text, 2047, "w");
  CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
  CU_ASSERT_EQUAL(walras_store_diff(a, b, stream, most, &differences, &error), WALRAS_OK);
  fclose(stream);
  return differences;
}

static void equal_stores_differ_nowhere(void) {
  char text[2048];
  CU_ASSERT_EQUAL(diff(toy_finished("a.h5"), toy_finished("b.h5"), 20, text), 0);
  CU_ASSERT_STRING_EQUAL(text, "");
}

static void each_difference_is_a_line_with_place_and_both_values(void) {
  char text[2048];
  const char *a = toy_finished("a.h5"), *b = toy_finished("b.h5");
  const double price[TOY_ROUNDS] = {40, 41, 42, 0.1}, seconds = 3.0;
  toy_write(b, TOY_PRICE, 4, 1, price);
  toy_write(b, TOY_SECONDS, 4, 1, &seconds);
  CU_ASSERT_EQUAL(diff(a, b, 20, text), 1);
  CU_ASSERT_STRING_EQUAL(text, "/series/price[1, 1, 3]: 43 | 0.10000000000000001\n");
}

static void all_are_counted_and_the_first_ones_printed(void) {
  char text[2048];
  const char *a = toy_finished("a.h5"), *b = toy_finished("b.h5");
  const double welfare[TOY_TRIALS] = {-1, -1, -1, -1, -1, -1};
  toy_write(b, TOY_WELFARE, 0, TOY_TRIALS, welfare);
  CU_ASSERT_EQUAL(diff(a, b, 2, text), TOY_TRIALS);
  CU_ASSERT_STRING_EQUAL(
      text, "/metrics/welfare[0, 0]: 0 | -1\n/metrics/welfare[0, 1]: 0.5 | -1\n/metrics/welfare: 6 of 6 values differ\n");
  CU_ASSERT_EQUAL(diff(a, b, 0, text), TOY_TRIALS);
  CU_ASSERT_STRING_EQUAL(text, "/metrics/welfare: 6 of 6 values differ\n");
}

static void nans_are_equal_and_zeros_of_both_signs_are_not(void) {
  char text[2048];
  const char *a = toy_finished("a.h5"), *b = toy_finished("b.h5");
  const uint64_t nans[2] = {UINT64_C(0x7FF8000000000000), UINT64_C(0xFFF8000000000123)};
  const double minus_zero = -0.0;
  toy_write(a, TOY_WELFARE, 1, 1, &nans[0]);
  toy_write(b, TOY_WELFARE, 1, 1, &nans[1]);
  toy_write(b, TOY_WELFARE, 0, 1, &minus_zero);
  CU_ASSERT_EQUAL(diff(a, b, 20, text), 1);
  CU_ASSERT_STRING_EQUAL(text, "/metrics/welfare[0, 0]: 0 | -0\n");
}

/* As in the digest: what a kill left behind in rows of pending trials is no result. */
static void rows_of_trials_that_are_done_in_neither_store_do_not_count(void) {
  char text[2048];
  const char *a = toy_create("a.h5"), *b = toy_create("b.h5");
  const double welfare = 1.0;
  toy_write(b, TOY_WELFARE, 3, 1, &welfare);
  CU_ASSERT_EQUAL(diff(a, b, 20, text), 0);
  CU_ASSERT_STRING_EQUAL(text, "");
}

static void datasets_that_only_one_store_has_or_of_another_shape_are_named(void) {
  char text[2048];
  walras_store_dataset datasets[sizeof toy_datasets / sizeof *toy_datasets];
  walras_store_layout layout = toy_layout;
  memcpy(datasets, toy_datasets, sizeof datasets);
  datasets[TOY_SIZE].path = "/design/length";
  datasets[TOY_WELFARE].type = WALRAS_STORE_INTEGER;
  layout.datasets = datasets;
  const char *a = toy_create("a.h5"), *b = unit_path("b.h5");
  CU_ASSERT_EQUAL(walras_store_create(b, &layout, true, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(diff(a, b, 20, text), 3);
  CU_ASSERT_STRING_EQUAL(text, "/design/size: only in the first store\n/metrics/welfare: another shape or type\n"
                               "/design/length: only in the second store\n");
}

static void texts_and_experiments_are_compared_too(void) {
  char text[2048];
  static const char *const words[TOY_POINTS] = {"médian", "mean"};
  walras_store_dataset datasets[sizeof toy_datasets / sizeof *toy_datasets];
  walras_store_attribute root[2] = {toy_root[0], toy_root[1]};
  walras_store_layout layout = toy_layout;
  memcpy(datasets, toy_datasets, sizeof datasets);
  datasets[TOY_WORD].contents = words;
  root[1].text = "another";
  layout.datasets = datasets;
  layout.attributes = root;
  const char *a = toy_create("a.h5"), *b = unit_path("b.h5");
  CU_ASSERT_EQUAL(walras_store_create(b, &layout, true, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(diff(a, b, 20, text), 2);
  CU_ASSERT_STRING_EQUAL(text, "experiment: experiment: { name = \"toy\"; }; | another\n/design/word[1]:  | mean\n");
}

WALRAS_UNIT_TESTS(UNIT(equal_stores_differ_nowhere), UNIT(each_difference_is_a_line_with_place_and_both_values),
                  UNIT(all_are_counted_and_the_first_ones_printed), UNIT(nans_are_equal_and_zeros_of_both_signs_are_not),
                  UNIT(rows_of_trials_that_are_done_in_neither_store_do_not_count),
                  UNIT(datasets_that_only_one_store_has_or_of_another_shape_are_named),
                  UNIT(texts_and_experiments_are_compared_too))
