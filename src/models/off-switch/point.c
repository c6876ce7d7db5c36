#include "models/off-switch/point.h"

#include <math.h>

bool off_switch_point_is_certain(const struct off_switch_point *point) {
  return !point->discrete && fabs(point->mu) >= 1e15 * point->sigma;
}

static const double one = 1.0;

/* A normal law without spread is the discrete one of a single value. */
static struct off_switch_point as_atom(const struct off_switch_point *point) {
  struct off_switch_point atom = *point;
  atom.discrete = true;
  atom.values = &point->mu;
  atom.weights = &one;
  atom.count = 1;
  return atom;
}

struct off_switch_gains off_switch_point_gains(const struct off_switch_point *point) {
  return point->discrete ? off_switch_discrete_gains(point->values, point->weights, point->count)
                         : off_switch_gaussian_gains(point->mu, point->sigma);
}

bool off_switch_point_moments(const struct off_switch_point *point, const struct off_switch_policy *policy,
                              struct off_switch_moments *moments, double *error) {
  const struct off_switch_point atom = as_atom(point), *p = off_switch_point_is_certain(point) ? &atom : point;
  *error = 0.0;
  if (!p->discrete)
    return off_switch_gaussian_refined(policy, p->mu, p->sigma, p->tolerance, moments, error);
  *moments = off_switch_discrete_moments(policy, p->values, p->weights, p->count);
  return true;
}

double off_switch_point_delta_from(const struct off_switch_point *point, const struct off_switch_policy *policy,
                                   const struct off_switch_moments *moments) {
  double incentive;
  if (point->discrete || off_switch_point_is_certain(point) ||
      !off_switch_closed_incentive(policy, point->mu, point->sigma, &incentive))
    incentive = off_switch_incentive(moments, point->mu);
  return incentive - point->wait_cost;
}

double off_switch_point_delta(const struct off_switch_point *point, const struct off_switch_policy *policy) {
  const struct off_switch_point atom = as_atom(point), *p = off_switch_point_is_certain(point) ? &atom : point;
  double incentive;
  if (!p->discrete && off_switch_closed_incentive(policy, p->mu, p->sigma, &incentive))
    return incentive - p->wait_cost;
  const struct off_switch_moments moments = p->discrete ? off_switch_discrete_moments(policy, p->values, p->weights, p->count)
                                                        : off_switch_gaussian_moments(policy, p->mu, p->sigma, 0);
  return off_switch_incentive(&moments, p->mu) - p->wait_cost;
}

bool off_switch_point_waits(const struct off_switch_point *point, const struct off_switch_policy *policy, double delta) {
  if (!point->discrete && policy->family == FAMILY_LOGISTIC && policy->minority == 0 && point->wait_cost == 0.0)
    return 2.0 * fabs(point->mu) * policy->scale <= point->sigma * point->sigma * (1.0 + point->tolerance);
  return delta >= -point->tolerance;
}
