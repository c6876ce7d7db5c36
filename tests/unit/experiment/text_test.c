#include "experiment/text.h"

#include <math.h>

#include "unit.h"

static void expect(config_text *text, const char *expected) {
  char *got = config_text_take(text);
  CU_ASSERT_STRING_EQUAL(got, expected);
  free(got);
}

static void expect_real(double value, const char *expected) {
  config_text text = {0};
  config_text_real(&text, value);
  expect(&text, expected);
}

static void reals_take_the_fewest_digits_and_keep_a_point(void) {
  expect_real(0.1, "0.1");
  expect_real(1, "1.0");
  expect_real(-2.5e-7, "-2.5e-07");
  expect_real(1e300, "1.0e+300");
  expect_real(0.1 + 0.2, "0.30000000000000004");
  expect_real(1.0 / 3, "0.3333333333333333");
  expect_real(5e-324, "5.0e-324");
  expect_real(INFINITY, "\"inf\"");
  expect_real(-INFINITY, "\"-inf\"");
}

static void every_printed_real_reads_back_to_the_same_bits(void) {
  uint64_t state = 88172645463325252u; /* xorshift64 */
  for (int i = 0; i < 20000; i++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    double value;
    memcpy(&value, &state, sizeof value);
    if (!isfinite(value))
      continue;
    config_text text = {0};
    config_text_real(&text, value);
    CU_ASSERT(unit_same_bits(strtod(text.bytes, NULL), value));
    free(text.bytes);
  }
}

static void integers_beyond_32_bits_carry_the_suffix(void) {
  static const struct {
    int64_t value;
    const char *text;
  } cases[] = {{0, "0"},
               {INT32_MAX, "2147483647"},
               {INT64_C(2147483648), "2147483648L"},
               {INT32_MIN, "-2147483648"},
               {INT64_MIN, "-9223372036854775808L"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    config_text text = {0};
    config_text_integer(&text, cases[i].value, false);
    expect(&text, cases[i].text);
  }
}

static void strings_are_escaped(void) {
  config_text text = {0};
  config_text_string(&text, "a\"b\\c\n\t\r\f\x01\x7f\xc3\xa4");
  expect(&text, "\"a\\\"b\\\\c\\n\\t\\r\\f\\x01\\x7F\xc3\xa4\"");
}

static void an_empty_text_is_a_text(void) {
  config_text text = {0};
  expect(&text, "");
}

WALRAS_UNIT_TESTS(UNIT(reals_take_the_fewest_digits_and_keep_a_point), UNIT(every_printed_real_reads_back_to_the_same_bits),
                  UNIT(integers_beyond_32_bits_carry_the_suffix), UNIT(strings_are_escaped), UNIT(an_empty_text_is_a_text))
