/* Argument vector -> command. Only this file knows when MPI starts and ends; only it exits. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/colour.h"
#include "cli/same_program.h"
#include "cli/stop_signals.h"

static bool is_help(const char *word) {
  return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

static bool wants_help(int argc, char **argv) {
  for (int i = 2; i < argc; i++)
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
      return true;
  return false;
}

/* The handlers come first: a signal during MPI_Init must not kill the run without a word. The exit code, on which all ranks agree, is the
 * first rank's alone: a launcher that sees another one end with an error may kill the first before its message is through. */
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
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  cli_program program;
  cli_program_describe(&program);
  const int code = cli_program_agree(&program) ? line->command->run(line) : CLI_FAILED;
  MPI_Finalize();
  return rank == 0 ? code : CLI_OK;
}

int main(int argc, char **argv) {
  cli_colour_start();
  const bool help = argc > 1 && is_help(argv[1]);
  if (argc < 2 || (help && argc == 2)) {
    cli_print_help(help ? stdout : stderr);
    return help ? CLI_OK : CLI_USAGE;
  }
  const cli_command *command = cli_find_command(help ? argv[2] : strcmp(argv[1], "--version") == 0 ? "version" : argv[1]);
  if (command == NULL)
    return cli_usage_code();
  if (help || wants_help(argc, argv)) {
    cli_print_command_help(stdout, command);
    return CLI_OK;
  }
  cli_line line;
  if (!cli_parse(command, argc, argv, &line))
    return line.exit_code;
  int code = command->uses_mpi ? run_with_mpi(&line) : command->run(&line);
  cli_line_free(&line);
  /* A full disk or closed pipe behind standard output is a failure too. */
  if (fflush(stdout) != 0 && code == CLI_OK) {
    cli_complain("standard output could not be written");
    code = CLI_FAILED;
  }
  return code;
}
