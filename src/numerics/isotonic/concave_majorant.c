#include "numerics/isotonic/concave_majorant.h"

int64_t walras_concave_majorant(const double *x, const double *y, int64_t count, int64_t *corners) {
  int64_t kept = 0;
  for (int64_t i = 0; i < count; i++) {
    /* The last vertex goes while it lies on or below the chord from the one before it to the new point. */
    while (kept >= 2) {
      const int64_t before = corners[kept - 2], last = corners[kept - 1];
      if ((y[last] - y[before]) * (x[i] - x[last]) > (y[i] - y[last]) * (x[last] - x[before]))
        break;
      kept--;
    }
    corners[kept++] = i;
  }
  return kept;
}
