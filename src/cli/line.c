/* Parsing of options by a command's table. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "experiment/nearest.h"

enum { MOST_OPTIONS = 32 };

static void print_complaint(const char *format, va_list arguments) {
  fputs("walras: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
}

void cli_complain(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  print_complaint(format, arguments);
  va_end(arguments);
}

/* This process's rank, by what the launchers tell their processes; NULL without a launcher. */
static const char *launched_rank(void) {
  static const char *const names[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *rank = getenv(names[i]);
    if (rank != NULL)
      return rank;
  }
  return NULL;
}

bool cli_is_launched(void) {
  return launched_rank() != NULL;
}

static bool is_first_process(void) {
  const char *rank = launched_rank();
  return rank == NULL || strcmp(rank, "0") == 0;
}

void cli_complain_once(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (is_first_process())
    print_complaint(format, arguments);
  va_end(arguments);
}

int cli_usage_code(void) {
  return is_first_process() ? CLI_USAGE : CLI_OK;
}

void cli_complain_error(const walras_error *error) {
  cli_complain("%s", error->message);
}

static const cli_option *find_option(const cli_command *command, const char *name, size_t length) {
  for (const cli_option *option = command->options; option != NULL && option->name != NULL; option++)
    if (strlen(option->name) == length && strncmp(option->name, name, length) == 0)
      return option;
  return NULL;
}

static bool is_among(const char *const *words, const char *value) {
  for (int i = 0; words[i] != NULL; i++)
    if (strcmp(words[i], value) == 0)
      return true;
  return false;
}

/* Names the option that was probably meant. */
static int refuse_option(const cli_command *command, const char *word, size_t length) {
  const char *names[MOST_OPTIONS], *nearest = NULL;
  int64_t count = 0;
  for (const cli_option *option = command->options; option != NULL && option->name != NULL && count < MOST_OPTIONS; option++)
    names[count++] = option->name;
  char *given = strndup(word, length);
  if (given != NULL)
    nearest = walras_nearest(given, names, count);
  if (nearest != NULL)
    cli_complain_once("%s: unknown option '%.*s'; did you mean '%s'?", command->name, (int)length, word, nearest);
  else
    cli_complain_once("%s: unknown option '%.*s'; walras %s --help lists its options", command->name, (int)length, word,
                      command->name);
  free(given);
  return 0;
}

/* One "--name", "--name value" or "--name=value"; returns how many words it took, 0 after an error. */
static int parse_option(const cli_command *command, int remaining, char **words, cli_line *line) {
  const char *equals = strchr(words[0], '=');
  const size_t length = equals != NULL ? (size_t)(equals - words[0]) : strlen(words[0]);
  const cli_option *option = find_option(command, words[0], length);
  if (option == NULL)
    return refuse_option(command, words[0], length);
  if (option->argument == NULL && equals != NULL) {
    cli_complain_once("%s: option %s takes no value", command->name, option->name);
    return 0;
  }
  if (option->argument != NULL && equals == NULL && remaining < 2) {
    cli_complain_once("%s: option %s needs a value: %s %s", command->name, option->name, option->name, option->argument);
    return 0;
  }
  const char *value = option->argument == NULL ? NULL : equals != NULL ? equals + 1 : words[1];
  if (option->words != NULL && !is_among(option->words, value)) {
    cli_complain_once("%s: option %s must be one of %s, but is '%s'", command->name, option->name, option->argument, value);
    return 0;
  }
  if (!option->repeats && cli_has(line, option->name)) {
    cli_complain_once("%s: option %s was given twice", command->name, option->name);
    return 0;
  }
  line->given[line->given_count] = option;
  line->values[line->given_count++] = value;
  return option->argument != NULL && equals == NULL ? 2 : 1;
}

static bool operands_fit(const cli_line *line) {
  const cli_command *command = line->command;
  if (line->operand_count >= command->operands_min && (command->operands_max < 0 || line->operand_count <= command->operands_max))
    return true;
  if (line->operand_count < command->operands_min)
    cli_complain_once("%s needs %s; usage: walras %s %s%s", command->name, command->operands, command->name, command->operands,
                      command->options != NULL ? " [options]" : "");
  else
    cli_complain_once("%s: unexpected '%s'; usage: walras %s %s%s", command->name, line->operands[command->operands_max],
                      command->name, command->operands, command->options != NULL ? " [options]" : "");
  return false;
}

static bool refuse(cli_line *line) {
  cli_line_free(line);
  line->exit_code = cli_usage_code();
  return false;
}

bool cli_parse(const cli_command *command, int argc, char **argv, cli_line *line) {
  const size_t words = (size_t)argc;
  *line = (cli_line){.command = command, .argc = argc, .argv = argv};
  line->operands = calloc(words, sizeof *line->operands);
  line->given = calloc(words, sizeof *line->given);
  line->values = calloc(words, sizeof *line->values);
  if (line->operands == NULL || line->given == NULL || line->values == NULL) {
    cli_complain("out of memory for the command line"); /* of this process alone: the launcher must see it end */
    cli_line_free(line);
    line->exit_code = CLI_FAILED;
    return false;
  }
  bool only_operands = false;
  for (int i = 2; i < argc;) {
    if (!only_operands && strcmp(argv[i], "--") == 0) {
      only_operands = true;
      i++;
    } else if (!only_operands && argv[i][0] == '-' && argv[i][1] != '\0') {
      const int taken = parse_option(command, argc - i, argv + i, line);
      if (taken == 0)
        return refuse(line);
      i += taken;
    } else {
      line->operands[line->operand_count++] = argv[i++];
    }
  }
  return operands_fit(line) || refuse(line);
}

void cli_line_free(cli_line *line) {
  free(line->operands);
  free(line->given);
  free(line->values);
  *line = (cli_line){0};
}

bool cli_has(const cli_line *line, const char *option) {
  for (int i = 0; i < line->given_count; i++)
    if (strcmp(line->given[i]->name, option) == 0)
      return true;
  return false;
}

const char *cli_value(const cli_line *line, const char *option) {
  for (int i = line->given_count - 1; i >= 0; i--)
    if (strcmp(line->given[i]->name, option) == 0)
      return line->values[i];
  return NULL;
}

const char **cli_values(const cli_line *line, const char *option, int64_t *count) {
  const char **values = malloc(((size_t)line->given_count + 1) * sizeof *values);
  *count = -1;
  if (values == NULL)
    return NULL;
  *count = 0;
  for (int i = 0; i < line->given_count; i++)
    if (strcmp(line->given[i]->name, option) == 0)
      values[(*count)++] = line->values[i];
  return values;
}

bool cli_integer(const cli_line *line, const char *option, int64_t minimum, int64_t maximum, int64_t standard, int64_t *value) {
  const char *text = cli_value(line, option);
  *value = standard;
  if (text == NULL)
    return true;
  char *end = NULL;
  errno = 0;
  const long long number = strtoll(text, &end, 10);
  if (end == text || *end != '\0' || errno == ERANGE || number < minimum || number > maximum) {
    cli_complain_once("%s: option %s must be an integer from %lld to %lld, but is '%s'", line->command->name, option,
                      (long long)minimum, (long long)maximum, text);
    return false;
  }
  *value = number;
  return true;
}

const char *cli_plural(int64_t count) {
  return count == 1 ? "" : "s";
}

const char *cli_bytes(double bytes, char buffer[32]) {
  static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  size_t unit = 0;
  while (bytes >= 1024.0 && unit + 1 < sizeof units / sizeof *units) {
    bytes /= 1024.0;
    unit++;
  }
  snprintf(buffer, 32, unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
  return buffer;
}

const char *cli_duration(double seconds, char buffer[32]) {
  if (seconds < 120.0)
    snprintf(buffer, 32, "%.*f s", seconds < 10.0 ? 2 : 1, seconds);
  else if (seconds < 7200.0)
    snprintf(buffer, 32, "%.0f min", seconds / 60.0);
  else
    snprintf(buffer, 32, "%.1f h", seconds / 3600.0);
  return buffer;
}
