#include "models/dno/measures.h"

#include <math.h>

#include "models/dno/regression.h"
#include "numerics/preference_games/policy.h"

static double largest(const double *x, int64_t n) {
  return x[walras_policy_argmax(x, n)];
}

void dno_measure_change(const struct dno_view *view, const struct dno_change *c, double *work, double *sums) {
  const int64_t n = view->game.played.n;
  const double w = view->weight;
  /* P(a beats b) - 1/2 = a' M b = -b' M a. */
  walras_policy_probabilities(c->after, n, work);
  sums[SUM_WEIGHT] += w;
  sums[SUM_WIN_PREVIOUS] += w * walras_policy_dot(work, c->margins_before, n);
  sums[SUM_WIN_TEACHER] -= w * walras_policy_dot(view->teacher, c->margins_after, n);
  sums[SUM_WIN_BEST] -= w * c->margins_after[view->best];
  walras_policy_probabilities(c->start, n, work);
  sums[SUM_WIN_START] -= w * walras_policy_dot(work, c->margins_after, n);
  sums[SUM_KL_FORWARD] += w * walras_policy_kl(c->after, c->before, n);
  sums[SUM_KL_BACKWARD] += w * walras_policy_kl(c->before, c->after, n);
  sums[SUM_SUBOPT_LAST] += w * fmax(largest(c->margins_after, n), 0.0);
}

/* Mean and variance of x under probabilities p. */
static void moments(const double *p, const double *x, int64_t n, double *mean, double *variance) {
  *mean = walras_policy_dot(p, x, n);
  double sum = 0.0;
  for (int64_t y = 0; y < n; y++)
    sum += p[y] * (x[y] - *mean) * (x[y] - *mean);
  *variance = sum;
}

void dno_measure_fit(const struct dno_view *view, const struct dno_step *step, const double *after, double *work, double *sums) {
  const int64_t n = view->game.played.n;
  double distance = 0.0, mean[2] = {0.0, 0.0}, variance[2] = {0.0, 0.0}, data_mean, data_variance;
  for (int64_t y = 0; y < n; y++)
    work[y] = after[y] > -INFINITY ? step->target[y] - after[y] : 0.0;
  moments(step->data, work, n, &data_mean, &data_variance);
  /* One policy at a time in the place of the opponent, which has done its work. */
  const double *const both[2] = {step->target, after};
  for (int side = 0; side < 2; side++) {
    walras_policy_probabilities(both[side], n, step->opponent);
    moments(step->opponent, work, n, &mean[side], &variance[side]);
  }
  for (int64_t y = 0; y < n; y++)
    distance += fabs(work[y]) < 1.0 ? fabs(step->opponent[y] * walras_expm1(work[y]))
                                    : fabs(walras_exp(step->target[y]) - step->opponent[y]);
  sums[SUM_TV] += view->weight * 0.5 * distance;
  sums[SUM_TV_SQUARED] += view->weight * 0.25 * distance * distance;
  sums[SUM_SPREAD_POLICIES] += view->weight * (variance[0] + variance[1] + (mean[0] - mean[1]) * (mean[0] - mean[1]));
  sums[SUM_SPREAD_DATA] += view->weight * 2.0 * data_variance;
}

double dno_loss(const struct dno_step *step, double eta, const double *policy, int64_t n, double *work) {
  double loss = 0.0;
  for (int64_t y = 0; y < n; y++)
    work[y] = eta * (policy[y] - step->anchor[y]);
  for (int64_t a = 0; a < n; a++)
    for (int64_t b = 0; b < n && step->data[a] > 0.0; b++)
      if (step->data[b] > 0.0)
        loss += step->data[a] * step->data[b] *
                dno_pair_loss(dno_sigmoid(step->reward[a] - step->reward[b]), a == b ? 0.0 : work[a] - work[b]);
  return loss;
}

void dno_measure_losses(const struct dno_parameters *p, const struct dno_view *view, const struct dno_step *step, double *work,
                        double *sums) {
  const int64_t n = view->game.played.n;
  const double eta = p->learning_rate_inverse, w = view->weight;
  sums[SUM_LOSS_CURRENT] += w * dno_loss(step, eta, step->before, n, work);
  sums[SUM_LOSS_TARGET] += w * dno_loss(step, eta, step->target, n, work);
  if (p->probe_policy.count > 0) {
    walras_policy_logarithms(p->probe_policy.values, n, view->room);
    sums[SUM_LOSS_PROBE] += w * dno_loss(step, eta, view->room, n, work);
  }
}
