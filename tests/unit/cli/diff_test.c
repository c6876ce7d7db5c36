#include "cli_store.h"

static void equal_stores_end_in_0_and_different_ones_in_3(void) {
  char a[200], b[200], half[200];
  strcpy(a, cli_store("a.h5", SMALL_TRIALS));
  strcpy(b, cli_store("b.h5", SMALL_TRIALS));
  strcpy(half, cli_store("half.h5", 2));
  const terminal *t = WALRAS("diff", a, b);
  CU_ASSERT_EQUAL(t->code, CLI_OK);
  CU_ASSERT_STRING_EQUAL(t->out, "0 differences\n");
  t = WALRAS("diff", a, half, "--most", "1000");
  CU_ASSERT_EQUAL(t->code, CLI_DIFFERENCE);
  CU_ASSERT(terminal_says(t, "/trials/status[0, 3]: 1 | 0\n") && strstr(t->out, "/trials/status[0, 1]") == NULL);
}

static void a_missing_store_is_bad_usage(void) {
  char a[200], message[300];
  strcpy(a, cli_store("a.h5", 0));
  snprintf(message, sizeof message, "%s cannot be read: No such file or directory", unit_path("no.h5"));
  terminal_refuses(WALRAS("diff", a, unit_path("no.h5")), CLI_USAGE, message);
}

WALRAS_UNIT_TESTS(UNIT(equal_stores_end_in_0_and_different_ones_in_3), UNIT(a_missing_store_is_bad_usage))
