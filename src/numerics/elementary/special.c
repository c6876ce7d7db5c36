/* erf, erfc, the normal law and lgamma, through double-double series and fractions: exact to the last bit or two, not hurried. */
#include <math.h>

#include "numerics/elementary/double_double.h"
#include "walras/elementary.h"

static const walras_dd one = {1.0, 0.0};

/* erf(x) = 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (2n+1)!! (DLMF 7.6.2): all terms positive. 0 <= x <= 3. */
static walras_dd erf_series(walras_dd x) {
  const walras_dd square = walras_dd_mul(x, x);
  walras_dd term = x, sum = x;
  for (int n = 1; n < 200 && term.high > 1e-34 * sum.high; n++) {
    term = walras_dd_div(walras_dd_mul(term, walras_dd_scale(square, 2.0)), (walras_dd){2.0 * n + 1.0, 0.0});
    sum = walras_dd_add(sum, term);
  }
  const walras_dd front =
      walras_dd_mul((walras_dd){0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56}, walras_dd_exp(walras_dd_neg(square)));
  return walras_dd_mul(front, sum);
}

/* erfc(x) = exp(-x^2)/sqrt(pi) / (x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...)))) (DLMF 7.9.1), from the back. 2 <= x. */
static walras_dd erfc_fraction(walras_dd x) {
  const int terms = x.high < 3.0 ? 240 : x.high < 5.0 ? 120 : 60;
  walras_dd tail = x;
  for (int n = terms; n > 0; n--)
    tail = walras_dd_add(x, walras_dd_div((walras_dd){0.5 * n, 0.0}, tail));
  const walras_dd square = walras_dd_mul(x, x);
  /* exp in two factors: the square may be beyond the double range of the exponential alone */
  const walras_dd half = walras_dd_exp(walras_dd_scale(square, -0.5));
  const walras_dd front = walras_dd_div(walras_dd_mul((walras_dd){0x1.20dd750429b6dp-1, 0x1.1ae3a914fed80p-57}, half), tail);
  return walras_dd_mul(front, half);
}

/* erfc of any dd, without underflow care below 1e-290. */
static walras_dd erfc_dd(walras_dd x) {
  if (x.high < 0.0)
    return walras_dd_add((walras_dd){2.0, 0.0}, walras_dd_neg(erfc_dd(walras_dd_neg(x))));
  if (x.high < 2.0)
    return walras_dd_add(one, walras_dd_neg(erf_series(x)));
  return erfc_fraction(x);
}

/* In the subnormal range the product of two factors rounds once more; scale by hand. */
static double erfc_far(walras_dd x) {
  walras_dd tail = x;
  for (int n = 60; n > 0; n--)
    tail = walras_dd_add(x, walras_dd_div((walras_dd){0.5 * n, 0.0}, tail));
  const walras_dd square = walras_dd_mul(x, x);
  const walras_dd moved =
      walras_dd_add(walras_dd_neg(square), walras_dd_mul_double((walras_dd){0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}, 200.0));
  const walras_dd scaled =
      walras_dd_div(walras_dd_mul((walras_dd){0x1.20dd750429b6dp-1, 0x1.1ae3a914fed80p-57}, walras_dd_exp(moved)), tail);
  return scaled.high * 0x1p-200;
}

double walras_erf(double x) {
  const double a = fabs(x);
  if (isnan(x) || x == 0.0)
    return x;
  if (a < 0x1p-30)
    return walras_dd_mul_double((walras_dd){0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56}, x).high;
  const double value = a > 6.0   ? 1.0
                       : a < 2.0 ? erf_series((walras_dd){a, 0.0}).high
                                 : walras_dd_add(one, walras_dd_neg(erfc_fraction((walras_dd){a, 0.0}))).high;
  return x < 0.0 ? -value : value;
}

double walras_erfc(double x) {
  if (isnan(x))
    return x;
  if (x > 27.3)
    return 0.0;
  if (x < -6.0)
    return 2.0;
  return x > 25.0 ? erfc_far((walras_dd){x, 0.0}) : erfc_dd((walras_dd){x, 0.0}).high;
}

double walras_normal_cdf(double x) {
  const walras_dd root = {0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55};
  if (isnan(x))
    return x;
  if (x < -38.6)
    return 0.0;
  if (x > 9.0)
    return 1.0;
  const walras_dd argument = walras_dd_mul_double(root, -x);
  return argument.high > 25.0 ? 0.5 * erfc_far(argument) : 0.5 * erfc_dd(argument).high;
}

/* Newton steps on log Phi from a starting value of tail asymptotics; p <= 1/2. */
static double lower_quantile(double p) {
  const double t = sqrt(-2.0 * walras_log(p));
  double x = p > 0.02425
                 ? (p - 0.5) * 2.5066282746310002
                 : -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (int i = 0; i < 60; i++) {
    const walras_dd argument = walras_dd_mul_double((walras_dd){0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55}, -x);
    const walras_dd cdf = walras_dd_scale(erfc_dd(argument), 0.5);
    const walras_dd miss = walras_dd_add(cdf, (walras_dd){-p, 0.0});
    const double density = 0.3989422804014327 * walras_exp(-0.5 * x * x);
    const double newton = miss.high / density;
    /* Halley: the second derivative of the cdf is -x times its density */
    const double step = newton / (1.0 + 0.5 * x * newton);
    const double next = x - step;
    if (next == x || fabs(step) < 1e-17 * fabs(x))
      break;
    x = next;
  }
  return x;
}

double walras_normal_quantile(double p) {
  if (isnan(p) || p < 0.0 || p > 1.0)
    return NAN;
  if (p == 0.0 || p == 1.0)
    return p == 0.0 ? -INFINITY : INFINITY;
  if (p == 0.5)
    return 0.0;
  if (p < 1e-290)
    return -sqrt(-2.0 * (walras_log(p) + 0.9189385332046727 + 0.5 * walras_log(-2.0 * walras_log(p))));
  return p < 0.5 ? lower_quantile(p) : -lower_quantile(1.0 - p);
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

static double positive(double x) {
  if (fabs(x - 1.0) < 0x1p-6)
    return near_one(x - 1.0);
  if (fabs(x - 2.0) < 0x1p-6) {
    const walras_dd sum = walras_dd_sum(walras_log1p(x - 2.0), near_one(x - 2.0));
    return sum.high + sum.low;
  }
  if (x > 1e17)
    return x * (walras_log(x) - 1.0);
  /* Upwards to where the series is exact: log Gamma(x) = log Gamma(x + n) - log(x (x + 1) ... (x + n - 1)). */
  walras_dd product = one, at = {x, 0.0};
  while (at.high < 24.0) {
    product = walras_dd_mul(product, at);
    at = walras_dd_add(at, one);
  }
  const walras_dd value = stirling(at);
  return product.high == 1.0 ? value.high : walras_dd_add(value, walras_dd_neg(walras_dd_log(product))).high;
}

double walras_lgamma(double x) {
  if (isnan(x) || x == INFINITY)
    return x;
  if (x == -INFINITY || (x <= 0.0 && floor(x) == x))
    return INFINITY;
  if (x > 0.0)
    return x < 1e-300 ? -walras_log(x) : positive(x);
  if (x > -1e-16)
    return -walras_log(-x);
  /* Reflection (DLMF 5.5.3): absolute, not relative, accuracy near the zeros. */
  double sine, cosine;
  const double fraction = -x - floor(-x);
  walras_sincos_turn(0.5 * fraction, &sine, &cosine);
  return walras_log(0x1.921fb54442d18p+1 / fabs(x * sine)) - positive(-x);
}
