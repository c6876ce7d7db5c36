#include "cli/colour.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit.h"

/* A new terminal, as a stream. */
static FILE *open_terminal(int *master) {
  *master = posix_openpt(O_RDWR | O_NOCTTY);
  CU_ASSERT_FATAL(*master >= 0 && grantpt(*master) == 0 && unlockpt(*master) == 0);
  FILE *terminal = fopen(ptsname(*master), "w");
  CU_ASSERT_PTR_NOT_NULL_FATAL(terminal);
  return terminal;
}

static void a_terminal_has_colours_unless_it_or_its_user_says_otherwise(void) {
  int master = -1;
  FILE *terminal = open_terminal(&master);
  unsetenv("NO_COLOR");
  unsetenv("OMPI_COMM_WORLD_RANK");
  setenv("TERM", "xterm", 1);
  cli_colour_start();
  CU_ASSERT_STRING_EQUAL(cli_colour_code(terminal, CLI_RED), "\033[31m");
  CU_ASSERT_STRING_EQUAL(cli_colour_code(terminal, CLI_PLAIN), "\033[0m");
  setenv("TERM", "dumb", 1);
  CU_ASSERT_STRING_EQUAL(cli_colour_code(terminal, CLI_RED), "");
  setenv("TERM", "xterm", 1);
  setenv("NO_COLOR", "1", 1);
  CU_ASSERT_STRING_EQUAL(cli_colour_code(terminal, CLI_RED), "");
  setenv("NO_COLOR", "", 1); /* as good as not set, says no-color.org */
  CU_ASSERT_STRING_EQUAL(cli_colour_code(terminal, CLI_RED), "\033[31m");
  setenv("OMPI_COMM_WORLD_RANK", "0", 1); /* set by MPI itself from its start on */
  CU_ASSERT_STRING_EQUAL(cli_colour_code(terminal, CLI_RED), "\033[31m");
  cli_colour_start(); /* set by mpirun: its terminal may end in a file */
  CU_ASSERT_STRING_EQUAL(cli_colour_code(terminal, CLI_RED), "");
  unsetenv("OMPI_COMM_WORLD_RANK");
  cli_colour_start();
  unsetenv("TERM");
  CU_ASSERT_STRING_EQUAL(cli_colour_code(terminal, CLI_RED), "");
  fclose(terminal);
  close(master);
}

static void a_file_has_none(void) {
  FILE *file = tmpfile();
  CU_ASSERT_PTR_NOT_NULL_FATAL(file);
  setenv("TERM", "xterm", 1);
  CU_ASSERT_STRING_EQUAL(cli_colour_code(file, CLI_GREEN), "");
  fclose(file);
}

WALRAS_UNIT_TESTS(UNIT(a_terminal_has_colours_unless_it_or_its_user_says_otherwise), UNIT(a_file_has_none))
