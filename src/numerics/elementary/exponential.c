/* exp, log and their relatives. */
#include <math.h>

#include "numerics/elementary/double_double.h"
#include "numerics/elementary/inline.h"
#include "walras/elementary.h"

static double power_of_two(int k) {
  return walras_from_bits((uint64_t)(k + 1023) << 52);
}

double walras_exp(double x) {
  if (x >= -708.0 && x <= 708.0)
    return walras_exp_core(x);
  if (isnan(x))
    return x;
  if (x > 709.782712893384)
    return INFINITY;
  if (x < -745.1332191019412)
    return 0.0;
  /* Near the borders: in two steps, the last of which may overflow to infinity or round into the subnormals. */
  const double shift = x > 0.0 ? 64.0 : -64.0;
  const walras_dd ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
  const walras_dd part = walras_dd_exp(walras_dd_add((walras_dd){x, 0.0}, walras_dd_mul_double(ln2, -shift)));
  return part.high * power_of_two((int)shift);
}

double walras_log(double x) {
  if (x >= 0x1p-1022 && x <= 0x1.fffffffffffffp1023)
    return walras_log_core(x);
  if (isnan(x) || x == INFINITY)
    return x;
  if (x == 0.0)
    return -INFINITY;
  if (x < 0.0)
    return NAN;
  /* Subnormal: mantissa and exponent apart. */
  int exponent = 0;
  const walras_dd log_mantissa = walras_dd_log((walras_dd){frexp(x, &exponent) * 2.0, 0.0});
  return walras_dd_add(log_mantissa,
                       walras_dd_mul_double((walras_dd){0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}, (double)(exponent - 1)))
      .high;
}

double walras_log1p(double x) {
  if (isnan(x) || x == INFINITY)
    return x;
  if (x < -1.0)
    return NAN;
  if (x == -1.0)
    return -INFINITY;
  if (fabs(x) < 0x1p-54)
    return x;
  const walras_dd u = walras_dd_sum(1.0, x);
  if (u.high < 0x1p-1022 || u.high > 0x1p1000)
    return walras_log(u.high);
  if (fabs(x) < 0x1p-10) {
    /* x - x^2/2 + ...: the first two terms in double-double, the rest is below 2^-20 of the sum. */
    const walras_dd square = walras_dd_scale(walras_dd_product(x, x), -0.5);
    const double rest = x * x * x * (1.0 / 3.0 - x * (0.25 - x * (0.2 - x * (1.0 / 6.0 - x / 7.0))));
    const walras_dd sum = walras_dd_add((walras_dd){x, 0.0}, square);
    return sum.high + (sum.low + rest);
  }
  return walras_log_core(u.high) + u.low / u.high;
}

double walras_expm1(double x) {
  if (isnan(x) || x == INFINITY)
    return x;
  if (x < -40.0)
    return -1.0;
  if (x > 709.782712893384)
    return INFINITY;
  if (fabs(x) < 0x1p-54)
    return x;
  if (x > 60.0)
    return walras_exp(x);
  const double k = (x * 0x1.71547652b82fep+0 + WALRAS_ROUNDER) - WALRAS_ROUNDER;
  const walras_dd r = walras_dd_sum(x - k * WALRAS_LN2_HIGH, -k * WALRAS_LN2_LOW);
  /* e^r - 1 = r + r^2/2 + r^3/6 + ...: two leading terms in double-double. */
  const double z = r.high * r.high;
  const double series =
      z * r.high *
      (1.0 / 6.0 +
       r.high * (1.0 / 24.0 +
                 r.high * (1.0 / 120.0 +
                           r.high * (1.0 / 720.0 +
                                     r.high * (1.0 / 5040.0 +
                                               r.high * (1.0 / 40320.0 +
                                                         r.high * (1.0 / 362880.0 +
                                                                   r.high * (1.0 / 3628800.0 +
                                                                             r.high * (1.0 / 39916800.0 +
                                                                                       r.high * (1.0 / 479001600.0 +
                                                                                                 r.high / 6227020800.0))))))))));
  walras_dd e = walras_dd_add(
      r, walras_dd_add(walras_dd_scale(walras_dd_product(r.high, r.high), 0.5), (walras_dd){series + r.high * r.low, 0.0}));
  if (k == 0.0)
    return e.high;
  const double scale = power_of_two((int)k);
  e = walras_dd_add(walras_dd_scale(e, scale), walras_dd_sum(scale, -1.0));
  return e.high;
}

double walras_tanh(double x) {
  if (isnan(x) || x == 0.0)
    return x;
  const double a = fabs(x);
  double t;
  if (a > 22.0) {
    t = 1.0;
  } else if (a < 0x1p-27) {
    t = a;
  } else {
    /* (1 - e) / (1 + e), e = exp(-2a) */
    const walras_dd e = walras_dd_exp((walras_dd){-2.0 * a, 0.0});
    t = walras_dd_div(walras_dd_add((walras_dd){1.0, 0.0}, walras_dd_neg(e)), walras_dd_add((walras_dd){1.0, 0.0}, e)).high;
  }
  return x < 0.0 ? -t : t;
}

/* ---- pow ---- */

static int is_integer(double y) {
  return fabs(y) >= 0x1p52 || rint(y) == y;
}
static int is_odd(double y) {
  return fabs(y) < 0x1p53 && is_integer(y) && fmod(y, 2.0) != 0.0;
}

/* |x|^y for finite positive |x| other than 1 and finite y other than 0. */
static double power(double x, double y) {
  int exponent = 0;
  walras_dd log_x = walras_dd_log((walras_dd){frexp(x, &exponent) * 2.0, 0.0});
  if (exponent - 1 != 0)
    log_x = walras_dd_add(log_x,
                          walras_dd_mul_double((walras_dd){0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}, (double)(exponent - 1)));
  if (fabs(y) > 0x1p70)
    return (log_x.high > 0.0) == (y > 0.0) ? INFINITY : 0.0;
  const walras_dd product = walras_dd_mul_double(log_x, y);
  if (product.high > 709.79)
    return INFINITY;
  if (product.high < -745.2)
    return 0.0;
  if (fabs(product.high) < 690.0) {
    const walras_dd result = walras_dd_exp(product);
    return result.high;
  }
  const double shift = product.high > 0.0 ? 128.0 : -128.0;
  const walras_dd moved =
      walras_dd_add(product, walras_dd_mul_double((walras_dd){0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}, -shift));
  return walras_dd_exp(moved).high * power_of_two((int)shift);
}

/* C11 F.10.4.4, case by case. */
double walras_pow(double x, double y) {
  if (y == 0.0 || x == 1.0)
    return 1.0;
  if (isnan(x) || isnan(y))
    return NAN;
  const double a = fabs(x);
  if (isinf(y))
    return a == 1.0 ? 1.0 : (a > 1.0) == (y > 0.0) ? INFINITY : 0.0;
  const int odd = is_odd(y);
  double result;
  if (a == 0.0)
    result = y > 0.0 ? 0.0 : INFINITY;
  else if (isinf(a))
    result = y > 0.0 ? INFINITY : 0.0;
  else if (x < 0.0 && !is_integer(y))
    return NAN;
  else
    result = a == 1.0 ? 1.0 : power(a, y);
  return odd && (x < 0.0 || (x == 0.0 && signbit(x))) ? -result : result;
}
