#include "numerics/statistics/regression.h"

#include <math.h>

static double mean_of(const double *values, int64_t count) {
  double sum = 0.0;
  for (int64_t i = 0; i < count; i++)
    sum += values[i];
  return sum / (double)count;
}

void walras_line_weights(const double *x, int64_t count, double *weights) {
  const double mean = mean_of(x, count);
  double squares = 0.0;
  for (int64_t i = 0; i < count; i++)
    squares += (x[i] - mean) * (x[i] - mean);
  for (int64_t i = 0; i < count; i++)
    weights[i] = (x[i] - mean) / squares;
}

walras_line walras_line_fit(const double *x, const double *y, int64_t count) {
  const double mean_x = mean_of(x, count), mean_y = mean_of(y, count);
  double xx = 0.0, xy = 0.0, residuals = 0.0;
  for (int64_t i = 0; i < count; i++) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  walras_line line = {.slope = xy / xx, .error = NAN, .degrees = (double)(count - 2)};
  line.intercept = mean_y - line.slope * mean_x;
  for (int64_t i = 0; i < count; i++) {
    const double miss = y[i] - mean_y - line.slope * (x[i] - mean_x);
    residuals += miss * miss;
  }
  if (count > 2)
    line.error = sqrt(residuals / line.degrees / xx);
  return line;
}
