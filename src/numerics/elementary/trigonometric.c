/* sin and cos: beyond the core, reduction after Payne and Hanek (1983). */
#include <math.h>

#include "numerics/elementary/cores.h"
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

/* x = m 2^e with a 53-bit integer m, x >= 1e5 finite. The product m * 2/pi is needed modulo 4 with 128 bits of fraction behind it. */
static walras_quarter_turn reduce_large(double x) {
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
  return walras_quarter_turn_of(negative ? walras_dd_neg(part) : part, (uint64_t)quarter);
}

double walras_sin(double x) {
  if (walras_sin_inside(x))
    return walras_sin_core(x);
  if (!isfinite(x))
    return NAN;
  const walras_quarter_turn turn = reduce_large(fabs(x));
  const double sine = walras_quarter_sine(turn, turn.quarters);
  return x < 0.0 ? -sine : sine;
}

double walras_cos(double x) {
  if (walras_cos_inside(x))
    return walras_cos_core(x);
  if (!isfinite(x))
    return NAN;
  const walras_quarter_turn turn = reduce_large(fabs(x));
  return walras_quarter_sine(turn, turn.quarters + 1);
}

void walras_sincos_turn(double turn, double *sine, double *cosine) {
  walras_sincos_turn_core(turn, sine, cosine);
}
