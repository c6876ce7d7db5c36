/* The completion for bash: a case for each command, written from the table; model names are those that are built in. */
#include <string.h>

#include "cli/manual.h"

/* Before the cases: the words of the line. An option's value may follow after a blank or an equals sign, which bash makes a word. */
static const char head[] = "# bash completion for walras, written by: walras manual --completion\n"
                           "_walras_add() {\n"
                           "  mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen \"$@\")\n"
                           "}\n"
                           "\n"
                           "_walras() {\n"
                           "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
                           "  local options='' words='' files='' value=''\n"
                           "  if [ \"$current\" = = ]; then\n"
                           "    current=''\n"
                           "  elif [ \"$previous\" = = ] && [ \"$COMP_CWORD\" -gt 2 ]; then\n"
                           "    previous=${COMP_WORDS[COMP_CWORD-2]}\n"
                           "  fi\n"
                           "  COMPREPLY=()\n";

/* After them: an option's value; an option; an operand. Files come with the folders on the way to them. */
static const char tail[] = "  if [ -z \"$value\" ] && [[ $current == -* ]]; then\n"
                           "    _walras_add -W \"$options --help\" -- \"$current\"\n"
                           "    return\n"
                           "  fi\n"
                           "  [ -z \"$words\" ] || _walras_add -W \"$words\" -- \"$current\"\n"
                           "  if [ -n \"$files\" ]; then\n"
                           "    compopt -o filenames 2>/dev/null\n"
                           "    [ \"$files\" = / ] || _walras_add -f -X \"!$files\" -- \"$current\"\n"
                           "    _walras_add -d -- \"$current\"\n"
                           "  fi\n"
                           "}\n"
                           "complete -F _walras walras\n";

typedef struct place_kind {
  const char *word, *files; /* an operand or argument of the table; the names that fit, "/" for folders alone */
} place_kind;

static const char *files_of(const char *words) {
  static const place_kind kinds[] = {{"CONFIG", "*.cfg"}, {"STORE", "*.h5"},   {"SHARD", "*.h5"},
                                     {"A", "*.h5"},       {"FILE.so", "*.so"}, {"DIR", "/"}};
  const size_t length = strcspn(words, " ");
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    const size_t word = strlen(kinds[i].word);
    if (strncmp(words, kinds[i].word, word) == 0 && (length == word || strcmp(words + word, "...") == 0))
      return kinds[i].files;
  }
  return "";
}

static void print_command_names(FILE *stream) {
  for (const cli_command *command = cli_commands; command->name != NULL; command++)
    fprintf(stream, "%s ", command->name);
}

static void print_models(FILE *stream) {
  cli_registry registry;
  const cli_line none = {0};
  walras_error error;
  if (cli_registry_open(&none, &registry, &error) != WALRAS_OK)
    return;
  for (int64_t i = 0; i < registry.list.count; i++)
    fprintf(stream, "%s ", registry.models[i]->name);
  cli_registry_free(&registry);
}

/* What follows an option that takes a value. */
static void print_value(FILE *stream, const cli_option *option) {
  fprintf(stream, "        %s) value=yes words='", option->name);
  for (int i = 0; option->words != NULL && option->words[i] != NULL; i++)
    fprintf(stream, "%s%s", i > 0 ? " " : "", option->words[i]);
  fprintf(stream, "' files='%s' ;;\n", files_of(option->argument));
}

static void print_options(FILE *stream, const cli_option *options) {
  fputs("      options='", stream);
  for (const cli_option *option = options; option->name != NULL; option++)
    fprintf(stream, "%s%s", option > options ? " " : "", option->name);
  fputs("'\n      case $previous in\n", stream);
  for (const cli_option *option = options; option->name != NULL; option++)
    if (option->argument != NULL)
      print_value(stream, option);
  fputs("      esac\n", stream);
}

static void print_case(FILE *stream, const cli_command *command) {
  fprintf(stream, "    %s)\n      files='%s'\n", command->name, files_of(command->operands));
  void (*words)(FILE *) = strcmp(command->operands, "MODEL") == 0       ? print_models
                          : strcmp(command->operands, "[COMMAND]") == 0 ? print_command_names
                                                                        : NULL;
  if (words != NULL) {
    fputs("      words='", stream);
    words(stream);
    fputs("'\n", stream);
  }
  if (command->options != NULL)
    print_options(stream, command->options);
  fputs("      ;;\n", stream);
}

void cli_completion_print(FILE *stream) {
  fprintf(stream, "%s  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    _walras_add -W '", head);
  print_command_names(stream);
  fputs("help --help --version' -- \"$current\"\n    return\n  fi\n  case ${COMP_WORDS[1]} in\n    help) words='", stream);
  print_command_names(stream);
  fputs("' ;;\n", stream);
  for (const cli_command *command = cli_commands; command->name != NULL; command++)
    print_case(stream, command);
  fprintf(stream, "  esac\n%s", tail);
}
