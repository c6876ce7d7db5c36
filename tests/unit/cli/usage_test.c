#include "cli/usage.h"

#include <cjson/cJSON.h>

#include "terminal.h"

static const walras_engine_result result = {
    .seconds = 2.0,
    .run_now = 1000,
    .time = {[WALRAS_COMPUTE] = 3.0, [WALRAS_REDUCE] = 0.5, [WALRAS_WAIT] = 0.4999, [WALRAS_OTHER] = 0.0001},
    .busy_seconds = 6.0,
    .traffic = {.messages = {[WALRAS_FOR_COORDINATION] = 1500, [WALRAS_FOR_RECORDS] = 500},
                .bytes = {[WALRAS_FOR_COORDINATION] = 24000, [WALRAS_FOR_RECORDS] = 2024000}}};

static cli_usage written_and_read(void) {
  cli_usage usage;
  cJSON *entry = cJSON_CreateObject();
  cli_usage_write(entry, &result);
  char *text = cJSON_PrintUnformatted(entry);
  cJSON *again = cJSON_Parse(text);
  CU_ASSERT_PTR_NOT_NULL_FATAL(again);
  cli_usage_read(again, &usage);
  cJSON_Delete(again);
  cJSON_Delete(entry);
  cJSON_free(text);
  return usage;
}

static void what_is_written_is_read_back_to_the_nanosecond(void) {
  const cli_usage usage = written_and_read();
  CU_ASSERT(usage.seconds == 2.0 && usage.trials == 1000 && usage.busy_seconds == 6.0);
  for (int i = 0; i < WALRAS_ACTIVITIES; i++)
    CU_ASSERT_DOUBLE_EQUAL(usage.time[i], result.time[i], 1e-9);
  for (int i = 0; i < WALRAS_PURPOSES; i++) {
    CU_ASSERT_EQUAL(usage.messages[i], (double)result.traffic.messages[i]);
    CU_ASSERT_EQUAL(usage.bytes[i], (double)result.traffic.bytes[i]);
  }
}

static void numbers_without_sense_count_as_nothing(void) {
  cli_usage usage;
  cJSON *entry =
      cJSON_Parse("{\"seconds\":-1,\"time\":{\"compute\":\"much\",\"wait\":1e300,\"store\":2},\"messages\":3,\"bytes\":[1]}");
  cli_usage_read(entry, &usage);
  CU_ASSERT(usage.seconds == 0.0 && usage.trials == 0.0 && usage.time[WALRAS_COMPUTE] == 0.0 && usage.time[WALRAS_WAIT] == 0.0);
  CU_ASSERT(usage.time[WALRAS_STORE] == 2.0 && usage.messages[WALRAS_FOR_RECORDS] == 0.0 &&
            usage.bytes[WALRAS_FOR_RECORDS] == 0.0);
  cJSON_Delete(entry);
}

static int print_for_four_threads(void *usage) {
  cli_usage_print(usage, 4);
  return 0;
}

/* Two ranks of two threads for two seconds: 3 of 4 seconds by rank, 6 of 8 by thread; 2000 messages and 2,048,000 bytes for 1000 trials. */
static void shares_are_told_in_two_lines(void) {
  cli_usage usage = written_and_read();
  CU_ASSERT_STRING_EQUAL(
      terminal_catch(print_for_four_threads, &usage)->out,
      "the last run's time by rank: compute 75.0 %, reduce 12.5 %, wait 12.5 %; its threads were in trials for 75.0 %\n"
      "messages a trial: 2 of 2.0 KiB in all\n");
}

static void nothing_is_told_where_nothing_is_known(void) {
  cli_usage nothing = {0};
  CU_ASSERT_STRING_EQUAL(terminal_catch(print_for_four_threads, &nothing)->out, "");
}

WALRAS_UNIT_TESTS(UNIT(what_is_written_is_read_back_to_the_nanosecond), UNIT(numbers_without_sense_count_as_nothing),
                  UNIT(shares_are_told_in_two_lines), UNIT(nothing_is_told_where_nothing_is_known))
