/** The command line: one file per subcommand, one table for usage, help and dispatch. */
#ifndef WALRAS_CLI_CLI_H
#define WALRAS_CLI_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "experiment/experiment.h"
#include "walras/model.h"

/** Exit codes of the program. */
enum {
  CLI_OK = 0,
  CLI_FAILED = 1,     /**< a trial or the run failed */
  CLI_USAGE = 2,      /**< bad usage or config */
  CLI_DIFFERENCE = 3, /**< verify or diff found a difference */
  CLI_STOPPED = 75    /**< stopped early, or incomplete, with a store that can be resumed */
};

/** One option of a command. */
typedef struct cli_option {
  const char *name;     /**< with its dashes: "--output" */
  const char *argument; /**< "STORE"; NULL for a flag */
  const char *help;
  bool repeats;             /**< may be given several times */
  const char *const *words; /**< the only values, ended by NULL; NULL = any */
} cli_option;

typedef struct cli_line cli_line;

/** One subcommand. */
typedef struct cli_command {
  const char *name;
  const char *operands; /**< "CONFIG..." as shown in the usage */
  int operands_min;
  int operands_max; /**< -1 = any number */
  const char *summary;
  const cli_option *options; /**< ended by an option without name; NULL = none */
  bool uses_mpi;             /**< MPI is initialised before it runs; every rank runs it */
  int (*run)(const cli_line *line);
} cli_command;

extern const cli_command cli_commands[]; /**< ended by a command without name */

/** What an exit code means. */
typedef struct cli_exit {
  int code;
  const char *meaning;
} cli_exit;

extern const cli_exit cli_exits[]; /**< ended by one without meaning */
extern const char cli_summary[];   /**< what the program is for, in a line */

/** A parsed command line. */
struct cli_line {
  const cli_command *command;
  const char **operands; /**< [operand_count] */
  int operand_count;
  const cli_option **given; /**< [given_count] options in the order given */
  const char **values;      /**< [given_count] their values; NULL for flags */
  int given_count;
  int argc; /**< the whole command line, for the run log */
  char **argv;
  int exit_code; /**< of a line that could not be parsed */
};

/** Parses argv[2..] for a command. Errors go to standard error; false means exit with line->exit_code. */
bool cli_parse(const cli_command *command, int argc, char **argv, cli_line *line);
void cli_line_free(cli_line *line);
bool cli_has(const cli_line *line, const char *option);
/** The last value given for an option, or NULL. */
const char *cli_value(const cli_line *line, const char *option);
/** All values of a repeated option, in order; the array (not the strings) is the caller's to free. NULL with count -1: no memory. */
const char **cli_values(const cli_line *line, const char *option, int64_t *count);
/** An option's value as an integer in [minimum, maximum]; `standard` when not given. False after an error message. */
bool cli_integer(const cli_line *line, const char *option, int64_t minimum, int64_t maximum, int64_t standard, int64_t *value);

/** A command by name, or NULL after a message that names the nearest one. */
const cli_command *cli_find_command(const char *name);
void cli_print_help(FILE *stream);
void cli_print_command_help(FILE *stream, const cli_command *command);
/** "walras: message" on standard error. */
void cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
void cli_complain_error(const walras_error *error);
/** The same for what every process of a parallel job finds alike before MPI starts: the first process speaks for all. */
void cli_complain_once(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** Whether mpirun, srun or another launcher has started this process. */
bool cli_is_launched(void);
/** How a process ends after such a complaint: CLI_USAGE for the one that spoke; the others leave it the time to be heard. */
int cli_usage_code(void);

/** The built-in models and those of --plugin. Owned by the caller: cli_registry_free. */
typedef struct cli_registry {
  walras_model_list list;
  const walras_model **models;
  void **handles;
  int64_t handle_count;
} cli_registry;

/** Loads the plugins named by --plugin on this line; every declaration is checked. False after an error message. */
bool cli_registry_load(const cli_line *line, cli_registry *registry);
/** The same without printing: the message is the caller's. */
walras_status cli_registry_open(const cli_line *line, cli_registry *registry, walras_error *error);
void cli_registry_free(cli_registry *registry);
/** A model by name, or NULL after a message that names the nearest one. */
const walras_model *cli_find_model(const cli_registry *registry, const char *name);

/** "1.2 GiB", "12.3 s" into a caller's buffer, which is returned. */
const char *cli_bytes(double bytes, char buffer[32]);
const char *cli_duration(double seconds, char buffer[32]);
/** The ending of a noun: "" of one, else "s". */
const char *cli_plural(int64_t count);

/* The subcommands. */
int cli_run(const cli_line *line);
int cli_resume(const cli_line *line);
int cli_merge(const cli_line *line);
int cli_plan(const cli_line *line);
int cli_check(const cli_line *line);
int cli_models(const cli_line *line);
int cli_describe(const cli_line *line);
int cli_status(const cli_line *line);
int cli_stop(const cli_line *line);
int cli_show(const cli_line *line);
int cli_verify(const cli_line *line);
int cli_export(const cli_line *line);
int cli_digest(const cli_line *line);
int cli_diff(const cli_line *line);
int cli_selftest(const cli_line *line);
int cli_manual(const cli_line *line);
int cli_version(const cli_line *line);

#endif
