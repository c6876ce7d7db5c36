#include "numerics/simplex/projection.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

enum { LANES = 8 };

/* Of the entries above the threshold: their number, and the sum of what they exceed it by, which loses nothing to a threshold of their size. */
typedef struct excess {
  double sum, count;
} excess;

static double fold(const double *lane) {
  return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

static excess excess_over(const double *restrict v, int64_t n, double threshold) {
  double sum[LANES] = {0.0}, count[LANES] = {0.0};
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int lane = 0; lane < LANES; lane++) {
      const double over = v[i + lane] - threshold;
      sum[lane] += over > 0.0 ? over : 0.0;
      count[lane] += over > 0.0 ? 1.0 : 0.0;
    }
  for (int lane = 0; i < n; i++, lane++) {
    const double over = v[i] - threshold;
    sum[lane] += over > 0.0 ? over : 0.0;
    count[lane] += over > 0.0 ? 1.0 : 0.0;
  }
  return (excess){fold(sum), fold(count)};
}

static void extremes(const double *restrict v, int64_t n, double *least, double *most) {
  double low[LANES], high[LANES];
  for (int lane = 0; lane < LANES; lane++)
    low[lane] = high[lane] = v[0];
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int lane = 0; lane < LANES; lane++) {
      low[lane] = v[i + lane] < low[lane] ? v[i + lane] : low[lane];
      high[lane] = v[i + lane] > high[lane] ? v[i + lane] : high[lane];
    }
  for (; i < n; i++) {
    low[0] = v[i] < low[0] ? v[i] : low[0];
    high[0] = v[i] > high[0] ? v[i] : high[0];
  }
  *least = low[0];
  *most = high[0];
  for (int lane = 1; lane < LANES; lane++) {
    *least = low[lane] < *least ? low[lane] : *least;
    *most = high[lane] > *most ? high[lane] : *most;
  }
}

double walras_simplex_project(double *v, int64_t n) {
  assert(n >= 1);
  double least, most;
  extremes(v, n, &least, &most);
  if (least >= 0.0 && fabs(excess_over(v, n, 0.0).sum - 1.0) <= 0x1p-50)
    return 0.0;
  /* The largest entry alone would need most - 1: the threshold is not below it. Entries equal to `most` stay above every threshold. */
  double threshold = most - 1.0, count = (double)n + 1.0;
  for (;;) {
    const excess over = excess_over(v, n, threshold);
    if (over.count == 0.0 || over.count >= count)
      break; /* nothing dropped since the last step, which was then exact */
    threshold += (over.sum - 1.0) / over.count;
    count = over.count;
  }
  for (int64_t i = 0; i < n; i++) {
    const double over = v[i] - threshold;
    v[i] = over > 0.0 ? over : 0.0;
  }
  return threshold;
}
