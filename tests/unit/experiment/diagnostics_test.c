#include "experiment/diagnostics.h"

#include "unit.h"

static const config_place somewhere = {.file = "a.cfg", .line = 7};

static void a_message_stands_behind_its_file_and_line(void) {
  walras_diagnostics d = {0};
  config_log log = {.diagnostics = &d};
  config_report(&log, somewhere, "%s: expected %d, found %g", "seed", 3, 2.5);
  config_report(&log, (config_place){.file = "--set a=b"}, "no value");
  config_report(&log, (config_place){.file = "größe %s/市場.cfg", .line = 2147483647}, "über 100%%: 価格");
  config_report(&log, (config_place){.file = "", .line = 1}, "%s", "");
  CU_ASSERT(d.count == 4 && !log.exhausted);
  CU_ASSERT_STRING_EQUAL(d.messages[0], "a.cfg:7: seed: expected 3, found 2.5");
  CU_ASSERT_STRING_EQUAL(d.messages[1], "--set a=b: no value");
  CU_ASSERT_STRING_EQUAL(d.messages[2], "größe %s/市場.cfg:2147483647: über 100%: 価格");
  CU_ASSERT_STRING_EQUAL(d.messages[3], ":1: ");
  walras_diagnostics_clear(&d);
}

static void every_message_is_kept_whole_and_in_order(void) {
  enum { MESSAGES = 1000, LENGTH = 100000 };
  static char text[LENGTH + 1];
  walras_diagnostics d = {0};
  config_log log = {.diagnostics = &d};
  for (int i = 0; i < MESSAGES; i++)
    config_report(&log, somewhere, "mistake %d", i);
  memset(text, 'x', LENGTH);
  config_report(&log, somewhere, "%s", text);
  CU_ASSERT_EQUAL_FATAL(d.count, MESSAGES + 1);
  for (int i = 0; i < MESSAGES; i++) {
    char expected[64];
    snprintf(expected, sizeof expected, "a.cfg:7: mistake %d", i);
    CU_ASSERT_STRING_EQUAL(d.messages[i], expected);
  }
  CU_ASSERT(strlen(d.messages[MESSAGES]) == strlen("a.cfg:7: ") + LENGTH && strcmp(d.messages[MESSAGES] + 9, text) == 0);
  walras_diagnostics_clear(&d);
}

static void unknown(const char *name, const char *const *names, int64_t count, const char *expected) {
  walras_diagnostics d = {0};
  config_log log = {.diagnostics = &d};
  config_report_unknown(&log, somewhere, "unknown key in 100%s of cases", name, "keys", names, count);
  CU_ASSERT_EQUAL_FATAL(d.count, 1);
  CU_ASSERT_STRING_EQUAL(d.messages[0], expected);
  walras_diagnostics_clear(&d);
}

/* The problem is text, not a format. */
static void the_nearest_name_is_asked_for(void) {
  static const char *const names[] = {"seed", "replications", "größe"};
  unknown("sede", names, 3, "a.cfg:7: unknown key in 100%s of cases; did you mean 'seed'?");
  unknown("grösse", names, 3, "a.cfg:7: unknown key in 100%s of cases; did you mean 'größe'?");
}

static void without_a_near_name_the_known_ones_are_listed(void) {
  static const char *const names[] = {"seed", "replications"};
  unknown("zzzzzzzz", names, 2, "a.cfg:7: unknown key in 100%s of cases; known keys: seed, replications");
  unknown("zzzzzzzz", names, 1, "a.cfg:7: unknown key in 100%s of cases; known keys: seed");
  unknown("zzzzzzzz", NULL, 0, "a.cfg:7: unknown key in 100%s of cases; known keys: none");
  unknown("", names, 2, "a.cfg:7: unknown key in 100%s of cases; known keys: seed, replications");
}

static void of_many_names_the_first_sixteen_are_listed(void) {
  static const char *const names[] = {"n01", "n02", "n03", "n04", "n05", "n06", "n07", "n08", "n09",
                                      "n10", "n11", "n12", "n13", "n14", "n15", "n16", "n17", "n18"};
  const char *sixteen =
      "a.cfg:7: unknown key in 100%s of cases; known keys: n01, n02, n03, n04, n05, n06, n07, n08, n09, n10, n11, "
      "n12, n13, n14, n15, n16";
  char more[256];
  unknown("zzzzzzzz", names, 16, sixteen);
  snprintf(more, sizeof more, "%s and 1 more", sixteen);
  unknown("zzzzzzzz", names, 17, more);
  snprintf(more, sizeof more, "%s and 2 more", sixteen);
  unknown("zzzzzzzz", names, 18, more);
}

static void cleared_diagnostics_can_be_used_again(void) {
  walras_diagnostics d = {0};
  walras_diagnostics_clear(&d); /* empty ones too */
  config_log log = {.diagnostics = &d};
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 5; i++)
      config_report(&log, somewhere, "round %d", round);
    CU_ASSERT_EQUAL(d.count, 5);
    CU_ASSERT_STRING_EQUAL(d.messages[4], round == 0 ? "a.cfg:7: round 0" : round == 1 ? "a.cfg:7: round 1" : "a.cfg:7: round 2");
    walras_diagnostics_clear(&d);
    CU_ASSERT(d.count == 0 && d.messages == NULL);
  }
}

WALRAS_UNIT_TESTS(UNIT(a_message_stands_behind_its_file_and_line), UNIT(every_message_is_kept_whole_and_in_order),
                  UNIT(the_nearest_name_is_asked_for), UNIT(without_a_near_name_the_known_ones_are_listed),
                  UNIT(of_many_names_the_first_sixteen_are_listed), UNIT(cleared_diagnostics_can_be_used_again))
