#include "cli/progress.h"

#include "terminal.h"

/* A minute's worth of states, shown in one mode to something that is no terminal. */
static int show_a_run(void *mode) {
  cli_progress progress;
  cli_progress_start(&progress, mode);
  for (int second = 0; second <= 130; second++) {
    const walras_progress state = {.trials = 1000, .done = 100 + 2 * second, .failed = second >= 60, .seconds = second};
    cli_progress_show(&state, &progress);
  }
  cli_progress_end(&progress);
  return CLI_OK;
}

static int lines(const char *text) {
  int count = 0;
  for (; *text != '\0'; text++)
    count += *text == '\n';
  return count;
}

static void elsewhere_than_on_a_terminal_there_is_a_line_a_minute(void) {
  const terminal *t = terminal_catch(show_a_run, NULL);
  CU_ASSERT_STRING_EQUAL(t->out, "");
  CU_ASSERT_EQUAL(lines(t->err), 2);
  /* What was done before does not count in the rate: 121 in 60 s. */
  CU_ASSERT_PTR_NOT_NULL(strstr(t->err, "walras: 221 of 1000 trials, 2.02 a second, 60.0 s gone, 6 min left, 1 failed\n"));
  CU_ASSERT_PTR_NULL(strchr(t->err, '\r'));
}

static int show_a_state_of_a_run_that_may_grow(void *unused) {
  cli_progress progress;
  (void)unused;
  cli_progress_start(&progress, "always");
  cli_progress_show(&(walras_progress){.trials = 40, .done = 10, .more = true}, &progress);
  cli_progress_show(&(walras_progress){.trials = 50, .done = 30, .seconds = 100.0, .more = true}, &progress);
  cli_progress_end(&progress);
  return CLI_OK;
}

static void trials_that_sequential_stopping_may_add_are_not_promised_away(void) {
  CU_ASSERT_STRING_EQUAL(terminal_catch(show_a_state_of_a_run_that_may_grow, NULL)->err,
                         "walras: 10 of 40 trials so far, 0 a second, 0.00 s gone, ? left or more\n"
                         "walras: 30 of 50 trials so far, 0.2 a second, 100.0 s gone, 100.0 s left or more\n");
}

static void always_begins_at_once_and_never_is_silent(void) {
  const terminal *t = terminal_catch(show_a_run, (char[]){"always"});
  CU_ASSERT_EQUAL(lines(t->err), 3);
  CU_ASSERT_EQUAL(strncmp(t->err, "walras: 100 of 1000 trials, 0 a second, 0.00 s gone, ? left\n", 60), 0);
  CU_ASSERT_STRING_EQUAL(terminal_catch(show_a_run, (char[]){"never"})->err, "");
}

WALRAS_UNIT_TESTS(UNIT(trials_that_sequential_stopping_may_add_are_not_promised_away),
                  UNIT(elsewhere_than_on_a_terminal_there_is_a_line_a_minute), UNIT(always_begins_at_once_and_never_is_silent))
