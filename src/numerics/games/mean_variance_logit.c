/*
 * Replies with entropy: max s'm - lambda s'Sigma s + eta H(s). The best mixture has log s = (m - 2 lambda Sigma s) / eta - constant. Newton's method, with
 * the equations scaled by the roots of the shares (eta 1 + 2 lambda S^1/2 Sigma S^1/2: eigenvalues at least eta) and steps taken in log s, so that
 * shares far below rounding are right, too.
 */
#include <math.h>
#include <stddef.h>

#include "numerics/dense/cholesky.h"
#include "numerics/games/argmax.h"
#include "numerics/games/mean_variance_internal.h"
#include "walras/elementary.h"

enum { STEPS_MOST = 40, HALVINGS_MOST = 40 };
#define CLOSE 1e-9   /* largest change of a share from which on the steps go on while they shrink */
#define NOISE 1e-14  /* of the utility's terms: a loss that is rounding */
#define COOLING 0.25 /* from one temperature of the path to the next */

double walras_risk_entropy(const double *s, int64_t actions) {
  double sum = 0.0;
  for (int64_t i = 0; i < actions; i++)
    if (s[i] > 0.0)
      sum -= s[i] * walras_log(s[i]);
  return sum;
}

int64_t walras_risk_logit_reals(int64_t actions, int64_t outcomes) {
  return 11 * actions + outcomes + actions * actions + walras_packed_size(actions);
}

typedef struct newton {
  const walras_risk_player *p;
  double temperature; /* that of this step of the path */
  double noise;       /* of the utility last computed */
  const double *q;
  double *m, *net, *log_s, *trial_log, *trial, *gradient, *slope, *change, *ones, *root,
      *u;         /* u: [outcomes], the others [actions] */
  double *sigma;  /* [actions][actions] */
  double *factor; /* packed */
} newton;

/* s = exp(l) scaled to a sum of 1, and l to match. */
static void normalise(double *log_s, double *s, int64_t n) {
  const double most = log_s[walras_argmax_first(log_s, n, 0.0)];
  double sum = 0.0;
  for (int64_t i = 0; i < n; i++)
    sum += s[i] = walras_exp(log_s[i] - most);
  const double constant = most + walras_log(sum);
  for (int64_t i = 0; i < n; i++) {
    log_s[i] -= constant;
    s[i] /= sum;
  }
}

/* sum s (m - eta log s) - lambda s'Sigma s; leaves Sigma s in slope. */
static double utility(newton *w, const double *log_s, const double *s) {
  const walras_risk_player *const p = w->p;
  double sum = 0.0, size = 0.0, variance = 0.0;
  for (int64_t i = 0; i < p->actions; i++) {
    const double term = s[i] * (w->net[i] - w->temperature * log_s[i]);
    sum += term;
    size += fabs(term);
  }
  walras_risk_spread(p, w->q, w->m, s, w->u, w->slope);
  for (int64_t k = 0; k < p->outcomes; k++)
    variance += w->q[k] * (w->u[k] * w->u[k]);
  w->noise = NOISE * (size + p->risk_aversion * variance);
  return sum - p->risk_aversion * variance;
}

static void covariance(newton *w) {
  const walras_risk_player *const p = w->p;
  const int64_t n = p->actions;
  for (int64_t cell = 0; cell < n * n; cell++)
    w->sigma[cell] = 0.0;
  for (int64_t k = 0; k < p->outcomes; k++) {
    const double *const column = p->transposed + k * n;
    for (int64_t i = 0; i < n; i++) {
      const double weight = w->q[k] * (column[i] - w->m[i]);
      for (int64_t j = 0; j < n; j++)
        w->sigma[i * n + j] += weight * (column[j] - w->m[j]);
    }
  }
}

/* The change of log s by a full step, to change; s and its slope are given. Returns the largest change of a share. */
static double direction(newton *w, const double *s) {
  const walras_risk_player *const p = w->p;
  const int64_t n = p->actions;
  double inner = 0.0, norm = 0.0, most = 0.0;
  for (int64_t i = 0; i < n; i++) {
    w->root[i] = sqrt(s[i]);
    w->gradient[i] = w->net[i] - 2.0 * p->risk_aversion * w->slope[i] - w->temperature * w->log_s[i];
  }
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j <= i; j++)
      w->factor[walras_packed_size(i) + j] =
          2.0 * p->risk_aversion * w->root[i] * w->root[j] * w->sigma[i * n + j] + (i == j ? w->temperature : 0.0);
  if (!walras_cholesky_factor(w->factor, n))
    return -1.0;
  for (int64_t i = 0; i < n; i++) {
    w->change[i] = w->root[i] * w->gradient[i];
    w->ones[i] = w->root[i];
  }
  walras_cholesky_solve(w->factor, n, w->change);
  walras_cholesky_solve(w->factor, n, w->ones);
  for (int64_t i = 0; i < n; i++) {
    inner += w->root[i] * w->change[i];
    norm += w->root[i] * w->ones[i];
  }
  const double price = inner / norm;
  for (int64_t i = 0; i < n; i++) { /* of shares */
    w->ones[i] = w->root[i] * (w->change[i] - price * w->ones[i]);
    most = fmax(most, fabs(w->ones[i]));
  }
  for (int64_t i = 0; i < n; i++) { /* of logarithms: right for shares of any size */
    double pull = 0.0;
    for (int64_t j = 0; j < n; j++)
      pull += w->sigma[i * n + j] * w->ones[j];
    w->change[i] = (w->gradient[i] - price - 2.0 * p->risk_aversion * pull) / w->temperature;
  }
  return most;
}

/* A step that does not lose, halved until there is one. False at the end of what numbers can tell apart. */
static bool advance(newton *w, double *s, double *value) {
  const int64_t n = w->p->actions;
  double length = 1.0;
  for (int halving = 0; halving < HALVINGS_MOST; halving++, length *= 0.5) {
    for (int64_t i = 0; i < n; i++)
      w->trial_log[i] = w->log_s[i] + length * w->change[i];
    normalise(w->trial_log, w->trial, n);
    const double reached = utility(w, w->trial_log, w->trial);
    if (!(reached >= *value - w->noise))
      continue;
    for (int64_t i = 0; i < n; i++) {
      w->log_s[i] = w->trial_log[i];
      s[i] = w->trial[i];
    }
    *value = reached;
    return true;
  }
  return false;
}

static void lay_out(newton *w, double *memory) {
  double **const parts[] = {&w->m,        &w->net,   &w->log_s,  &w->trial_log, &w->trial,
                            &w->gradient, &w->slope, &w->change, &w->ones,      &w->root};
  for (size_t k = 0; k < sizeof parts / sizeof *parts; k++, memory += w->p->actions)
    *parts[k] = memory;
  w->u = memory;
  w->sigma = w->u + w->p->outcomes;
  w->factor = w->sigma + w->p->actions * w->p->actions;
}

/* Newton's method at one temperature, to where rounding ends it. */
static bool climb(newton *w, double *s) {
  double value = utility(w, w->log_s, s), before = 1.0;
  for (int step = 0; step < STEPS_MOST; step++) {
    const double most = direction(w, s);
    if (most >= 0.0 && most < CLOSE && most >= 0.5 * before)
      return true;
    if (most < 0.0 || !advance(w, s, &value))
      return most >= 0.0 && most < CLOSE;
    before = most;
    if (most == 0.0)
      return true;
  }
  return false;
}

static void start_warm(newton *w, double *s) {
  for (int64_t i = 0; i < w->p->actions; i++)
    w->log_s[i] = w->p->risk_aversion > 0.0 && s[i] > 0.0 ? walras_log(s[i]) : w->net[i] / w->temperature;
  normalise(w->log_s, s, w->p->actions);
}

/* From a temperature at which the best mixture is nearly even, down. */
static bool follow_path(newton *w, double *s) {
  const int64_t n = w->p->actions;
  const double target = w->p->temperature;
  double size = target;
  for (int64_t i = 0; i < n; i++) {
    size = fmax(size, 2.0 * w->p->risk_aversion * w->sigma[i * n + i]);
    size = fmax(size, fabs(w->net[i] - w->net[0]));
    w->log_s[i] = 0.0;
  }
  normalise(w->log_s, s, n);
  for (w->temperature = size; w->temperature > target; w->temperature *= COOLING)
    climb(w, s);
  w->temperature = target;
  return climb(w, s);
}

bool walras_risk_reply_logit(const walras_risk_player *p, const double *q, double *s, double *reals) {
  newton w = {.p = p, .q = q, .temperature = p->temperature};
  lay_out(&w, reals);
  walras_risk_means(p, q, w.m);
  walras_risk_net(p, q, w.m, w.net);
  start_warm(&w, s);
  if (p->risk_aversion == 0.0)
    return true;
  covariance(&w);
  return climb(&w, s) || follow_path(&w, s);
}
