#include "experiment/reader.h"

#include <math.h>

#include "laboratory.h"

/* A config's settings under a reader, and what is said about them. */
typedef struct fixture {
  config_arena arena;
  walras_diagnostics diagnostics;
  config_document document;
  config_reader reader;
  const config_setting_t *root;
} fixture;

static fixture *fixture_new(const char *text) {
  fixture *f = calloc(1, sizeof *f);
  CU_ASSERT_PTR_NOT_NULL_FATAL(f);
  f->reader =
      (config_reader){.arena = &f->arena, .log = {.diagnostics = &f->diagnostics}, .document = &f->document, .folder = "/data"};
  CU_ASSERT_FATAL(config_document_parse(&f->document, text, "r.cfg", &f->reader.log, &f->arena));
  f->root = config_root_setting(&f->document.config);
  walras_diagnostics_clear(&f->diagnostics); /* what the guards said is theirs to test */
  return f;
}

static void says_nothing_more(fixture *f) {
  CU_ASSERT_EQUAL(f->diagnostics.count, 0);
  for (int64_t i = 0; i < f->diagnostics.count; i++)
    printf("\n  unexpected: %s", f->diagnostics.messages[i]);
}

/* Exactly these messages since the last look; NULL ends them. */
static void says(fixture *f, ...) {
  va_list expected;
  va_start(expected, f);
  laboratory_compare(&f->diagnostics, expected);
  va_end(expected);
}

static void fixture_free(fixture *f) {
  says_nothing_more(f);
  CU_ASSERT(!f->reader.log.exhausted && !f->arena.exhausted);
  walras_diagnostics_clear(&f->diagnostics);
  config_document_free(&f->document);
  config_arena_free(&f->arena);
  free(f);
}

static const config_setting_t *of(const fixture *f, const char *name) {
  const config_setting_t *setting = config_setting_get_member(f->root, name);
  CU_ASSERT_PTR_NOT_NULL_FATAL(setting);
  return setting;
}

static void a_setting_stands_in_its_line_or_behind_a_label(void) {
  fixture *f = fixture_new("a = 1;\n\n  b = 2;");
  config_place place = config_reader_place(&f->reader, of(f, "b"));
  CU_ASSERT(strcmp(place.file, "r.cfg") == 0 && place.line == 3);
  f->reader.label = "--set b=2";
  place = config_reader_place(&f->reader, of(f, "b"));
  CU_ASSERT(strcmp(place.file, "--set b=2") == 0 && place.line == 0);
  fixture_free(f);
}

static void found_things_are_named_by_type_and_value(void) {
  static const struct {
    const char *name, *words;
  } expected[] = {{"group", "a group"},
                  {"list", "a list"},
                  {"array", "a list"},
                  {"nothing", "a list"},
                  {"three", "3"},
                  {"wide", "-5000000000"},
                  {"tenth", "0.1"},
                  {"whole", "2.0"},
                  {"tiny", "5.0e-324"},
                  {"yes", "true"},
                  {"no", "false"},
                  {"text", "the text \"say \\\"ja\\\"\\n\""},
                  {"market", "the text \"市場\""},
                  {"empty", "the text \"\""}};
  fixture *f = fixture_new("group = { }; list = ( 1, \"a\" ); array = [ 1, 2 ]; nothing = ( ); three = 3; wide = -5000000000L; "
                           "tenth = 0.1; whole = 2.0; tiny = 4.9406564584124654e-324; yes = TRUE; no = false; "
                           "text = \"say \\\"ja\\\"\\n\"; market = \"市場\"; empty = \"\";");
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    const char *words = config_found(&f->reader, of(f, expected[i].name));
    CU_ASSERT_STRING_EQUAL(words, expected[i].words);
  }
  CU_ASSERT(config_is_list(of(f, "list")) && config_is_list(of(f, "array")) && !config_is_list(of(f, "group")));
  fixture_free(f);
}

static void what_the_guards_reported_is_passed_over_in_silence(void) {
  static const char *const known[] = {"good", "huge", NULL};
  fixture *f = fixture_new("huge = 99999999999999999999; good = 1; good = 2;");
  int64_t integer = 77;
  double real = 77.0;
  const char *string = "untouched";
  int word = 77;
  const config_setting_t *huge = of(f, "huge");
  CU_ASSERT(config_is_fault(huge) && !config_is_repeated(huge) && !config_is_fault(of(f, "good")));
  CU_ASSERT(config_is_repeated(config_setting_get_elem(f->root, 2)) && !config_is_repeated(f->root));
  CU_ASSERT(config_member(f->root, "huge") == NULL && config_member(f->root, "good") == of(f, "good"));
  CU_ASSERT(config_group(&f->reader, f->root, "huge") == NULL && config_list(&f->reader, f->root, "huge", "huge") == NULL);
  CU_ASSERT(!config_read_integer(&f->reader, huge, "x", 0, 9, &integer) && !config_read_real(&f->reader, huge, "x", 0, 9, &real));
  CU_ASSERT(!config_read_string_value(&f->reader, huge, "x", &string) && !config_read_word(&f->reader, huge, "x", known, &word));
  CU_ASSERT(integer == 77 && real == 77.0 && word == 77 && strcmp(string, "untouched") == 0);
  config_check_keys(&f->reader, f->root, "the file", known);
  fixture_free(f);
}

static void unknown_keys_are_named_with_their_group(void) {
  static const char *const known[] = {"seed", "replications", NULL}, *const none[] = {NULL};
  fixture *f = fixture_new("seed = 1;\nreplicatons = 2;\nqqqqqqqqqqqq = 3;");
  config_check_keys(&f->reader, f->root, "experiment", known);
  says(f, "r.cfg:2: unknown key 'replicatons' in experiment; did you mean 'replications'?",
       "r.cfg:3: unknown key 'qqqqqqqqqqqq' in experiment; known keys: seed, replications", NULL);
  config_check_keys(&f->reader, f->root, "x", none);
  says(f, "r.cfg:1: unknown key 'seed' in x; known keys: none", "r.cfg:2: unknown key 'replicatons' in x; known keys: none",
       "r.cfg:3: unknown key 'qqqqqqqqqqqq' in x; known keys: none", NULL);
  fixture_free(f);
}

static void groups_and_lists_are_asked_for_by_name(void) {
  fixture *f = fixture_new("g = { a = 1; };\nl = ( 1 );\nn = 5;");
  CU_ASSERT(config_group(&f->reader, f->root, "g") == of(f, "g") && config_list(&f->reader, f->root, "l", "l") == of(f, "l"));
  CU_ASSERT(config_group(&f->reader, f->root, "missing") == NULL && config_list(&f->reader, f->root, "missing", "m") == NULL);
  says_nothing_more(f);
  CU_ASSERT(config_group(&f->reader, f->root, "n") == NULL && config_group(&f->reader, f->root, "l") == NULL);
  CU_ASSERT(config_list(&f->reader, f->root, "n", "sweep.axes") == NULL && config_list(&f->reader, f->root, "g", "g") == NULL);
  says(f, "r.cfg:3: n: expected a group { }, found 5", "r.cfg:2: l: expected a group { }, found a list",
       "r.cfg:3: sweep.axes: expected a list ( ), found 5", "r.cfg:1: g: expected a list ( ), found a group", NULL);
  fixture_free(f);
}

static bool as_integer(const fixture *f, const char *name, int64_t expected) {
  int64_t value = -77;
  return config_as_integer(of(f, name), &value) && value == expected;
}

static bool is_no_integer(const fixture *f, const char *name) {
  int64_t value = -77;
  return !config_as_integer(of(f, name), &value) && value == -77;
}

/* Up to 2^53 a real stands for one integer; beyond, for several. */
static void integers_are_integers_and_exact_reals(void) {
  fixture *f = fixture_new("a = 3; b = -3.0; c = 9007199254740992.0; d = -9007199254740992.0; e = -9223372036854775808L; "
                           "f = 9223372036854775807L; z = -0.0; k = 1e3; g = 9007199254740994.0; h = 2.5; i = 1e300; "
                           "j = true; m = \"3\"; n = [ 3 ]; o = 4.9e-324;");
  CU_ASSERT(as_integer(f, "a", 3) && as_integer(f, "b", -3) && as_integer(f, "z", 0) && as_integer(f, "k", 1000));
  CU_ASSERT(as_integer(f, "c", INT64_C(1) << 53) && as_integer(f, "d", -(INT64_C(1) << 53)));
  CU_ASSERT(as_integer(f, "e", INT64_MIN) && as_integer(f, "f", INT64_MAX));
  CU_ASSERT(is_no_integer(f, "g") && is_no_integer(f, "h") && is_no_integer(f, "i") && is_no_integer(f, "j") &&
            is_no_integer(f, "m") && is_no_integer(f, "n") && is_no_integer(f, "o"));
  fixture_free(f);
}

static bool as_real(const fixture *f, const char *name, double expected) {
  double value = -77.0;
  return config_as_real(of(f, name), &value) && unit_same_bits(value, expected);
}

static bool is_no_real(const fixture *f, const char *name) {
  double value = -77.0;
  return !config_as_real(of(f, name), &value);
}

static void reals_are_reals_and_integers_that_a_real_holds_exactly(void) {
  fixture *f = fixture_new("a = 3; b = -2.5; c = 9007199254740992L; d = -9223372036854775808L; e = 9007199254740994L; z = -0.0; "
                           "g = 9007199254740993L; h = 9223372036854775807L; i = false; j = \"2.5\"; k = ( );");
  CU_ASSERT(as_real(f, "a", 3.0) && as_real(f, "b", -2.5) && as_real(f, "c", 0x1p53) && as_real(f, "d", -0x1p63) &&
            as_real(f, "e", 0x1p53 + 2.0) && as_real(f, "z", -0.0));
  CU_ASSERT(is_no_real(f, "g") && is_no_real(f, "h") && is_no_real(f, "i") && is_no_real(f, "j") && is_no_real(f, "k"));
  fixture_free(f);
}

static void integers_out_of_bounds_are_refused_with_the_bounds(void) {
  fixture *f = fixture_new("a = 5;\nb = \"five\";\nc = 5.5;");
  int64_t value = 0;
  CU_ASSERT(config_read_integer(&f->reader, of(f, "a"), "n", 5, 5, &value) && value == 5);
  value = 77;
  CU_ASSERT(!config_read_integer(&f->reader, of(f, "a"), "experiment.seed", 6, 9, &value));
  CU_ASSERT(!config_read_integer(&f->reader, of(f, "a"), "n", 6, INT64_MAX, &value));
  CU_ASSERT(!config_read_integer(&f->reader, of(f, "a"), "n", INT64_MIN, 4, &value));
  CU_ASSERT(!config_read_integer(&f->reader, of(f, "b"), "n", INT64_MIN, INT64_MAX, &value));
  CU_ASSERT(!config_read_integer(&f->reader, of(f, "c"), "n", 0, INT64_MAX, &value));
  CU_ASSERT_EQUAL(value, 77);
  says(f, "r.cfg:1: experiment.seed: expected an integer in [6, 9], found 5",
       "r.cfg:1: n: expected an integer of at least 6, found 5",
       "r.cfg:1: n: expected an integer in [-9223372036854775808, 4], found 5",
       "r.cfg:2: n: expected an integer, found the text \"five\"", "r.cfg:3: n: expected an integer of at least 0, found 5.5",
       NULL);
  fixture_free(f);
}

static void reals_out_of_bounds_are_refused_with_the_bound(void) {
  fixture *f = fixture_new("a = -0.5;\nb = { };\nc = 9007199254740993L;");
  double value = 77.0;
  CU_ASSERT(!config_read_real(&f->reader, of(f, "a"), "tolerance", 0, INFINITY, &value));
  CU_ASSERT(!config_read_real(&f->reader, of(f, "b"), "expected", -INFINITY, INFINITY, &value));
  CU_ASSERT(!config_read_real(&f->reader, of(f, "c"), "expected", -INFINITY, INFINITY, &value));
  CU_ASSERT_EQUAL(value, 77.0);
  CU_ASSERT(config_read_real(&f->reader, of(f, "a"), "x", -0.5, INFINITY, &value) && value == -0.5);
  says(f, "r.cfg:1: tolerance: expected a number of at least 0, found -0.5",
       "r.cfg:2: expected: expected a number, found a group", "r.cfg:3: expected: expected a number, found 9007199254740993",
       NULL);
  fixture_free(f);
}

static void texts_are_utf_8_and_outlive_the_document(void) {
  fixture *f =
      fixture_new("a = \"größe 市場 \\\"x\\\"\";\nb = \"\\xFF\";\nc = \"\\xC3\";\nd = 3;\ne = \"\";\ng = \"\\xC3\\xA4\";");
  const char *a = NULL, *e = NULL, *g = NULL, *other = NULL;
  CU_ASSERT(config_read_string_value(&f->reader, of(f, "a"), "title", &a));
  CU_ASSERT(config_read_string_value(&f->reader, of(f, "e"), "title", &e));
  CU_ASSERT(config_read_string_value(&f->reader, of(f, "g"), "title", &g));
  CU_ASSERT(!config_read_string_value(&f->reader, of(f, "b"), "title", &other));
  CU_ASSERT(!config_read_string_value(&f->reader, of(f, "c"), "title", &other));
  CU_ASSERT(!config_read_string_value(&f->reader, of(f, "d"), "title", &other));
  CU_ASSERT_PTR_NULL(other);
  says(f, "r.cfg:2: title: the text is not UTF-8", "r.cfg:3: title: the text is not UTF-8",
       "r.cfg:4: title: expected a text in quotes, found 3", NULL);
  config_document_free(&f->document);
  f->document = (config_document){0};
  CU_ASSERT_STRING_EQUAL(a, "größe 市場 \"x\"");
  CU_ASSERT_STRING_EQUAL(e, "");
  CU_ASSERT_STRING_EQUAL(g, "ä");
  fixture_free(f);
}

static void words_are_found_by_number(void) {
  static const char *const words[] = {"grid", "list", "markets", NULL};
  fixture *f = fixture_new("a = \"markets\";\nb = \"market\";\nc = \"Grid\";\nd = \"zzzzzzzz\";\ne = 1;");
  int index = -1;
  CU_ASSERT(config_read_word(&f->reader, of(f, "a"), "design", words, &index) && index == 2);
  CU_ASSERT(!config_read_word(&f->reader, of(f, "b"), "design", words, &index));
  CU_ASSERT(!config_read_word(&f->reader, of(f, "c"), "design", words, &index));
  CU_ASSERT(!config_read_word(&f->reader, of(f, "d"), "design", words, &index));
  CU_ASSERT(!config_read_word(&f->reader, of(f, "e"), "design", words, &index));
  CU_ASSERT_EQUAL(index, 2);
  says(f, "r.cfg:2: design: unknown word 'market'; did you mean 'markets'?",
       "r.cfg:3: design: unknown word 'Grid'; did you mean 'grid'?",
       "r.cfg:4: design: unknown word 'zzzzzzzz'; known words: grid, list, markets",
       "r.cfg:5: design: expected a text in quotes, found 1", NULL);
  CU_ASSERT(config_word_count(words) == 3 && config_word_count(NULL) == 0 && config_word_count(words + 3) == 0);
  fixture_free(f);
}

static void formatted_texts_have_any_length(void) {
  enum { LENGTH = 200000 };
  static char text[LENGTH + 1];
  fixture *f = fixture_new("");
  memset(text, 'y', LENGTH);
  const char *copy = config_format(&f->reader, "<%s|%d>", text, 5);
  CU_ASSERT(strlen(copy) == LENGTH + 4 && copy[0] == '<' && memcmp(copy + 1, text, LENGTH) == 0 &&
            strcmp(copy + 1 + LENGTH, "|5>") == 0);
  CU_ASSERT_STRING_EQUAL(config_format(&f->reader, "%s", ""), "");
  fixture_free(f);
}

WALRAS_UNIT_TESTS(UNIT(a_setting_stands_in_its_line_or_behind_a_label), UNIT(found_things_are_named_by_type_and_value),
                  UNIT(what_the_guards_reported_is_passed_over_in_silence), UNIT(unknown_keys_are_named_with_their_group),
                  UNIT(groups_and_lists_are_asked_for_by_name), UNIT(integers_are_integers_and_exact_reals),
                  UNIT(reals_are_reals_and_integers_that_a_real_holds_exactly),
                  UNIT(integers_out_of_bounds_are_refused_with_the_bounds), UNIT(reals_out_of_bounds_are_refused_with_the_bound),
                  UNIT(texts_are_utf_8_and_outlive_the_document), UNIT(words_are_found_by_number),
                  UNIT(formatted_texts_have_any_length))
