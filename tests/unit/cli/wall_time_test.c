#include "cli/wall_time.h"

#include <math.h>

#include "cli/run_log.h"
#include "unit/cli/terminal.h"

static void spans_are_read_as_batch_systems_write_them(void) {
  static const struct {
    const char *text;
    double seconds;
  } good[] = {{"0", 0},        {"90", 90},         {"1:30", 90},          {"01:00:00", 3600}, {"100:00:00", 360000},
              {"1-00", 86400}, {"1-02:03", 93780}, {"2-00:00:01", 172801}};
  static const char *const bad[] = {
      "", "x", "-1", "1:", ":1", "1:2:3:4", "1-", "1-2:3:4:5", "1.5", "10s", " 5", "UNLIMITED", "99999999999999999999"};
  double seconds = 0.0;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    CU_ASSERT_TRUE(cli_parse_span(good[i].text, &seconds));
    CU_ASSERT_EQUAL(seconds, good[i].seconds);
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    CU_ASSERT_FALSE(cli_parse_span(bad[i], &seconds));
}

static bool wall_time_of(const char *option, double *seconds) {
  char *argv[] = {(char *)(uintptr_t) "walras", (char *)(uintptr_t) "resume", (char *)(uintptr_t) "s.h5",
                  (char *)(uintptr_t) "--wall-time", (char *)(uintptr_t)option};
  cli_line line;
  CU_ASSERT_TRUE_FATAL(cli_parse(cli_find_command("resume"), option != NULL ? 5 : 3, argv, &line));
  const bool ok = cli_wall_time(&line, seconds);
  cli_line_free(&line);
  return ok;
}

static void the_command_line_comes_before_the_batch_system(void) {
  double seconds = 0.0;
  char end[32];
  unsetenv("SLURM_JOB_ID");
  unsetenv("SLURM_JOB_END_TIME");
  CU_ASSERT(wall_time_of(NULL, &seconds) && isinf(seconds));
  snprintf(end, sizeof end, "%.0f", floor(cli_now()) + 7200.0);
  setenv("SLURM_JOB_END_TIME", end, 1);
  CU_ASSERT(wall_time_of(NULL, &seconds) && seconds > 7000.0 && seconds <= 7200.0);
  CU_ASSERT(wall_time_of("1:00", &seconds) && seconds == 60.0);
  CU_ASSERT(wall_time_of("none", &seconds) && isinf(seconds));
  setenv("SLURM_JOB_END_TIME", "tomorrow", 1);
  CU_ASSERT(wall_time_of(NULL, &seconds) && isinf(seconds));
  unsetenv("SLURM_JOB_END_TIME");
  setenv("SLURM_JOB_ID", "1; echo 5", 1); /* reaches no shell */
  CU_ASSERT(wall_time_of(NULL, &seconds) && isinf(seconds));
  unsetenv("SLURM_JOB_ID");
}

WALRAS_UNIT_TESTS(UNIT(spans_are_read_as_batch_systems_write_them), UNIT(the_command_line_comes_before_the_batch_system))
