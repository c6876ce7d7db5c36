#include <unistd.h>

#include "store/store.h"
#include "unit.h"

enum { TRIALS = 4096 };

/* A store of one real a trial; the writer holds it open. */
static walras_store_writer *open_store(const char *path) {
  static const walras_store_dataset datasets[] = {
      {.path = "/metrics/one", .type = WALRAS_STORE_REAL, .rank = 2, .extent = {1, TRIALS}, .per_trial = true},
      {.path = "/trials/status", .type = WALRAS_STORE_BYTE, .rank = 2, .extent = {1, TRIALS}, .per_trial = true}};
  static const int64_t format = WALRAS_STORE_FORMAT;
  static const walras_store_attribute attributes[] = {
      {.name = "format_version", .type = WALRAS_ATTRIBUTE_INTEGER, .integers = &format, .count = 1}};
  const walras_store_layout layout = {.points = 1,
                                      .replications = TRIALS,
                                      .datasets = datasets,
                                      .dataset_count = 2,
                                      .attributes = attributes,
                                      .attribute_count = 1};
  walras_store_writer *writer = NULL;
  walras_error error = {0};
  CU_ASSERT_EQUAL(walras_store_create(path, &layout, true, &error), WALRAS_OK);
  CU_ASSERT_EQUAL_FATAL(walras_store_writer_open(path, &layout, &writer, &error), WALRAS_OK);
  return writer;
}

static void syncs_begun_while_rows_are_written_end_and_lose_none(void) {
  char path[] = "/tmp/walras-sync-XXXXXX";
  CU_ASSERT_FATAL(close(mkstemp(path)) == 0);
  walras_store_writer *writer = open_store(path);
  bool ended = false;
  CU_ASSERT(walras_store_sync_ended(writer, &ended, NULL) == WALRAS_OK && ended); /* none was begun */
  for (int64_t trial = 0; trial < TRIALS; trial++) {
    const double value = (double)trial;
    CU_ASSERT_EQUAL(walras_store_write_rows(writer, 0, trial, 1, &value, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_store_sync_ended(writer, &ended, NULL), WALRAS_OK);
    if (ended && trial % 100 == 0)
      CU_ASSERT_EQUAL(walras_store_sync_begin(writer, NULL), WALRAS_OK);
  }
  CU_ASSERT_EQUAL(walras_store_sync(writer, NULL), WALRAS_OK);
  CU_ASSERT(walras_store_sync_ended(writer, &ended, NULL) == WALRAS_OK && ended);
  CU_ASSERT_EQUAL(walras_store_sync_begin(writer, NULL), WALRAS_OK);
  for (int64_t trial = 0; trial < TRIALS; trial++) {
    double value = -1.0;
    CU_ASSERT_EQUAL(walras_store_read_rows(writer, 0, trial, 1, &value, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(value, (double)trial);
  }
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  unlink(path);
}

WALRAS_UNIT_TESTS(UNIT(syncs_begun_while_rows_are_written_end_and_lose_none))
