#include "models/off-switch/belief.h"

#include <assert.h>
#include <math.h>

#include "models/off-switch/quadrature.h"
#include "walras/elementary.h"

/* ---- closed forms ---- */

#define ROOT_TWO_PI_INVERSE 0x1.9884533d43651p-2 /* 1 / sqrt(2 pi) */

static double normal_density(double z) {
  return ROOT_TWO_PI_INVERSE * walras_exp(-0.5 * z * z);
}

/* sigma phi(z) - |mu| Phi(-|z|), which is never below 0. */
double off_switch_rational_incentive(double mu, double sigma) {
  if (sigma == 0.0)
    return 0.0;
  const double z = fabs(mu) / sigma;
  return fmax(sigma * normal_density(z) - fabs(mu) * walras_normal_cdf(-z), 0.0);
}

struct off_switch_gains off_switch_gaussian_gains(double mu, double sigma) {
  const double small = off_switch_rational_incentive(mu, sigma), large = small + fabs(mu);
  return (struct off_switch_gains){.positive = mu >= 0.0 ? large : small,
                                   .negative = mu >= 0.0 ? small : large,
                                   .chance_negative = sigma > 0.0 ? walras_normal_cdf(-mu / sigma)
                                                      : mu < 0.0  ? 1.0
                                                                  : 0.0};
}

/* E[U Phi(U / tau)] - max(mu, 0) = (sigma^2 / r) phi(mu / r) - |mu| Phi(-|mu| / r), r^2 = tau^2 + sigma^2. */
static double probit_incentive(double tau, double mu, double sigma) {
  const double r = sqrt(tau * tau + sigma * sigma), z = fabs(mu) / r;
  return sigma * (sigma / r) * normal_density(z) - fabs(mu) * walras_normal_cdf(-z);
}

bool off_switch_closed_incentive(const struct off_switch_policy *policy, double mu, double sigma, double *incentive) {
  const bool rational = off_switch_is_rational(policy) != 0;
  if (policy->family == FAMILY_PROBIT && policy->minority == 0 && !rational) {
    *incentive = probit_incentive(policy->scale, mu, sigma);
    return true;
  }
  if (!rational && policy->family != FAMILY_BERNOULLI)
    return false;
  double wrong = policy->error, right = 1.0 - policy->error;
  off_switch_committee(policy, 1, &wrong, &right);
  const double small = off_switch_rational_incentive(mu, sigma);
  *incentive = right * small - wrong * (small + fabs(mu));
  return true;
}

double off_switch_incentive(const struct off_switch_moments *moments, double mean) {
  return mean >= 0.0 ? moments->caught - moments->missed : moments->passed - moments->harm;
}

/* ---- quadrature, in units of the standard deviation ---- */

enum { BATCH_PANELS = 32, BATCH = BATCH_PANELS * PANEL_NODES, LEVELS_MOST = 5 };

/* Beyond REACH standard deviations nothing is left (e^-84); a mean farther than FAR is seen from itself, not from 0. */
static const double REACH = 13.0, FAR = 40.0;
/* Policies are flat beyond so many of their scales (e^-64). */
static const double FLAT = 64.0;

/* One side of zero: distances x = anchor + t for t in [start, end], with density exp(-(t - centre)^2 / 2). */
typedef struct side {
  const struct off_switch_policy *policy;
  double scale; /* of the policy */
  double grain; /* width of the first panel */
  double anchor, start, end, centre;
  double wrong, right, wrong_chance, right_chance, spread; /* sums: E[x wrong], E[x right], E[wrong], E[right], E[wrong right] */
  int64_t count;                                           /* of the nodes that wait */
  double offset[BATCH], weight[BATCH];
} side;

static void flush(side *s) {
  double distance[BATCH], density[BATCH], wrong[BATCH], right[BATCH];
  for (int64_t i = 0; i < s->count; i++) {
    const double away = s->offset[i] - s->centre;
    distance[i] = s->anchor + s->offset[i];
    density[i] = -0.5 * away * away;
  }
  walras_exp_batch(density, density, s->count);
  off_switch_chances(s->policy, s->scale, distance, s->count, wrong, right);
  for (int64_t i = 0; i < s->count; i++) {
    const double mass = s->weight[i] * density[i];
    s->wrong += mass * distance[i] * wrong[i];
    s->right += mass * distance[i] * right[i];
    s->wrong_chance += mass * wrong[i];
    s->right_chance += mass * right[i];
    s->spread += mass * wrong[i] * right[i];
  }
  s->count = 0;
}

static void add_panel(side *s, double low, double high) {
  off_switch_panel(low, high, s->offset + s->count, s->weight + s->count);
  s->count += PANEL_NODES;
  if (s->count == BATCH)
    flush(s);
}

static void integrate(side *s, int level) {
  const int pieces = 1 << level;
  double low = s->start;
  while (low < s->end) {
    const double distance = s->anchor + low;
    double width = distance < FLAT * s->scale ? fmin(fmax(s->grain, distance), 1.0) : 1.0;
    if (low + width > s->end)
      width = s->end - low;
    for (int piece = 0; piece < pieces; piece++)
      add_panel(s, low + width * piece / pieces, piece + 1 == pieces ? low + width : low + width * (piece + 1) / pieces);
    if (low + width <= low)
      break;
    low += width;
  }
  flush(s);
}

struct off_switch_moments off_switch_gaussian_moments(const struct off_switch_policy *policy, double mu, double sigma,
                                                      int level) {
  assert(sigma > 0.0);
  const double z = fabs(mu) / sigma, scale = policy->scale / sigma;
  const double grain = scale / sqrt((double)(2 * policy->minority + 1));
  const bool far = z > FAR;
  side with = {.policy = policy, .scale = scale, .grain = grain, .start = far ? -REACH : 0.0, .end = far ? REACH : z + REACH};
  side against = {
      .policy = policy, .scale = scale, .grain = grain, .centre = -z, .end = REACH * (REACH / (z + sqrt(z * z + REACH * REACH)))};
  with.anchor = far ? z : 0.0;
  with.centre = far ? 0.0 : z;
  integrate(&with, level);
  integrate(&against, level);
  const side *up = mu >= 0.0 ? &with : &against, *down = mu >= 0.0 ? &against : &with;
  const double unit = ROOT_TWO_PI_INVERSE * sigma;
  return (struct off_switch_moments){.passed = unit * up->right,
                                     .missed = unit * up->wrong,
                                     .caught = unit * down->right,
                                     .harm = unit * down->wrong,
                                     .approval = ROOT_TWO_PI_INVERSE * (up->right_chance + down->wrong_chance),
                                     .spread = ROOT_TWO_PI_INVERSE * (up->spread + down->spread)};
}

static double largest_difference(const struct off_switch_moments *a, const struct off_switch_moments *b) {
  return fmax(fmax(fabs(a->passed - b->passed), fabs(a->missed - b->missed)),
              fmax(fabs(a->caught - b->caught), fabs(a->harm - b->harm)));
}

bool off_switch_gaussian_refined(const struct off_switch_policy *policy, double mu, double sigma, double tolerance,
                                 struct off_switch_moments *moments, double *error) {
  const double rounding = 1e-14 * (fabs(mu) + sigma), enough = fmax(tolerance, rounding);
  *moments = off_switch_gaussian_moments(policy, mu, sigma, 0);
  for (int level = 1; level <= LEVELS_MOST; level++) {
    const struct off_switch_moments coarse = *moments;
    *moments = off_switch_gaussian_moments(policy, mu, sigma, level);
    *error = largest_difference(&coarse, moments);
    if (*error <= enough)
      return true;
  }
  return false;
}

/* ---- beliefs in some values ---- */

static double total(const double *weights, int64_t count) {
  double sum = 0.0;
  for (int64_t i = 0; i < count; i++)
    sum += weights[i];
  return sum;
}

struct off_switch_gains off_switch_discrete_gains(const double *values, const double *weights, int64_t count) {
  struct off_switch_gains gains = {0};
  const double sum = total(weights, count);
  for (int64_t i = 0; i < count; i++) {
    const double weight = weights[i] / sum;
    gains.positive += weight * fmax(values[i], 0.0);
    gains.negative += weight * fmax(-values[i], 0.0);
    gains.chance_negative += values[i] < 0.0 ? weight : 0.0;
  }
  return gains;
}

struct off_switch_moments off_switch_discrete_moments(const struct off_switch_policy *policy, const double *values,
                                                      const double *weights, int64_t count) {
  struct off_switch_moments m = {0};
  const double sum = total(weights, count);
  for (int64_t i = 0; i < count; i++) {
    const double weight = weights[i] / sum, distance = fabs(values[i]);
    double wrong = 0.5, right = 0.5;
    if (distance > 0.0)
      off_switch_chances(policy, policy->scale, &distance, 1, &wrong, &right);
    *(values[i] > 0.0 ? &m.passed : &m.caught) += weight * distance * right;
    *(values[i] > 0.0 ? &m.missed : &m.harm) += weight * distance * wrong;
    m.approval += weight * (values[i] > 0.0 ? right : wrong);
    m.spread += weight * wrong * right;
  }
  return m;
}
