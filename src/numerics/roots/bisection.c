#include "numerics/roots/roots.h"

bool walras_bisect(walras_real_function f, void *context, double tolerance, walras_bracket *bracket) {
  double low = bracket->low, high = bracket->high;
  const bool low_positive = f(low, context) >= 0.0;
  if (low_positive == (f(high, context) >= 0.0))
    return false;
  while (high - low > tolerance) {
    const double middle = low + (high / 2.0 - low / 2.0); /* the difference of two far ends may overflow, its halves may not */
    if (middle <= low || middle >= high)
      break;
    if ((f(middle, context) >= 0.0) == low_positive)
      low = middle;
    else
      high = middle;
  }
  *bracket = (walras_bracket){low, high};
  return true;
}
