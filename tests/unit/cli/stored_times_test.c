#include "cli/stored_times.h"

#include "cli_store.h"

/* 2 points x 4 replications, of which replication 2 fails: the helper's trial t takes t + 1/2 seconds. */
static void only_done_trials_count(void) {
  double values[SMALL_TRIALS];
  int64_t count = 0;
  CU_ASSERT_EQUAL(cli_stored_times(cli_store("all.h5", SMALL_TRIALS), values, SMALL_TRIALS, &count, NULL), WALRAS_OK);
  static const double expected[] = {0.5, 1.5, 3.5, 4.5, 5.5, 7.5};
  CU_ASSERT_EQUAL_FATAL(count, 6);
  for (int i = 0; i < 6; i++)
    CU_ASSERT_EQUAL(values[i], expected[i]);
  CU_ASSERT_EQUAL(cli_stored_times(cli_store("begun.h5", 2), values, SMALL_TRIALS, &count, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(count, 2);
}

/* Room for fewer: the first, and then every second, every fourth ... */
static void what_finds_no_room_is_thinned_out_evenly(void) {
  const char *path = cli_store("all.h5", SMALL_TRIALS);
  static const int64_t counts[] = {1, 2, 3, 3, 3, 6, 6}; /* for a room of one, two, ... values */
  static const double done[] = {0.5, 1.5, 3.5, 4.5, 5.5, 7.5};
  for (int64_t most = 1; most <= 7; most++) {
    double values[8] = {0};
    int64_t count = 0;
    CU_ASSERT_EQUAL(cli_stored_times(path, values, most, &count, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL_FATAL(count, counts[most - 1]);
    const int64_t stride = count == 6 ? 1 : count == 3 ? 2 : count == 2 ? 4 : 8;
    for (int64_t i = 0; i < count; i++)
      CU_ASSERT_EQUAL(values[i], done[i * stride]);
    CU_ASSERT_EQUAL(values[most], 0.0); /* beyond the room */
  }
}

static void stores_without_times_are_refused(void) {
  double values[SMALL_TRIALS];
  int64_t count = 7;
  walras_error error = {0};
  const char *path = cli_store("none.h5", 0);
  CU_ASSERT_EQUAL(cli_stored_times(path, values, SMALL_TRIALS, &count, &error), WALRAS_ERROR_INPUT);
  unit_expect_message(error.message, "%s: no trial is done: it tells no times", path);
  walras_error_clear(&error);
  CU_ASSERT_EQUAL(cli_stored_times(unit_path("missing.h5"), values, SMALL_TRIALS, &count, &error), WALRAS_ERROR_INPUT);
  CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "missing.h5"));
  CU_ASSERT_EQUAL(count, 0);
}

WALRAS_UNIT_TESTS(UNIT(only_done_trials_count), UNIT(what_finds_no_room_is_thinned_out_evenly),
                  UNIT(stores_without_times_are_refused))
