#include "cli_store.h"

static void a_format_must_be_named(void) {
  terminal_refuses(WALRAS("export", "x.h5"), CLI_USAGE, "export: name a format and where to write it: --ro-crate DIR");
}

static void a_store_without_a_run_has_nothing_to_tell(void) {
  char message[400];
  const char *store = cli_store("never.h5", 0);
  snprintf(message, sizeof message, "%s holds no record of a run: there is nothing to say how it came about", store);
  terminal_refuses(WALRAS("export", store, "--ro-crate", unit_path("crate")), CLI_USAGE, message);
  CU_ASSERT(access(unit_path("crate"), F_OK) != 0);
}

WALRAS_UNIT_TESTS(UNIT(a_format_must_be_named), UNIT(a_store_without_a_run_has_nothing_to_tell))
