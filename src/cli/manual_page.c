/* A page of the manual: name, synopsis, options and exit status from the tables, the rest from src/cli/manual. */
#include <ctype.h>
#include <string.h>

#include "cli/manual.h"
#include "walras_version.h"

/* Text as roff shows it: a backslash is one, a dash in an option is no hyphen, a dot begins no request. */
static void print_text(FILE *stream, const char *text, bool literal) {
  if (*text == '.' || *text == '\'')
    fputs("\\&", stream);
  for (char before = ' '; *text != '\0'; before = *text++) {
    if (*text == '\\')
      fputs("\\e", stream);
    else if (*text == '-' && (literal || before == '-' || text[1] == '-'))
      fputs("\\-", stream);
    else if (*text == '\'' || *text == '`' || *text == '^' || *text == '~')
      fprintf(stream, "\\(%s", *text == '\'' ? "aq" : *text == '`' ? "ga" : *text == '^' ? "ha" : "ti");
    else
      fputc(*text, stream);
  }
}

static void print_upper(FILE *stream, const char *text) {
  for (; *text != '\0'; text++)
    fputc(toupper((unsigned char)*text), stream);
}

static void print_title(FILE *stream, const cli_command *command) {
  fputs(".TH WALRAS", stream);
  if (command != NULL) {
    fputs("\\-", stream);
    print_upper(stream, command->name);
  }
  fprintf(stream, " 1 \"" WALRAS_DATE "\" \"walras " WALRAS_VERSION "\" \"walras manual\"\n.SH NAME\nwalras");
  if (command != NULL)
    fprintf(stream, "\\-%s \\- ", command->name);
  else
    fputs(" \\- ", stream);
  print_text(stream, command != NULL ? command->summary : cli_summary, false);
  fputc('\n', stream);
}

static void print_synopsis(FILE *stream, const cli_command *command) {
  fprintf(stream, ".SH SYNOPSIS\n.B walras %s\n", command->name);
  if (command->operands[0] != '\0') {
    fputs(".I ", stream);
    print_text(stream, command->operands, true);
    fputc('\n', stream);
  }
  if (command->options != NULL)
    fputs(".RI [ options ]\n", stream);
}

/* The words of a file before its first section, and those from there on. */
static const char *sections_of(const char *words) {
  const char *section = strncmp(words, ".SH", 3) == 0 ? words : strstr(words, "\n.SH");
  return section == NULL ? words + strlen(words) : section + (*section == '\n');
}

static void print_option(FILE *stream, const cli_option *option) {
  fputs(".TP\n.B ", stream);
  print_text(stream, option->name, true);
  if (option->argument != NULL) {
    fputs(" \\fI", stream);
    print_text(stream, option->argument, true);
    fputs("\\fR", stream);
  }
  fputc('\n', stream);
  print_text(stream, option->help, false);
  fprintf(stream, "%s\n", option->repeats ? " (may be repeated)" : "");
}

static void print_options(FILE *stream, const cli_command *command) {
  fputs(".SH OPTIONS\n", stream);
  for (const cli_option *option = command->options; option != NULL && option->name != NULL; option++)
    print_option(stream, option);
  fputs(".TP\n.B \\-\\-help\nlist these options\n", stream);
}

static void print_commands(FILE *stream) {
  fputs(".SH COMMANDS\n", stream);
  for (const cli_command *command = cli_commands; command->name != NULL; command++) {
    fprintf(stream, ".TP\n.B %s \\fI", command->name);
    print_text(stream, command->operands, true);
    fputs("\\fR\n", stream);
    print_text(stream, command->summary, false);
    fputc('\n', stream);
  }
}

static void print_exit_status(FILE *stream) {
  fputs(".SH EXIT STATUS\n", stream);
  for (const cli_exit *exit = cli_exits; exit->meaning != NULL; exit++) {
    fprintf(stream, ".TP\n.B %d\n", exit->code);
    print_text(stream, exit->meaning, false);
    fputc('\n', stream);
  }
}

/* The program's page names all others; theirs names the program's. */
static void print_see_also(FILE *stream, bool all) {
  fputs(".SH SEE ALSO\n", stream);
  if (!all)
    fputs(".BR walras (1)\n", stream);
  for (const cli_command *command = cli_commands; all && command->name != NULL; command++)
    fprintf(stream, ".BR walras\\-%s (1)%s\n", command->name, command[1].name != NULL ? "," : "");
}

void cli_manual_print(FILE *stream, const cli_command *command) {
  const char *words = cli_manual_words(command != NULL ? command->name : "walras");
  if (words == NULL)
    words = "";
  const char *sections = sections_of(words);
  print_title(stream, command);
  if (command != NULL)
    print_synopsis(stream, command);
  else
    fputs(".SH SYNOPSIS\n.B walras\n.I COMMAND\n[\n.I operands\n] [\n.I options\n]\n", stream);
  if (sections > words)
    fprintf(stream, ".SH DESCRIPTION\n%.*s", (int)(sections - words), words);
  if (command != NULL)
    print_options(stream, command);
  else
    print_commands(stream);
  print_exit_status(stream);
  fputs(sections, stream);
  print_see_also(stream, command == NULL);
}
