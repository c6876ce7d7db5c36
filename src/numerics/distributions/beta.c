#include "numerics/distributions/beta.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "walras/elementary.h"

/* (z + 1/2) log(1 + 1/z) - 1 = v^2/3 + v^4/5 + v^6/7 + ... with v = 1/(2 z + 1): the step of Stirling's error from z + 1 down to z. */
static double stirling_step(double z) {
  if (z < 1.0)
    return (z + 0.5) * walras_log1p(1.0 / z) - 1.0;
  const double v = 1.0 / (2.0 * z + 1.0), square = v * v;
  double sum = 0.0;
  for (int k = 17; k > 0; k--)
    sum = square * (1.0 / (2 * k + 1) + sum);
  return sum;
}

/* log Gamma(z) - ((z - 1/2) log z - z + log(2 pi)/2): Stirling's series (DLMF 5.11.1) from z = 16 on, and from there down by recurrence. */
static double stirling_error(double z) {
  double below = 0.0;
  for (; z < 16.0; z += 1.0)
    below += stirling_step(z);
  const double w = 1.0 / (z * z);
  const double series =
      1.0 / 12.0 - w * (1.0 / 360.0 - w * (1.0 / 1260.0 - w * (1.0 / 1680.0 - w * (1.0 / 1188.0 - w * (691.0 / 360360.0)))));
  return below + series / z;
}

/* mean phi(x / mean), phi(t) = t log t + 1 - t, without cancellation near t = 1: the deviance of Loader (2000). */
static double deviance(double x, double mean) {
  const double difference = x - mean;
  if (fabs(difference) > 0.1 * (x + mean))
    return x * walras_log(x / mean) + mean - x;
  const double v = difference / (x + mean), square = v * v;
  double power = 2.0 * x * v * square, sum = difference * v;
  for (int n = 1; n < 1000; n++) {
    const double next = sum + power / (2 * n + 1);
    if (next == sum)
      break;
    sum = next;
    power *= square;
  }
  return sum;
}

/* x^a y^b / B(a, b) with x + y = 1, as Loader's saddle point: no difference of large logarithms. */
static double front_factor(double x, double y, const walras_beta *law) {
  const double a = law->a, b = law->b, n = a + b;
  const double exponent = law->stirling - deviance(a, n * x) - deviance(b, n * y);
  return sqrt(a / n * b / 6.283185307179586) * walras_exp(exponent);
}

/*
 * I_x(a, b) / (x^a y^b / B(a, b)) by the continued fraction of DiDonato and Morris (1992, equation 9; the even part of DLMF 8.17.22), summed
 * as by Lentz (1976). It takes x and y = 1 - x apart, so that neither has to be the rounded complement of the other.
 * Converges fast for x < (a + 1)/(a + b + 2), in about sqrt(max(a, b)) terms at worst.
 */
static double tail_over_front(double x, double y, double a, double b) {
  const double tiny = 1e-300;
  double fraction = a * (a * y - b * x + 1.0) / (a + 1.0);
  fraction = fabs(fraction) < tiny ? tiny : fraction;
  double c = fraction, d = 0.0;
  for (double m = 1.0; m < 1e6; m += 1.0) {
    const double denominator = a + 2.0 * m - 1.0;
    const double numerator = (a + m - 1.0) / denominator * ((a + b + m - 1.0) / denominator) * m * (b - m) * x * x;
    const double term = m + m * (b - m) * x / denominator + (a + m) * (a * y - b * x + 1.0 + m * (1.0 + y)) / (a + 2.0 * m + 1.0);
    d = term + numerator * d;
    d = 1.0 / (fabs(d) < tiny ? tiny : d);
    c = term + numerator / c;
    c = fabs(c) < tiny ? tiny : c;
    const double factor = c * d;
    fraction *= factor;
    if (fabs(factor - 1.0) <= 2.0 * DBL_EPSILON)
      break;
  }
  return 1.0 / fraction;
}

/* Both tails at x, the smaller one without cancellation, and the density by log x. */
typedef struct beta_tails {
  double below;
  double above;
  double slope;
} beta_tails;

/* y = 1 - x, both in (0, 1]. */
static beta_tails tails_at(double x, double y, const walras_beta *law) {
  const double a = law->a, b = law->b, front = front_factor(x, y, law);
  if (x < (a + 1.0) / (a + b + 2.0)) {
    const double below = front * tail_over_front(x, y, a, b);
    return (beta_tails){.below = below, .above = 1.0 - below, .slope = front / y};
  }
  const double above = front * tail_over_front(y, x, b, a);
  return (beta_tails){.below = 1.0 - above, .above = above, .slope = front / y};
}

walras_beta walras_beta_make(double a, double b) {
  walras_beta law = {.a = NAN, .b = NAN};
  if (!(a > 0.0 && b > 0.0 && isfinite(a) && isfinite(b)))
    return law;
  law = (walras_beta){.a = a, .b = b, .stirling = stirling_error(a + b) - stirling_error(a) - stirling_error(b)};
  const beta_tails middle = tails_at(0.5, 0.5, &law);
  law.below_middle = middle.below;
  law.above_middle = middle.above;
  return law;
}

double walras_beta_cdf(const walras_beta *law, double x) {
  if (isnan(law->a) || isnan(x))
    return NAN;
  if (x <= 0.0 || x >= 1.0)
    return x <= 0.0 ? 0.0 : 1.0;
  return tails_at(x, 1.0 - x, law).below;
}

/*
 * The quantile where it is at most 1/2, of the probability `below`, `above` = 1 - below. Newton's method for the logarithm of the smaller
 * tail as a function of log x, in which a lower tail C x^a is a straight line; a step that leaves the bracket is replaced by the bracket's
 * geometric middle.
 */
static double lower_quantile(double below, double above, const walras_beta *law) {
  const bool use_below = below <= above;
  const double target = walras_log(use_below ? below : above);
  double low = DBL_MIN, high = 0.5;
  if (tails_at(low, 1.0, law).below >= below)
    return 0.0;
  const double mean = law->a / (law->a + law->b);
  double x = mean < 0.25 ? mean : 0.25;
  for (int i = 0; i < 400 && high > low * (1.0 + DBL_EPSILON); i++) {
    const beta_tails at = tails_at(x, 1.0 - x, law);
    const double tail = use_below ? at.below : at.above;
    const double miss = use_below ? target - walras_log(tail) : walras_log(tail) - target;
    if (miss > 0.0)
      low = x;
    else
      high = x;
    /* far out the tail underflows to 0 and the step is no number: then the middle of the bracket */
    const double step = miss * tail / at.slope;
    const double next = x * walras_exp(step);
    if (fabs(step) <= 4.0 * DBL_EPSILON)
      return next;
    x = next > low && next < high ? next : sqrt(low) * sqrt(high);
  }
  return x;
}

/* `below` + `above` = 1, the smaller of them exact. From the nearer end, where the distance keeps its digits. */
static double quantile(const walras_beta *law, double below, double above) {
  if (isnan(law->a) || !(below >= 0.0 && above >= 0.0))
    return NAN;
  if (below == 0.0 || above == 0.0)
    return below == 0.0 ? 0.0 : 1.0;
  if (below <= above ? below <= law->below_middle : above >= law->above_middle)
    return lower_quantile(below, above, law);
  const walras_beta mirrored = {.a = law->b, .b = law->a, .stirling = law->stirling};
  return 1.0 - lower_quantile(above, below, &mirrored);
}

double walras_beta_quantile(const walras_beta *law, double p) {
  return quantile(law, p, 1.0 - p);
}

double walras_beta_upper_quantile(const walras_beta *law, double tail) {
  return quantile(law, 1.0 - tail, tail);
}
