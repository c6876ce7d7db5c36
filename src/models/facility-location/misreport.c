#include "models/facility-location/misreport.h"

#include <math.h>

static double clipped(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}

/* Rules that are continuous and monotone in each report: all that an agent can reach lies between the outcomes at 0 and at L. */
static double exact_gain(facility_profile *profile, int64_t agent, double y) {
  const double x = profile->reports[agent], low = facility_outcome_after(profile, agent, 0.0),
               high = facility_outcome_after(profile, agent, profile->rule->length);
  return fabs(x - y) - fabs(x - clipped(x, low, high));
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
  return truth - best;
}

void facility_find_gains(facility_profile *profile, int64_t grid, facility_gains *gains) {
  const bool search = facility_needs_search(profile->rule->mechanism);
  const double y = search ? 0.0 : facility_outcome(profile);
  for (int64_t agent = 0; agent < profile->rule->agents; agent++) {
    const double gain = search ? gain_by_search(profile, agent, grid) : exact_gain(profile, agent, y);
    gains->largest = gain > gains->largest ? gain : gains->largest;
    gains->sum += gain;
    gains->manipulators += gain > 1e-9;
  }
}
