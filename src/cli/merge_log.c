#include "cli/merge_log.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "cli/placement.h"
#include "cli/run_log.h"
#include "experiment/printable.h"

enum { SESSIONS_MOST = WALRAS_RUN_LOG_SESSIONS * 3 / 4 };

typedef struct cli_merge_session {
  double started;
  char text[WALRAS_RUN_LOG_BYTES];
} merge_session;

static const char *text_of(const cJSON *object, const char *name) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
  return cJSON_IsString(item) ? item->valuestring : "?";
}

/* Results are only promised to be the same for one version. */
static void note_program(cli_merge_log *log, const cJSON *session) {
  char program[sizeof log->program];
  snprintf(program, sizeof program, "%.40s, %.40s", text_of(session, "version"), text_of(session, "commit"));
  config_make_printable(program);
  if (log->program[0] == '\0')
    strcpy(log->program, program);
  else if (log->other[0] == '\0' && strcmp(log->program, program) != 0)
    strcpy(log->other, program);
}

static bool grow(cli_merge_log *log) {
  if (log->count < log->capacity)
    return true;
  const int64_t capacity = log->capacity > 0 ? 2 * log->capacity : 64;
  merge_session *grown = realloc(log->entries, (size_t)capacity * sizeof *grown);
  if (grown == NULL)
    return false;
  log->entries = grown;
  log->capacity = capacity;
  return true;
}

walras_status cli_merge_log_add(cli_merge_log *log, walras_store_writer *reader, const walras_layout *layout,
                                walras_error *error) {
  walras_status status = WALRAS_OK;
  for (int64_t entry = 0; status == WALRAS_OK && entry < WALRAS_RUN_LOG_SESSIONS; entry++) {
    if (!grow(log))
      return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the run logs of the shards");
    merge_session *session = &log->entries[log->count];
    status = walras_store_read_elements(reader, walras_layout_log_dataset(layout), entry * WALRAS_RUN_LOG_BYTES,
                                        WALRAS_RUN_LOG_BYTES, session->text, error);
    session->text[WALRAS_RUN_LOG_BYTES - 1] = '\0';
    cJSON *object = status == WALRAS_OK ? cJSON_Parse(session->text) : NULL;
    if (status != WALRAS_OK || object == NULL)
      break; /* the end of the log, or of what can be read of it */
    session->started = cli_logged_number(object, "started_at");
    log->seconds += cli_logged_number(object, "seconds");
    log->count++;
    note_program(log, object);
    cJSON_Delete(object);
  }
  return status;
}

static int by_start(const void *left, const void *right) {
  const merge_session *a = left, *b = right;
  return (a->started > b->started) - (a->started < b->started);
}

static walras_status write_text(walras_store_writer *writer, const walras_layout *layout, int64_t entry, const char *text,
                                walras_error *error) {
  return walras_store_write_elements(writer, walras_layout_log_dataset(layout), entry * WALRAS_RUN_LOG_BYTES,
                                     WALRAS_RUN_LOG_BYTES, text, error);
}

static walras_status write_joining(const cli_merge_log *log, walras_store_writer *writer, const walras_layout *layout,
                                   int64_t entry, cJSON *object, walras_error *error) {
  char text[WALRAS_RUN_LOG_BYTES] = {0};
  cJSON_AddNumberToObject(object, "sessions", (double)log->count);
  cJSON_AddNumberToObject(object, "session_seconds", log->seconds);
  if (!cJSON_PrintPreallocated(object, text, sizeof text - 8, false))
    return WALRAS_OK; /* as a run's entry that does not fit */
  memset(text + strlen(text), 0, sizeof text - strlen(text));
  return write_text(writer, layout, entry, text, error);
}

walras_status cli_merge_log_write(cli_merge_log *log, walras_store_writer *writer, const walras_layout *layout,
                                  const cli_line *line, int64_t shards, double started, walras_error *error) {
  const int64_t kept = log->count < SESSIONS_MOST ? log->count : SESSIONS_MOST;
  walras_status status = WALRAS_OK;
  if (log->count > 0)
    qsort(log->entries, (size_t)log->count, sizeof *log->entries, by_start);
  for (int64_t i = 0; status == WALRAS_OK && i < kept; i++)
    status = write_text(writer, layout, i, log->entries[log->count - kept + i].text, error);
  const cli_placement here = {.nodes = 1};
  const cli_session_start start = {.line = line, .placement = &here, .ranks = 1, .threads = 1, .ranks_per_trial = 1};
  cJSON *object = status == WALRAS_OK ? cli_run_log_describe(&start) : NULL;
  if (object == NULL)
    return status;
  cJSON_AddNumberToObject(object, "merged", (double)shards);
  cli_run_log_add_now(object, "ended");
  cJSON_AddNumberToObject(object, "seconds", cli_now() - started);
  status = write_joining(log, writer, layout, kept, object, error);
  cJSON_Delete(object);
  return status;
}
