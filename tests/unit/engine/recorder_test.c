#include "engine/clock.h"
#include "engine/recorder.h"

#include "store/read.h"
#include "unit/small_experiment.h"

static bool is_failed(int64_t trial) {
  return trial % SMALL_REPLICATIONS == SMALL_FAILED_REPLICATION;
}

static void a_batch_becomes_rows_crcs_codes_and_status(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "s.h5", SMALL_TRIALS - 1);
  walras_store_reader *reader = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_store_reader_open(path, &reader, NULL), WALRAS_OK);
  uint8_t status[SMALL_TRIALS];
  int64_t codes[SMALL_TRIALS];
  double means[SMALL_TRIALS], seconds[SMALL_TRIALS];
  CU_ASSERT_EQUAL(walras_store_read_bytes(reader, "/trials/status", 0, SMALL_POINTS, status, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_integers(reader, "/trials/error_code", 0, SMALL_POINTS, codes, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_reals(reader, "/metrics/sample_mean", 0, SMALL_POINTS, means, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_reals(reader, "/run/wall_seconds", 0, SMALL_POINTS, seconds, NULL), WALRAS_OK);
  walras_store_reader_close(reader);
  for (int64_t t = 0; t < SMALL_TRIALS - 1; t++) {
    CU_ASSERT_EQUAL(status[t], is_failed(t) ? WALRAS_TRIAL_FAILED : WALRAS_TRIAL_DONE);
    CU_ASSERT_EQUAL(codes[t], is_failed(t) ? WALRAS_ERROR_MODEL : 0);
    CU_ASSERT(is_failed(t) ? isnan(means[t]) : fabs(means[t] - (double)(t / SMALL_REPLICATIONS)) < 0.5);
    CU_ASSERT_EQUAL(seconds[t], 0.5 + (double)t);
  }
  CU_ASSERT(status[SMALL_TRIALS - 1] == WALRAS_TRIAL_PENDING && isnan(means[SMALL_TRIALS - 1]));
  /* Common random numbers: the same draws at both points. */
  CU_ASSERT_DOUBLE_EQUAL(means[SMALL_REPLICATIONS] - means[0], 1.0, 1e-12);
  small_free(&small);
}

/* Whatever the cut into batches, the same bytes. */
static void stores_do_not_depend_on_the_batches(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *whole = small_store(&small, "whole.h5", SMALL_TRIALS), *pieces = small_store(&small, "pieces.h5", 0);
  uint8_t status[SMALL_TRIALS] = {0};
  walras_store_writer *writer = small_open(&small, pieces);
  walras_recorder recorder;
  CU_ASSERT_EQUAL_FATAL(walras_recorder_open(&recorder, writer, small.layout, status, 0.0, NULL), WALRAS_OK);
  walras_meter meter = walras_meter_start(WALRAS_OTHER);
  recorder.meter = &meter;
  for (int64_t first = SMALL_TRIALS - 2; first >= 0; first -= 2) {
    walras_batch_buffer batch = small_batch(&small, first, 2);
    CU_ASSERT_EQUAL(walras_recorder_write(&recorder, batch.memory, NULL), WALRAS_OK);
    free(batch.memory);
  }
  CU_ASSERT(recorder.done == SMALL_TRIALS - SMALL_POINTS && recorder.failed == SMALL_POINTS);
  CU_ASSERT(meter.activity == WALRAS_OTHER && meter.seconds[WALRAS_STORE] > 0.0); /* its time, and only that */
  walras_recorder_close(&recorder);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  walras_store_reader *readers[2] = {NULL, NULL};
  double means[2][SMALL_TRIALS];
  int64_t crcs[2][SMALL_TRIALS];
  for (int i = 0; i < 2; i++) {
    CU_ASSERT_EQUAL_FATAL(walras_store_reader_open(i == 0 ? whole : pieces, &readers[i], NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_store_read_reals(readers[i], "/metrics/sample_mean", 0, SMALL_POINTS, means[i], NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(walras_store_read_integers(readers[i], "/trials/crc", 0, SMALL_POINTS, crcs[i], NULL), WALRAS_OK);
    walras_store_reader_close(readers[i]);
  }
  CU_ASSERT(memcmp(means[0], means[1], sizeof means[0]) == 0 && memcmp(crcs[0], crcs[1], sizeof crcs[0]) == 0);
  small_free(&small);
}

static void an_unfinished_end_of_a_batch_stays_pending(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "cut.h5", 0);
  uint8_t status[SMALL_TRIALS] = {0};
  walras_store_writer *writer = small_open(&small, path);
  walras_recorder recorder;
  CU_ASSERT_EQUAL_FATAL(walras_recorder_open(&recorder, writer, small.layout, status, 1e9, NULL), WALRAS_OK);
  walras_batch_buffer batch = small_batch(&small, 0, SMALL_TRIALS);
  walras_batch_header_of(&batch)->finished = 0;
  CU_ASSERT_EQUAL(walras_recorder_write(&recorder, batch.memory, NULL), WALRAS_OK);
  CU_ASSERT(recorder.done == 0 && recorder.failed == 0);
  walras_batch_header_of(&batch)->finished = 2;
  CU_ASSERT_EQUAL(walras_recorder_write(&recorder, batch.memory, NULL), WALRAS_OK);
  CU_ASSERT(recorder.done == 2 && status[1] == WALRAS_TRIAL_DONE && status[2] == WALRAS_TRIAL_PENDING);
  free(batch.memory);
  walras_recorder_close(&recorder);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  small_free(&small);
}

/* How many trials of an open store are marked as finished. */
static int marked(const small_experiment *small, walras_store_writer *writer) {
  uint8_t status[SMALL_TRIALS];
  int count = 0;
  CU_ASSERT_EQUAL(walras_store_read_rows(writer, walras_layout_status_dataset(small->layout), 0, SMALL_TRIALS, status, NULL),
                  WALRAS_OK);
  for (int t = 0; t < SMALL_TRIALS; t++)
    count += status[t] != WALRAS_TRIAL_PENDING;
  return count;
}

static void trials_are_marked_once_a_sync_has_covered_their_rows_and_never_before(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  uint8_t status[SMALL_TRIALS] = {0};
  walras_store_writer *writer = small_open(&small, small_store(&small, "held.h5", 0));
  walras_recorder recorder;
  CU_ASSERT_EQUAL_FATAL(walras_recorder_open(&recorder, writer, small.layout, status, 1e9, NULL), WALRAS_OK);
  for (int64_t first = 0; first < SMALL_TRIALS; first += 4) {
    walras_batch_buffer batch = small_batch(&small, first, 4);
    recorder.start = recorder.last_sync = walras_clock() + 1e6; /* no sync is due for long */
    CU_ASSERT_EQUAL(walras_recorder_write(&recorder, batch.memory, NULL), WALRAS_OK);
    CU_ASSERT(recorder.held_count == 1 && recorder.covered == 0 && marked(&small, writer) == first);
    recorder.start = recorder.last_sync = 0.0; /* one is due since long */
    recorder.sync_seconds = 0.001;
    CU_ASSERT_EQUAL(walras_recorder_poll(&recorder, NULL), WALRAS_OK);
    CU_ASSERT(recorder.covered == 1 && marked(&small, writer) == first);
    recorder.sync_seconds = 1e9;
    while (recorder.held_count > 0)
      CU_ASSERT_EQUAL_FATAL(walras_recorder_poll(&recorder, NULL), WALRAS_OK);
    CU_ASSERT_EQUAL(marked(&small, writer), first + 4);
    free(batch.memory);
  }
  walras_recorder_close(&recorder);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  small_free(&small);
}

static void what_is_written_behind_the_begin_of_a_sync_waits_for_the_next_one(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  uint8_t status[SMALL_TRIALS] = {0};
  walras_store_writer *writer = small_open(&small, small_store(&small, "behind.h5", 0));
  walras_recorder recorder;
  CU_ASSERT_EQUAL_FATAL(walras_recorder_open(&recorder, writer, small.layout, status, 1e9, NULL), WALRAS_OK);
  walras_batch_buffer before = small_batch(&small, 4, 4), behind = small_batch(&small, 0, 3);
  recorder.start = recorder.last_sync = 0.0;
  recorder.sync_seconds = 0.001;
  CU_ASSERT_EQUAL(walras_recorder_write(&recorder, before.memory, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(recorder.covered, 1);
  recorder.sync_seconds = 1e9;
  recorder.start = 0.0;
  while (recorder.covered > 0)
    CU_ASSERT_EQUAL_FATAL(walras_recorder_poll(&recorder, NULL), WALRAS_OK);
  recorder.start = recorder.last_sync = walras_clock() + 1e6;
  CU_ASSERT_EQUAL(walras_recorder_write(&recorder, behind.memory, NULL), WALRAS_OK);
  CU_ASSERT(recorder.held_count == 1 && marked(&small, writer) == 4);
  CU_ASSERT_EQUAL(walras_recorder_flush(&recorder, NULL), WALRAS_OK);
  CU_ASSERT(recorder.held_count == 0 && marked(&small, writer) == 7 && recorder.done == 5 && recorder.failed == 2);
  free(before.memory);
  free(behind.memory);
  walras_recorder_close(&recorder);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  small_free(&small);
}

#define NOTHING_FAILS                                                                                                            \
  "experiment: { name = \"small\"; model = \"noise\"; seed = 5; replications = 4; };\n"                                          \
  "parameters: { entities = 200; rounds = 3; };\n"                                                                               \
  "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); };\n"

/* Records trials of another experiment's outcome into the same store. */
static void record_into(const char *path, const char *config, int64_t first, int64_t count) {
  small_experiment small = small_new(config);
  uint8_t status[SMALL_TRIALS] = {0};
  walras_store_writer *writer = small_open(&small, path);
  small_record(&small, writer, status, first, count);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  small_free(&small);
}

static void a_failed_trial_that_succeeds_later_leaves_no_code_and_no_message(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "again.h5", SMALL_TRIALS);
  record_into(path, NOTHING_FAILS, 0, 4);
  int64_t trials[3], codes[SMALL_TRIALS];
  walras_store_writer *writer = small_open(&small, path);
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_error_trials_dataset(small.layout), 0, 3, trials, NULL),
                  WALRAS_OK);
  CU_ASSERT(trials[0] == -1 && trials[1] == 6 && trials[2] == -1);
  uint8_t status[SMALL_TRIALS] = {0};
  small_record(&small, writer, status, 0, 4); /* fails once more: the free entry takes it */
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_error_trials_dataset(small.layout), 0, 3, trials, NULL),
                  WALRAS_OK);
  CU_ASSERT(trials[0] == 2 && trials[1] == 6 && trials[2] == -1);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  record_into(path, NOTHING_FAILS, 0, SMALL_TRIALS);
  walras_store_reader *reader = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_store_reader_open(path, &reader, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_integers(reader, "/trials/error_code", 0, SMALL_POINTS, codes, NULL), WALRAS_OK);
  for (int t = 0; t < SMALL_TRIALS; t++)
    CU_ASSERT_EQUAL(codes[t], 0);
  walras_store_reader_close(reader);
  small_free(&small);
}

static void messages_of_failed_trials_stand_in_their_table_once_each(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "failed.h5", SMALL_TRIALS);
  uint8_t status[SMALL_TRIALS] = {0};
  walras_store_writer *writer = small_open(&small, path);
  small_record(&small, writer, status, 0, SMALL_TRIALS); /* failed again: no further entries */
  int64_t trials[3];
  char message[WALRAS_ERROR_TABLE_MESSAGE];
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_error_trials_dataset(small.layout), 0, 3, trials, NULL),
                  WALRAS_OK);
  CU_ASSERT(trials[0] == 2 && trials[1] == 6 && trials[2] == -1);
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_error_messages_dataset(small.layout), sizeof message,
                                             sizeof message, message, NULL),
                  WALRAS_OK);
  CU_ASSERT_STRING_EQUAL(message, "replication 2 fails because fail_replication says so");
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  small_free(&small);
}

static void the_clock_does_not_go_back(void) {
  const double first = walras_clock();
  CU_ASSERT(walras_clock() >= first);
}

WALRAS_UNIT_TESTS(UNIT(a_batch_becomes_rows_crcs_codes_and_status), UNIT(stores_do_not_depend_on_the_batches),
                  UNIT(an_unfinished_end_of_a_batch_stays_pending),
                  UNIT(trials_are_marked_once_a_sync_has_covered_their_rows_and_never_before),
                  UNIT(what_is_written_behind_the_begin_of_a_sync_waits_for_the_next_one),
                  UNIT(a_failed_trial_that_succeeds_later_leaves_no_code_and_no_message),
                  UNIT(messages_of_failed_trials_stand_in_their_table_once_each), UNIT(the_clock_does_not_go_back))
