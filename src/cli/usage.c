#include "cli/usage.h"

#include <cjson/cJSON.h>
#include <stdio.h>

#include "cli/cli.h"

/* What a part of the time must be to be worth a word. */
static const double WORTH_A_WORD = 0.0005;

/* Without the sixteen digits that a sum of clock differences does not have. */
static void add_seconds(cJSON *object, const char *name, double seconds) {
  char text[32];
  snprintf(text, sizeof text, "%.9f", seconds);
  cJSON_AddRawToObject(object, name, text);
}

static void add_counts(cJSON *entry, const char *name, const int64_t *counts) {
  cJSON *object = cJSON_AddObjectToObject(entry, name);
  for (int purpose = 0; object != NULL && purpose < WALRAS_PURPOSES; purpose++)
    cJSON_AddNumberToObject(object, walras_purpose_names[purpose], (double)counts[purpose]);
}

void cli_usage_write(cJSON *entry, const walras_engine_result *result) {
  add_seconds(entry, "seconds", result->seconds);
  cJSON_AddNumberToObject(entry, "trials", (double)result->run_now);
  cJSON *time = cJSON_AddObjectToObject(entry, "time");
  for (int activity = 0; time != NULL && activity < WALRAS_ACTIVITIES; activity++)
    add_seconds(time, walras_activity_names[activity], result->time[activity]);
  add_seconds(entry, "busy_thread_seconds", result->busy_seconds);
  add_counts(entry, "messages", result->traffic.messages);
  add_counts(entry, "bytes", result->traffic.bytes);
}

double cli_logged_number(const cJSON *object, const char *name) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
  const bool sane = cJSON_IsNumber(item) && item->valuedouble >= 0.0 && item->valuedouble < 1e18;
  return sane ? item->valuedouble : 0.0;
}

void cli_usage_read(const cJSON *entry, cli_usage *usage) {
  const cJSON *time = cJSON_GetObjectItemCaseSensitive(entry, "time");
  const cJSON *messages = cJSON_GetObjectItemCaseSensitive(entry, "messages");
  const cJSON *bytes = cJSON_GetObjectItemCaseSensitive(entry, "bytes");
  *usage = (cli_usage){.seconds = cli_logged_number(entry, "seconds"),
                       .trials = cli_logged_number(entry, "trials"),
                       .busy_seconds = cli_logged_number(entry, "busy_thread_seconds")};
  for (int activity = 0; activity < WALRAS_ACTIVITIES; activity++)
    usage->time[activity] = cli_logged_number(time, walras_activity_names[activity]);
  for (int purpose = 0; purpose < WALRAS_PURPOSES; purpose++) {
    usage->messages[purpose] = cli_logged_number(messages, walras_purpose_names[purpose]);
    usage->bytes[purpose] = cli_logged_number(bytes, walras_purpose_names[purpose]);
  }
}

static double sum_of(const double *values, int count) {
  double sum = 0.0;
  for (int i = 0; i < count; i++)
    sum += values[i];
  return sum;
}

void cli_usage_print(const cli_usage *usage, int threads) {
  const double whole = sum_of(usage->time, WALRAS_ACTIVITIES), of_threads = usage->seconds * threads;
  if (!(whole > 0.0))
    return;
  printf("the last run's time by rank:");
  const char *comma = " ";
  for (int activity = 0; activity < WALRAS_ACTIVITIES; activity++) {
    if (activity != WALRAS_COMPUTE && usage->time[activity] < WORTH_A_WORD * whole)
      continue;
    printf("%s%s %.1f %%", comma, walras_activity_names[activity], 100.0 * usage->time[activity] / whole);
    comma = ", ";
  }
  if (of_threads > 0.0)
    printf("; its threads were in trials for %.1f %%", 100.0 * usage->busy_seconds / of_threads);
  putchar('\n');
  const double messages = sum_of(usage->messages, WALRAS_PURPOSES);
  char text[32];
  if (messages > 0.0 && usage->trials > 0.0)
    printf("messages a trial: %.3g of %s in all\n", messages / usage->trials,
           cli_bytes(sum_of(usage->bytes, WALRAS_PURPOSES) / usage->trials, text));
}
