#include "models/facility-location/axioms.h"

#include <math.h>
#include <string.h>

enum { DERIVED_MOST = 64 };

static void raise_to(double *violation, double value) {
  if (value > *violation)
    *violation = value;
}

double facility_pf_violation(const double *sorted, int64_t n, double length, double y) {
  double worst = -(double)INFINITY;
  for (int64_t j = 1; j <= n && sorted[0] < y; j++)
    worst = fmax(worst, y - length + length * (double)j / (double)n - sorted[j - 1]);
  for (int64_t i = 1; i <= n && sorted[n - 1] > y; i++)
    worst = fmax(worst, sorted[i - 1] - y - length + length * (double)(n - i + 1) / (double)n);
  return worst > -(double)INFINITY ? worst : 0.0;
}

/* With a draw there is no single y: every interval of the order, by the expected distances of its ends and of those between. O(n^2). */
static double pf_of_lottery(const facility_profile *profile, double *distances) {
  const int64_t n = profile->rule->agents;
  const double length = profile->rule->length, *sorted = profile->sorted;
  double worst = -(double)INFINITY;
  for (int64_t i = 0; i < n; i++)
    distances[i] = facility_expected_distance(profile, sorted[i]);
  for (int64_t i = 0; i < n; i++) {
    double farthest = 0.0;
    for (int64_t j = i; j < n; j++) {
      farthest = fmax(farthest, distances[j]);
      worst = fmax(worst, farthest - length * (1.0 - (double)(j - i + 1) / (double)n) - (sorted[j] - sorted[i]));
    }
  }
  return worst;
}

/* Individual and unanimous fair share: groups at one place are runs of the sorted profile. */
static void shares(const facility_profile *profile, double y, double *violation) {
  const int64_t n = profile->rule->agents;
  const double length = profile->rule->length, *sorted = profile->sorted;
  const bool lottery = facility_is_lottery(profile->rule->mechanism);
  for (int64_t start = 0, end; start < n; start = end) {
    for (end = start + 1; end < n && sorted[end] == sorted[start];)
      end++;
    const double distance = lottery ? facility_expected_distance(profile, sorted[start]) : fabs(sorted[start] - y);
    raise_to(&violation[AXIOM_IFS], distance - length * (1.0 - 1.0 / (double)n));
    raise_to(&violation[AXIOM_UFS], distance - length * (1.0 - (double)(end - start) / (double)n));
  }
}

/* The i-th of `count` numbers spread over 0..most. */
static int64_t spread(int64_t i, int64_t count, int64_t most) {
  return count > 1 ? (int64_t)((double)i * (double)most / (double)(count - 1)) : 0;
}

static void unanimity(const facility_profile *profile, facility_profile *derived, double *violation) {
  const int64_t n = profile->rule->agents, count = n < DERIVED_MOST ? n : DERIVED_MOST;
  for (int64_t i = 0; i < count; i++) {
    const double place = profile->sorted[spread(i, count, n - 1)];
    for (int64_t agent = 0; agent < n; agent++)
      derived->reports[agent] = place;
    facility_profile_update(derived);
    raise_to(violation, facility_expected_distance(derived, place));
  }
}

/* Agents keep their order: those farthest right are at L. */
static void proportionality(const facility_profile *profile, facility_profile *derived, double *violation) {
  const int64_t n = profile->rule->agents, count = n < DERIVED_MOST ? n + 1 : DERIVED_MOST + 1;
  const double length = profile->rule->length;
  for (int64_t i = 0; i < count; i++) {
    const int64_t right = spread(i, count, n);
    int64_t left = n - right;
    const double limit = left > 0 ? profile->sorted[left - 1] : -1.0;
    for (int64_t agent = 0; agent < n; agent++)
      left -= profile->reports[agent] < limit;
    for (int64_t agent = 0; agent < n; agent++) {
      const bool tied = profile->reports[agent] == limit, at_left = profile->reports[agent] < limit || (tied && left-- > 0);
      derived->reports[agent] = at_left ? 0.0 : length;
    }
    facility_profile_update(derived);
    raise_to(violation, fabs(facility_outcome(derived) - (double)right * length / (double)n));
  }
}

/* The agents in a drawn order. */
static void anonymity(const facility_profile *profile, facility_profile *derived, const walras_stream *shuffle, double y,
                      double *violation) {
  const int64_t n = profile->rule->agents;
  memcpy(derived->reports, profile->reports, (size_t)n * sizeof(double));
  for (int64_t i = n - 1; i > 0; i--) {
    const int64_t other = (int64_t)walras_bounded(shuffle, (uint64_t)i, 0, (uint64_t)i + 1);
    const double report = derived->reports[i];
    derived->reports[i] = derived->reports[other];
    derived->reports[other] = report;
  }
  facility_profile_update(derived);
  raise_to(violation, fabs(facility_outcome(derived) - y));
}

/* Each of up to 64 agents moves to the next location on its right. */
static void monotonicity(const facility_profile *profile, facility_profile *derived, double y, double *violation) {
  const int64_t n = profile->rule->agents, count = n < DERIVED_MOST ? n : DERIVED_MOST;
  for (int64_t i = 0; i < count; i++) {
    const int64_t agent = spread(i, count, n - 1);
    double next = profile->rule->length;
    for (int64_t k = 0; k < n; k++)
      if (profile->reports[k] > profile->reports[agent] && profile->reports[k] < next)
        next = profile->reports[k];
    memcpy(derived->reports, profile->reports, (size_t)n * sizeof(double));
    derived->reports[agent] = next;
    facility_profile_update(derived);
    raise_to(violation, y - facility_outcome(derived));
  }
}

void facility_violations(const facility_profile *profile, facility_profile *derived, const walras_stream *shuffle,
                         double *violation) {
  const int64_t n = profile->rule->agents;
  const double y = facility_outcome(profile);
  for (int axiom = 0; axiom < FACILITY_AXIOMS; axiom++)
    violation[axiom] = -(double)INFINITY;
  shares(profile, y, violation);
  unanimity(profile, derived, &violation[AXIOM_UNANIMITY]);
  proportionality(profile, derived, &violation[AXIOM_PROPORTIONALITY]);
  raise_to(&violation[AXIOM_PF], facility_is_lottery(profile->rule->mechanism)
                                     ? pf_of_lottery(profile, derived->reports)
                                     : facility_pf_violation(profile->sorted, n, profile->rule->length, y));
  raise_to(&violation[AXIOM_PARETO], fmax(profile->sorted[0] - y, y - profile->sorted[n - 1]));
  anonymity(profile, derived, shuffle, y, &violation[AXIOM_ANONYMITY]);
  monotonicity(profile, derived, y, &violation[AXIOM_MONOTONICITY]);
}
