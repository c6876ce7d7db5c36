#include "numerics/decimal/shortest.h"

#include <stdbool.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

enum { SMALLEST_POWER = -292, LARGEST_POWER = 324, WORDS = 12 };
enum { FRACTION_BITS = 52, SUBNORMAL_EXPONENT = -1074 };

/* A whole number of up to 768 bits, lowest word first: 5^324 has 753. */
typedef struct whole {
  uint64_t word[WORDS];
} whole;

static whole power_of_five(int exponent) {
  whole power = {{1}};
  for (int i = 0; i < exponent; i++) {
    uint64_t carry = 0;
    for (int w = 0; w < WORDS; w++) {
      const wide product = (wide)power.word[w] * 5 + carry;
      power.word[w] = (uint64_t)product;
      carry = (uint64_t)(product >> 64);
    }
  }
  return power;
}

static int bit_length(const whole *number) {
  int w = WORDS - 1;
  while (w > 0 && number->word[w] == 0)
    w--;
  return 64 * w + 64 - __builtin_clzll(number->word[w]);
}

static int bit_at(const whole *number, int bit) {
  return bit >= 0 ? (int)(number->word[bit / 64] >> bit % 64 & 1) : 0;
}

/* The 128 highest bits of a number, and whether any lower one is set. */
static wide leading_bits(const whole *number, bool *inexact) {
  const int length = bit_length(number);
  wide bits = 0;
  for (int i = 0; i < 128; i++)
    bits = bits << 1 | (unsigned)bit_at(number, length - 1 - i);
  *inexact = false;
  for (int bit = 0; bit < length - 128; bit++)
    *inexact |= bit_at(number, bit) != 0;
  return bits;
}

/* 2 remainder - divisor where that is not negative (true), else 2 remainder. */
static bool double_and_subtract(whole *remainder, const whole *divisor) {
  whole twice, less;
  uint64_t carry = 0, borrow = 0;
  for (int w = 0; w < WORDS; w++) {
    twice.word[w] = remainder->word[w] << 1 | carry;
    carry = remainder->word[w] >> 63;
    const wide difference = (wide)twice.word[w] - divisor->word[w] - borrow;
    less.word[w] = (uint64_t)difference;
    borrow = (uint64_t)(difference >> 64) & 1;
  }
  *remainder = borrow == 0 ? less : twice;
  return borrow == 0;
}

/* The 128 highest bits of 1 / number, rounded down, for a number that is no power of two: long division. */
static wide leading_bits_of_inverse(const whole *number) {
  const int length = bit_length(number);
  whole remainder = {{0}};
  wide bits = 0;
  remainder.word[(length - 1) / 64] = UINT64_C(1) << (length - 1) % 64;
  for (int i = 0; i < 128; i++)
    bits = bits << 1 | (unsigned)double_and_subtract(&remainder, number);
  return bits;
}

/* 10^power scaled by a power of two into [2^127, 2^128) and rounded up. Worked out at its first use. */
static wide power_of_ten(int power) {
  static _Thread_local wide known[LARGEST_POWER - SMALLEST_POWER + 1]; /* 0 = not yet */
  wide *entry = &known[power - SMALLEST_POWER];
  if (*entry == 0) {
    const whole five = power_of_five(power < 0 ? -power : power);
    bool inexact = true;
    const wide bits = power < 0 ? leading_bits_of_inverse(&five) : leading_bits(&five, &inexact);
    *entry = bits + (inexact ? 1 : 0);
  }
  return *entry;
}

/* factor * scale / 2^128 rounded down, the lowest bit set where anything was cut off: enough to tell below, at and above a bound. */
static uint64_t scaled(uint64_t factor, wide scale) {
  const wide low = (wide)factor * (uint64_t)scale, high = (wide)factor * (uint64_t)(scale >> 64) + (uint64_t)(low >> 64);
  return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* floor(numerator / 2^shift), also of negative numbers. */
static int floor_shift(int64_t numerator, int shift) {
  const int64_t divisor = INT64_C(1) << shift;
  return (int)(numerator >= 0 ? numerator / divisor : -((-numerator + divisor - 1) / divisor));
}

/*
 * fraction * 2^exponent lies in an interval of numbers that round to it, closed for even fractions. In units of 10^tens the interval is 2 to 20
 * wide, so that it holds at most one multiple of ten of them (one digit less), or else one of the value's two whole neighbours does. Bounds and
 * value are in quarters of the unit. `narrow`: a power of two, whose neighbour below is twice as near.
 */
static walras_decimal shorten(uint64_t fraction, int exponent, bool narrow) {
  const int tens = floor_shift((int64_t)exponent * 1262611 - (narrow ? 524031 : 0), 22); /* floor(log10(2^exponent [3/4])) */
  const int shift = exponent + floor_shift((int64_t)-tens * 1741647, 19) + 1;            /* floor(log2(10^-tens)) */
  const wide scale = power_of_ten(-tens);
  const uint64_t open = fraction & 1;
  const uint64_t low = scaled((4 * fraction - (narrow ? 1 : 2)) << shift, scale) + open;
  const uint64_t value = scaled(4 * fraction << shift, scale);
  const uint64_t high = scaled((4 * fraction + 2) << shift, scale) - open;
  const uint64_t below = value / 4, ten_below = below / 10 * 10;
  const bool ten_inside = low <= 4 * ten_below, next_ten_inside = 4 * (ten_below + 10) <= high;
  if (below >= 10 && ten_inside != next_ten_inside)
    return (walras_decimal){ten_below + (next_ten_inside ? 10 : 0), tens};
  const bool below_inside = low <= 4 * below, above_inside = 4 * (below + 1) <= high;
  if (below_inside != above_inside)
    return (walras_decimal){below + (above_inside ? 1 : 0), tens};
  const uint64_t middle = 4 * below + 2;
  return (walras_decimal){below + (value > middle || (value == middle && (below & 1) != 0)), tens};
}

walras_decimal walras_shortest_decimal(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  const uint64_t stored = bits & ((UINT64_C(1) << FRACTION_BITS) - 1);
  const int biased = (int)(bits >> FRACTION_BITS);
  walras_decimal decimal = {0, 0};
  if (bits == 0)
    return decimal;
  if (biased > 0)
    decimal = shorten(stored | UINT64_C(1) << FRACTION_BITS, biased - 1 + SUBNORMAL_EXPONENT, stored == 0 && biased > 1);
  else
    decimal = shorten(stored, SUBNORMAL_EXPONENT, false);
  for (; decimal.digits % 10 == 0; decimal.digits /= 10)
    decimal.exponent++;
  return decimal;
}
