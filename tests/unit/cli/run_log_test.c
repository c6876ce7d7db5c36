#include "cli/run_log.h"

#include <cjson/cJSON.h>

#include "cli/machine.h"
#include "cli/placement.h"
#include "cli_store.h"

static const char *const words[] = {"walras", "run", "x.cfg"};
static const cli_line line = {.argc = 3, .argv = (char **)(uintptr_t)words};
static const cli_placement unknown = {.nodes = 2};
static const cli_session_start start = {
    .line = &line, .placement = &unknown, .ranks = 3, .threads = 2, .ranks_per_trial = 1, .finished = 5};

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
  CU_ASSERT(history.host[0] != '\0' && history.machines == 2);
  CU_ASSERT(history.started_at >= before - 1e-3 && history.started_at <= cli_now() + 1e-3);
  const walras_engine_result result = {
      .seconds = 12.5,
      .run_now = 8,
      .time = {[WALRAS_COMPUTE] = 20, [WALRAS_WAIT] = 17.25, [WALRAS_STORE] = 0.25},
      .busy_seconds = 37.5,
      .traffic = {.messages = {[WALRAS_FOR_RECORDS] = 7}, .bytes = {[WALRAS_FOR_RECORDS] = 7168}}};
  cli_run_log_end(writer, small.layout, &result);
  CU_ASSERT_EQUAL(cli_run_log_start(writer, small.layout, &start, NULL), WALRAS_OK);
  CU_ASSERT_TRUE(history_of(path, &history));
  CU_ASSERT(history.sessions == 2 && !history.ended && history.seconds == 12.5);
  cli_run_log_end(writer, small.layout, &result);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  CU_ASSERT_TRUE(history_of(path, &history));
  CU_ASSERT(history.ended && history.seconds == 25.0 && history.last_seconds == 12.5);
  const cli_usage *usage = &history.usage;
  CU_ASSERT(usage->seconds == 12.5 && usage->trials == 8 && usage->busy_seconds == 37.5);
  CU_ASSERT(usage->time[WALRAS_COMPUTE] == 20 && usage->time[WALRAS_WAIT] == 17.25 && usage->time[WALRAS_STORE] == 0.25 &&
            usage->time[WALRAS_REDUCE] == 0);
  CU_ASSERT(usage->messages[WALRAS_FOR_RECORDS] == 7 && usage->bytes[WALRAS_FOR_RECORDS] == 7168 &&
            usage->messages[WALRAS_FOR_COORDINATION] == 0);
  small_free(&small);
}

/* The first entry of the log, to be deleted; NULL when it is none. */
static cJSON *first_entry(walras_store_writer *writer, const small_experiment *small) {
  char bytes[WALRAS_RUN_LOG_BYTES];
  CU_ASSERT_EQUAL(walras_store_read_elements(writer, walras_layout_log_dataset(small->layout), 0, sizeof bytes, bytes, NULL),
                  WALRAS_OK);
  return cJSON_Parse(bytes);
}

static void a_prediction_stands_beside_what_it_took(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "predicted.h5", 0);
  cli_history history;
  walras_store_writer *writer = small_open(&small, path);
  const cli_prediction first = {.seconds = 9.0, .seconds_most = 90.0, .bytes_per_rank = 3e7, .store_bytes = 1e6},
                       second = {.seconds = 11.0,
                                 .seconds_most = 11.0,
                                 .bytes_per_rank = 3e7,
                                 .store_bytes = 1e6,
                                 .after_seconds = 1.5};
  cli_run_log_predict(writer, small.layout, &first); /* no session to write it to */
  CU_ASSERT_FALSE(history_of(path, &history));
  CU_ASSERT_EQUAL(cli_run_log_start(writer, small.layout, &start, NULL), WALRAS_OK);
  CU_ASSERT(history_of(path, &history) && history.predicted.bytes_per_rank == 0.0);
  cli_run_log_predict(writer, small.layout, &first);
  CU_ASSERT(history_of(path, &history) && history.predicted.seconds == 9.0 && history.predicted.seconds_most == 90.0 &&
            history.predicted.after_seconds == 0.0);
  cli_run_log_predict(writer, small.layout, &second);
  const walras_engine_result result = {.seconds = 12.5, .peak_bytes = 2.5e7};
  cli_run_log_end(writer, small.layout, &result);
  const double bytes = (double)walras_store_bytes(writer);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  CU_ASSERT(history_of(path, &history) && history.ended && history.sessions == 1);
  CU_ASSERT(history.predicted.seconds == 11.0 && history.predicted.seconds_most == 11.0 &&
            history.predicted.bytes_per_rank == 3e7 && history.predicted.store_bytes == 1e6 &&
            history.predicted.after_seconds == 1.5);
  CU_ASSERT(history.last_seconds == 12.5 && history.peak_bytes == 2.5e7 && history.store_bytes == bytes && bytes > 0.0);
  small_free(&small);
}

static void an_entry_names_the_machines_and_their_libraries(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  const char *path = small_store(&small, "machine.h5", 0);
  walras_store_writer *writer = small_open(&small, path);
  cli_machine machine;
  cli_machine_describe(&machine);
  CU_ASSERT_EQUAL(cli_run_log_start(writer, small.layout, &start, NULL), WALRAS_OK);
  cJSON *entry = first_entry(writer, &small);
  CU_ASSERT_PTR_NOT_NULL_FATAL(entry);
  CU_ASSERT_EQUAL(cJSON_GetObjectItem(entry, "machines")->valueint, 2);
  CU_ASSERT_PTR_NULL(cJSON_GetObjectItem(entry, "placement")); /* unknown here */
  CU_ASSERT_STRING_EQUAL(cJSON_GetObjectItem(entry, "processor")->valuestring, machine.processor);
  CU_ASSERT_STRING_EQUAL(cJSON_GetObjectItem(entry, "system")->valuestring, machine.system);
  CU_ASSERT_STRING_EQUAL(cJSON_GetObjectItem(entry, "hdf5")->valuestring, machine.hdf5);
  CU_ASSERT_EQUAL(cJSON_GetObjectItem(entry, "memory_bytes")->valuedouble, (double)machine.memory_bytes);
  cJSON_Delete(entry);
  CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
  small_free(&small);
}

static void the_placement_stands_in_an_entry_unless_it_would_cost_the_entry(void) {
  enum { RANKS = 35 };
  cpu_set_t masks[RANKS];
  int threads[RANKS];
  char endless[3000];
  memset(endless, '"', sizeof endless - 1);
  endless[sizeof endless - 1] = '\0';
  for (int rank = 0; rank < RANKS; rank++) {
    CU_ASSERT(cli_processors_parse("0-2", &masks[rank]));
    threads[rank] = 3;
  }
  const cli_placement placed = {
      .nodes = 7,
      .kind_count = 1,
      .kinds = {{.host = "n1", .last_host = "n7", .nodes = 7, .ranks = RANKS, .masks = masks, .threads = threads}}};
  for (int spare = 0; spare < 2; spare++) {
    char *command[] = {endless, endless, endless};
    const cli_line long_line = {.argc = spare, .argv = command};
    cli_session_start with = start;
    with.line = &long_line;
    with.placement = &placed;
    small_experiment small = small_new(SMALL_CONFIG);
    walras_store_writer *writer = small_open(&small, small_store(&small, spare ? "spare.h5" : "placed.h5", 0));
    CU_ASSERT_EQUAL(cli_run_log_start(writer, small.layout, &with, NULL), WALRAS_OK);
    cli_run_log_end(writer, small.layout, &(walras_engine_result){.seconds = 1.23456789012345});
    cJSON *entry = first_entry(writer, &small), *item = cJSON_GetObjectItem(entry, "placement");
    CU_ASSERT(cJSON_GetObjectItem(entry, "ended") != NULL);
    CU_ASSERT_EQUAL(item != NULL, spare == 0);
    const cJSON *node = cJSON_GetArrayItem(item, 0), *processors = cJSON_GetObjectItem(node, "processors");
    if (item != NULL) {
      CU_ASSERT_STRING_EQUAL(cJSON_GetObjectItem(node, "host")->valuestring, "n1");
      CU_ASSERT(cJSON_GetArraySize(processors) == RANKS && cJSON_GetArraySize(cJSON_GetObjectItem(node, "threads")) == RANKS);
      CU_ASSERT_STRING_EQUAL(cJSON_GetArrayItem(processors, RANKS - 1)->valuestring, "0-2");
    }
    cJSON_Delete(entry);
    CU_ASSERT_EQUAL(walras_store_writer_close(writer, NULL), WALRAS_OK);
    small_free(&small);
  }
}

static void a_full_log_and_a_long_command_line_break_nothing(void) {
  char endless[3000];
  memset(endless, '"', sizeof endless - 1); /* each one takes two bytes in JSON */
  endless[sizeof endless - 1] = '\0';
  char *long_words[] = {(char[]){"walras"}, endless};
  const cli_line long_line = {.argc = 2, .argv = long_words};
  const cli_session_start long_start = {
      .line = &long_line, .placement = &unknown, .ranks = 1, .threads = 1, .ranks_per_trial = 1};
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

WALRAS_UNIT_TESTS(UNIT(a_prediction_stands_beside_what_it_took), UNIT(sessions_are_read_back_as_they_were_written),
                  UNIT(an_entry_names_the_machines_and_their_libraries),
                  UNIT(the_placement_stands_in_an_entry_unless_it_would_cost_the_entry),
                  UNIT(a_full_log_and_a_long_command_line_break_nothing))
