#include "numerics/statistics/student.h"

#include <math.h>

#include "numerics/distributions/beta.h"
#include "walras/elementary.h"

/*
 * T^2 / (T^2 + degrees) has the beta law with shapes 1/2 and degrees / 2, and its distance from 1 the same with the shapes exchanged; the tail
 * of both signs is twice that of one.
 */
double walras_student_quantile(double p, double degrees) {
  if (isinf(degrees))
    return walras_normal_quantile(p);
  if (p == 0.5)
    return 0.0;
  const double tail = 2.0 * (p > 0.5 ? 1.0 - p : p);
  const walras_beta law = walras_beta_make(0.5, 0.5 * degrees), mirrored = walras_beta_make(0.5 * degrees, 0.5);
  const double square = walras_beta_upper_quantile(&law, tail), rest = walras_beta_quantile(&mirrored, tail);
  const double t = sqrt(degrees * square / rest);
  return p > 0.5 ? t : -t;
}

double walras_student_p_value(double t, double degrees) {
  if (isinf(t))
    return 0.0;
  if (isinf(degrees))
    return walras_erfc(fabs(t) * sqrt(0.5));
  const walras_beta law = walras_beta_make(0.5 * degrees, 0.5);
  return walras_beta_cdf(&law, degrees / (degrees + t * t));
}
