#include "models/facility-location/theory.h"

bool facility_has_theory_ratio(const struct facility_parameters *p) {
  return p->mechanism <= MECHANISM_MEDIAN;
}

/* k agents at L and the others at 0 force the facility to k L/n. */
static double proportional_ratio(double n) {
  double worst = 1.0;
  for (double k = 0.0; k <= n / 2.0; k += 1.0) {
    const double ratio = n * (n - k) / (k * k + (n - k) * (n - k));
    worst = ratio > worst ? ratio : worst;
  }
  return worst;
}

double facility_theory_welfare_ratio(const struct facility_parameters *p) {
  const double n = (double)p->agents;
  if (p->mechanism == MECHANISM_MEDIAN || p->agents == 1)
    return 1.0;
  return p->mechanism == MECHANISM_UNIFORM_PHANTOM ? proportional_ratio(n) : 1.0 + (n - 2.0) / (n * n - 2.0 * n + 2.0);
}

double facility_theory_cost_ratio(const struct facility_parameters *p) {
  return p->mechanism == MECHANISM_MEDIAN || p->agents <= 2 ? 1.0 : (double)p->agents - 1.0;
}
