#include "numerics/decimal/shortest.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>

#include "unit.h"

static double from_bits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static double read_back(walras_decimal decimal) {
  char text[48];
  snprintf(text, sizeof text, "%" PRIu64 "e%d", decimal.digits, decimal.exponent);
  return strtod(text, NULL);
}

static int digits_of(walras_decimal decimal) {
  int digits = 1;
  for (uint64_t rest = decimal.digits; rest >= 10; rest /= 10)
    digits++;
  return digits;
}

/* By the C library, which rounds to any number of digits: the first number of digits that reads back. */
static void expect_shortest(double value) {
  char text[40];
  int digits = 1;
  do
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
  while (strtod(text, NULL) != value && ++digits < 18);
  const walras_decimal decimal = walras_shortest_decimal(value);
  char got[40];
  snprintf(got, sizeof got, "%" PRIu64 "e%d", decimal.digits, decimal.exponent);
  CU_ASSERT(read_back(decimal) == value);
  CU_ASSERT_EQUAL(digits_of(decimal), digits);
  CU_ASSERT(strtod(got, NULL) == value && decimal.digits % 10 != 0);
  /* The closest of that length is what the library rounds to. */
  snprintf(got, sizeof got, "%.*e", digits - 1, read_back(decimal));
  CU_ASSERT_STRING_EQUAL(got, text);
}

static uint64_t next(uint64_t *state) { /* xorshift64 */
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static void random_bit_patterns_take_as_few_digits_as_the_c_library_finds(void) {
  uint64_t state = 88172645463325252u;
  for (int i = 0; i < 50000; i++) {
    const double value = from_bits(next(&state) >> 1);
    if (isfinite(value) && value > 0.0 && frexp(value, &(int){0}) != 0.5)
      expect_shortest(value);
  }
}

static void numbers_that_people_write_come_back_as_written(void) {
  for (int i = 1; i < 20000; i++) {
    expect_shortest(i / 1000.0 + 1e-12);
    expect_shortest(i * 3.0);
    expect_shortest(i * 1e300 + 1e285);
  }
  const walras_decimal tenth = walras_shortest_decimal(0.1), none = walras_shortest_decimal(0.0);
  CU_ASSERT(tenth.digits == 1 && tenth.exponent == -1 && none.digits == 0);
}

static void the_smallest_numbers_and_neighbours_of_powers_of_ten_are_shortest_too(void) {
  for (uint64_t bits = 1; bits < 3000; bits++)
    if ((bits & (bits - 1)) != 0)
      expect_shortest(from_bits(bits));
  for (int power = -323; power <= 308; power++) {
    char text[16];
    snprintf(text, sizeof text, "1e%d", power);
    const double value = strtod(text, NULL);
    CU_ASSERT(walras_shortest_decimal(value).digits == 1);
    if (power > -300 && value != 1.0) {
      expect_shortest(nextafter(value, 0.0));
      expect_shortest(nextafter(value, INFINITY));
    }
  }
  const walras_decimal largest = walras_shortest_decimal(DBL_MAX), least = walras_shortest_decimal(from_bits(1));
  CU_ASSERT(largest.digits == UINT64_C(17976931348623157) && largest.exponent == 292);
  CU_ASSERT(least.digits == 5 && least.exponent == -324);
}

/* A power of two has its neighbour below twice as near: a number that rounds to it may be farther than one that does not. */
static void every_power_of_two_reads_back_with_no_more_digits_than_rounding_needs(void) {
  for (int exponent = -1074; exponent < 1024; exponent++) {
    const double value = ldexp(1.0, exponent);
    char text[40];
    int digits = 1;
    do
      snprintf(text, sizeof text, "%.*e", digits - 1, value);
    while (strtod(text, NULL) != value && ++digits < 18);
    const walras_decimal decimal = walras_shortest_decimal(value);
    CU_ASSERT(read_back(decimal) == value && digits_of(decimal) <= digits);
  }
  const walras_decimal shorter = walras_shortest_decimal(ldexp(1.0, -44)); /* 5.6843418860808015e-14 exactly */
  CU_ASSERT(shorter.digits == UINT64_C(5684341886080802) && shorter.exponent == -29);
}

WALRAS_UNIT_TESTS(UNIT(random_bit_patterns_take_as_few_digits_as_the_c_library_finds),
                  UNIT(numbers_that_people_write_come_back_as_written),
                  UNIT(the_smallest_numbers_and_neighbours_of_powers_of_ten_are_shortest_too),
                  UNIT(every_power_of_two_reads_back_with_no_more_digits_than_rounding_needs))
