#include "numerics/statistics/summary.h"

#include <math.h>

#include "numerics/distributions/beta.h"

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

/*
 * T^2 / (T^2 + degrees) has the beta law with shapes 1/2 and degrees / 2, and its distance from 1 the same with the shapes exchanged; the tail
 * of both signs is twice that of one.
 */
double walras_student_quantile(double p, double degrees) {
  if (p == 0.5)
    return 0.0;
  const double tail = 2.0 * (p > 0.5 ? 1.0 - p : p);
  const walras_beta law = walras_beta_make(0.5, 0.5 * degrees), mirrored = walras_beta_make(0.5 * degrees, 0.5);
  const double square = walras_beta_upper_quantile(&law, tail), rest = walras_beta_quantile(&mirrored, tail);
  const double t = sqrt(degrees * square / rest);
  return p > 0.5 ? t : -t;
}
