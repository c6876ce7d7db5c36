#include "cli/run_log.h"

#include <cjson/cJSON.h>

#include "cli/machine.h"
#include "cli_store.h"

static const char *const words[] = {"walras", "run", "x.cfg"};
static const cli_line line = {.argc = 3, .argv = (char **)(uintptr_t)words};
static const cli_session_start start = {
    .line = &line, .machines = 2, .ranks = 3, .threads = 2, .ranks_per_trial = 1, .finished = 5};

static bool history_of(const char *path, cli_history *history) {
  walras_store_reader *reader = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_store_reader_open(path, &reader, NULL), WALRAS_OK);
  const bool found = cli_run_log_read(reader, history);
  walras_store_reader_close(reader);
  return found;
}

static void sessions_are_read_back_as_they_were_written(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "log.h5", 0);
  cli_history history;
  CU_ASSERT_FALSE(history_of(path, &history));
  walras_store_writer *writer = small_open(&small, path);
  const double before = cli_now();
  CU_ASSERT_EQUAL(cli_run_log_start(writer, small.layout, &start, NULL), WALRAS_OK);
  CU_ASSERT_TRUE(history_of(path, &history)); /* also while it is being written */
  CU_ASSERT(history.sessions == 1 && !history.ended && history.ranks == 3 && history.threads == 2 &&
            history.finished_before == 5);
  CU_ASSERT(history.started_at >= before - 1e-3 && history.started_at <= cli_now() + 1e-3);
  const walras_engine_result result = {.seconds = 12.5,
                                       .run_now = 8,
                                       .compute_seconds = 20,
                                       .wait_seconds_rank0 = 1,
                                       .wait_seconds_workers = 2,
                                       .coordination_seconds = 0.5,
                                       .store_seconds = 0.25};
  cli_run_log_end(writer, small.layout, &result);
  CU_ASSERT_EQUAL(cli_run_log_start(writer, small.layout, &start, NULL), WALRAS_OK);
  CU_ASSERT_TRUE(history_of(path, &history));
  CU_ASSERT(history.sessions == 2 && !history.ended && history.seconds == 12.5);
  cli_run_log_end(writer, small.layout, &result);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  CU_ASSERT_TRUE(history_of(path, &history));
  CU_ASSERT(history.ended && history.seconds == 25.0 && history.last_seconds == 12.5 && history.compute_seconds == 20 &&
            history.wait_seconds == 3 && history.coordination_seconds == 0.5 && history.store_seconds == 0.25);
  small_free(&small);
}

static void an_entry_names_the_machines_and_their_libraries(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "machine.h5", 0);
  walras_store_writer *writer = small_open(&small, path);
  char bytes[WALRAS_RUN_LOG_BYTES];
  cli_machine machine;
  cli_machine_describe(&machine);
  CU_ASSERT_EQUAL(cli_run_log_start(writer, small.layout, &start, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_log_dataset(small.layout), 0, sizeof bytes, bytes, NULL),
                  WALRAS_OK);
  cJSON *entry = cJSON_Parse(bytes);
  CU_ASSERT_PTR_NOT_NULL_FATAL(entry);
  CU_ASSERT_EQUAL(cJSON_GetObjectItem(entry, "machines")->valueint, 2);
  CU_ASSERT_STRING_EQUAL(cJSON_GetObjectItem(entry, "processor")->valuestring, machine.processor);
  CU_ASSERT_STRING_EQUAL(cJSON_GetObjectItem(entry, "system")->valuestring, machine.system);
  CU_ASSERT_STRING_EQUAL(cJSON_GetObjectItem(entry, "hdf5")->valuestring, machine.hdf5);
  CU_ASSERT_EQUAL(cJSON_GetObjectItem(entry, "memory_bytes")->valuedouble, (double)machine.memory_bytes);
  cJSON_Delete(entry);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  small_free(&small);
}

static void a_full_log_and_a_long_command_line_break_nothing(void) {
  char endless[3000];
  memset(endless, '"', sizeof endless - 1); /* each one takes two bytes in JSON */
  endless[sizeof endless - 1] = '\0';
  char *long_words[] = {(char[]){"walras"}, endless};
  const cli_line long_line = {.argc = 2, .argv = long_words};
  const cli_session_start long_start = {.line = &long_line, .ranks = 1, .threads = 1, .ranks_per_trial = 1};
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "full.h5", 0);
  walras_store_writer *writer = small_open(&small, path);
  for (int session = 0; session < WALRAS_RUN_LOG_SESSIONS + 3; session++)
    CU_ASSERT_EQUAL(cli_run_log_start(writer, small.layout, session % 2 == 0 ? &long_start : &start, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  cli_history history;
  CU_ASSERT(history_of(path, &history) && history.sessions == WALRAS_RUN_LOG_SESSIONS);
  small_free(&small);
}

WALRAS_UNIT_TESTS(UNIT(sessions_are_read_back_as_they_were_written), UNIT(an_entry_names_the_machines_and_their_libraries),
                  UNIT(a_full_log_and_a_long_command_line_break_nothing))
