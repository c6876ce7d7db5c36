/**
 * The cores of erf, erfc and the normal law: straight-line code on sums of two doubles, with a table of exp(x^2) erfc(x) in pieces.
 * Each is valid where its `_inside` predicate holds; walras/elementary.h has the whole functions.
 */
#ifndef WALRAS_NUMERICS_ELEMENTARY_SPECIAL_CORES_H
#define WALRAS_NUMERICS_ELEMENTARY_SPECIAL_CORES_H

#include <math.h>

#include "numerics/elementary/cores.h"
#include "numerics/elementary/erfcx_table.h"

/** exp(a^2) erfc(a) for 0 <= a < 31; relative error 2^-56. */
static inline walras_dd walras_erfcx_core(walras_dd a) {
  const uint64_t bits = walras_bits_of(1.0 + a.high);
  const int64_t piece = WALRAS_ERFCX_WIDTH * (int64_t)((bits - UINT64_C(0x3ff0000000000000)) >> 48);
  const double middle = walras_from_bits((bits & UINT64_C(0xffff000000000000)) | UINT64_C(0x0000800000000000)) - 1.0;
  const double d = (a.high - middle) + a.low, z = d * d, w = z * z;
  const double p = ((walras_erfcx_table[piece + 2] + d * walras_erfcx_table[piece + 3]) +
                    z * (walras_erfcx_table[piece + 4] + d * walras_erfcx_table[piece + 5])) +
                   w * (((walras_erfcx_table[piece + 6] + d * walras_erfcx_table[piece + 7]) +
                         z * (walras_erfcx_table[piece + 8] + d * walras_erfcx_table[piece + 9])) +
                        w * walras_erfcx_table[piece + 10]);
  const walras_dd sum = walras_dd_fast_sum(walras_erfcx_table[piece], d * p);
  return walras_dd_fast_sum(sum.high, sum.low + walras_erfcx_table[piece + 1]);
}

/** e^exponent erfc(a) e^(a^2): the upper tail where exponent = -a^2; 0 <= a < 31, |exponent| <= 708. */
static inline walras_dd walras_upper_tail_core(walras_dd a, walras_dd exponent) {
  const walras_exp_parts e = walras_exp_parts_core(exponent.high, exponent.low);
  const walras_dd one = walras_dd_fast_sum(1.0, e.rest.high), g = walras_erfcx_core(a);
  const walras_dd product = walras_dd_mul(walras_dd_make(one.high, one.low + e.rest.low), g);
  return walras_dd_scale(product, e.scale);
}

static inline walras_dd walras_minus_square(double x, double share) { /* share a power of two */
  return walras_dd_scale(walras_dd_product(x, x), -share);
}

/** erf(a) for |a| <= 1/2; relative error 2^-56. */
static inline walras_dd walras_erf_small_core(walras_dd a) {
  const double z = a.high * a.high, w = z * z, v = w * w;
  const double p =
      ((-0x1.812746b0379e7p-2 + z * 0x1.ce2f21a042bcfp-4) + w * (-0x1.b82ce31286ca6p-6 + z * 0x1.565bcd0d2f387p-8)) +
      v * (((-0x1.c02db3355a85bp-11 + z * 0x1.f9a2dd80b8e29p-14) + w * (-0x1.f4c2b3b43d836p-17 + z * 0x1.b7f30850d48a8p-20)) +
           v * -0x1.3d8b39d54153dp-23);
  const walras_dd leading = walras_dd_mul(a, walras_dd_make(0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56));
  const walras_dd sum = walras_dd_fast_sum(leading.high, a.high * z * p);
  return walras_dd_fast_sum(sum.high, sum.low + leading.low);
}

/** whole - a. */
static inline walras_dd walras_dd_from(double whole, walras_dd a) {
  const walras_dd sum = walras_dd_sum(whole, -a.high);
  return walras_dd_fast_sum(sum.high, sum.low - a.low);
}

/** `yes` where the sign bit of `chooser` is set, else `no`. */
static inline double walras_choose_negative(double chooser, double yes, double no) {
  const uint64_t mask = UINT64_C(0) - (walras_bits_of(chooser) >> 63);
  return walras_from_bits((walras_bits_of(yes) & mask) | (walras_bits_of(no) & ~mask));
}

/** Beyond, the nearest double is 1 or -1. */
static inline int walras_erf_inside(double x) {
  return (x >= -6.0) & (x <= 6.0);
}

static inline double walras_erf_core(double x) {
  const double a = walras_magnitude(x);
  const walras_dd argument = walras_dd_make(a, 0.0), tail = walras_upper_tail_core(argument, walras_minus_square(a, 1.0));
  const double small = walras_erf_small_core(argument).high, large = walras_dd_from(1.0, tail).high;
  return walras_with_sign(walras_choose_negative(a - 0.5, small, large), x);
}

static inline int walras_erfc_inside(double x) {
  return (x >= -26.0) & (x <= 26.0);
}

static inline double walras_erfc_core(double x) {
  const double a = walras_magnitude(x);
  const walras_dd tail = walras_upper_tail_core(walras_dd_make(a, 0.0), walras_minus_square(a, 1.0));
  return walras_choose_negative(x, walras_dd_from(2.0, tail).high, tail.high);
}

/** x / sqrt(2). */
static inline walras_dd walras_over_root_two(double x) {
  return walras_dd_mul_double(walras_dd_make(0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55), x);
}

static inline int walras_normal_cdf_inside(double x) {
  return (x >= -37.0) & (x <= 37.0);
}

static inline double walras_normal_cdf_core(double x) {
  const double a = walras_magnitude(x);
  const walras_dd tail = walras_dd_scale(walras_upper_tail_core(walras_over_root_two(a), walras_minus_square(a, 0.5)), 0.5);
  return walras_choose_negative(x, tail.high, walras_dd_from(1.0, tail).high);
}

/** The step of Halley's method: the second derivative of the cdf is -x times its density. */
static inline double walras_halley_step(double x, double newton) {
  return newton / (1.0 + 0.5 * x * newton);
}

/** One step towards the x < 0 with cdf(x) = p e^-offset, from near it. */
static inline double walras_quantile_tail_step(double x, double p, walras_dd offset) {
  const walras_dd a = walras_over_root_two(-x), exponent = walras_dd_add(walras_minus_square(x, 0.5), offset);
  const walras_dd cdf = walras_dd_scale(walras_upper_tail_core(a, exponent), 0.5);
  /* cdf / density = sqrt(pi/2) exp(a^2) erfc(a) */
  const double miss = ((cdf.high - p) + cdf.low) / cdf.high;
  return x - walras_halley_step(x, miss * walras_erfcx_core(a).high * 0x1.40d931ff62706p+0);
}

/** Where to start with p = e^(-t^2/2) <= 1/4: Abramowitz and Stegun 26.2.23, within 4.5e-4. */
static inline double walras_quantile_tail_start(double minus_twice_log) {
  const double t = sqrt(minus_twice_log);
  return (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
}

/** Two steps of Halley's method from a start within 4.5e-4 leave 1e-19. 1e-290 <= p <= 1/4. */
static inline double walras_quantile_tail_core(double p) {
  const walras_dd none = {0.0, 0.0};
  const double x = walras_quantile_tail_start(-2.0 * walras_log_core(p));
  return walras_quantile_tail_step(walras_quantile_tail_step(x, p, none), p, none);
}

/** One step towards the x with cdf(x) - 1/2 = q, from near it. */
static inline double walras_quantile_middle_step(double x, double q) {
  const walras_dd half = walras_dd_scale(walras_erf_small_core(walras_over_root_two(x)), 0.5);
  const double density = 0x1.9884533d43651p-2 * walras_exp_core(-0.5 * x * x);
  return x - walras_halley_step(x, ((half.high - q) + half.low) / density);
}

/** p = 1/2 + q, |q| <= 1/4: two steps from the Maclaurin series, which is within 3e-4. */
static inline double walras_quantile_middle_core(double q) {
  const double s = 0x1.921fb54442d18p+2 * q * q;
  const double x = 0x1.40d931ff62706p+1 * q * (1.0 + s * (1.0 / 6.0 + s * (7.0 / 120.0 + s * (127.0 / 5040.0))));
  return walras_quantile_middle_step(walras_quantile_middle_step(x, q), q);
}

static inline int walras_normal_quantile_inside(double p) {
  return (p >= 1e-290) & (p <= 0x1.fffffffffffffp-1);
}

/** From the nearer end, 1 - p being exact there; both ways are worked out where a vector may need either. */
static inline double walras_normal_quantile_core(double p) {
  const double q = p - 0.5, low = walras_choose_negative(q, p, 1.0 - p);
  const double far = walras_choose_negative(0.25 - low, 0.25, low);
  const double near = walras_choose_negative(low - 0.25, -0.25, low - 0.5);
  const double x = walras_choose_negative(low - 0.25, walras_quantile_tail_core(far), walras_quantile_middle_core(near));
  return walras_choose_negative(q, x, 0.0 - x);
}

#endif
