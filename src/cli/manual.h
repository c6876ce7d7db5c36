/** Manual pages and shell completion, made from the table of commands. */
#ifndef WALRAS_CLI_MANUAL_H
#define WALRAS_CLI_MANUAL_H

#include "cli/cli.h"

/** The page of a command, or with NULL that of the program, in the macros of man(7). */
void cli_manual_print(FILE *stream, const cli_command *command);

/** What bash needs to complete commands, options, their words, models and files. */
void cli_completion_print(FILE *stream);

/** What the table cannot say: src/cli/manual/NAME.roff, description first, then further sections; NULL when there is no such file. */
const char *cli_manual_words(const char *name);

#endif
