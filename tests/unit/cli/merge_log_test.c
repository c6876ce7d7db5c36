#include "cli/merge_log.h"

#include "cli/run_log.h"
#include "cli_store.h"

static const char *const words[] = {"walras", "merge", "a.h5", "b.h5"};
static const cli_line line = {.argc = 4, .argv = (char **)(uintptr_t)words};

/* A store whose log has `count` sessions of a second each, which began at `start`, `start` + 10, ... */
static const char *store_with(const small_experiment *small, const char *name, int count, double start) {
  const char *path = small_store(small, name, 0);
  walras_store_writer *writer = small_open(small, path);
  for (int i = 0; i < count; i++) {
    char text[WALRAS_RUN_LOG_BYTES] = {0};
    snprintf(text, sizeof text, "{\"command\":\"%s %d\",\"started_at\":%g,\"ended\":\"then\",\"seconds\":1,\"ranks\":3}", name, i,
             start + 10 * i);
    CU_ASSERT_EQUAL(walras_store_write_elements(writer, walras_layout_log_dataset(small->layout), i * WALRAS_RUN_LOG_BYTES,
                                                sizeof text, text, NULL),
                    WALRAS_OK);
  }
  walras_store_writer_close(writer, NULL);
  return path;
}

static void add(cli_merge_log *log, const small_experiment *small, const char *path) {
  walras_store_writer *reader = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_store_writer_open_to_read(path, walras_layout_store(small->layout), &reader, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(cli_merge_log_add(log, reader, small->layout, NULL), WALRAS_OK);
  walras_store_writer_close(reader, NULL);
}

static void write_log(cli_merge_log *log, const small_experiment *small, const char *path, int64_t shards) {
  walras_store_writer *writer = small_open(small, path);
  CU_ASSERT_EQUAL(cli_merge_log_write(log, writer, small->layout, &line, shards, cli_now(), NULL), WALRAS_OK);
  walras_store_writer_close(writer, NULL);
  free(log->entries);
}

static cli_history history_of(const char *path) {
  walras_store_reader *reader = NULL;
  cli_history history;
  CU_ASSERT_EQUAL_FATAL(walras_store_reader_open(path, &reader, NULL), WALRAS_OK);
  CU_ASSERT_TRUE(cli_run_log_read(reader, &history));
  walras_store_reader_close(reader);
  return history;
}

static void entry_of(const small_experiment *small, const char *path, int64_t entry, char text[WALRAS_RUN_LOG_BYTES]) {
  walras_store_writer *reader = NULL;
  CU_ASSERT_EQUAL_FATAL(walras_store_writer_open_to_read(path, walras_layout_store(small->layout), &reader, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(walras_store_read_elements(reader, walras_layout_log_dataset(small->layout), entry * WALRAS_RUN_LOG_BYTES,
                                             WALRAS_RUN_LOG_BYTES, text, NULL),
                  WALRAS_OK);
  walras_store_writer_close(reader, NULL);
}

static void sessions_of_all_shards_stand_in_the_order_of_their_start(void) {
  static const char *const expected[] = {"\"late.h5 0\"", "\"early.h5 0\"", "\"late.h5 1\"", "\"early.h5 1\""};
  small_experiment small = small_new(SMALL_CONFIG);
  cli_merge_log log = {0};
  char text[WALRAS_RUN_LOG_BYTES];
  add(&log, &small, store_with(&small, "early.h5", 2, 1005.0));
  add(&log, &small, store_with(&small, "late.h5", 2, 1000.0));
  const char *path = small_store(&small, "joined.h5", 0);
  write_log(&log, &small, path, 2);
  for (int64_t i = 0; i < 4; i++) {
    entry_of(&small, path, i, text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, expected[i]));
  }
  entry_of(&small, path, 4, text);
  CU_ASSERT(strstr(text, "\"command\":\"walras merge a.h5 b.h5\"") != NULL && strstr(text, "\"merged\":2") != NULL);
  const cli_history history = history_of(path);
  CU_ASSERT(history.sessions == 4 && history.seconds == 4.0 && history.shards == 2);
  CU_ASSERT(history.started_at == 1015.0 && history.ranks == 3); /* the last one that ran trials */
  small_free(&small);
}

static void sessions_by_another_version_are_noted(void) {
  static const char *const programs[] = {"{\"version\":\"1.0\",\"commit\":\"abc\"}", "{\"version\":\"1.0\",\"commit\":\"abc\"}",
                                         "{\"version\":\"1.1\",\"commit\":\"abc\"}", "{}"};
  small_experiment small = small_new(SMALL_CONFIG);
  cli_merge_log log = {0};
  const char *path = small_store(&small, "versions.h5", 0);
  for (int i = 0; i < 4; i++) {
    char text[WALRAS_RUN_LOG_BYTES] = {0};
    strcpy(text, programs[i]);
    walras_store_writer *writer = small_open(&small, path);
    CU_ASSERT_EQUAL(walras_store_write_elements(writer, walras_layout_log_dataset(small.layout), 0, sizeof text, text, NULL),
                    WALRAS_OK);
    walras_store_writer_close(writer, NULL);
    add(&log, &small, path);
    CU_ASSERT_STRING_EQUAL(log.program, "1.0, abc");
    CU_ASSERT_STRING_EQUAL(log.other, i < 2 ? "" : "1.1, abc");
  }
  free(log.entries);
  small_free(&small);
}

static void of_too_many_sessions_the_newest_stay_and_all_are_counted(void) {
  small_experiment small = small_new(SMALL_CONFIG);
  cli_merge_log log = {0};
  char text[WALRAS_RUN_LOG_BYTES];
  add(&log, &small, store_with(&small, "many.h5", WALRAS_RUN_LOG_SESSIONS, 1000.0));
  add(&log, &small, store_with(&small, "more.h5", 10, 9000.0));
  const char *path = small_store(&small, "full.h5", 0);
  write_log(&log, &small, path, 2);
  entry_of(&small, path, 191, text);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"more.h5 9\""));
  entry_of(&small, path, 0, text);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"many.h5 74\""));
  entry_of(&small, path, 193, text);
  CU_ASSERT_EQUAL(text[0], '\0'); /* there is room for a resume */
  const cli_history history = history_of(path);
  CU_ASSERT(history.sessions == WALRAS_RUN_LOG_SESSIONS + 10 && history.seconds == WALRAS_RUN_LOG_SESSIONS + 10.0);
  small_free(&small);
}

WALRAS_UNIT_TESTS(UNIT(sessions_of_all_shards_stand_in_the_order_of_their_start), UNIT(sessions_by_another_version_are_noted),
                  UNIT(of_too_many_sessions_the_newest_stay_and_all_are_counted))
