/* Values of parameters as text, compared, and checked against their range. */
#include <float.h>
#include <math.h>

#include "experiment/value.h"
#include "laboratory.h"

static const walras_parameter *parameter(const char *name) {
  const walras_parameter *found = config_parameter_find(&market_model, name);
  CU_ASSERT_PTR_NOT_NULL_FATAL(found);
  return found;
}

static void prints(const char *name, config_value value, const char *expected) {
  config_text text = {0};
  config_value_print(&text, parameter(name), &value);
  char *printed = config_text_take(&text);
  CU_ASSERT_STRING_EQUAL(printed, expected);
  if (strcmp(printed, expected) != 0)
    printf("\n  %s: expected %s, got %s", name, expected, printed);
  free(printed);
}
#define VALUE(member, ...) ((config_value){.field = {.member = __VA_ARGS__}})
#define REALS(...)                                                                                                               \
  { .values = (double[]){__VA_ARGS__}, .count = sizeof((double[]){__VA_ARGS__}) / sizeof(double) }
#define INTEGERS(...)                                                                                                            \
  { .values = (int64_t[]){__VA_ARGS__}, .count = sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t) }

static void single_values_look_as_in_a_config(void) {
  prints("agents", VALUE(integer, 2147483647), "2147483647");
  prints("agents", VALUE(integer, 2147483648), "2147483648L");
  prints("agents", VALUE(integer, INT64_MIN), "-9223372036854775808L");
  prints("noise", VALUE(real, 0.1), "0.1");
  prints("noise", VALUE(real, -0.0), "-0.0");
  prints("noise", VALUE(real, 3.0), "3.0");
  prints("noise", VALUE(real, 1e300), "1.0e+300");
  prints("noise", VALUE(real, DBL_MAX), "1.7976931348623157e+308");
  prints("noise", VALUE(real, 4.9406564584124654e-324), "5.0e-324");
  prints("patience", VALUE(real, INFINITY), "\"inf\"");
  prints("patience", VALUE(real, -INFINITY), "\"-inf\"");
  prints("truthful", VALUE(boolean, true), "true");
  prints("truthful", VALUE(boolean, false), "false");
  prints("mechanism", VALUE(word, 2), "\"dictator\"");
}

static void texts_are_quoted_and_a_path_stands_as_it_was_written(void) {
  prints("title", VALUE(string, ""), "\"\"");
  prints("title", VALUE(string, "größe 市場"), "\"größe 市場\"");
  prints("title", VALUE(string, "a \"b\"\\\n\t\x01"), "\"a \\\"b\\\"\\\\\\n\\t\\x01\"");
  prints("data", VALUE(string, "/data/v.csv"), "\"/data/v.csv\"");
  prints("data", (config_value){.field = {.string = "/data/v.csv"}, .verbatim = "v.csv"}, "\"v.csv\"");
}

/* libconfig takes an array of one type only. */
static void arrays_hold_one_type(void) {
  prints("sizes", VALUE(integers, {0}), "[]");
  prints("sizes", VALUE(integers, INTEGERS(1, -2)), "[1, -2]");
  prints("sizes", VALUE(integers, INTEGERS(1, 5000000000)), "[1L, 5000000000L]");
  prints("weights", VALUE(reals, {0}), "[]");
  prints("weights", VALUE(reals, REALS(1, 0.5, 1e-9)), "[1.0, 0.5, 1.0e-09]");
  prints("weights", VALUE(reals, REALS(1, INFINITY)), "(1.0, \"inf\")");
  prints("rules", VALUE(strings, {0}), "[]");
  prints("rules", VALUE(strings, {.values = (const char *[]){"cap", "\"ü\""}, .count = 2}), "[\"cap\", \"\\\"ü\\\"\"]");
  prints("table", VALUE(lists, {0}), "()");
  prints("table", VALUE(lists, {.lists = (walras_reals[]){REALS(1, 2), {0}, REALS(-INFINITY)}, .count = 3}),
         "([1.0, 2.0], [], (\"-inf\"))");
}

/* What is printed is read again, to the last bit. */
static void printed_values_read_back_equal(void) {
  static const struct {
    const char *name, *text;
  } cases[] = {{"agents", "999999999999L"},
               {"fail_at", "-9223372036854775808L"},
               {"noise", "0.30000000000000004"},
               {"noise", "4.9406564584124654e-324"},
               {"patience", "inf"},
               {"truthful", "false"},
               {"mechanism", "uniform_phantom"},
               {"title", "\"a \\\"b\\\"\\\\ \\x01 市場\""},
               {"data", "sub/v.csv"},
               {"data", ""},
               {"sizes", "[1, 100]"},
               {"sizes", "[]"},
               {"weights", "[0.1, 1e-300, 1.7976931348623157e308]"},
               {"rules", "[floor, cap, floor]"},
               {"table", "([1.0, 2.5], [], [1e22])"}};
  config_arena arena = {0};
  walras_diagnostics diagnostics = {0};
  config_reader reader = {.arena = &arena, .log = {.diagnostics = &diagnostics}, .folder = "/data"};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const walras_parameter *p = parameter(cases[i].name);
    config_value first, second;
    config_text text = {0}, again = {0};
    CU_ASSERT_FATAL(config_value_parse(&reader, p, cases[i].text, "first", &first));
    config_value_print(&text, p, &first);
    CU_ASSERT_FATAL(config_value_parse(&reader, p, text.bytes, "second", &second));
    CU_ASSERT(config_value_equal(p, &first, &second));
    config_value_print(&again, p, &second);
    CU_ASSERT_STRING_EQUAL(text.bytes, again.bytes);
    free(text.bytes);
    free(again.bytes);
  }
  CU_ASSERT_EQUAL(diagnostics.count, 0);
  walras_diagnostics_clear(&diagnostics);
  config_arena_free(&arena);
}

static bool equal(const char *name, config_value a, config_value b) {
  const bool same = config_value_equal(parameter(name), &a, &b);
  CU_ASSERT_EQUAL(config_value_equal(parameter(name), &b, &a), same);
  return same;
}

static void equality_is_that_of_every_part(void) {
  CU_ASSERT(equal("agents", VALUE(integer, 3), VALUE(integer, 3)) && !equal("agents", VALUE(integer, 3), VALUE(integer, 4)));
  CU_ASSERT(!equal("fail_at", VALUE(integer, INT64_MAX), VALUE(integer, INT64_MAX - 1)));
  CU_ASSERT(equal("noise", VALUE(real, 0.0), VALUE(real, -0.0)) && !equal("noise", VALUE(real, 1.0), VALUE(real, 1.0 + 0x1p-52)));
  CU_ASSERT(equal("patience", VALUE(real, INFINITY), VALUE(real, INFINITY)) &&
            !equal("noise", VALUE(real, NAN), VALUE(real, NAN)));
  CU_ASSERT(equal("truthful", VALUE(boolean, true), VALUE(boolean, true)) &&
            !equal("truthful", VALUE(boolean, true), VALUE(boolean, false)));
  CU_ASSERT(equal("mechanism", VALUE(word, 1), VALUE(word, 1)) && !equal("mechanism", VALUE(word, 1), VALUE(word, 2)));
  CU_ASSERT(equal("title", VALUE(string, "ä"), VALUE(string, "ä")) && !equal("title", VALUE(string, "a"), VALUE(string, "A")));
  /* Paths are equal where they lead to the same file, however they were written. */
  CU_ASSERT(equal("data", (config_value){.field = {.string = "/d/v"}, .verbatim = "v"}, VALUE(string, "/d/v")));
  CU_ASSERT(!equal("data", (config_value){.field = {.string = "/d/v"}, .verbatim = "v"},
                   (config_value){.field = {.string = "/e/v"}, .verbatim = "v"}));
}

static void arrays_are_equal_in_length_order_and_values(void) {
  const config_value none = {0};
  CU_ASSERT(equal("sizes", none, none) && equal("weights", none, none) && equal("rules", none, none) &&
            equal("table", none, none));
  CU_ASSERT(equal("sizes", VALUE(integers, INTEGERS(1, 2)), VALUE(integers, INTEGERS(1, 2))));
  CU_ASSERT(!equal("sizes", VALUE(integers, INTEGERS(1, 2)), VALUE(integers, INTEGERS(2, 1))) &&
            !equal("sizes", VALUE(integers, INTEGERS(1, 2)), VALUE(integers, INTEGERS(1))) &&
            !equal("sizes", VALUE(integers, INTEGERS(1)), none));
  CU_ASSERT(equal("weights", VALUE(reals, REALS(0.0, 2)), VALUE(reals, REALS(-0.0, 2))));
  CU_ASSERT(!equal("weights", VALUE(reals, REALS(1, 2)), VALUE(reals, REALS(1, 3))) &&
            !equal("weights", VALUE(reals, REALS(1, 2)), VALUE(reals, REALS(1, 2, 3))));
  const config_value cap = VALUE(strings, {.values = (const char *[]){"cap"}, .count = 1});
  CU_ASSERT(equal("rules", cap, cap) && !equal("rules", cap, none) &&
            !equal("rules", cap, VALUE(strings, {.values = (const char *[]){"floor"}, .count = 1})));
  const config_value two = VALUE(lists, {.lists = (walras_reals[]){REALS(1), {0}}, .count = 2});
  CU_ASSERT(equal("table", two, two) &&
            !equal("table", two, VALUE(lists, {.lists = (walras_reals[]){{0}, REALS(1)}, .count = 2})) &&
            !equal("table", two, VALUE(lists, {.lists = (walras_reals[]){REALS(1)}, .count = 1})));
}

static bool inside(const char *name, config_value value) {
  walras_error error = {0};
  const bool in_range = config_value_in_range(parameter(name), &value, &error);
  CU_ASSERT_EQUAL(error.status, in_range ? WALRAS_OK : WALRAS_ERROR_PARAMETER);
  return in_range;
}

static void ranges_hold_at_their_edges_and_for_every_entry(void) {
  CU_ASSERT(inside("agents", VALUE(integer, 1)) && inside("agents", VALUE(integer, 1000000000000)) &&
            !inside("agents", VALUE(integer, 0)) && !inside("agents", VALUE(integer, 1000000000001)));
  CU_ASSERT(inside("fail_at", VALUE(integer, INT64_MIN)) && inside("buyers", VALUE(integer, INT64_MAX)));
  CU_ASSERT(inside("noise", VALUE(real, 0.0)) && inside("noise", VALUE(real, 1.0 - 0x1p-53)) &&
            !inside("noise", VALUE(real, 1.0)));
  CU_ASSERT(inside("patience", VALUE(real, INFINITY)) && !inside("patience", VALUE(real, 0.0)) &&
            !inside("patience", VALUE(real, NAN)));
  CU_ASSERT(inside("sizes", VALUE(integers, {0})) && inside("sizes", VALUE(integers, INTEGERS(1, 100))) &&
            !inside("sizes", VALUE(integers, INTEGERS(1, 2, 101))) && !inside("sizes", VALUE(integers, INTEGERS(0, 1))));
  CU_ASSERT(inside("weights", VALUE(reals, REALS(-1e308, 1e308))) && !inside("weights", VALUE(reals, REALS(1, INFINITY))));
  CU_ASSERT(inside("table", VALUE(lists, {.lists = (walras_reals[]){{0}, REALS(1)}, .count = 2})) &&
            !inside("table", VALUE(lists, {.lists = (walras_reals[]){{0}, REALS(1, NAN)}, .count = 2})));
  CU_ASSERT(inside("mechanism", VALUE(word, 0)) && inside("mechanism", VALUE(word, 2)) && !inside("mechanism", VALUE(word, 3)) &&
            !inside("mechanism", VALUE(word, -1)));
  CU_ASSERT(inside("title", VALUE(string, "")) && inside("truthful", VALUE(boolean, false)));
}

static void refused(const char *name, config_value value, const char *message) {
  walras_error error = {0};
  CU_ASSERT_FALSE(config_value_in_range(parameter(name), &value, &error));
  CU_ASSERT_STRING_EQUAL(error.message, message);
  if (strcmp(error.message, message) != 0)
    printf("\n  expected: %s\n  got:      %s", message, error.message);
}

static void what_is_out_of_range_is_named_with_its_value(void) {
  refused("agents", VALUE(integer, 0), "parameter 'agents' works out as 0, outside [1, 1e12]");
  refused("noise", VALUE(real, -0.5), "parameter 'noise' works out as -0.5, outside [0, 1)");
  refused("noise", VALUE(real, NAN), "parameter 'noise' works out as \"nan\", outside [0, 1)");
  refused("sizes", VALUE(integers, INTEGERS(5, 101)), "parameter 'sizes' works out as [5, 101], outside [1, 100]");
  refused("weights", VALUE(reals, REALS(1, NAN)), "parameter 'weights' works out as (1.0, \"nan\"), outside the finite numbers");
  refused("table", VALUE(lists, {.lists = (walras_reals[]){REALS(INFINITY)}, .count = 1}),
          "parameter 'table' works out as ((\"inf\")), outside the finite numbers");
  refused("mechanism", VALUE(word, 3), "parameter 'mechanism' works out as no value, outside its words");
  refused("mechanism", VALUE(word, -1), "parameter 'mechanism' works out as no value, outside its words");
  refused("title", (config_value){0}, "parameter 'title' works out as no value, outside the texts");
  refused("data", (config_value){0}, "parameter 'data' works out as no value, outside the texts");
}

static void a_struct_says_its_parameters_as_text(void) {
  const market m = {.agents = 5000000000, .mechanism = 1, .title = "ü", .weights = REALS(0.5)};
  const char *const names[] = {"agents", "mechanism", "title", "weights", "sizes"}, *const expected[] = {"5000000000L",
                                                                                                         "\"uniform_phantom\"",
                                                                                                         "\"ü\"", "[0.5]", "[]"};
  for (int i = 0; i < 5; i++) {
    char *text = walras_parameter_text(parameter(names[i]), &m);
    CU_ASSERT_STRING_EQUAL(text, expected[i]);
    free(text);
  }
}

WALRAS_UNIT_TESTS(UNIT(single_values_look_as_in_a_config), UNIT(texts_are_quoted_and_a_path_stands_as_it_was_written),
                  UNIT(arrays_hold_one_type), UNIT(printed_values_read_back_equal), UNIT(equality_is_that_of_every_part),
                  UNIT(arrays_are_equal_in_length_order_and_values), UNIT(ranges_hold_at_their_edges_and_for_every_entry),
                  UNIT(what_is_out_of_range_is_named_with_its_value), UNIT(a_struct_says_its_parameters_as_text))
