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
  expect_real(0.0, "0.0");
  expect_real(-0.0, "-0.0");
  expect_real(1e-5, "0.00001");
  expect_real(9.5e-6, "9.5e-06");
  expect_real(123456.75, "123456.75");
  expect_real(1.5e15, "1500000000000000.0");
  expect_real(1e16, "1.0e+16");
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

/* What rounding to ever more digits finds, and how the C library writes that: the form that resolved texts have had from the start. */
static void every_size_is_written_as_the_c_library_would(void) {
  uint64_t state = 2463534242u;
  for (int i = 0; i < 20000; i++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    const double value = (double)(state >> 20) * pow(10.0, (double)(state % 40) - 25.0);
    char expected[64];
    int precision = 0;
    do
      snprintf(expected, sizeof expected, "%.*e", precision, value);
    while (strtod(expected, NULL) != value && ++precision < 17);
    const int power = atoi(strchr(expected, 'e') + 1);
    if (power >= -5 && power <= 15)
      snprintf(expected, sizeof expected, "%.*f", precision > power ? precision - power : 1, value);
    else if (precision == 0)
      continue;
    expect_real(value, expected);
  }
}

/* Whether the fewest digits of a value are one more than `digits`, and end in a five: then printf rounds by what the double is beyond them. */
static bool ends_in_a_tie(double value, int digits) {
  char text[64];
  snprintf(text, sizeof text, "%.*e", digits, value);
  return strtod(text, NULL) == value && strchr(text, 'e')[-1] == '5';
}

static void significant_digits_are_those_of_printf(void) {
  uint64_t state = 2463534242u;
  for (int i = 0; i < 20000; i++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    const int digits = 1 + (int)(state % 9);
    const double value = (state & 64 ? -1.0 : 1.0) * (double)(state >> 30) * pow(10.0, (double)(state % 31) - 20.0);
    char expected[64];
    snprintf(expected, sizeof expected, "%.*g", digits, value);
    config_text text = {0};
    config_text_significant(&text, value, digits);
    if (ends_in_a_tie(value, digits))
      config_text_free(&text);
    else
      expect(&text, expected);
  }
  static const double special[] = {0.0, -0.0, 1.0, 999999.75, 9.9999996, 100000.0, 1e6, 1e-4, 1e-5, 123.0, INFINITY, -INFINITY};
  for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
    char expected[64];
    snprintf(expected, sizeof expected, "%.6g", special[i]);
    config_text text = {0};
    config_text_significant(&text, special[i], 6);
    expect(&text, expected);
  }
}

static void a_text_longer_than_usual_is_added_whole(void) {
  config_text text = {0};
  char expected[512];
  snprintf(expected, sizeof expected, "%0*d", 500, 7);
  config_text_add(&text, "%s%0*d", "", 500, 7);
  expect(&text, expected);
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

WALRAS_UNIT_TESTS(UNIT(reals_take_the_fewest_digits_and_keep_a_point), UNIT(every_size_is_written_as_the_c_library_would),
                  UNIT(significant_digits_are_those_of_printf), UNIT(a_text_longer_than_usual_is_added_whole),
                  UNIT(every_printed_real_reads_back_to_the_same_bits), UNIT(integers_beyond_32_bits_carry_the_suffix),
                  UNIT(strings_are_escaped), UNIT(an_empty_text_is_a_text))
