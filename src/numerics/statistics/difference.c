#include "numerics/statistics/difference.h"

#include <math.h>

#include "numerics/statistics/student.h"
#include "numerics/statistics/summary.h"

typedef struct pair_sums {
  int64_t count;
  double x, y, d;                            /* means of x, y and x - y */
  double variance_x, variance_y, variance_d; /* of x, y and x - y */
} pair_sums;

/* Two passes, around the means: no cancellation. */
static pair_sums sum_pairs(const double *x, const double *y, int64_t count) {
  pair_sums sums = {0};
  for (int64_t i = 0; i < count; i++) {
    if (isnan(x[i]) || isnan(y[i]))
      continue;
    sums.count++;
    sums.x += x[i];
    sums.y += y[i];
    sums.d += x[i] - y[i];
  }
  sums.x /= (double)sums.count;
  sums.y /= (double)sums.count;
  sums.d /= (double)sums.count;
  for (int64_t i = 0; i < count; i++) {
    if (isnan(x[i]) || isnan(y[i]))
      continue;
    const double from_x = x[i] - sums.x, from_y = y[i] - sums.y, from_d = x[i] - y[i] - sums.d;
    sums.variance_x += from_x * from_x;
    sums.variance_y += from_y * from_y;
    sums.variance_d += from_d * from_d;
  }
  sums.variance_x /= (double)(sums.count - 1);
  sums.variance_y /= (double)(sums.count - 1);
  sums.variance_d /= (double)(sums.count - 1);
  return sums;
}

walras_difference walras_difference_paired(const double *x, const double *y, int64_t count) {
  const pair_sums sums = sum_pairs(x, y, count);
  const double apart = sums.variance_x + sums.variance_y;
  walras_difference difference = {
      .count = sums.count, .mean = sums.d, .error = NAN, .degrees = (double)sums.count - 1.0, .reduction = NAN};
  if (sums.count > 1)
    difference.error = sqrt(sums.variance_d / (double)sums.count);
  if (sums.count > 1 && apart > 0.0)
    difference.reduction = 1.0 - sums.variance_d / apart;
  return difference;
}

walras_difference walras_difference_independent(const double *x, const double *y, int64_t count) {
  const walras_summary of_x = walras_summarise(x, count), of_y = walras_summarise(y, count);
  const double n = (double)of_x.count, m = (double)of_y.count;
  walras_difference difference = {.count = of_x.count < of_y.count ? of_x.count : of_y.count,
                                  .mean = of_x.mean - of_y.mean,
                                  .error = NAN,
                                  .degrees = NAN,
                                  .reduction = NAN};
  if (difference.count < 2)
    return difference;
  const double a = of_x.standard_deviation * of_x.standard_deviation / n,
               b = of_y.standard_deviation * of_y.standard_deviation / m;
  difference.error = sqrt(a + b);
  difference.degrees = a + b > 0.0 ? (a + b) * (a + b) / (a * a / (n - 1.0) + b * b / (m - 1.0)) : n + m - 2.0;
  return difference;
}

walras_interval walras_difference_interval(const walras_difference *d, double confidence) {
  if (isnan(d->error))
    return (walras_interval){(double)NAN, (double)NAN};
  const double half = d->error > 0.0 ? walras_student_quantile(0.5 + 0.5 * confidence, d->degrees) * d->error : 0.0;
  return (walras_interval){d->mean - half, d->mean + half};
}
