#include "cli_store.h"
#include "engine/engine.h"
#include "store/lock.h"

static void a_stop_needs_a_store_that_a_run_holds(void) {
  const char *missing = unit_path("missing.h5");
  char message[400], store[200];
  snprintf(message, sizeof message, "%s: No such file or directory", missing);
  terminal_refuses(WALRAS("stop", missing), CLI_USAGE, message);
  strcpy(store, cli_store("idle.h5", 2));
  snprintf(message, sizeof message, "no run holds %s: there is nothing to stop", store);
  terminal_refuses(WALRAS("stop", store), CLI_FAILED, message);
}

static void a_stop_leaves_the_file_that_the_run_looks_for(void) {
  char store[200], expected[200], *file;
  strcpy(store, cli_store("held.h5", 2));
  CU_ASSERT_EQUAL_FATAL(walras_lock_take(store, NULL), WALRAS_OK);
  const terminal *t = WALRAS("stop", store);
  snprintf(expected, sizeof expected, "asked process %ld on ", (long)getpid());
  CU_ASSERT(t->code == CLI_OK && terminal_says(t, expected));
  CU_ASSERT_EQUAL(WALRAS("stop", store)->code, CLI_OK); /* twice does no harm */
  file = walras_stop_file(store);
  CU_ASSERT_EQUAL(access(file, F_OK), 0);
  unlink(file);
  free(file);
  walras_lock_release(store);
}

WALRAS_UNIT_TESTS(UNIT(a_stop_needs_a_store_that_a_run_holds), UNIT(a_stop_leaves_the_file_that_the_run_looks_for))
