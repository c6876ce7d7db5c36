#include "models/facility-location/misreport.h"

#include <math.h>

static double clipped(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}

/* All that reports can reach is [low, high]; the distance without a lie is that of the rule's own outcome. */
static double gain_of_phantoms(const facility_profile *profile, int64_t place, double y) {
  const double x = profile->sorted[place];
  const facility_clip *clip = &profile->clips[place];
  return fabs(x - y) - fabs(x - clipped(x, clip->low, clip->high));
}

static void try_report(facility_profile *profile, int64_t agent, double report, double *best) {
  const double distance = facility_distance_after(profile, agent, profile->reports[agent], report);
  if (distance < *best)
    *best = distance;
}

static double gain_by_search(facility_profile *profile, int64_t agent, int64_t grid) {
  const facility_rule *rule = profile->rule;
  const int64_t n = rule->agents;
  const double x = profile->reports[agent], truth = facility_distance_after(profile, agent, x, x);
  double best = truth;
  for (int64_t k = 0; k < grid; k++)
    try_report(profile, agent, k == grid - 1 ? rule->length : (double)k * rule->length / (double)(grid - 1), &best);
  for (int64_t other = 0; other < n; other++)
    try_report(profile, agent, profile->sorted[other], &best);
  if (rule->mechanism == MECHANISM_MEAN)
    try_report(profile, agent, clipped((double)n * x - (profile->sum - x), 0.0, rule->length), &best);
  return truth - best;
}

void facility_find_gains(facility_profile *profile, int64_t grid, facility_gains *gains) {
  const bool phantoms = facility_is_phantom_rule(profile->rule->mechanism);
  const double y = phantoms ? facility_outcome(profile) : 0.0;
  for (int64_t i = 0; i < profile->rule->agents; i++) {
    const double gain = phantoms ? gain_of_phantoms(profile, i, y) : gain_by_search(profile, i, grid);
    gains->largest = gain > gains->largest ? gain : gains->largest;
    gains->sum += gain;
    gains->manipulators += gain > 1e-9;
  }
}
