#include "numerics/statistics/summary.h"

#include <math.h>

#include "numerics/statistics/student.h"

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
