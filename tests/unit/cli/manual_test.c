#include "cli/manual.h"

#include "terminal.h"

static int print_page(void *command) {
  cli_manual_print(stdout, command);
  return CLI_OK;
}

static int print_completion(void *unused) {
  (void)unused;
  cli_completion_print(stdout);
  return CLI_OK;
}

static void every_command_has_words_that_begin_with_its_description(void) {
  for (const cli_command *command = cli_commands; command->name != NULL; command++) {
    const char *words = cli_manual_words(command->name);
    CU_ASSERT_FATAL(words != NULL);
    CU_ASSERT(words[0] != '.' || words[1] != 'S');
    CU_ASSERT_PTR_NOT_NULL(strstr(words, "\n.SH EXAMPLES\n"));
  }
  CU_ASSERT_PTR_NULL(cli_manual_words("no such command"));
}

static void a_page_keeps_what_roff_would_take_for_its_own(void) {
  const cli_option options[] = {{.name = "--two-words", .argument = "A\\B", .repeats = true, .help = ".5 of 'it' and --this-one"},
                                {0}};
  const cli_command command = {"trial", "X", 1, 1, "back\\slash", options, false, NULL};
  const terminal *t = terminal_catch(print_page, (void *)(uintptr_t)&command);
  CU_ASSERT(terminal_says(t, "\nwalras\\-trial \\- back\\eslash\n"));
  CU_ASSERT(terminal_says(t, "\n.B \\-\\-two\\-words \\fIA\\eB\\fR\n"));
  CU_ASSERT(terminal_says(t, "\n\\&.5 of \\(aqit\\(aq and \\-\\-this-one (may be repeated)\n"));
  CU_ASSERT(strstr(t->out, "DESCRIPTION") == NULL);
}

static void the_programs_page_has_the_exit_codes_and_the_environment(void) {
  const terminal *t = terminal_catch(print_page, NULL);
  for (const cli_exit *exit = cli_exits; exit->meaning != NULL; exit++)
    CU_ASSERT(terminal_says(t, exit->meaning));
  CU_ASSERT(terminal_says(t, "\n.SH ENVIRONMENT\n") && terminal_says(t, "\n.SH FILES\n"));
}

static void the_completion_has_a_case_for_each_command(void) {
  const terminal *t = terminal_catch(print_completion, NULL);
  for (const cli_command *command = cli_commands; command->name != NULL; command++) {
    char words[64];
    snprintf(words, sizeof words, "\n    %s)\n", command->name);
    CU_ASSERT(terminal_says(t, words));
  }
  CU_ASSERT(terminal_says(t, "\n        --progress) value=yes words='auto always never' files='' ;;\n"));
  CU_ASSERT(terminal_says(t, "\n        --output) value=yes words='' files='*.h5' ;;\n"));
}

WALRAS_UNIT_TESTS(UNIT(every_command_has_words_that_begin_with_its_description),
                  UNIT(a_page_keeps_what_roff_would_take_for_its_own),
                  UNIT(the_programs_page_has_the_exit_codes_and_the_environment),
                  UNIT(the_completion_has_a_case_for_each_command))
