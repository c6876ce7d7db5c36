#include "cli_store.h"
#include "engine/crash.h"

static void the_exit_code_tells_done_failed_and_pending(void) {
  small_experiment good = small_new("experiment: { name = \"g\"; model = \"noise\"; replications = 4; };");
  char whole[200], half[200];
  strcpy(whole, small_store(&good, "whole.h5", 4));
  strcpy(half, small_store(&good, "half.h5", 3));
  small_free(&good);
  const terminal *t = WALRAS("status", whole);
  CU_ASSERT(t->code == CLI_OK && terminal_says(t, "4 trials: 4 done, 0 failed, 0 pending\n"));
  t = WALRAS("status", half);
  CU_ASSERT(t->code == CLI_STOPPED && terminal_says(t, "4 trials: 3 done, 0 failed, 1 pending\n"));
  t = WALRAS("status", cli_store("failed.h5", SMALL_TRIALS));
  CU_ASSERT(t->code == CLI_FAILED && terminal_says(t, "8 trials: 6 done, 2 failed, 0 pending\n"));
  CU_ASSERT(terminal_says(t, "trial 6 (point 1, replication 2): replication 2 fails because fail_replication says so\n"));
}

#define SEQUENTIAL                                                                                                               \
  "experiment: { name = \"s\"; model = \"noise\"; };\n"                                                                          \
  "replications: { initial = 4; maximum = 9; metric = \"sample_mean\"; half_width = 100.0; };\n"

static void sequential_stopping_may_add_to_what_is_pending(void) {
  small_experiment small = small_new(SEQUENTIAL);
  char half[200], whole[200];
  strcpy(half, small_store(&small, "some.h5", 3));
  strcpy(whole, small_store(&small, "all.h5", 4));
  const terminal *t = WALRAS("status", half);
  CU_ASSERT(t->code == CLI_STOPPED &&
            terminal_says(t, "4 trials: 3 done, 0 failed, 1 pending; more may follow, by sequential stopping\n"));
  t = WALRAS("status", whole, "--check");
  CU_ASSERT(t->code == CLI_OK && terminal_says(t, "4 trials: 4 done, 0 failed, 0 pending\n"));
  const int64_t wrong = 5;
  walras_store_writer *writer = small_open(&small, whole);
  CU_ASSERT_EQUAL(walras_store_write_elements(writer, walras_layout_replications_dataset(small.layout), 0, 1, &wrong, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  t = WALRAS("status", whole, "--check");
  CU_ASSERT(t->code == CLI_STOPPED &&
            terminal_says(t, "the numbers of replications of 1 points are not those in use; walras resume corrects them\n"));
  small_free(&small);
}

static void trials_that_crashed_the_last_run_are_listed_while_they_are_pending(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  char path[200];
  strcpy(path, small_store(&small, "crashed.h5", 3));
  walras_store_writer *writer = small_open(&small, path);
  char entries[2][WALRAS_CRASH_BYTES] = {"trial 5 signal 11 rank 1 host node7", "trial 0 signal 6 rank 2 host node8"};
  CU_ASSERT_EQUAL(walras_store_write_elements(writer, walras_layout_crashes_dataset(small.layout), 3 * WALRAS_CRASH_BYTES,
                                              sizeof entries, entries, NULL),
                  WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  small_free(&small);
  const terminal *t = WALRAS("status", path);
  CU_ASSERT(terminal_says(
      t, "  trial 5 (point 1, replication 1) crashed the last run: Segmentation fault on rank 1 (node7); resume runs it "
         "again, resume --skip-crashed records it as failed\n"));
  CU_ASSERT_PTR_NULL(strstr(t->out, "node8")); /* trial 0 is done since */
}

static void damage_is_found_by_the_check_alone(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  char path[200];
  strcpy(path, small_store(&small, "damaged.h5", SMALL_TRIALS));
  walras_store_writer *writer = small_open(&small, path);
  const walras_record_field *field = &walras_layout_records(small.layout)->fields[0];
  const double wrong = 1e9;
  CU_ASSERT_EQUAL(walras_store_write_rows(writer, field->dataset, 4, 1, &wrong, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  small_free(&small);
  CU_ASSERT_EQUAL(WALRAS("status", path)->code, CLI_FAILED);
  const terminal *t = WALRAS("status", path, "--check");
  CU_ASSERT_EQUAL(t->code, CLI_STOPPED);
  CU_ASSERT(terminal_says(t, "1 finished trial") && terminal_says(t, "trial 4"));
  t = WALRAS("status", cli_store("whole.h5", SMALL_TRIALS), "--check");
  CU_ASSERT(terminal_says(t, "every finished trial matches its CRC\n"));
}

WALRAS_UNIT_TESTS(UNIT(sequential_stopping_may_add_to_what_is_pending),
                  UNIT(trials_that_crashed_the_last_run_are_listed_while_they_are_pending),
                  UNIT(the_exit_code_tells_done_failed_and_pending), UNIT(damage_is_found_by_the_check_alone))
