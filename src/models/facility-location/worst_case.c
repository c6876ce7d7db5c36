#include "models/facility-location/worst_case.h"

#include <math.h>
#include <string.h>

#include "walras/population.h"

static double ratio_of(double above, double below, double tolerance) {
  if (below > tolerance)
    return above / below;
  return above > tolerance ? (double)INFINITY : 1.0;
}

facility_ratios facility_ratios_at(const double *sorted, int64_t n, double length, double y) {
  const double median = sorted[(n - 1) / 2], tolerance = 1e-12 * length * (double)n;
  double cost = 0.0, least_cost = 0.0, welfare = 0.0, most_welfare = 0.0;
  for (int64_t i = 0; i < n; i++) {
    const double distance = fabs(sorted[i] - y), least = fabs(sorted[i] - median);
    cost += distance;
    least_cost += least;
    welfare += length - distance;
    most_welfare += length - least;
  }
  return (facility_ratios){.welfare = ratio_of(most_welfare, welfare, tolerance), .cost = ratio_of(cost, least_cost, tolerance)};
}

walras_status facility_worst_create(walras_trial *trial, int64_t agents, facility_worst *worst) {
  *worst = (facility_worst){.ratio = {.welfare = 0.0, .cost = 0.0},
                            .welfare_profile = walras_trial_allocate_zero(trial, agents, sizeof(double)),
                            .cost_profile = walras_trial_allocate_zero(trial, agents, sizeof(double))};
  return walras_trial_status(trial);
}

void facility_worst_offer(facility_worst *worst, const double *sorted, int64_t n, facility_ratios ratio) {
  if (ratio.welfare > worst->ratio.welfare) {
    worst->ratio.welfare = ratio.welfare;
    memcpy(worst->welfare_profile, sorted, (size_t)n * sizeof *sorted);
  }
  if (ratio.cost > worst->ratio.cost) {
    worst->ratio.cost = ratio.cost;
    memcpy(worst->cost_profile, sorted, (size_t)n * sizeof *sorted);
  }
}

walras_status facility_worst_vertex(walras_trial *trial, const facility_rule *rule, const double *places, int64_t count,
                                    facility_worst *worst) {
  const int64_t n = rule->agents;
  int64_t *at = walras_trial_allocate_zero(trial, n, sizeof *at);
  double *sorted = walras_trial_allocate(trial, n, sizeof *sorted);
  if (at == NULL || sorted == NULL)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < n; i++)
    sorted[i] = places[0];
  for (;;) {
    const double y = facility_phantom_outcome(&rule->phantoms, sorted);
    facility_worst_offer(worst, sorted, n, facility_ratios_at(sorted, n, rule->length, y));
    /* the next multiset: the last agent that can moves up, and those behind it follow */
    int64_t last = n - 1;
    while (last >= 0 && at[last] == count - 1)
      last--;
    if (last < 0)
      return WALRAS_OK;
    const int64_t next = at[last] + 1;
    for (int64_t i = last; i < n; i++) {
      at[i] = next;
      sorted[i] = places[next];
    }
  }
}
