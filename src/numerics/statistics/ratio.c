#include "numerics/statistics/ratio.h"

#include <math.h>

#include "numerics/statistics/student.h"

walras_ratio walras_ratio_of_means(const double *x, const double *y, int64_t count) {
  double sum_x = 0.0, sum_y = 0.0;
  int64_t n = 0;
  for (int64_t i = 0; i < count; i++) {
    if (isnan(x[i]) || isnan(y[i]))
      continue;
    sum_x += x[i];
    sum_y += y[i];
    n++;
  }
  walras_ratio ratio = {.ratio = sum_x / sum_y, .denominator = sum_y / (double)n, .degrees = (double)n - 1.0};
  for (int64_t i = 0; i < count; i++) {
    if (isnan(x[i]) || isnan(y[i]))
      continue;
    const double d = x[i] - ratio.ratio * y[i], e = y[i] - ratio.denominator;
    ratio.variance_d += d * d;
    ratio.covariance += d * e;
    ratio.variance_y += e * e;
  }
  const double divisor = (double)n * ratio.degrees;
  ratio.variance_d /= divisor;
  ratio.covariance /= divisor;
  ratio.variance_y /= divisor;
  return ratio;
}

/*
 * The ratio + s is in the interval when mean x - (ratio + s) mean y = -s y is within t standard errors of 0:
 * s^2 y^2 <= t^2 (variance_d - 2 s covariance + s^2 variance_y). Solved for the distance s, no digits are lost to the ratio itself.
 */
walras_interval walras_fieller_interval(const walras_ratio *r, double confidence) {
  if (!(r->degrees > 0.0) || isnan(r->ratio))
    return (walras_interval){NAN, NAN};
  const double t = walras_student_quantile(0.5 + 0.5 * confidence, r->degrees), square = t * t;
  const double leading = r->denominator * r->denominator - square * r->variance_y;
  if (!(leading > 0.0))
    return (walras_interval){-INFINITY, INFINITY};
  const double middle = -square * r->covariance;
  const double root = sqrt(middle * middle + leading * square * r->variance_d);
  return (walras_interval){r->ratio + (middle - root) / leading, r->ratio + (middle + root) / leading};
}

double walras_ratio_p_value(const walras_ratio *r, double expected) {
  const double s = expected - r->ratio;
  if (!(r->degrees > 0.0) || isnan(s))
    return NAN;
  if (s == 0.0)
    return 1.0;
  const double error = sqrt(r->variance_d - 2.0 * s * r->covariance + s * s * r->variance_y);
  return walras_student_p_value(s * r->denominator / error, r->degrees);
}
