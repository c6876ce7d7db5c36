#include "numerics/statistics/proportion.h"

#include <math.h>

#include "numerics/statistics/student.h"
#include "walras/elementary.h"

walras_interval walras_wilson_interval(double share, double trials, double confidence) {
  if (!(trials > 0.0) || isnan(share))
    return (walras_interval){NAN, NAN};
  const double z = walras_normal_quantile(0.5 + 0.5 * confidence), square = z * z;
  const double centre = (share * trials + 0.5 * square) / (trials + square);
  const double half = z * sqrt(share * (1.0 - share) * trials + 0.25 * square) / (trials + square);
  /* at the ends exactly 0 and 1, which the difference misses by a rounding */
  return (walras_interval){share > 0.0 ? centre - half : 0.0, share < 1.0 ? centre + half : 1.0};
}

double walras_proportion_p_value(double share, double trials, double expected) {
  if (share == expected)
    return 1.0;
  const double z = fabs(share - expected) / sqrt(expected * (1.0 - expected) / trials);
  return walras_student_p_value(z, INFINITY);
}
