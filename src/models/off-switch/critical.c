#include "models/off-switch/critical.h"

#include <math.h>

#include "models/off-switch/quadrature.h"
#include "numerics/roots/roots.h"
#include "walras/elementary.h"

/* ---- no cost: an equation in a = beta |mu| / sigma^2 alone ---- */

/* Rounding of the difference below grows like 1 / z, while g changes with z^2. */
static const double LEAST_Z = 1e-5;
/* Tails end at e^-LAST, or at REACH standard deviations. */
static const double REACH = 13.0, LAST = 80.0;

typedef struct balance {
  struct off_switch_policy policy;
  double z;
} balance;

/* v wrong(v / a) e^v: both exponents in one, so that neither overflows. */
static void wrong_terms(const struct off_switch_policy *policy, double a, const double *v, const double *right_one, double *out) {
  const double votes = (double)(policy->minority + 1), rate = 1.0 - votes / a;
  for (int64_t i = 0; i < PANEL_NODES; i++)
    out[i] = rate * v[i];
  walras_exp_batch(out, out, PANEL_NODES);
  for (int64_t i = 0; i < PANEL_NODES; i++) {
    double sum = 0.0, power = 1.0;
    for (int64_t k = policy->minority; k >= 0; k--)
      sum = sum * right_one[i] + policy->binomials[k];
    for (int64_t k = 0; k <= policy->minority; k++)
      power *= right_one[i];
    out[i] *= sum * power;
  }
}

/* One panel of the integral of v (right(v/a) e^-v - wrong(v/a) e^v) e^(-v^2 / (2 z^2)), which has the sign of the incentive. */
static double panel(const balance *b, double a, double low, double high) {
  double v[PANEL_NODES], weight[PANEL_NODES], right_one[PANEL_NODES], wrong[PANEL_NODES], right[PANEL_NODES], e[PANEL_NODES],
      spread[PANEL_NODES], losses[PANEL_NODES], sum = 0.0;
  const struct off_switch_policy single = off_switch_policy_make(FAMILY_LOGISTIC, 1.0, 0.0, 1);
  off_switch_panel(low, high, v, weight);
  off_switch_chances(&single, a, v, PANEL_NODES, wrong, right);
  for (int64_t i = 0; i < PANEL_NODES; i++) {
    const double x = v[i] / b->z;
    right_one[i] = right[i];
    e[i] = -v[i];
    spread[i] = -0.5 * x * x;
  }
  off_switch_committee(&b->policy, PANEL_NODES, wrong, right);
  walras_exp_batch(e, e, PANEL_NODES);
  walras_exp_batch(spread, spread, PANEL_NODES);
  wrong_terms(&b->policy, a, v, right_one, losses);
  for (int64_t i = 0; i < PANEL_NODES; i++)
    sum += weight[i] * v[i] * (right[i] * e[i] - losses[i]) * spread[i];
  return sum;
}

static double balance_at(double a, void *context) {
  const balance *b = context;
  const double votes = (double)(b->policy.minority + 1), decay = fmin(1.0, votes / a - 1.0);
  const double end = fmin(REACH * b->z, LAST / decay);
  const double grain = fmin(b->z, fmin(1.0, a / sqrt(2.0 * votes)));
  double sum = 0.0;
  for (double low = 0.0, width; low < end; low += width) {
    width = fmin(fmin(fmax(grain, low), b->z), end - low);
    sum += panel(b, a, low, low + width);
    if (low + width <= low)
      break;
  }
  return sum;
}

/* At a = 1/2 a single human is as good as none, and more of them are better; at a = m + 1 wrong decisions outweigh any right ones. */
double off_switch_critical_product(double z, int64_t overseers) {
  balance b = {.policy = off_switch_policy_make(FAMILY_LOGISTIC, 1.0, 0.0, overseers), .z = fmax(z, LEAST_Z)};
  if (b.policy.minority == 0)
    return 1.0;
  double a = NAN;
  const walras_bracket bracket = {.low = 0.5, .high = 0.999 * (double)(b.policy.minority + 1)};
  walras_brent_root(balance_at, &b, bracket, 1e-12, &a);
  return 2.0 * a;
}

/* ---- any belief and cost ---- */

typedef struct temperature {
  const struct off_switch_point *point;
} temperature;

static double delta_at(double beta, void *context) {
  const temperature *t = context;
  const struct off_switch_policy policy = off_switch_policy_make(FAMILY_LOGISTIC, beta, 0.0, t->point->overseers);
  return off_switch_point_delta(t->point, &policy);
}

static double critical_beta(const struct off_switch_point *point) {
  const double size = fabs(point->mu);
  if (!point->discrete && point->wait_cost == 0.0) {
    if (size == 0.0)
      return INFINITY;
    if (off_switch_point_is_certain(point))
      return 0.0;
    return off_switch_critical_product(size / point->sigma, point->overseers) * (point->sigma / size) * point->sigma * 0.5;
  }
  const double s = fmax(point->sigma, size);
  temperature t = {.point = point};
  const walras_bracket bracket = {.low = 1e-3 * s, .high = 1e3 * s};
  double beta = 0.0;
  if (delta_at(bracket.high, &t) >= 0.0)
    return INFINITY;
  if (delta_at(bracket.low, &t) < 0.0)
    return 0.0;
  walras_brent_root(delta_at, &t, bracket, 1e-12 * s, &beta);
  return beta;
}

typedef struct majority {
  double wanted;
  int64_t overseers;
} majority;

/* How often a committee that errs at this rate is wrong, less how often it may be. */
static double wrong_at(double error, void *context) {
  const majority *m = context;
  const struct off_switch_policy policy = off_switch_policy_make(FAMILY_BERNOULLI, 0.0, error, m->overseers);
  const double anywhere = 1.0;
  double wrong, right;
  off_switch_chances(&policy, 0.0, &anywhere, 1, &wrong, &right);
  return wrong - m->wanted;
}

/* Delta = min(A, B) - wrong (A + B) - c: the committee may be wrong as often as (min(A, B) - c) / (A + B). */
static double critical_error(const struct off_switch_point *point) {
  const struct off_switch_gains gains = off_switch_point_gains(point);
  const double both = gains.positive + gains.negative, least = fmin(gains.positive, gains.negative);
  if (both == 0.0 && point->wait_cost == 0.0)
    return NAN;
  if (least <= point->wait_cost)
    return 0.0;
  majority m = {.wanted = (least - point->wait_cost) / both, .overseers = point->overseers};
  double error = 0.5;
  if (point->overseers <= 2)
    return m.wanted;
  walras_brent_root(wrong_at, &m, (walras_bracket){.low = 0.0, .high = 0.5}, 1e-15, &error);
  return error;
}

struct off_switch_critical off_switch_critical(const struct off_switch_point *point) {
  return (struct off_switch_critical){.beta = critical_beta(point), .error = critical_error(point)};
}
