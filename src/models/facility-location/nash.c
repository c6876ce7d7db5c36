#include "models/facility-location/nash.h"

#include "models/facility-location/kernels.h"

typedef struct profile {
  const double *reports;
  int64_t n;
  double length;
} profile;

static double falling(double y, void *context) {
  const profile *p = context;
  double lanes[FACILITY_LANES] = {0};
  facility_kernels_get()->add_slopes(p->reports, p->n, p->length, y, lanes);
  return -facility_lane_sum(lanes);
}

void facility_nash_search(walras_real_function f, void *context, double length, walras_bracket *bracket) {
  if (bracket->low < bracket->high && f(bracket->low, context) < 0.0)
    walras_bisect(f, context, length * 0x1p-60, bracket);
  else
    bracket->high = bracket->low;
}

/* The smallest y whose derivative from the right is not positive: the bracket's end, or the least report inside it that has this. */
double facility_nash(const double *reports, int64_t n, double length) {
  profile p = {.reports = reports, .n = n, .length = length};
  walras_bracket bracket = {.low = reports[0], .high = reports[0]};
  for (int64_t i = 1; i < n; i++) {
    bracket.low = reports[i] < bracket.low ? reports[i] : bracket.low;
    bracket.high = reports[i] > bracket.high ? reports[i] : bracket.high;
  }
  facility_nash_search(falling, &p, length, &bracket);
  double best = bracket.high;
  for (int64_t i = 0; i < n; i++)
    if (reports[i] > bracket.low && reports[i] < best && falling(reports[i], &p) >= 0.0)
      best = reports[i];
  return best;
}
