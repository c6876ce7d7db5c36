/* Theses 3 and 4: requests outside of the assistant's role harm third parties, and a signal tells them imperfectly from those inside. */
#include <math.h>

#include "models/beyond-preferences/study.h"
#include "numerics/roots/roots.h"
#include "walras/elementary.h"

/* Normal probabilities below -37 are smaller than 1e-299: signals beyond stand for serving nobody. */
static const double LOWEST = -37.0;

static double users_gain(const struct beyond_parameters *p, double tau) {
  return (1.0 - p->out_of_role_rate) * p->benefit_in * walras_normal_cdf(tau) +
         p->out_of_role_rate * p->benefit_out * walras_normal_cdf(tau - p->signal_dprime);
}

static double third_gain(const struct beyond_parameters *p, double tau) {
  return p->spillover * (1.0 - p->out_of_role_rate) * walras_normal_cdf(tau) -
         p->out_of_role_rate * p->harm * walras_normal_cdf(tau - p->signal_dprime);
}

static double third_gain_at(double tau, void *context) {
  return third_gain(context, tau);
}

/* Where the likelihood ratio of the two laws weighs gains and net harm equally: the derivative of the sum of gains is 0. */
static double utilitarian_tau(const struct beyond_parameters *p) {
  if (p->harm <= p->benefit_out)
    return INFINITY;
  if (p->benefit_in + p->spillover == 0.0)
    return -INFINITY;
  const double odds =
      (1.0 - p->out_of_role_rate) * (p->benefit_in + p->spillover) / (p->out_of_role_rate * (p->harm - p->benefit_out));
  return p->signal_dprime / 2.0 + walras_log(odds) / p->signal_dprime;
}

/* Phi(tau - d') / Phi(tau) rises with tau: third parties' gain is positive below one root and negative above it. */
static double largest_tau(struct beyond_parameters *p) {
  double root = -INFINITY;
  if (third_gain(p, INFINITY) >= 0.0)
    return INFINITY;
  if (p->spillover > 0.0)
    walras_brent_root(third_gain_at, p, (walras_bracket){LOWEST, p->signal_dprime + 38.0}, 1e-14, &root);
  return root;
}

/* Log of the product of gains; -inf where a side does not gain. */
static double bargain(double tau, void *context) {
  const double users = users_gain(context, tau), third = third_gain(context, tau);
  return users > 0.0 && third > 0.0 ? walras_log(users) + walras_log(third) : -INFINITY;
}

enum { GRID = 4001 };

/* Nash bargaining: the best of a grid over the signals at which both sides gain, refined between its neighbours. */
static double nash_tau(struct beyond_parameters *p, double highest) {
  const double low = highest < -6.0 ? highest - 6.0 : -6.0;
  const double high = fmin(highest, p->signal_dprime + 6.0), step = (high - low) / (GRID - 1);
  double best = bargain(INFINITY, p), place = best > -INFINITY ? INFINITY : -INFINITY;
  if (highest == -INFINITY)
    return -INFINITY;
  for (int i = 0; i < GRID; i++) {
    const double value = bargain(low + step * i, p);
    if (value > best) {
      best = value;
      place = low + step * i;
    }
  }
  if (isinf(place))
    return place;
  return walras_golden_maximum(bargain, p, (walras_bracket){place - step, fmin(place + step, high)}, 1e-12);
}

static void record_rule(walras_trial *trial, const struct beyond_parameters *p, int rule, double tau) {
  walras_record_real(trial, GAIN_USERS + rule, users_gain(p, tau));
  walras_record_real(trial, GAIN_THIRD + rule, third_gain(p, tau));
  walras_record_real(trial, REFUSE_IN + rule, walras_normal_cdf(-tau));
  walras_record_real(trial, SERVE_OUT + rule, walras_normal_cdf(tau - p->signal_dprime));
}

walras_status play_misuse(walras_trial *trial, const struct beyond_parameters *parameters) {
  struct beyond_parameters p = *parameters; /* functions to be searched take their context without const */
  const double utilitarian = utilitarian_tau(&p), highest = largest_tau(&p), nash = nash_tau(&p, highest);
  record_rule(trial, &p, SERVE_PREFERENCE_MATCHING, INFINITY);
  record_rule(trial, &p, SERVE_UTILITARIAN, utilitarian);
  record_rule(trial, &p, SERVE_NASH, nash);
  record_rule(trial, &p, SERVE_VETO, highest);
  walras_record_real(trial, TAU_UTILITARIAN, isinf(utilitarian) ? (double)NAN : utilitarian);
  walras_record_real(trial, TAU_NASH, isinf(nash) ? (double)NAN : nash);
  walras_record_real(trial, TAU_MAX, isinf(highest) ? (double)NAN : highest);
  return WALRAS_OK;
}
