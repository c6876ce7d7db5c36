#include "cli/load.h"

#include "cli_store.h"

/* What a line's overrides make of the small config. */
typedef struct loading {
  char *words[TERMINAL_WORDS];
  walras_experiment *experiment;
} loading;

static int load(void *context) {
  loading *l = context;
  int argc = 0;
  while (l->words[argc] != NULL)
    argc++;
  cli_line line;
  if (!cli_parse(cli_find_command("run"), argc, l->words, &line))
    return CLI_USAGE;
  const bool ok = cli_load_experiment(&line, line.operands[0], &small_list, &l->experiment);
  cli_line_free(&line);
  return ok ? CLI_OK : CLI_USAGE;
}

static const terminal *load_with(loading *l, const char *first, ...) {
  static char program[] = "walras", command[] = "run";
  int argc = 2;
  va_list rest;
  *l = (loading){.words = {program, command}};
  va_start(rest, first);
  for (const char *word = first; word != NULL && argc + 1 < TERMINAL_WORDS; word = va_arg(rest, const char *))
    l->words[argc++] = (char *)(uintptr_t)word;
  va_end(rest);
  return terminal_catch(load, l);
}

static void overrides_reach_the_experiment(void) {
  loading l;
  const char *config = cli_config("s.cfg", SMALL_CONFIG);
  const terminal *t = load_with(&l, config, "--set", "rounds=9", "--replications=7", "--seed=99", "--threads=3",
                                "--ranks-per-trial=2", "--output=/tmp/x.h5", NULL);
  CU_ASSERT(t->code == CLI_OK && t->err[0] == '\0');
  CU_ASSERT_PTR_NOT_NULL_FATAL(l.experiment);
  CU_ASSERT(l.experiment->replications == 7 && l.experiment->seed == 99 && l.experiment->threads == 3 &&
            l.experiment->ranks_per_trial == 2);
  CU_ASSERT_STRING_EQUAL(l.experiment->store_path, "/tmp/x.h5");
  CU_ASSERT_PTR_NOT_NULL(strstr(l.experiment->resolved_text, "rounds = 9"));
  const walras_layout_input input = cli_layout_input(l.experiment);
  CU_ASSERT(input.points == 2 && input.replications == 7 && input.model == &walras_model_noise &&
            input.parameters == l.experiment->parameters && strcmp(input.name, "small") == 0);
  walras_experiment_destroy(l.experiment);
}

static void wrong_overrides_are_told(void) {
  loading l;
  const char *config = cli_config("s.cfg", SMALL_CONFIG);
  terminal_refuses(load_with(&l, config, "--replications=0", NULL), CLI_USAGE,
                   "run: option --replications must be an integer from 1 to 9223372036854775807, but is '0'");
  terminal_refuses(load_with(&l, config, "--threads=4097", NULL), CLI_USAGE,
                   "run: option --threads must be an integer from 0 to 4096, but is '4097'");
  terminal_refuses(load_with(&l, config, "--ranks-per-trial=0", NULL), CLI_USAGE,
                   "option --ranks-per-trial must be 'auto' or a positive integer, but is '0'");
  terminal_refuses(load_with(&l, config, "--ranks-per-trial=99999999999999999999", NULL), CLI_USAGE,
                   "option --ranks-per-trial must be 'auto' or a positive integer, but is '99999999999999999999'");
  CU_ASSERT_PTR_NULL(l.experiment);
}

static int print_nothing(void *unused) {
  (void)unused;
  walras_diagnostics none = {0};
  cli_print_diagnostics(&none);
  return CLI_OK;
}

static void a_failure_without_words_was_memory(void) {
  CU_ASSERT_STRING_EQUAL(terminal_catch(print_nothing, NULL)->err, "walras: out of memory while reading the config\n");
}

WALRAS_UNIT_TESTS(UNIT(overrides_reach_the_experiment), UNIT(wrong_overrides_are_told), UNIT(a_failure_without_words_was_memory))
