#include "cli/run_log.h"

#include <cjson/cJSON.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/machine.h"
#include "cli/placement.h"
#include "engine/high_water.h"
#include "experiment/printable.h"
#include "numerics/elementary/dispatch.h"
#include "walras_version.h"

/* The first entry that is still empty, or -1; the last used one through `last`. */
static int64_t free_entry(walras_store_writer *writer, const walras_layout *layout, int64_t *last) {
  char first_bytes[WALRAS_RUN_LOG_BYTES];
  for (int64_t entry = 0; entry < WALRAS_RUN_LOG_SESSIONS; entry++) {
    if (walras_store_read_elements(writer, walras_layout_log_dataset(layout), entry * WALRAS_RUN_LOG_BYTES, 1, first_bytes,
                                   NULL) != WALRAS_OK)
      return -1;
    if (first_bytes[0] == '\0') {
      *last = entry - 1;
      return entry;
    }
  }
  *last = WALRAS_RUN_LOG_SESSIONS - 1;
  return -1;
}

static walras_status write_entry(walras_store_writer *writer, const walras_layout *layout, int64_t entry, cJSON *object,
                                 walras_error *error) {
  char bytes[WALRAS_RUN_LOG_BYTES] = {0};
  if (!cJSON_PrintPreallocated(object, bytes, sizeof bytes - 8, false)) {
    cJSON_DeleteItemFromObject(object, "placement"); /* the longest part that can be spared */
    if (!cJSON_PrintPreallocated(object, bytes, sizeof bytes - 8, false))
      return WALRAS_OK; /* an entry that does not fit is left out */
  }
  memset(bytes + strlen(bytes), 0, sizeof bytes - strlen(bytes));
  return walras_store_write_elements(writer, walras_layout_log_dataset(layout), entry * WALRAS_RUN_LOG_BYTES,
                                     WALRAS_RUN_LOG_BYTES, bytes, error);
}

static void add_command(cJSON *object, const cli_line *line) {
  char text[512];
  size_t used = 0;
  text[0] = '\0';
  for (int i = 0; i < line->argc && used + 1 < sizeof text; i++) {
    const int length = snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? " " : "", line->argv[i]);
    used += length > 0 ? (size_t)length : 0;
  }
  cJSON_AddStringToObject(object, "command", text);
}

double cli_now(void) {
  struct timespec now;
  return clock_gettime(CLOCK_REALTIME, &now) == 0 ? (double)now.tv_sec + 1e-9 * (double)now.tv_nsec : 0.0;
}

static void add_machine(cJSON *object, int machines) {
  cli_machine machine;
  cli_machine_describe(&machine);
  cJSON_AddStringToObject(object, "host", machine.host);
  cJSON_AddNumberToObject(object, "machines", machines);
  cJSON_AddStringToObject(object, "processor", machine.processor);
  cJSON_AddNumberToObject(object, "processors", machine.processors);
  cJSON_AddNumberToObject(object, "memory_bytes", (double)machine.memory_bytes);
  cJSON_AddStringToObject(object, "system", machine.system);
  cJSON_AddStringToObject(object, "mpi", machine.mpi);
  cJSON_AddStringToObject(object, "hdf5", machine.hdf5);
}

void cli_run_log_add_now(cJSON *object, const char *name) {
  char text[32];
  const time_t now = time(NULL);
  struct tm parts;
  if (gmtime_r(&now, &parts) != NULL && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0)
    cJSON_AddStringToObject(object, name, text);
}

cJSON *cli_run_log_describe(const cli_session_start *start) {
  cJSON *object = cJSON_CreateObject();
  if (object == NULL)
    return NULL;
  add_command(object, start->line);
  cli_run_log_add_now(object, "started");
  cJSON_AddNumberToObject(object, "started_at", cli_now());
  add_machine(object, start->placement->nodes);
  cJSON_AddNumberToObject(object, "ranks", start->ranks);
  cJSON_AddNumberToObject(object, "threads", start->threads);
  cJSON_AddNumberToObject(object, "ranks_per_trial", start->ranks_per_trial);
  if (start->placement->kind_count > 0)
    cJSON_AddItemToObject(object, "placement", cli_placement_json(start->placement));
  cJSON_AddNumberToObject(object, "finished_before", (double)start->finished);
  cJSON_AddStringToObject(object, "version", WALRAS_VERSION);
  cJSON_AddStringToObject(object, "commit", WALRAS_COMMIT);
  cJSON_AddStringToObject(object, "compiler", WALRAS_COMPILER);
  cJSON_AddStringToObject(object, "vectors", walras_simd_path_name(walras_simd_path_get()));
  return object;
}

walras_status cli_run_log_start(walras_store_writer *writer, const walras_layout *layout, const cli_session_start *start,
                                walras_error *error) {
  int64_t last = -1;
  const int64_t entry = free_entry(writer, layout, &last);
  cJSON *object = entry >= 0 ? cli_run_log_describe(start) : NULL;
  if (object == NULL)
    return WALRAS_OK;
  const walras_status status = write_entry(writer, layout, entry, object, error);
  cJSON_Delete(object);
  return status;
}

/* The last entry, to be written again or deleted by the caller; NULL: there is none. */
static cJSON *last_entry(walras_store_writer *writer, const walras_layout *layout, int64_t *last) {
  char bytes[WALRAS_RUN_LOG_BYTES];
  *last = -1;
  free_entry(writer, layout, last);
  if (*last < 0 || walras_store_read_elements(writer, walras_layout_log_dataset(layout), *last * WALRAS_RUN_LOG_BYTES,
                                              WALRAS_RUN_LOG_BYTES, bytes, NULL) != WALRAS_OK)
    return NULL;
  bytes[sizeof bytes - 1] = '\0';
  return cJSON_Parse(bytes);
}

void cli_run_log_predict(walras_store_writer *writer, const walras_layout *layout, const cli_prediction *prediction) {
  int64_t last;
  cJSON *object = last_entry(writer, layout, &last), *predicted = cJSON_CreateObject();
  cJSON_AddNumberToObject(predicted, "seconds", prediction->seconds);
  if (prediction->seconds_most > prediction->seconds)
    cJSON_AddNumberToObject(predicted, "seconds_most", prediction->seconds_most);
  cJSON_AddNumberToObject(predicted, "bytes_per_rank", prediction->bytes_per_rank);
  cJSON_AddNumberToObject(predicted, "store_bytes", prediction->store_bytes);
  cJSON_AddNumberToObject(predicted, "after_seconds", prediction->after_seconds);
  cJSON_DeleteItemFromObjectCaseSensitive(object, "predicted");
  if (object == NULL || !cJSON_AddItemToObject(object, "predicted", predicted))
    cJSON_Delete(predicted);
  else
    write_entry(writer, layout, last, object, NULL);
  cJSON_Delete(object);
}

void cli_run_log_end(walras_store_writer *writer, const walras_layout *layout, const walras_engine_result *result) {
  int64_t last;
  cJSON *object = last_entry(writer, layout, &last);
  if (object == NULL)
    return;
  cli_run_log_add_now(object, "ended");
  cli_usage_write(object, result);
  cJSON_AddNumberToObject(object, "store_bytes", (double)walras_store_bytes(writer));
  cJSON_AddNumberToObject(object, "peak_memory_bytes", result->peak_bytes);
  cJSON_AddNumberToObject(object, "peak_memory_bytes_rank0", walras_high_water());
  write_entry(writer, layout, last, object, NULL);
  cJSON_Delete(object);
}

static int count_of(const cJSON *object, const char *name) {
  const double number = cli_logged_number(object, name);
  return number <= (double)INT_MAX ? (int)number : 0;
}

/* The entry of a joining knows of all sessions of the shards, also of those that the log had no room for. */
static void add_joining(cli_history *history, const cJSON *object) {
  history->shards = (int64_t)cli_logged_number(object, "merged");
  history->sessions = (int64_t)cli_logged_number(object, "sessions");
  history->seconds = cli_logged_number(object, "session_seconds");
}

static cli_prediction prediction_of(const cJSON *session) {
  const cJSON *object = cJSON_GetObjectItemCaseSensitive(session, "predicted");
  cli_prediction prediction = {.seconds = cli_logged_number(object, "seconds"),
                               .seconds_most = cli_logged_number(object, "seconds_most"),
                               .bytes_per_rank = cli_logged_number(object, "bytes_per_rank"),
                               .store_bytes = cli_logged_number(object, "store_bytes"),
                               .after_seconds = cli_logged_number(object, "after_seconds")};
  if (prediction.seconds_most < prediction.seconds)
    prediction.seconds_most = prediction.seconds;
  return prediction;
}

static void add_session(cli_history *history, const cJSON *object) {
  const cJSON *started = cJSON_GetObjectItemCaseSensitive(object, "started");
  history->sessions++;
  snprintf(history->started, sizeof history->started, "%s", cJSON_IsString(started) ? started->valuestring : "?");
  history->started_at = cli_logged_number(object, "started_at");
  const cJSON *host = cJSON_GetObjectItemCaseSensitive(object, "host");
  snprintf(history->host, sizeof history->host, "%s", cJSON_IsString(host) ? host->valuestring : "");
  history->machines = count_of(object, "machines");
  history->ranks = count_of(object, "ranks");
  history->threads = count_of(object, "threads");
  history->finished_before = (int64_t)cli_logged_number(object, "finished_before");
  history->ended = cJSON_GetObjectItemCaseSensitive(object, "ended") != NULL;
  history->last_seconds = cli_logged_number(object, "seconds");
  history->seconds += history->last_seconds;
  cli_usage_read(object, &history->usage);
  history->predicted = prediction_of(object);
  history->peak_bytes = cli_logged_number(object, "peak_memory_bytes");
  history->store_bytes = cli_logged_number(object, "store_bytes");
}

static void make_printable(cJSON *object) {
  for (cJSON *item = object->child; item != NULL; item = item->next)
    if (cJSON_IsString(item))
      config_make_printable(item->valuestring);
}

cJSON *cli_run_log_sessions(const walras_store_reader *reader) {
  char bytes[WALRAS_RUN_LOG_BYTES];
  cJSON *sessions = cJSON_CreateArray();
  if (sessions == NULL || !walras_store_has_table(reader, "/run/log", WALRAS_RUN_LOG_SESSIONS, WALRAS_RUN_LOG_BYTES))
    return sessions;
  for (int64_t entry = 0; entry < WALRAS_RUN_LOG_SESSIONS; entry++) {
    if (walras_store_read_bytes(reader, "/run/log", entry, 1, (uint8_t *)bytes, NULL) != WALRAS_OK || bytes[0] == '\0')
      break;
    bytes[sizeof bytes - 1] = '\0';
    cJSON *object = cJSON_Parse(bytes);
    if (object == NULL)
      continue;
    make_printable(object);
    if (!cJSON_AddItemToArray(sessions, object))
      cJSON_Delete(object);
  }
  return sessions;
}

bool cli_run_log_read(const walras_store_reader *reader, cli_history *history) {
  *history = (cli_history){0};
  cJSON *sessions = cli_run_log_sessions(reader);
  for (const cJSON *session = sessions != NULL ? sessions->child : NULL; session != NULL; session = session->next)
    (cJSON_HasObjectItem(session, "merged") ? add_joining : add_session)(history, session);
  cJSON_Delete(sessions);
  return history->sessions > 0;
}
