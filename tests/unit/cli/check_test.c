#include "cli_store.h"

static void a_good_config_is_counted(void) {
  char expected[256];
  const char *path = cli_config("good.cfg", SMALL_CONFIG CLI_CLAIMS);
  const terminal *t = WALRAS("check", path);
  snprintf(expected, sizeof expected, "%s: ok: noise, 2 points x up to 4 replications, 2 claims\n", path);
  CU_ASSERT(t->code == CLI_OK && t->err[0] == '\0');
  CU_ASSERT_STRING_EQUAL(t->out, expected);
}

static void every_mistake_of_every_file_is_told(void) {
  const char *good = cli_config("good.cfg", SMALL_CONFIG),
             *bad = cli_config("bad.cfg", "experiment: { nam = \"x\"; model = \"noise\"; };\nparameters: { rounds = 0; };\n");
  const terminal *t = WALRAS("check", bad, good, unit_path("missing.cfg"));
  CU_ASSERT_EQUAL(t->code, CLI_USAGE);
  CU_ASSERT_PTR_NOT_NULL(strstr(t->err, "bad.cfg:1: unknown key 'nam' in group 'experiment'; did you mean 'name'?\n"));
  CU_ASSERT_PTR_NOT_NULL(strstr(t->err, "bad.cfg:1: experiment.name is missing\n"));
  CU_ASSERT_PTR_NOT_NULL(strstr(t->err, "bad.cfg:2: parameter 'rounds': expected an integer in [1, 1e6], found 0\n"));
  CU_ASSERT_PTR_NOT_NULL(strstr(t->err, "missing.cfg"));
  CU_ASSERT(terminal_says(t, "good.cfg: ok"));
}

static void settings_of_the_line_are_checked_too(void) {
  const char *good = cli_config("good.cfg", SMALL_CONFIG);
  terminal_refuses(WALRAS("check", good, "--set", "rounds=-1"), CLI_USAGE,
                   "--set rounds=-1: parameter 'rounds': expected an integer in [1, 1e6], found -1");
  CU_ASSERT_EQUAL(WALRAS("check", good, "--set", "rounds=9")->code, CLI_OK);
}

static void sources_are_asked_for_and_told(void) {
  const char *without = cli_config("without.cfg", SMALL_CONFIG CLI_CLAIMS);
  const terminal *t = WALRAS("check", "--sources", without);
  char hint[512];
  CU_ASSERT(t->code == CLI_USAGE && t->out[0] == '\0');
  CU_ASSERT_PTR_NOT_NULL(strstr(t->err, "without.cfg:1: 'seed' has no source\n"));
  CU_ASSERT_PTR_NOT_NULL(strstr(t->err, "'mean' has no source\n"));
  snprintf(hint, sizeof hint, "%s: a group `sources` names a table", without);
  CU_ASSERT_PTR_NOT_NULL(strstr(t->err, hint));
  CU_ASSERT_EQUAL(WALRAS("check", without)->code, CLI_OK);

  const char *with = cli_config("with.cfg", SMALL_CONFIG CLI_CLAIMS SMALL_SOURCES);
  t = WALRAS("check", "--sources", with);
  CU_ASSERT(t->code == CLI_OK && t->err[0] == '\0');
  CU_ASSERT(terminal_says(t, "seed                             own: any\n"));
  CU_ASSERT(terminal_says(t, "mean                             Table 1\n"));
  CU_ASSERT(terminal_says(t, "  claim          A                                own; tolerance: noise\n"));
  CU_ASSERT(terminal_says(t, "with.cfg: ok: noise"));
}

static void the_resolved_experiment_is_printed_as_it_would_be_stored(void) {
  small_experiment small = small_new(SMALL_CONFIG CLI_CLAIMS);
  const terminal *t = WALRAS("check", "--resolved", cli_config("r.cfg", SMALL_CONFIG CLI_CLAIMS));
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT_STRING_EQUAL(t->out, small.experiment->resolved_text);
  small_free(&small);
}

static void what_a_design_lost_or_lacks_is_said(void) {
  const char *path =
      cli_config("sobol.cfg", "experiment: { name = \"x\"; model = \"noise\"; };\nsweep: { design = \"sobol\"; points = 12; "
                              "axes = ( { parameter = \"mean\"; minimum = 0.0; maximum = 1.0; } ); where = \"mean < 0.5\"; };");
  char expected[512];
  const terminal *t = WALRAS("check", path);
  CU_ASSERT(t->code == CLI_OK && terminal_says(t, ": ok: noise, 6 points x"));
  snprintf(expected, sizeof expected,
           "walras: %s: 'where' drops 6 of 12 design points\n"
           "walras: %s: sweep.points is 12, which is no power of two: a Sobol' sequence is balanced at 8 and 16\n",
           path, path);
  CU_ASSERT_STRING_EQUAL(t->err, expected);
  t = WALRAS("plan", path);
  CU_ASSERT(t->code == CLI_OK && terminal_says(t, "6 design points x 1 replication\n"));
  CU_ASSERT_STRING_EQUAL(t->err, expected);
}

WALRAS_UNIT_TESTS(UNIT(a_good_config_is_counted), UNIT(every_mistake_of_every_file_is_told),
                  UNIT(settings_of_the_line_are_checked_too), UNIT(sources_are_asked_for_and_told),
                  UNIT(the_resolved_experiment_is_printed_as_it_would_be_stored), UNIT(what_a_design_lost_or_lacks_is_said))
