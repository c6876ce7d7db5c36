/* walras manual [COMMAND]: the pages and the completion, to be looked at or to be installed. */
#include "cli/manual.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "walras_manual.h"

const char *cli_manual_words(const char *name) {
  for (const walras_manual_file *file = walras_manual_files; file->name != NULL; file++)
    if (strcmp(file->name, name) == 0)
      return (const char *)file->text;
  return NULL;
}

static bool refuse(const char *path) {
  cli_complain("manual: %s cannot be written: %s", path, strerror(errno));
  return false;
}

/* Opens FOLDER/NAME for writing; NULL after a message. */
static FILE *open_in(const char *folder, const char *name, char *path, size_t size) {
  if ((size_t)snprintf(path, size, "%s/%s", folder, name) >= size) {
    errno = ENAMETOOLONG;
    refuse(folder);
    return NULL;
  }
  FILE *file = fopen(path, "w");
  if (file == NULL)
    refuse(path);
  return file;
}

static bool close_written(FILE *file, const char *path) {
  const bool failed = ferror(file) != 0;
  return (fclose(file) == 0 && !failed) || refuse(path);
}

static bool write_page(const char *folder, const cli_command *command) {
  char name[64], path[4096];
  snprintf(name, sizeof name, "walras%s%s.1", command != NULL ? "-" : "", command != NULL ? command->name : "");
  FILE *file = open_in(folder, name, path, sizeof path);
  if (file == NULL)
    return false;
  cli_manual_print(file, command);
  return close_written(file, path);
}

/* All that cmake installs: walras.1, walras-COMMAND.1 and walras.bash. */
static bool write_all(const char *folder) {
  char path[4096];
  if (mkdir(folder, 0777) != 0 && errno != EEXIST)
    return refuse(folder);
  FILE *file = open_in(folder, "walras.bash", path, sizeof path);
  if (file == NULL)
    return false;
  cli_completion_print(file);
  if (!close_written(file, path) || !write_page(folder, NULL))
    return false;
  for (const cli_command *command = cli_commands; command->name != NULL; command++)
    if (!write_page(folder, command))
      return false;
  return true;
}

int cli_manual(const cli_line *line) {
  const char *folder = cli_value(line, "--folder");
  const bool completion = cli_has(line, "--completion");
  if ((line->operand_count > 0) + (folder != NULL) + completion > 1) {
    cli_complain("manual: give a COMMAND, --completion or --folder DIR, not several");
    return CLI_USAGE;
  }
  if (folder != NULL)
    return write_all(folder) ? CLI_OK : CLI_FAILED;
  if (completion) {
    cli_completion_print(stdout);
    return CLI_OK;
  }
  const cli_command *command = line->operand_count > 0 ? cli_find_command(line->operands[0]) : NULL;
  if (line->operand_count > 0 && command == NULL)
    return CLI_USAGE;
  cli_manual_print(stdout, command);
  return CLI_OK;
}
