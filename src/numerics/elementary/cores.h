/**
 * The cores that carry sums of two doubles: straight-line code, as in inline.h, for functions that would lose their last bits otherwise.
 * Each is valid where its `_inside` predicate holds; walras/elementary.h has the whole functions.
 *
 * Polynomials: Chebyshev interpolation at 60 digits (tests/unit/numerics/elementary/coefficients.py).
 */
#ifndef WALRAS_NUMERICS_ELEMENTARY_CORES_H
#define WALRAS_NUMERICS_ELEMENTARY_CORES_H

#include "numerics/elementary/double_double.h"
#include "numerics/elementary/inline.h"

#define WALRAS_SIGN UINT64_C(0x8000000000000000)

static inline double walras_magnitude(double x) {
  return walras_from_bits(walras_bits_of(x) & ~WALRAS_SIGN);
}

/** `magnitude` >= 0 with the sign of x. */
static inline double walras_with_sign(double magnitude, double x) {
  return walras_from_bits((walras_bits_of(magnitude) & ~WALRAS_SIGN) | (walras_bits_of(x) & WALRAS_SIGN));
}

/** exp(x + low) = scale (1 + rest), |rest| <= 0.42 with a relative error of 2^-57; |x| <= 708, |low| far below |x|. */
typedef struct walras_exp_parts {
  double scale; /* a power of two */
  walras_dd rest;
} walras_exp_parts;

static inline walras_exp_parts walras_exp_parts_core(double x, double low) {
  const double shifted = x * 0x1.71547652b82fep+0 + WALRAS_ROUNDER, k = shifted - WALRAS_ROUNDER;
  const walras_dd r = walras_dd_sum(x - k * WALRAS_LN2_HIGH, low - k * WALRAS_LN2_LOW);
  /* e^r - 1 = r + r^2/2 + r^3 P(r) */
  const double a = r.high, z = a * a, w = z * z;
  const double p =
      ((0x1.5555555555556p-3 + a * 0x1.5555555555555p-5) + z * (0x1.11111111109b3p-7 + a * 0x1.6c16c16c167e1p-10)) +
      w * (((0x1.a01a01a7c41d5p-13 + a * 0x1.a01a01a47b054p-16) + z * (0x1.71de0dae63bb3p-19 + a * 0x1.27e4e1f48534fp-22)) +
           w * (0x1.af38a9b0ec855p-26 + a * 0x1.1f66df7fca49fp-29));
  const walras_dd square = walras_dd_product(a, a), leading = walras_dd_fast_sum(a, 0.5 * square.high);
  const double small = leading.low + (0.5 * square.low + (z * a * p + r.low * (1.0 + a)));
  walras_exp_parts parts;
  parts.scale = walras_from_bits((walras_bits_of(shifted) << 52) + UINT64_C(0x3ff0000000000000));
  parts.rest = walras_dd_fast_sum(leading.high, small);
  return parts;
}

/** exp(a) for |a.high| <= 708. */
static inline double walras_exp_dd_core(walras_dd a) {
  const walras_exp_parts e = walras_exp_parts_core(a.high, a.low);
  const walras_dd sum = walras_dd_fast_sum(1.0, e.rest.high);
  return e.scale * (sum.high + (sum.low + e.rest.low));
}

static inline walras_dd walras_expm1_dd_core(double x) {
  const walras_exp_parts e = walras_exp_parts_core(x, 0.0);
  const walras_dd scale = walras_dd_sum(e.scale, -1.0), sum = walras_dd_sum(scale.high, e.scale * e.rest.high);
  return walras_dd_fast_sum(sum.high, sum.low + (scale.low + e.scale * e.rest.low));
}

static inline int walras_expm1_inside(double x) {
  return (x >= -40.0) & (x <= 708.0);
}

static inline double walras_expm1_core(double x) {
  return walras_with_sign(walras_expm1_dd_core(x).high, x);
}

/** Beyond, the nearest double is 1. */
static inline int walras_tanh_inside(double x) {
  return (x >= -22.0) & (x <= 22.0);
}

/** e / (e + 2), e = exp(2|x|) - 1. */
static inline double walras_tanh_core(double x) {
  const walras_dd e = walras_expm1_dd_core(2.0 * walras_magnitude(x)), d = walras_dd_sum(e.high, 2.0);
  const double low = d.low + e.low, quotient = e.high / d.high;
  const walras_dd back = walras_dd_product(quotient, d.high);
  const double rest = ((e.high - back.high) - back.low) + (e.low - quotient * low);
  return walras_with_sign(quotient + rest / d.high, x);
}

static inline int walras_log1p_inside(double x) {
  return (x > -1.0) & (x <= 0x1.fffffffffffffp1023);
}

static inline double walras_log1p_core(double x) {
  const walras_dd u = walras_dd_sum(1.0, x);
  return walras_with_sign(walras_log_less_core(u.high, -u.low / u.high), x);
}

/** log(x) for positive normal finite x; relative error 2^-64. */
static inline walras_dd walras_log_dd_core(double x) {
  const walras_log_reduced reduced = walras_log_reduce(x);
  const double f = reduced.mantissa - 1.0, k = reduced.exponent;
  /* s = f / (2 + f) */
  const walras_dd d = walras_dd_fast_sum(2.0, f);
  const double quotient = f / d.high;
  const walras_dd back = walras_dd_product(quotient, d.high);
  const walras_dd s = walras_dd_fast_sum(quotient, (((f - back.high) - back.low) - quotient * d.low) / d.high);
  /* log(1 + f) = 2 s + s^3 (2/3 + s^2 P(s^2)) */
  const walras_dd square = walras_dd_mul(s, s);
  const double z = square.high, w = z * z, v = w * w;
  const double p =
      z * (((0x1.999999999999ap-2 + z * 0x1.2492492492491p-2) + w * (0x1.c71c71c71cfd9p-3 + z * 0x1.745d174513593p-3)) +
           v * (((0x1.3b13b1bc75cd4p-3 + z * 0x1.1110dfad0f8eap-3) + w * (0x1.e1f7fa7547177p-4 + z * 0x1.ac4a89c964b82p-4)) +
                v * 0x1.b8d433113b7fap-4));
  walras_dd factor = walras_dd_fast_sum(0x1.5555555555555p-1, p);
  factor.low += 0x1.5555555555555p-55;
  const walras_dd cubic = walras_dd_mul(walras_dd_mul(s, square), factor);
  const walras_dd twice = walras_dd_scale(s, 2.0), sum = walras_dd_fast_sum(twice.high, cubic.high);
  const walras_dd total = walras_dd_sum(k * WALRAS_LN2_HIGH, sum.high);
  return walras_dd_fast_sum(total.high, total.low + (k * WALRAS_LN2_LOW + (sum.low + (twice.low + cubic.low))));
}

/** x^y for positive normal finite x, where *exponent = y log(x) comes out with |*exponent| <= WALRAS_POW_EXPONENT (else no value). */
#define WALRAS_POW_EXPONENT 690.0
static inline double walras_pow_core(double x, double y, double *exponent) {
  walras_dd product = walras_dd_mul_double(walras_log_dd_core(x), y);
  *exponent = product.high;
  return walras_exp_dd_core(product);
}

static inline int walras_pow_inside(double x) {
  return (x >= 0x1p-1022) & (x <= 0x1.fffffffffffffp1023);
}

/** The exponent's part of the predicate; false for no number. */
static inline int walras_pow_exponent_inside(double exponent) {
  return (exponent >= -WALRAS_POW_EXPONENT) & (exponent <= WALRAS_POW_EXPONENT);
}

/** An angle r + quarters pi/2, |r| <= pi/4: the sine and cosine of r, and the quarters modulo 4 in the last two bits. */
typedef struct walras_quarter_turn {
  double sine, cosine;
  uint64_t quarters;
} walras_quarter_turn;

/** First-order corrections for the low part of r. */
static inline walras_quarter_turn walras_quarter_turn_of(walras_dd r, uint64_t quarters) {
  walras_quarter_turn turn;
  turn.sine = walras_sin_eighth(r.high) + r.low * (1.0 - 0.5 * r.high * r.high);
  turn.cosine = walras_cos_eighth(r.high) - r.low * r.high;
  turn.quarters = quarters;
  return turn;
}

/** 0 <= a <= 1e5, by pi/2 in four parts after Cody and Waite: the products with the first two are exact. */
static inline walras_quarter_turn walras_quarter_turn_core(double a) {
  const double shifted = a * 0x1.45f306dc9c883p-1 + WALRAS_ROUNDER, k = shifted - WALRAS_ROUNDER;
  const walras_dd first = walras_dd_sum(a - k * 0x1.921fb54400000p+0, -k * 0x1.0b4611a600000p-34);
  const walras_dd r = walras_dd_add(first, walras_dd_sum(-k * 0x1.3198a2e000000p-69, -k * 0x1.b839a252049c1p-104));
  return walras_quarter_turn_of(r, walras_bits_of(shifted));
}

/** The sine after `quarters` more quarter turns. */
static inline double walras_quarter_sine(walras_quarter_turn turn, uint64_t quarters) {
  const uint64_t swap = UINT64_C(0) - (quarters & 1);
  const uint64_t bits = (walras_bits_of(turn.sine) & ~swap) | (walras_bits_of(turn.cosine) & swap);
  return walras_from_bits(bits ^ (quarters >> 1 & 1) << 63);
}

static inline int walras_sin_inside(double x) {
  return (x >= -1e5) & (x <= 1e5);
}

static inline int walras_cos_inside(double x) {
  return walras_sin_inside(x);
}

static inline double walras_sin_core(double x) {
  const walras_quarter_turn turn = walras_quarter_turn_core(walras_magnitude(x));
  const double sine = walras_quarter_sine(turn, turn.quarters);
  return walras_from_bits(walras_bits_of(sine) ^ (walras_bits_of(x) & WALRAS_SIGN));
}

static inline double walras_cos_core(double x) {
  const walras_quarter_turn turn = walras_quarter_turn_core(walras_magnitude(x));
  return walras_quarter_sine(turn, turn.quarters + 1);
}

#endif
