#include "models/facility-location/rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/facility-location/nash.h"

static int ascending(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

/* Most profiles are short, or almost in order. */
void facility_sort(double *values, int64_t count) {
  if (count > 32) {
    qsort(values, (size_t)count, sizeof *values, ascending);
    return;
  }
  for (int64_t i = 1; i < count; i++) {
    const double value = values[i];
    int64_t at = i;
    for (; at > 0 && values[at - 1] > value; at--)
      values[at] = values[at - 1];
    values[at] = value;
  }
}

walras_status facility_rule_prepare(walras_trial *trial, const struct facility_parameters *p, facility_rule *rule) {
  const int64_t most = p->mechanism == MECHANISM_PHANTOM ? p->custom_phantoms.count + 2 : 1;
  double *memory = walras_trial_allocate(trial, most, sizeof *memory);
  int64_t *ends = walras_trial_allocate(trial, most, sizeof *ends);
  *rule = (facility_rule){.mechanism = p->mechanism, .agents = p->agents, .length = p->domain_length};
  if (memory == NULL || ends == NULL)
    return walras_trial_status(trial);
  if (facility_is_phantom_rule(p->mechanism))
    rule->phantoms = facility_phantoms_of(p, memory, ends);
  return WALRAS_OK;
}

walras_status facility_profile_create(walras_trial *trial, const facility_rule *rule, facility_profile *profile) {
  const int64_t n = rule->agents;
  *profile = (facility_profile){.rule = rule,
                                .reports = walras_trial_allocate(trial, n, sizeof(double)),
                                .sorted = walras_trial_allocate(trial, n, sizeof(double))};
  if (facility_is_phantom_rule(rule->mechanism))
    profile->clips = walras_trial_allocate(trial, n, sizeof *profile->clips);
  return walras_trial_status(trial);
}

void facility_profile_update(facility_profile *profile) {
  const int64_t n = profile->rule->agents;
  memcpy(profile->sorted, profile->reports, (size_t)n * sizeof(double));
  facility_sort(profile->sorted, n);
  profile->sum = 0.0;
  for (int64_t i = 0; i < n; i++)
    profile->sum += profile->sorted[i];
  if (profile->clips != NULL)
    facility_phantom_clips(&profile->rule->phantoms, profile->sorted, profile->clips);
}

/* E y of random_rank: each rank's outcome, as the phantom rule it is. */
static double expected_rank(const facility_profile *profile) {
  const int64_t n = profile->rule->agents;
  double sum = 0.0;
  for (int64_t rank = 1; rank <= n; rank++) {
    const facility_phantoms phantoms = facility_rank_phantoms(n, profile->rule->length, rank);
    sum += facility_phantom_outcome(&phantoms, profile->sorted);
  }
  return sum / (double)n;
}

double facility_outcome(const facility_profile *profile) {
  const facility_rule *rule = profile->rule;
  const double left = profile->sorted[0], right = profile->sorted[rule->agents - 1];
  switch (rule->mechanism) {
  case MECHANISM_MEAN:
    return profile->sum / (double)rule->agents;
  case MECHANISM_MIDPOINT:
    return 0.5 * (left + right);
  case MECHANISM_LEFTMOST:
    return left;
  case MECHANISM_RIGHTMOST:
    return right;
  case MECHANISM_NASH:
    return facility_nash(profile->sorted, rule->agents, rule->length);
  case MECHANISM_RANDOM_RANK:
    return expected_rank(profile);
  case MECHANISM_DICTATOR:
    return profile->reports[0];
  case MECHANISM_LRM:
    return 0.25 * left + 0.25 * right + 0.5 * (0.5 * (left + right));
  default:
    return facility_phantom_outcome(&rule->phantoms, profile->sorted);
  }
}

static double lrm_distance(double x, double left, double right) {
  return 0.25 * fabs(x - left) + 0.25 * fabs(x - right) + 0.5 * fabs(x - 0.5 * (left + right));
}

double facility_expected_distance(const facility_profile *profile, double x) {
  const facility_rule *rule = profile->rule;
  if (rule->mechanism == MECHANISM_LRM)
    return lrm_distance(x, profile->sorted[0], profile->sorted[rule->agents - 1]);
  if (rule->mechanism == MECHANISM_RANDOM_RANK)
    return facility_total_cost(profile->sorted, rule->agents, x) / (double)rule->agents;
  return fabs(x - facility_outcome(profile));
}

/* Least and greatest report of the others. */
static void others(const facility_profile *profile, int64_t agent, double *left, double *right) {
  const int64_t n = profile->rule->agents;
  const double own = profile->reports[agent];
  *left = own == profile->sorted[0] && n > 1 ? profile->sorted[1] : profile->sorted[0];
  *right = own == profile->sorted[n - 1] && n > 1 ? profile->sorted[n - 2] : profile->sorted[n - 1];
}

/* Where a report equal to the agent's stands in the order; equal reports have equal clips. */
static int64_t place_of(const facility_profile *profile, int64_t agent) {
  const double own = profile->reports[agent];
  int64_t low = 0, high = profile->rule->agents - 1;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (profile->sorted[middle] >= own)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

static double nash_after(facility_profile *profile, int64_t agent, double report) {
  const double own = profile->reports[agent];
  profile->reports[agent] = report;
  const double y = facility_nash(profile->reports, profile->rule->agents, profile->rule->length);
  profile->reports[agent] = own;
  return y;
}

double facility_outcome_after(facility_profile *profile, int64_t agent, double report) {
  const facility_rule *rule = profile->rule;
  double left, right;
  switch (rule->mechanism) {
  case MECHANISM_MEAN:
    return (profile->sum - profile->reports[agent] + report) / (double)rule->agents;
  case MECHANISM_NASH:
    return nash_after(profile, agent, report);
  case MECHANISM_DICTATOR:
    return agent == 0 ? report : profile->reports[0];
  case MECHANISM_MIDPOINT:
  case MECHANISM_LEFTMOST:
  case MECHANISM_RIGHTMOST:
    others(profile, agent, &left, &right);
    left = rule->agents > 1 ? fmin(left, report) : report;
    right = rule->agents > 1 ? fmax(right, report) : report;
    return rule->mechanism == MECHANISM_LEFTMOST ? left : rule->mechanism == MECHANISM_RIGHTMOST ? right : 0.5 * (left + right);
  default: {
    const facility_clip *clip = &profile->clips[place_of(profile, agent)];
    return fmin(fmax(report, clip->low), clip->high);
  }
  }
}

double facility_distance_after(facility_profile *profile, int64_t agent, double x, double report) {
  const facility_rule *rule = profile->rule;
  const int64_t n = rule->agents;
  double left, right;
  if (rule->mechanism == MECHANISM_RANDOM_RANK)
    return facility_expected_distance(profile, x) + (fabs(x - report) - fabs(x - profile->reports[agent])) / (double)n;
  if (rule->mechanism == MECHANISM_LRM) {
    others(profile, agent, &left, &right);
    return n > 1 ? lrm_distance(x, fmin(left, report), fmax(right, report)) : fabs(x - report);
  }
  return fabs(x - facility_outcome_after(profile, agent, report));
}

double facility_total_cost(const double *sorted, int64_t n, double y) {
  double sum = 0.0;
  for (int64_t i = 0; i < n; i++)
    sum += fabs(sorted[i] - y);
  return sum;
}
