/**
 * The cores of exp, log and the sine and cosine of turns: straight-line code on IEEE basic operations, so that compilers vectorise loops
 * over them and every form gives the same bits. Valid on the stated arguments only; walras/elementary.h has the whole functions.
 *
 * Polynomials: Chebyshev interpolation at 60 digits. Reductions after Cody and Waite (1980) and Tang (1989, 1990).
 */
#ifndef WALRAS_NUMERICS_ELEMENTARY_INLINE_H
#define WALRAS_NUMERICS_ELEMENTARY_INLINE_H

#include <stdint.h>
#include <string.h>

#define WALRAS_LN2_HIGH 0x1.62e42fee00000p-1 /* 32 bits: its product with an exponent is exact */
#define WALRAS_LN2_LOW 0x1.a39ef35793c76p-33
#define WALRAS_ROUNDER 0x1.8p52 /* adding and subtracting it rounds to the nearest integer */

static inline uint64_t walras_bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double walras_from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/** x = 2^exponent mantissa, mantissa in [sqrt(1/2), sqrt(2)), for positive normal finite x. */
typedef struct walras_log_reduced {
  double mantissa, exponent;
} walras_log_reduced;

static inline walras_log_reduced walras_log_reduce(double x) {
  const uint64_t bits = walras_bits_of(x);
  const uint64_t shifted = bits - UINT64_C(0x3fe6a09e667f3bcd);
  const uint64_t exponent = (shifted >> 52) + ((shifted >> 63) * UINT64_C(0xfffffffffffff000)); /* arithmetic shift */
  walras_log_reduced reduced;
  reduced.mantissa = walras_from_bits(bits - (exponent << 52));
  reduced.exponent = walras_from_bits(exponent + UINT64_C(0x4338000000000000)) - WALRAS_ROUNDER;
  return reduced;
}

/** log(x) - less for positive normal finite x and |less| far below 1. */
static inline double walras_log_less_core(double x, double less) {
  const walras_log_reduced reduced = walras_log_reduce(x);
  const double k = reduced.exponent;
  /* log(1 + f) = 2 atanh(s), s = f / (2 + f) */
  const double f = reduced.mantissa - 1.0, s = f / (2.0 + f), z = s * s, w = z * z;
  const double even = w * (0x1.9999999995273p-2 + w * (0x1.c71c62d5e53dfp-3 + w * 0x1.39fdcceb4b524p-3));
  const double odd =
      z * (0x1.5555555555558p-1 + w * (0x1.2492492dfd86cp-2 + w * (0x1.7462b91b8df9fp-3 + w * 0x1.2b5f68a51190dp-3)));
  const double half = 0.5 * f * f;
  return k * WALRAS_LN2_HIGH - ((half - (s * (half + (odd + even)) + (k * WALRAS_LN2_LOW - less))) - f);
}

/** Where the core of log holds: the positive normal finite numbers. */
static inline int walras_log_inside(double x) {
  return (x >= 0x1p-1022) & (x <= 0x1.fffffffffffffp1023);
}

/** log(x) for positive normal finite x; at most 1 ulp. */
static inline double walras_log_core(double x) {
  return walras_log_less_core(x, 0.0);
}

/** Where the core of exp holds. */
static inline int walras_exp_inside(double x) {
  return (x >= -708.0) & (x <= 708.0);
}

/** exp(x) for |x| <= 708; at most 1 ulp. */
static inline double walras_exp_core(double x) {
  const double shifted = x * 0x1.71547652b82fep+0 + WALRAS_ROUNDER;
  const double k = shifted - WALRAS_ROUNDER;
  const double high = x - k * WALRAS_LN2_HIGH, low = k * WALRAS_LN2_LOW, r = high - low, z = r * r;
  /* r (e^r + 1)/(e^r - 1) = 2 + z P(z) */
  const double p =
      z * (0x1.5555555555553p-3 +
           z * (-0x1.6c16c16c0aa83p-9 + z * (0x1.1566ab5b82902p-14 + z * (-0x1.bbd52fec5a3e8p-20 + z * 0x1.63f123c24a6cbp-25))));
  const double c = r - p;
  const double y = 1.0 - ((low - r * c / (2.0 - c)) - high);
  return walras_from_bits(walras_bits_of(y) + (walras_bits_of(shifted) << 52));
}

/** Sine of r and cosine of r for |r| <= pi/4. */
static inline double walras_sin_eighth(double r) {
  const double z = r * r;
  const double p =
      -0x1.5555555555555p-3 +
      z * (0x1.1111111110babp-7 +
           z * (-0x1.a01a019e820acp-13 + z * (0x1.71de37946eb45p-19 + z * (-0x1.ae6008d0f051fp-26 + z * 0x1.5e0a4fb47ac8bp-33))));
  return r + r * (z * p);
}

static inline double walras_cos_eighth(double r) {
  const double z = r * r;
  const double p =
      0x1.5555555555555p-5 +
      z * (-0x1.6c16c16c16963p-10 +
           z * (0x1.a01a019f4ddfdp-16 + z * (-0x1.27e4fa16cc1bcp-22 + z * (0x1.1eeb67d014ecep-29 + z * -0x1.907cd8f26a9e6p-37))));
  const double half = 0.5 * z, one = 1.0 - half;
  return one + (((1.0 - one) - half) + z * z * p);
}

/** Sine and cosine of 2 pi u for u in [0, 1]. */
static inline void walras_sincos_turn_core(double u, double *sine, double *cosine) {
  const double quarters = (4.0 * u + WALRAS_ROUNDER) - WALRAS_ROUNDER;
  const double r = (u - 0.25 * quarters) * 0x1.921fb54442d18p+2;
  const double s = walras_sin_eighth(r), c = walras_cos_eighth(r);
  const uint64_t q = walras_bits_of(quarters + WALRAS_ROUNDER);
  const uint64_t swap = UINT64_C(0) - (q & 1);
  const uint64_t sin_bits = (walras_bits_of(s) & ~swap) | (walras_bits_of(c) & swap);
  const uint64_t cos_bits = (walras_bits_of(c) & ~swap) | (walras_bits_of(s) & swap);
  *sine = walras_from_bits(sin_bits ^ (q >> 1 & 1) << 63);
  *cosine = walras_from_bits(cos_bits ^ ((q + 1) >> 1 & 1) << 63);
}

#endif
