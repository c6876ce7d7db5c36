#include "store/digest.h"

#include "cli_store.h"

static void the_line_is_the_digest_and_the_stores_name(void) {
  char path[200], digest[WALRAS_DIGEST_SIZE], expected[300];
  strcpy(path, cli_store("a.h5", SMALL_TRIALS));
  CU_ASSERT_EQUAL(walras_store_digest(path, digest, NULL), WALRAS_OK);
  snprintf(expected, sizeof expected, "%s  %s\n", digest, path);
  const terminal *t = WALRAS("digest", path);
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT_STRING_EQUAL(t->out, expected);
}

static void what_is_no_store_is_bad_usage(void) {
  char message[300];
  const char *text = cli_config("text.h5", "hello");
  snprintf(message, sizeof message, "%s is not an HDF5 file", text);
  terminal_refuses(WALRAS("digest", text), CLI_USAGE, message);
}

WALRAS_UNIT_TESTS(UNIT(the_line_is_the_digest_and_the_stores_name), UNIT(what_is_no_store_is_bad_usage))
