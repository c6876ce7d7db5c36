#include "terminal.h"

static int help(void *command) {
  if (command != NULL)
    cli_print_command_help(stdout, command);
  else
    cli_print_help(stdout);
  return CLI_OK;
}

static int find(void *name) {
  return cli_find_command(name) != NULL ? CLI_OK : CLI_USAGE;
}

static void every_command_stands_in_the_help_and_is_found(void) {
  const terminal *t = terminal_catch(help, NULL);
  for (const cli_command *command = cli_commands; command->name != NULL; command++) {
    CU_ASSERT(terminal_says(t, command->name) && terminal_says(t, command->summary));
    CU_ASSERT_PTR_EQUAL(cli_find_command(command->name), command);
    CU_ASSERT(command->run != NULL && command->operands_min <= (command->operands_max < 0 ? 99 : command->operands_max));
  }
  CU_ASSERT(terminal_says(t, "75 stopped early"));
}

static void a_commands_help_has_every_option_with_its_value(void) {
  for (const cli_command *command = cli_commands; command->name != NULL; command++) {
    const terminal *t = terminal_catch(help, (void *)(uintptr_t)command);
    for (const cli_option *option = command->options; option != NULL && option->name != NULL; option++) {
      CU_ASSERT(terminal_says(t, option->name) && terminal_says(t, option->help));
      CU_ASSERT(option->argument == NULL || terminal_says(t, option->argument));
    }
  }
}

/* The words of an option stand in its argument, where the user reads them. */
static void an_options_words_are_those_of_its_argument(void) {
  for (const cli_command *command = cli_commands; command->name != NULL; command++)
    for (const cli_option *option = command->options; option != NULL && option->name != NULL; option++)
      for (int i = 0; option->words != NULL && option->words[i] != NULL; i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(option->argument, option->words[i]));
}

static void an_unknown_command_names_the_nearest(void) {
  terminal_refuses(terminal_catch(find, (char[]){"resum"}), CLI_USAGE, "unknown command 'resum'; did you mean 'resume'?");
  terminal_refuses(terminal_catch(find, (char[]){"xyzzyxyzzy"}), CLI_USAGE,
                   "unknown command 'xyzzyxyzzy'; walras --help lists the commands");
}

WALRAS_UNIT_TESTS(UNIT(every_command_stands_in_the_help_and_is_found), UNIT(a_commands_help_has_every_option_with_its_value),
                  UNIT(an_options_words_are_those_of_its_argument), UNIT(an_unknown_command_names_the_nearest))
