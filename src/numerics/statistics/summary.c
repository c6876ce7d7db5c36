#include "numerics/statistics/summary.h"

#include <math.h>

#include "walras/elementary.h"

walras_summary walras_summarise(const double *values, int64_t count) {
  walras_summary summary = {.mean = NAN, .standard_deviation = NAN, .minimum = INFINITY, .maximum = -INFINITY};
  double sum = 0.0;
  for (int64_t i = 0; i < count; i++) {
    if (isnan(values[i]))
      continue;
    summary.count++;
    sum += values[i];
    summary.minimum = values[i] < summary.minimum ? values[i] : summary.minimum;
    summary.maximum = values[i] > summary.maximum ? values[i] : summary.maximum;
  }
  if (summary.count == 0) {
    summary.minimum = summary.maximum = NAN;
    return summary;
  }
  summary.mean = sum / (double)summary.count;
  double squares = 0.0;
  for (int64_t i = 0; i < count; i++)
    if (!isnan(values[i]))
      squares += (values[i] - summary.mean) * (values[i] - summary.mean);
  if (summary.count > 1)
    summary.standard_deviation = sqrt(squares / (double)(summary.count - 1));
  return summary;
}

double walras_summary_half_width(const walras_summary *summary, double confidence) {
  if (summary->count < 2)
    return NAN;
  const double n = (double)summary->count;
  return walras_student_quantile(0.5 + 0.5 * confidence, n - 1.0) * summary->standard_deviation / sqrt(n);
}

/* The continued fraction of DLMF 8.17.22 by Lentz's method; converges fast for x < (a + 1)/(a + b + 2). */
static double beta_fraction(double x, double a, double b) {
  const double tiny = 1e-300;
  double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
  d = 1.0 / (fabs(d) < tiny ? tiny : d);
  double fraction = d;
  for (int m = 1; m < 10000; m++) {
    for (int odd = 0; odd < 2; odd++) {
      const double term = odd ? -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
                              : m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
      d = 1.0 + term * d;
      d = 1.0 / (fabs(d) < tiny ? tiny : d);
      c = 1.0 + term / c;
      c = fabs(c) < tiny ? tiny : c;
      fraction *= c * d;
    }
    if (fabs(c * d - 1.0) < 1e-15)
      break;
  }
  return fraction;
}

double walras_incomplete_beta_with(double x, double a, double b, double log_beta) {
  if (x <= 0.0)
    return 0.0;
  if (x >= 1.0)
    return 1.0;
  const double front = walras_exp(a * walras_log(x) + b * walras_log1p(-x) - log_beta);
  if (x < (a + 1.0) / (a + b + 2.0))
    return front * beta_fraction(x, a, b) / a;
  return 1.0 - front * beta_fraction(1.0 - x, b, a) / b;
}

double walras_incomplete_beta(double x, double a, double b) {
  return walras_incomplete_beta_with(x, a, b, walras_lgamma(a) + walras_lgamma(b) - walras_lgamma(a + b));
}

/* P(T > t) for t >= 0. */
static double student_tail(double t, double degrees) {
  return 0.5 * walras_incomplete_beta(degrees / (degrees + t * t), 0.5 * degrees, 0.5);
}

double walras_student_quantile(double p, double degrees) {
  if (p == 0.5)
    return 0.0;
  const double tail = p > 0.5 ? 1.0 - p : p;
  double low = 0.0, high = 1.0;
  while (student_tail(high, degrees) > tail && high < 1e150)
    high *= 2.0;
  /* Bisection: the tail falls monotonically; 200 halvings reach the last bit from any bracket. */
  for (int i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const double middle = 0.5 * (low + high);
    if (student_tail(middle, degrees) > tail)
      low = middle;
    else
      high = middle;
  }
  const double t = 0.5 * (low + high);
  return p > 0.5 ? t : -t;
}
