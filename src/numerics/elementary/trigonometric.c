/* sin and cos: reduction after Cody and Waite for small arguments, Payne and Hanek (1983) for all others. */
#include <math.h>

#include "numerics/elementary/double_double.h"
#include "numerics/elementary/inline.h"
#include "walras/elementary.h"

__extension__ typedef unsigned __int128 wide;

/* 2/pi in words of 64 bits. */
static const uint64_t two_over_pi[20] = {0xa2f9836e4e441529u, 0xfc2757d1f534ddc0u, 0xdb6295993c439041u, 0xfe5163abdebbc561u,
                                         0xb7246e3a424dd2e0u, 0x06492eea09d1921cu, 0xfe1deb1cb129a73eu, 0xe88235f52ebb4484u,
                                         0xe99c7026b45f7e41u, 0x3991d639835339f4u, 0x9c845f8bbdf9283bu, 0x1ff897ffde05980fu,
                                         0xef2f118b5a0a6d1fu, 0x6d367ecf27cb09b7u, 0x4f463f669e5fea2du, 0x7527bac7ebe5f17bu,
                                         0x3d0739f78a5292eau, 0x6bfb5fb11f8d5d08u, 0x56033046fc7b6babu, 0xf0cfbc209af4361du};

/* 64 bits of 2/pi from bit `position` (0 = the first after the point); bits before the point are zero. */
static uint64_t bits_from(int position) {
  uint64_t bits = 0;
  for (int i = 0; i < 2; i++) {
    const int start = position + 64 * i;
    const int word = (start >= 0 ? start : start - 63) / 64;
    const int shift = start - 64 * word;
    const uint64_t value = word >= 0 && word < 20 ? two_over_pi[word] : 0;
    bits |= i == 0 ? value << shift : shift > 0 ? value >> (64 - shift) : 0;
  }
  return bits;
}

/* |x| = m 2^e with a 53-bit integer m. The product m * 2/pi is needed modulo 4 with 128 bits of fraction behind it. */
static int reduce_large(double x, walras_dd *r) {
  int e = 0;
  const uint64_t m = (uint64_t)(frexp(x, &e) * 0x1p53);
  e -= 53;
  /* Bits of 2/pi that are multiplied by 2^e to 4 or more times an integer m do not count: start two bits before the point. */
  const uint64_t a = bits_from(e - 2), b = bits_from(e + 62), c = bits_from(e + 126);
  /* 192-bit fraction (units of 4) times m, modulo 1 */
  const wide low = (wide)c * m, middle = (wide)b * m + (uint64_t)(low >> 64);
  const uint64_t top = a * m + (uint64_t)(middle >> 64);
  wide fraction = (wide)top << 64 | (uint64_t)middle; /* of 4, 128 bits */
  int quarter = (int)(top >> 62);
  fraction <<= 2;
  int negative = 0;
  if (fraction >> 127) { /* to the nearest quarter */
    quarter++;
    fraction = -fraction;
    negative = 1;
  }
  const double high = (double)(uint64_t)(fraction >> 75) * 0x1p-53,
               rest = (double)(uint64_t)(fraction >> 11 & UINT64_MAX) * 0x1p-117;
  walras_dd part = walras_dd_mul(walras_dd_fast_sum(high, rest), (walras_dd){0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54});
  *r = negative ? walras_dd_neg(part) : part;
  return quarter & 3;
}

/* x = quarter pi/2 + r; |r| <= pi/4, x >= 0. */
static int reduce(double x, walras_dd *r) {
  if (x <= 0x1.921fb54442d18p-1) {
    *r = (walras_dd){x, 0.0};
    return 0;
  }
  if (x > 1e5)
    return reduce_large(x, r);
  const double k = (x * 0x1.45f306dc9c883p-1 + WALRAS_ROUNDER) - WALRAS_ROUNDER;
  const walras_dd first = walras_dd_sum(x - k * 0x1.921fb54400000p+0, -k * 0x1.0b4611a600000p-34);
  *r = walras_dd_add(first, walras_dd_sum(-k * 0x1.3198a2e000000p-69, -k * 0x1.b839a252049c1p-104));
  return (int)((int64_t)k & 3);
}

/* First-order corrections for the low part of r. */
static double sine_of(walras_dd r) {
  return walras_sin_core(r.high) + r.low * (1.0 - 0.5 * r.high * r.high);
}
static double cosine_of(walras_dd r) {
  return walras_cos_core(r.high) - r.low * r.high;
}

static double quarter_sine(int quarter, walras_dd r) {
  const double value = quarter & 1 ? cosine_of(r) : sine_of(r);
  return quarter & 2 ? -value : value;
}

double walras_sin(double x) {
  walras_dd r;
  if (!isfinite(x))
    return NAN;
  if (fabs(x) < 0x1p-27)
    return x;
  const int quarter = reduce(fabs(x), &r);
  const double value = quarter_sine(quarter, r);
  return x < 0.0 ? -value : value;
}

double walras_cos(double x) {
  walras_dd r;
  if (!isfinite(x))
    return NAN;
  const int quarter = reduce(fabs(x), &r);
  return quarter_sine((quarter + 1) & 3, r);
}

void walras_sincos_turn(double turn, double *sine, double *cosine) {
  walras_sincos_turn_core(turn, sine, cosine);
}
