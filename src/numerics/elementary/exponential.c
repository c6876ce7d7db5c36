/* exp, log and their relatives. */
#include <math.h>

#include "numerics/elementary/cores.h"
#include "walras/elementary.h"

static const walras_dd ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};

static double power_of_two(int k) {
  return walras_from_bits((uint64_t)(k + 1023) << 52);
}

double walras_exp(double x) {
  if (walras_exp_inside(x))
    return walras_exp_core(x);
  if (isnan(x))
    return x;
  if (x > 709.782712893384)
    return INFINITY;
  if (x < -745.1332191019412)
    return 0.0;
  /* Near the borders: in two steps, the last of which may overflow to infinity or round into the subnormals. */
  const double shift = x > 0.0 ? 64.0 : -64.0;
  const walras_dd part = walras_dd_exp(walras_dd_add((walras_dd){x, 0.0}, walras_dd_mul_double(ln2, -shift)));
  return part.high * power_of_two((int)shift);
}

double walras_log(double x) {
  if (walras_log_inside(x))
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
  return walras_dd_add(log_mantissa, walras_dd_mul_double(ln2, (double)(exponent - 1))).high;
}

double walras_log1p(double x) {
  if (walras_log1p_inside(x))
    return walras_log1p_core(x);
  if (isnan(x) || x == INFINITY)
    return x;
  return x == -1.0 ? -INFINITY : NAN;
}

double walras_expm1(double x) {
  if (walras_expm1_inside(x))
    return walras_expm1_core(x);
  if (x < -40.0)
    return -1.0;
  return walras_exp(x);
}

double walras_tanh(double x) {
  if (walras_tanh_inside(x))
    return walras_tanh_core(x);
  return isnan(x) ? x : walras_with_sign(1.0, x);
}

/* ---- pow ---- */

static int is_integer(double y) {
  return fabs(y) >= 0x1p52 || rint(y) == y;
}
static int is_odd(double y) {
  return fabs(y) < 0x1p53 && is_integer(y) && !is_integer(0.5 * y);
}

/* x^y for finite positive x other than 1 and finite y other than 0, near the borders or beyond them. */
static double extreme_power(double x, double y) {
  int exponent = 0;
  walras_dd log_x = walras_dd_log((walras_dd){frexp(x, &exponent) * 2.0, 0.0});
  if (exponent - 1 != 0)
    log_x = walras_dd_add(log_x, walras_dd_mul_double(ln2, (double)(exponent - 1)));
  if (fabs(y) > 0x1p70)
    return (log_x.high > 0.0) == (y > 0.0) ? INFINITY : 0.0;
  const walras_dd product = walras_dd_mul_double(log_x, y);
  if (product.high > 709.79)
    return INFINITY;
  if (product.high < -745.2)
    return 0.0;
  if (fabs(product.high) < 680.0)
    return walras_dd_exp(product).high;
  const double shift = product.high > 0.0 ? 128.0 : -128.0;
  const walras_dd moved = walras_dd_add(product, walras_dd_mul_double(ln2, -shift));
  return walras_dd_exp(moved).high * power_of_two((int)shift);
}

static double positive_power(double x, double y) {
  double exponent = 0.0;
  const double value = walras_pow_core(walras_pow_inside(x) ? x : 1.0, y, &exponent);
  return walras_pow_inside(x) & walras_pow_exponent_inside(exponent) ? value : extreme_power(x, y);
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
    result = a == 1.0 ? 1.0 : positive_power(a, y);
  return odd && (x < 0.0 || (x == 0.0 && signbit(x))) ? -result : result;
}
