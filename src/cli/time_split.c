#include "cli/time_split.h"

#include <cjson/cJSON.h>
#include <stdio.h>

#include "engine/layout.h"

/* The last run that has ended; NULL when there is none. The caller deletes it. */
static cJSON *last_ended(const walras_store_reader *reader) {
  uint8_t bytes[WALRAS_RUN_LOG_BYTES + 1] = {0};
  cJSON *last = NULL;
  for (int64_t entry = 0; entry < WALRAS_RUN_LOG_SESSIONS; entry++) {
    if (walras_store_read_bytes(reader, "/run/log", entry, 1, bytes, NULL) != WALRAS_OK || bytes[0] == '\0')
      break;
    cJSON *object = cJSON_Parse((const char *)bytes);
    if (object == NULL || !cJSON_HasObjectItem(object, "ended")) {
      cJSON_Delete(object);
      continue;
    }
    cJSON_Delete(last);
    last = object;
  }
  return last;
}

static double number(const cJSON *object, const char *name) {
  const cJSON *item = cJSON_GetObjectItem(object, name);
  return cJSON_IsNumber(item) ? item->valuedouble : 0.0;
}

void cli_print_time_split(const walras_store_reader *reader) {
  cJSON *run = last_ended(reader);
  const double seconds = number(run, "seconds"), ranks = number(run, "ranks");
  if (seconds > 0.0 && ranks > 0.0)
    printf(
        "last run: %.3g s; the ranks computed for %.1f %% of it and waited for %.1f %%; coordination took %.1f %%, of which the "
        "store %.1f\n",
        seconds, 100.0 * number(run, "compute_seconds") / (seconds * ranks),
        100.0 * (number(run, "wait_seconds_rank0") + number(run, "wait_seconds_workers")) / (seconds * ranks),
        100.0 * number(run, "coordination_seconds") / seconds, 100.0 * number(run, "store_seconds") / seconds);
  cJSON_Delete(run);
}
