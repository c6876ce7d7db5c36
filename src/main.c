/* Argument vector -> command. Only this file knows when MPI starts and ends; only it exits. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/stop_signals.h"

static const cli_command *find_command(const char *name) {
  for (const cli_command *command = cli_commands; command->name != NULL; command++)
    if (strcmp(command->name, name) == 0)
      return command;
  return NULL;
}

static bool wants_help(int argc, char **argv) {
  for (int i = 2; i < argc; i++)
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
      return true;
  return false;
}

/* The handlers come first: a signal during MPI_Init must not kill the run without a word. */
static int run_with_mpi(const cli_line *line) {
  cli_stop_signals_install();
  int provided = MPI_THREAD_SINGLE;
  int argc = line->argc;
  char **argv = line->argv;
  if (MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS) {
    cli_complain("MPI could not be initialised");
    return CLI_FAILED;
  }
  if (provided < MPI_THREAD_FUNNELED) {
    cli_complain("this MPI library offers no thread support (MPI_THREAD_FUNNELED is needed)");
    MPI_Finalize();
    return CLI_FAILED;
  }
  const int code = line->command->run(line);
  MPI_Finalize();
  return code;
}

int main(int argc, char **argv) {
  if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
    cli_print_help(argc < 2 ? stderr : stdout);
    return argc < 2 ? CLI_USAGE : CLI_OK;
  }
  const cli_command *command = find_command(strcmp(argv[1], "--version") == 0 ? "version" : argv[1]);
  if (command == NULL) {
    cli_complain_once("unknown command '%s'; walras --help lists the commands", argv[1]);
    return CLI_USAGE;
  }
  if (wants_help(argc, argv)) {
    cli_print_command_help(stdout, command);
    return CLI_OK;
  }
  cli_line line;
  if (!cli_parse(command, argc, argv, &line))
    return CLI_USAGE;
  int code = command->uses_mpi ? run_with_mpi(&line) : command->run(&line);
  cli_line_free(&line);
  /* A full disk or closed pipe behind standard output is a failure too. */
  if (fflush(stdout) != 0 && code == CLI_OK) {
    cli_complain("standard output could not be written");
    code = CLI_FAILED;
  }
  return code;
}
