#include "store/store.h"
#include "terminal.h"
#include "walras_version.h"

static void what_a_bug_report_needs_is_there(void) {
  char format[64];
  const terminal *t = WALRAS("version");
  snprintf(format, sizeof format, "store      format %d\n", WALRAS_STORE_FORMAT);
  CU_ASSERT(t->code == CLI_OK && t->err[0] == '\0');
  CU_ASSERT_EQUAL(strncmp(t->out, "walras " WALRAS_VERSION " (commit ", sizeof "walras " WALRAS_VERSION " (commit " - 1), 0);
  CU_ASSERT(terminal_says(t, "MPI        Open MPI") || terminal_says(t, "MPI        MPICH"));
  CU_ASSERT(terminal_says(t, "HDF5       1.") && terminal_says(t, "libconfig  1.") && terminal_says(t, WALRAS_COMPILER));
  CU_ASSERT(terminal_says(t, format));
}

WALRAS_UNIT_TESTS(UNIT(what_a_bug_report_needs_is_there))
