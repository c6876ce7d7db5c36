/* erf, erfc, the normal law and lgamma. */
#include <math.h>

#include "numerics/elementary/special_cores.h"
#include "walras/elementary.h"

static const walras_dd one = {1.0, 0.0};

static const walras_dd two_hundred_ln2 = {0x1.1542457337d43p+7, -0x1.e3948c376279dp-49};

double walras_erf(double x) {
  if (walras_erf_inside(x))
    return walras_erf_core(x);
  return isnan(x) ? x : walras_with_sign(1.0, x);
}

/* 2^200 times the upper tail, where the tail itself is below the normal doubles. */
static double far_tail(walras_dd a, walras_dd minus_square) {
  return walras_upper_tail_core(a, walras_dd_add(minus_square, two_hundred_ln2)).high;
}

double walras_erfc(double x) {
  if (walras_erfc_inside(x))
    return walras_erfc_core(x);
  if (isnan(x) || x > 27.3)
    return isnan(x) ? x : 0.0;
  return x < 0.0 ? 2.0 : far_tail((walras_dd){x, 0.0}, walras_minus_square(x, 1.0)) * 0x1p-200;
}

double walras_normal_cdf(double x) {
  if (walras_normal_cdf_inside(x))
    return walras_normal_cdf_core(x);
  if (isnan(x) || x < -38.6)
    return isnan(x) ? x : 0.0;
  return x > 0.0 ? 1.0 : far_tail(walras_over_root_two(-x), walras_minus_square(x, 0.5)) * 0x1p-201;
}

double walras_normal_quantile(double p) {
  /* The core's two ways, of which a scalar needs one. */
  if (walras_normal_quantile_inside(p)) {
    const double low = p < 0.5 ? p : 1.0 - p;
    const double x = low < 0.25 ? walras_quantile_tail_core(low) : walras_quantile_middle_core(low - 0.5);
    return p < 0.5 ? x : 0.0 - x;
  }
  if (p == 0.0 || p == 1.0)
    return p == 0.0 ? -INFINITY : INFINITY;
  if (!(p > 0.0 && p < 1.0))
    return NAN;
  const double x = walras_quantile_tail_start(-2.0 * walras_log(p)), scaled = p * 0x1p200;
  return walras_quantile_tail_step(walras_quantile_tail_step(x, scaled, two_hundred_ln2), scaled, two_hundred_ln2);
}

/* ---- lgamma ---- */

/* log Gamma(x) for x >= 24 by Stirling's series (DLMF 5.11.1), in double-double. */
static walras_dd stirling(walras_dd x) {
  static const walras_dd terms[] = {
      {0x1.5555555555555p-4, 0x1.5555555555555p-58},  {-0x1.6c16c16c16c17p-9, 0x1.f49f49f49f49fp-64},
      {0x1.a01a01a01a01ap-11, 0x1.a01a01a01a01ap-71}, {-0x1.3813813813814p-11, 0x1.fb1fb1fb1fb20p-65},
      {0x1.b951e2b18ff23p-11, 0x1.5c3a9ce01b952p-65}, {-0x1.f6ab0d9993c7dp-10, 0x1.f82553c999b0ep-64},
      {0x1.a41a41a41a41ap-8, 0x1.0690690690690p-62},  {-0x1.e4286cb0f5398p-6, 0x1.1efcdab896745p-61},
      {0x1.6fe96381e0680p-3, -0x1.79e2405a71f88p-61}, {-0x1.6476701181f3ap+0, 0x1.24246319da678p-56},
      {0x1.ace44322ce006p+3, -0x1.62c2b1bbcdd32p-51}, {-0x1.39b2525cccc1bp+7, 0x1.52604768a30fcp-47}};
  const walras_dd log_x = walras_dd_log(x);
  const walras_dd inverse = walras_dd_div(one, x), square = walras_dd_mul(inverse, inverse);
  walras_dd power = inverse;
  walras_dd sum = walras_dd_add(walras_dd_mul(walras_dd_add(x, (walras_dd){-0.5, 0.0}), log_x), walras_dd_neg(x));
  sum = walras_dd_add(sum, (walras_dd){0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55});
  for (unsigned i = 0; i < sizeof terms / sizeof *terms; i++) {
    sum = walras_dd_add(sum, walras_dd_mul(terms[i], power));
    power = walras_dd_mul(power, square);
  }
  return sum;
}

/* log Gamma(1 + t) by its Taylor series for |t| < 1/64 (DLMF 5.7.3): relative accuracy through the zero at t = 0. */
static double near_one(double t) {
  static const double zeta_over_k[] = {0x1.a51a6625307d3p-1, 0x1.9a4d55beab2d7p-2, 0x1.151322ac7d848p-2, 0x1.a8b9c17aa6149p-3,
                                       0x1.5b40cb100c306p-3, 0x1.2703a1dcea3aep-3, 0x1.010b36af86397p-3, 0x1.c806706d57db4p-4,
                                       0x1.9a01e385d5f8fp-4, 0x1.748c33114c6d6p-4};
  double sum = 0.0;
  for (int k = (int)(sizeof zeta_over_k / sizeof *zeta_over_k) - 1; k >= 0; k--)
    sum = (k % 2 == 0 ? zeta_over_k[k] : -zeta_over_k[k]) + t * sum;
  const walras_dd linear = walras_dd_mul_double((walras_dd){-0x1.2788cfc6fb619p-1, 0x1.6cb90701fbfabp-58}, t);
  return linear.high + (linear.low + t * t * sum);
}

/* x > 0, or above -100 and no integer: the recurrence crosses zero as well. */
static double by_recurrence(double x) {
  if (fabs(x - 1.0) < 0x1p-6)
    return near_one(x - 1.0);
  if (fabs(x - 2.0) < 0x1p-6) {
    const walras_dd sum = walras_dd_sum(walras_log1p(x - 2.0), near_one(x - 2.0));
    return sum.high + sum.low;
  }
  /* Upwards to where the series is exact: log Gamma(x) = log Gamma(x + n) - log(x (x + 1) ... (x + n - 1)). */
  walras_dd product = one, at = {x, 0.0};
  while (at.high < 24.0) {
    product = walras_dd_mul(product, at);
    at = walras_dd_add(at, one);
  }
  const walras_dd value = stirling(at);
  const walras_dd magnitude = product.high < 0.0 ? walras_dd_neg(product) : product;
  return magnitude.high == 1.0 ? value.high : walras_dd_add(value, walras_dd_neg(walras_dd_log(magnitude))).high;
}

/* Past 1e17 Stirling's formula is x (log x - 1), and its other terms are below the last place. Scaled, so that splitting does not overflow. */
static double huge(double x) {
  const walras_dd log_less_one = walras_dd_add(walras_log_dd_core(x), (walras_dd){-1.0, 0.0});
  return walras_dd_mul_double(log_less_one, x * 0x1p-60).high * 0x1p60;
}

double walras_lgamma(double x) {
  if (isnan(x) || x == INFINITY)
    return x;
  if (x == -INFINITY || (x <= 0.0 && floor(x) == x))
    return INFINITY;
  if (fabs(x) < 1e-17)
    return -walras_log(fabs(x));
  if (x > -100.0)
    return x > 1e17 ? huge(x) : by_recurrence(x);
  /* Reflection (DLMF 5.5.3); here log |Gamma| is far from zero. */
  double sine, cosine;
  walras_sincos_turn(0.5 * (-x - floor(-x)), &sine, &cosine);
  return walras_log(0x1.921fb54442d18p+1 / fabs(x * sine)) - by_recurrence(-x);
}
