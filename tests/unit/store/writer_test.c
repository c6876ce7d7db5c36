#include "store/read.h"
#include "toy_store.h"

static void rows_come_back_as_they_were_written(void) {
  walras_store_writer *writer = toy_open(toy_create("rows.h5"));
  const double price[2 * TOY_ROUNDS] = {1, 2, 3, 4, -5, 5e-324, (double)INFINITY, -0.0};
  double back[2 * TOY_ROUNDS], untouched[TOY_ROUNDS];
  const int32_t code = -7;
  int32_t code_back = 0;
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, TOY_PRICE, 2, 2, price, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_rows(writer, TOY_PRICE, 2, 2, back, NULL), WALRAS_OK);
  CU_ASSERT(memcmp(price, back, sizeof back) == 0);
  CU_ASSERT_EQUAL(walras_store_read_rows(writer, TOY_PRICE, 4, 1, untouched, NULL), WALRAS_OK);
  CU_ASSERT(untouched[0] == 0.0 && untouched[TOY_ROUNDS - 1] == 0.0);
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, TOY_KIND, 5, 1, &code, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_rows(writer, TOY_KIND, 5, 1, &code_back, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(code_back, code);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
}

static void cleared_rows_are_those_of_a_new_store(void) {
  const char *path = toy_create("clear.h5");
  walras_store_writer *writer = toy_open(path);
  const int64_t datasets[] = {TOY_WELFARE, TOY_PRICE, TOY_CRC, TOY_KIND, TOY_SECONDS};
  for (size_t i = 0; i < sizeof datasets / sizeof *datasets; i++) {
    double fresh[TOY_TRIALS * TOY_ROUNDS] = {0}, filled[TOY_TRIALS * TOY_ROUNDS], back[TOY_TRIALS * TOY_ROUNDS] = {0};
    memset(filled, 0x5a, sizeof filled);
    CU_ASSERT_EQUAL(walras_store_read_rows(writer, datasets[i], 0, TOY_TRIALS, fresh, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_store_write_rows(writer, datasets[i], 0, TOY_TRIALS, filled, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_store_clear_rows(writer, datasets[i], 1, TOY_TRIALS - 1, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_store_read_rows(writer, datasets[i], 0, 1, back, NULL), WALRAS_OK);
    CU_ASSERT_NOT_EQUAL(memcmp(back, fresh, 4), 0); /* the row before stays */
    CU_ASSERT_EQUAL(walras_store_clear_rows(writer, datasets[i], 0, 1, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_store_read_rows(writer, datasets[i], 0, TOY_TRIALS, back, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(memcmp(back, fresh, sizeof back), 0);
  }
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
}

static void readers_see_rows_while_the_writer_is_open(void) {
  const char *path = toy_create("live.h5");
  walras_store_writer *writer = toy_open(path);
  const double welfare = 42.25;
  double row[TOY_REPLICATIONS];
  walras_store_reader *reader = NULL;
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, TOY_WELFARE, 4, 1, &welfare, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(walras_store_reader_open(path, &reader, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_reals(reader, "/metrics/welfare", 1, 1, row, NULL), WALRAS_OK);
  CU_ASSERT(isnan(row[0]) && row[1] == 42.25 && isnan(row[2]));
  walras_store_reader_close(reader);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
}

static void elements_outside_a_dataset_and_sealed_ones_are_refused(void) {
  const char *path = toy_create("elements.h5");
  walras_store_writer *writer = toy_open(path);
  walras_error error = {0};
  int64_t log[2] = {1, 2};
  CU_ASSERT_EQUAL(walras_store_write_elements(writer, TOY_LOG, 1, 2, log, &error), WALRAS_ERROR_RANGE);
  unit_expect_message(error.message, "%s: elements 1 to 3 of /run/log", path);
  CU_ASSERT_EQUAL(walras_store_write_elements(writer, TOY_LOG, -1, 1, log, NULL), WALRAS_ERROR_RANGE);
  CU_ASSERT_EQUAL(walras_store_write_elements(writer, TOY_LOG, 1, 1, log, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, TOY_LOG, 0, 2, log, NULL), WALRAS_OK);
  CU_ASSERT(log[0] == 0 && log[1] == 1);
  error = (walras_error){0};
  CU_ASSERT_EQUAL(walras_store_write_elements(writer, TOY_SIZE, 0, 1, log, &error), WALRAS_ERROR_STATE);
  unit_expect_message(error.message, "%s: /design/size is sealed", path);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
}

static void another_experiments_layout_is_refused_by_the_datasets_name(void) {
  const char *path = toy_create("other.h5");
  walras_store_dataset datasets[sizeof toy_datasets / sizeof *toy_datasets];
  walras_store_layout layout = toy_layout;
  walras_store_writer *writer = NULL;
  layout.datasets = datasets;
  const struct {
    int dataset;
    walras_store_dataset change;
    const char *message;
  } cases[] = {
      {TOY_SIZE,
       {.path = "/design/length", .type = WALRAS_STORE_INTEGER, .rank = 1, .extent = {2}},
       "%s: the dataset /design/length is missing"},
      {TOY_SIZE,
       {.path = "/design/size", .type = WALRAS_STORE_INTEGER, .rank = 1, .extent = {3}},
       "%s: the dataset /design/size has another shape or type than this experiment's"},
      {TOY_SIZE,
       {.path = "/design/size", .type = WALRAS_STORE_REAL, .rank = 1, .extent = {2}},
       "%s: the dataset /design/size has another shape or type than this experiment's"},
      {TOY_SIZE,
       {.path = "/design/size", .type = WALRAS_STORE_INTEGER, .rank = 2, .extent = {2, 1}},
       "%s: the dataset /design/size has another shape or type than this experiment's"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    walras_error error = {0};
    memcpy(datasets, toy_datasets, sizeof datasets);
    datasets[cases[i].dataset] = cases[i].change;
    CU_ASSERT_EQUAL(walras_store_writer_open(path, &layout, &writer, &error), WALRAS_ERROR_INPUT);
    CU_ASSERT_PTR_NULL(writer);
    unit_expect_message(error.message, cases[i].message, path);
  }
  CU_ASSERT_EQUAL(walras_store_writer_close(toy_open(path), NULL), WALRAS_OK); /* the lock was given back each time */
}

static void one_writer_at_a_time(void) {
  const char *path = toy_create("busy.h5");
  walras_store_writer *first = toy_open(path), *second = NULL;
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_store_writer_open(path, &toy_layout, &second, &error), WALRAS_ERROR_STATE);
  CU_ASSERT_PTR_NULL(second);
  CU_ASSERT_EQUAL(walras_store_writer_close(first, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(toy_open(path), NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(NULL, NULL), WALRAS_OK);
}

/* The check value of CRC-32 (ISO-HDLC), and that it can be continued. */
static void the_crc_is_zlibs_and_goes_on_over_pieces(void) {
  const char *digits = "123456789";
  CU_ASSERT_EQUAL(walras_store_crc(0, digits, 9), 0xCBF43926u);
  CU_ASSERT_EQUAL(walras_store_crc(walras_store_crc(0, digits, 4), digits + 4, 5), 0xCBF43926u);
  CU_ASSERT_EQUAL(walras_store_crc(0, NULL, 0), 0);
  CU_ASSERT_EQUAL(walras_store_crc(7, NULL, 0), 7);
}

WALRAS_UNIT_TESTS(UNIT(cleared_rows_are_those_of_a_new_store), UNIT(rows_come_back_as_they_were_written),
                  UNIT(readers_see_rows_while_the_writer_is_open), UNIT(elements_outside_a_dataset_and_sealed_ones_are_refused),
                  UNIT(another_experiments_layout_is_refused_by_the_datasets_name), UNIT(one_writer_at_a_time),
                  UNIT(the_crc_is_zlibs_and_goes_on_over_pieces))
