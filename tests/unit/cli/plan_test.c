#include "cli_store.h"

static void a_plan_counts_trials_and_groups_and_writes_nothing(void) {
  const char *config = cli_config("p.cfg", SMALL_CONFIG);
  const int files = unit_file_count();
  const terminal *t = WALRAS("plan", config, "--ranks", "4", "--threads", "2");
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT(terminal_says(t, "trials         8: 2 design points x 4 replications\n"));
  CU_ASSERT(terminal_says(t, "layout         4 ranks x 2 threads: 4 groups of 1 rank, "));
  CU_ASSERT(terminal_says(t, "memory a rank  ") && terminal_says(t, ", created before the first trial: ") &&
            terminal_says(t, "time           about "));
  t = WALRAS("plan", config, "--ranks", "4", "--ranks-per-trial", "3");
  CU_ASSERT(terminal_says(t, "2 groups of 3 ranks") || terminal_says(t, "2 groups of up to 3 ranks"));
  CU_ASSERT_EQUAL(unit_file_count(), files);
}

static void a_plan_with_sequential_stopping_says_from_what_to_what_and_warns_of_waves_that_leave_ranks_idle(void) {
  const char *config =
      cli_config("q.cfg", "experiment: { name = \"q\"; model = \"noise\"; };\n"
                          "replications: { initial = 6; step = 2; maximum = 60; metric = \"sample_mean\"; half_width = 0.1; };\n"
                          "sweep: { design = \"grid\"; axes = ( { parameter = \"mean\"; values = [ 0.0, 1.0 ]; } ); };\n");
  const terminal *t = WALRAS("plan", config, "--ranks", "4", "--threads", "1");
  CU_ASSERT(t->code == CLI_OK && t->err[0] == '\0');
  CU_ASSERT(terminal_says(t, "trials         12 to 120: 2 design points x 6 to 60 replications\n"));
  t = WALRAS("plan", config, "--ranks", "5", "--threads", "1");
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT_STRING_EQUAL(t->err,
                         "walras: warning: a wave of replications is 4 trials, and 5 could run at the same time: some wait for "
                         "the others at its end; a replications.step of 3 lets all run\n");
}

static void what_cannot_run_is_refused(void) {
  const char *config = cli_config("p.cfg", SMALL_CONFIG);
  terminal_refuses(WALRAS("plan", config, "--ranks", "2", "--ranks-per-trial", "3"), CLI_USAGE,
                   "3 ranks per trial were asked for, but there are only 2 ranks (mpirun -n 3 ...)");
  terminal_refuses(WALRAS("plan", config, "--ranks", "0"), CLI_USAGE,
                   "plan: option --ranks must be an integer from 1 to 16777216, but is '0'");
}

WALRAS_UNIT_TESTS(UNIT(a_plan_with_sequential_stopping_says_from_what_to_what_and_warns_of_waves_that_leave_ranks_idle),
                  UNIT(a_plan_counts_trials_and_groups_and_writes_nothing), UNIT(what_cannot_run_is_refused))
