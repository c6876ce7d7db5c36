/* From sums and expectations to metrics. */
#include <math.h>

#include "models/off-switch/metrics.h"
#include "numerics/roots/roots.h"
#include "walras/elementary.h"

static const int share_metric[SHARES] = {
#define METRIC(enumerator, ...) [enumerator] = METRIC_##enumerator,
    OFF_SWITCH_SHARES(METRIC)};
static const int mean_metric[MEANS] = {OFF_SWITCH_MEANS(METRIC)[DELTA_MEAN] = METRIC_DELTA_MEAN};

/* ---- one belief ---- */

static void record_critical(walras_trial *trial, const struct off_switch_point *point) {
  const struct off_switch_critical critical = off_switch_critical(point);
  const bool infinite = isinf(critical.beta);
  double rest = NAN;
  if (!infinite && critical.beta > 0.0) {
    const struct off_switch_policy policy = off_switch_policy_make(FAMILY_LOGISTIC, critical.beta, 0.0, point->overseers);
    rest = fabs(off_switch_point_delta(point, &policy));
  }
  walras_record_real(trial, METRIC_CRITICAL_BETA, infinite ? (double)NAN : critical.beta);
  walras_record_integer(trial, METRIC_CRITICAL_BETA_INFINITE, infinite);
  walras_record_real(trial, METRIC_CRITICAL_ERROR_PROB, critical.error);
  walras_record_real(trial, METRIC_CRITICAL_DELTA, rest);
}

/* A step of the ladder from `low` to `high`, by equal factors. */
static double rung(double low, double high, int64_t step, int64_t steps) {
  return low * walras_pow(high / low, (double)step / (double)(steps - 1));
}

/* Within rounding of critical_beta either sign is right. */
static bool is_misplaced(double delta, double beta, double critical) {
  return (delta > 0.0 && beta > critical * (1.0 + 1e-9)) || (delta < 0.0 && beta < critical * (1.0 - 1e-9));
}

static void record_ladder(walras_trial *trial, const struct off_switch_point *point, int64_t steps) {
  const double critical = off_switch_critical(point).beta, size = fmax(point->sigma, fabs(point->mu));
  int64_t rises = 0, misplaced = 0;
  double before = INFINITY;
  for (int64_t step = 0; step < steps; step++) {
    const double beta = rung(1e-2 * size, 1e2 * size, step, steps);
    const struct off_switch_policy policy = off_switch_policy_make(FAMILY_LOGISTIC, beta, 0.0, point->overseers);
    const double delta = off_switch_point_delta(point, &policy);
    rises += !(delta < before);
    misplaced += is_misplaced(delta, beta, critical);
    before = delta;
  }
  walras_record_integer(trial, METRIC_LADDER_RISES, rises);
  walras_record_integer(trial, METRIC_LADDER_MISPLACED, misplaced);
}

/* Farther than 8 standard deviations from 0 the incentive is lost in rounding. */
static void record_sigma_ladder(walras_trial *trial, const struct off_switch_point *point, int64_t steps) {
  const double size = fmax(point->sigma, fabs(point->mu)), low = fmax(1e-2 * size, 0.125 * fabs(point->mu));
  int64_t falls = 0;
  double before = -INFINITY;
  for (int64_t step = 0; step < steps; step++) {
    const double delta = off_switch_rational_incentive(point->mu, rung(low, 1e2 * size, step, steps));
    falls += !(delta > before);
    before = delta;
  }
  walras_record_integer(trial, METRIC_LADDER_SIGMA_FALLS, falls);
}

static void record_checks(walras_trial *trial, const struct off_switch_parameters *p, const struct off_switch_findings *f) {
  const struct off_switch_policy policy = off_switch_true_policy(p);
  const double gained = f->truth.passed - f->truth.harm;
  double closed = 0.0;
  walras_record_real(trial, METRIC_QUADRATURE_ERROR, f->quadrature_error);
  if (p->beta > 0.0)
    walras_record_real(trial, METRIC_STEIN_GAP,
                       fabs(gained - (p->sigma * (p->sigma / p->beta) * f->truth.spread + p->mu * f->truth.approval)));
  if (off_switch_closed_incentive(&policy, p->mu, p->sigma, &closed))
    walras_record_real(trial, METRIC_CLOSED_FORM_GAP, fabs(closed - off_switch_incentive(&f->truth, p->mu)));
}

void off_switch_record_findings(walras_trial *trial, const struct off_switch_parameters *p, const struct off_switch_findings *f) {
  const struct off_switch_point point = off_switch_point_of(p);
  walras_record_real(trial, METRIC_DELTA, f->delta);
  walras_record_real(trial, METRIC_ASSUMED_DELTA, f->assumed_delta);
  walras_record_real(trial, METRIC_WAIT_VALUE, f->delta + fmax(p->mu, 0.0));
  walras_record_real(trial, METRIC_ACT_VALUE, p->mu);
  record_critical(trial, &point);
  record_checks(trial, p, f);
  if (p->ladder_steps > 0) {
    record_ladder(trial, &point, p->ladder_steps);
    record_sigma_ladder(trial, &point, p->ladder_steps);
  }
}

void off_switch_record_expectations(walras_trial *trial, const struct off_switch_parameters *p,
                                    const struct off_switch_findings *f) {
  const bool acts = !f->waits && p->mu > 0.0;
  const double alone = fmax(p->mu, 0.0), asked = f->delta + alone, value = f->waits ? asked : alone;
  const double shares[SHARES] = {[FRAC_WAIT] = f->waits,
                                 [FRAC_ACT] = acts,
                                 [FRAC_OFF] = !f->waits && !acts,
                                 [FRAC_DEFER] = f->defers,
                                 [PRESS_RATE] = f->waits ? 1.0 - f->truth.approval : 0.0,
                                 [IGNORED_RATE] = acts ? f->gains.chance_negative : 0.0};
  const double means[MEANS] = {[VALUE_MEAN] = value,
                               [REGRET_MEAN] = f->gains.positive - value,
                               [HARM_MEAN] = f->waits ? f->truth.harm
                                             : acts   ? f->gains.negative
                                                      : 0.0,
                               [IGNORED_HARM_MEAN] = acts ? f->gains.negative : 0.0,
                               [DEFERENCE_GAIN] = value - alone,
                               [VALUE_NO_SWITCH] = alone,
                               [VALUE_ALWAYS_WAIT] = asked,
                               [VALUE_RATIONAL_ASSUMPTION] = f->waits_for_rational ? asked : alone,
                               [VALUE_OMNISCIENT] = f->gains.positive};
  for (int i = 0; i < SHARES; i++)
    walras_record_real(trial, share_metric[i], shares[i]);
  for (int i = 0; i < MEANS; i++)
    walras_record_real(trial, mean_metric[i], means[i]); /* that of Delta is absent */
}

/* ---- plays ---- */

static double mean_of(const struct off_switch_tally *tally, int mean) {
  return tally->shift[mean] + tally->sum[mean] / (double)tally->plays;
}

static double error_of(const struct off_switch_tally *tally, int mean) {
  const double n = (double)tally->plays, offset = tally->sum[mean] / n;
  return sqrt(fmax(tally->square[mean] - n * offset * offset, 0.0) / (n - 1.0) / n);
}

void off_switch_record_tally(walras_trial *trial, const struct off_switch_parameters *p, const struct off_switch_tally *tally) {
  const double n = (double)tally->plays;
  const bool single = tally->plays == 1;
  for (int i = 0; i < SHARES; i++) {
    const double share = (double)tally->count[i] / n;
    walras_record_real(trial, share_metric[i], share);
    walras_record_real(trial, share_metric[i] + 1, single ? (double)NAN : sqrt(share * (1.0 - share) / (n - 1.0)));
  }
  for (int i = 0; i < MEANS; i++) {
    walras_record_real(trial, mean_metric[i], mean_of(tally, i));
    walras_record_real(trial, mean_metric[i] + 1, single ? (double)NAN : error_of(tally, i));
  }
  walras_record_real(trial, METRIC_HARM_MAX, tally->harm_max);
  walras_record_real(trial, METRIC_TABLE_ERROR, tally->table_error);
  if (p->delta_distribution)
    walras_record_integers(trial, METRIC_DELTAS, tally->bins, DELTA_BINS);
}

void off_switch_record_wait_z(walras_trial *trial, const struct off_switch_tally *tally, double wait_value) {
  const double error = tally->plays > 1 ? error_of(tally, VALUE_ALWAYS_WAIT) : 0.0;
  walras_record_real(trial, METRIC_WAIT_Z, error > 0.0 ? (mean_of(tally, VALUE_ALWAYS_WAIT) - wait_value) / error : (double)NAN);
}
