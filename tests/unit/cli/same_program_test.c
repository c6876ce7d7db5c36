#include "cli/same_program.h"

#include "numerics/probe/probe.h"
#include "store/store.h"
#include "unit.h"
#include "walras_version.h"

static cli_program program(const char *version, const char *host, const char *processor) {
  cli_program p = {.hashes = {1, 2, 3}};
  snprintf(p.version, sizeof p.version, "%s", version);
  snprintf(p.host, sizeof p.host, "%s", host);
  snprintf(p.processor, sizeof p.processor, "%s", processor);
  return p;
}

static const char *judged(const cli_program *first, const cli_program *other) {
  static char text[CLI_PROGRAM_TEXT];
  cli_program_judge(first, other, 7, text);
  return text;
}

static void one_program_on_different_nodes_needs_no_word(void) {
  const cli_program a = program("walras 1 (commit a, store format 2)", "n1", "Xeon"),
                    b = program("walras 1 (commit a, store format 2)", "n2", "EPYC");
  CU_ASSERT_STRING_EQUAL(judged(&a, &b), "");
}

static void different_versions_are_named_with_their_hosts(void) {
  const cli_program a = program("walras 1 (commit a, store format 2)", "n1", "Xeon"),
                    b = program("walras 1 (commit b, store format 3)", "n2", "Xeon");
  CU_ASSERT_STRING_EQUAL(judged(&a, &b),
                         "rank 7 on n2 is walras 1 (commit b, store format 3), but rank 0 on n1 is walras 1 (commit a, "
                         "store format 2): start the same program on every node");
}

static void processors_that_compute_otherwise_are_named_with_what_differs(void) {
  const cli_program a = program("walras 1", "n1", "Xeon");
  cli_program b = program("walras 1", "n2", "EPYC");
  b.hashes[1] ^= 1;
  CU_ASSERT_STRING_EQUAL(judged(&a, &b),
                         "rank 7 on n2 (EPYC) computes log otherwise than rank 0 on n1 (Xeon): results would depend on "
                         "where a trial runs; use nodes of one type, and please report these two processors");
}

static void this_program_is_what_it_was_tested_as(void) {
  cli_program mine;
  char text[CLI_PROGRAM_TEXT], version[192];
  cli_program_describe(&mine);
  snprintf(version, sizeof version, "walras %s (commit %s, store format %d)", WALRAS_VERSION, WALRAS_COMMIT, WALRAS_STORE_FORMAT);
  CU_ASSERT_STRING_EQUAL(mine.version, version);
  cli_program_judge_results(&mine, text);
  CU_ASSERT_STRING_EQUAL(text, "");
  CU_ASSERT(mine.host[0] != '\0' && mine.processor[0] != '\0');
}

static void results_other_than_the_reference_are_named(void) {
  cli_program mine;
  char text[CLI_PROGRAM_TEXT];
  cli_program_describe(&mine);
  mine.hashes[WALRAS_PROBE_PARTS - 1] ^= UINT64_C(1) << 63;
  snprintf(mine.host, sizeof mine.host, "n1");
  snprintf(mine.processor, sizeof mine.processor, "Xeon");
  cli_program_judge_results(&mine, text);
  CU_ASSERT_STRING_EQUAL(
      text, "on n1 (Xeon) this build computes plackett_luce otherwise than walras " WALRAS_VERSION
            " does: its results are not those of other machines; build it with cmake's presets, without options that "
            "change arithmetic (-ffast-math)");
}

WALRAS_UNIT_TESTS(UNIT(one_program_on_different_nodes_needs_no_word), UNIT(different_versions_are_named_with_their_hosts),
                  UNIT(processors_that_compute_otherwise_are_named_with_what_differs),
                  UNIT(this_program_is_what_it_was_tested_as), UNIT(results_other_than_the_reference_are_named))
