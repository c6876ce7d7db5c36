#include "experiment/scan_key.h"

#include "unit.h"

typedef struct fixture {
  config_arena arena;
  config_scan scan;
} fixture;

static fixture *fixture_new(void) {
  fixture *f = calloc(1, sizeof *f);
  CU_ASSERT_PTR_NOT_NULL_FATAL(f);
  f->scan.arena = &f->arena;
  return f;
}

static void fixture_free(fixture *f) {
  CU_ASSERT(!f->scan.broken && !f->arena.exhausted);
  config_scan_free(&f->scan);
  config_arena_free(&f->arena);
  free(f);
}

static config_place at(int line) {
  return (config_place){.file = "a.cfg", .line = line};
}

static void a_repeated_key_names_the_place_where_it_was_given_first(void) {
  fixture *f = fixture_new();
  CU_ASSERT_PTR_NULL(config_scan_key(&f->scan, 0, "seed", at(3)));
  for (int line = 4; line < 7; line++) {
    const config_place *before = config_scan_key(&f->scan, 0, "seed", at(line));
    CU_ASSERT_PTR_NOT_NULL_FATAL(before);
    CU_ASSERT(before->line == 3 && strcmp(before->file, "a.cfg") == 0);
  }
  fixture_free(f);
}

/* Also where only the last byte, the case or the encoding differs. */
static void different_names_are_different_keys(void) {
  static const char *const names[] = {"", "a", "A", "aa", "ab", "ba", "größe", "grösse", "gro\xCC\x88\xC3\x9F\x65", "市場"};
  fixture *f = fixture_new();
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    CU_ASSERT_PTR_NULL(config_scan_key(&f->scan, 1, names[i], at((int)i + 1)));
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const config_place *before = config_scan_key(&f->scan, 1, names[i], at(99));
    CU_ASSERT(before != NULL && before->line == (int)i + 1);
  }
  fixture_free(f);
}

static void every_group_has_keys_of_its_own(void) {
  static const int64_t groups[] = {0, 1, 2, 256, INT64_C(1) << 40, INT64_MAX};
  fixture *f = fixture_new();
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
    CU_ASSERT_PTR_NULL(config_scan_key(&f->scan, groups[i], "name", at((int)i + 1)));
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
    const config_place *before = config_scan_key(&f->scan, groups[i], "name", at(99));
    CU_ASSERT(before != NULL && before->line == (int)i + 1);
  }
  fixture_free(f);
}

/* Through many growths of the table. The texts are compared, not their addresses. */
static void a_hundred_thousand_keys_are_all_remembered(void) {
  enum { GROUPS = 100, NAMES = 1000 };
  static char names[NAMES][16], again[16];
  fixture *f = fixture_new();
  int unknown = 0, right = 0;
  for (int n = 0; n < NAMES; n++)
    snprintf(names[n], sizeof names[n], "k%d", n);
  for (int g = 0; g < GROUPS; g++)
    for (int n = 0; n < NAMES; n++)
      unknown += config_scan_key(&f->scan, g, names[n], at(g * NAMES + n + 1)) == NULL;
  CU_ASSERT_EQUAL(unknown, GROUPS * NAMES);
  for (int g = 0; g < GROUPS; g++) {
    for (int n = 0; n < NAMES; n++) {
      snprintf(again, sizeof again, "k%d", n);
      const config_place *before = config_scan_key(&f->scan, g, again, at(-1));
      right += before != NULL && before->line == g * NAMES + n + 1;
    }
  }
  CU_ASSERT_EQUAL(right, GROUPS * NAMES);
  CU_ASSERT_EQUAL(f->scan.key_count, GROUPS * NAMES);
  fixture_free(f);
}

WALRAS_UNIT_TESTS(UNIT(a_repeated_key_names_the_place_where_it_was_given_first), UNIT(different_names_are_different_keys),
                  UNIT(every_group_has_keys_of_its_own), UNIT(a_hundred_thousand_keys_are_all_remembered))
