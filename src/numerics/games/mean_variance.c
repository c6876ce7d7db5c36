#include "numerics/games/mean_variance.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "numerics/dense/cholesky.h"
#include "numerics/games/argmax.h"
#include "numerics/games/mean_variance_internal.h"

#define TIE 1e-12
#define FLAT 1e-15
#define PIVOT 1e-11   /* of the diagonal: below it a pivot is rounding */
#define OPTIMAL 1e-13 /* of the utilities' size: so much may an idle action look better */

enum { LANES = 8 };

/* Sum of x_k (y_k - shift): eight sums side by side, added in a fixed order. */
static double dot_shifted(const double *x, const double *y, double shift, int64_t count) {
  double sums[LANES] = {0.0};
  int64_t k = 0;
  for (; k + LANES <= count; k += LANES)
    for (int lane = 0; lane < LANES; lane++)
      sums[lane] += x[k + lane] * (y[k + lane] - shift);
  for (int lane = 0; k < count; k++, lane++)
    sums[lane] += x[k] * (y[k] - shift);
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

void walras_risk_means(const walras_risk_player *p, const double *q, double *m) {
  for (int64_t i = 0; i < p->actions; i++)
    m[i] = 0.0;
  for (int64_t k = 0; k < p->outcomes; k++)
    for (int64_t i = 0; i < p->actions; i++)
      m[i] += q[k] * p->transposed[k * p->actions + i];
}

void walras_risk_net(const walras_risk_player *p, const double *q, const double *m, double *net) {
  for (int64_t i = 0; i < p->actions; i++)
    net[i] = m[i];
  for (int64_t k = 0; p->cost != NULL && k < p->outcomes; k++)
    for (int64_t i = 0; i < p->actions; i++)
      net[i] -= q[k] * p->cost[k * p->actions + i];
}

/* Each action's variance, and the largest one. */
static double variances(const walras_risk_player *p, const double *q, const double *m, double *variance) {
  double most = 0.0;
  for (int64_t i = 0; i < p->actions; i++)
    variance[i] = 0.0;
  for (int64_t k = 0; k < p->outcomes; k++)
    for (int64_t i = 0; i < p->actions; i++) {
      const double deviation = p->transposed[k * p->actions + i] - m[i];
      variance[i] += q[k] * (deviation * deviation);
    }
  for (int64_t i = 0; i < p->actions; i++)
    most = variance[i] > most ? variance[i] : most;
  return most;
}

/* slope_i = sum_k q_k (M_ik - m_i) u_k with u_k = s'(M_.k - m): the vector Sigma s. `u` [outcomes] is work. */
void walras_risk_spread(const walras_risk_player *p, const double *q, const double *m, const double *s, double *u,
                        double *slope) {
  for (int64_t k = 0; k < p->outcomes; k++)
    u[k] = 0.0;
  for (int64_t i = 0; i < p->actions; i++)
    if (s[i] > 0.0)
      for (int64_t k = 0; k < p->outcomes; k++)
        u[k] += s[i] * (p->payoff[i * p->outcomes + k] - m[i]);
  for (int64_t i = 0; i < p->actions; i++)
    slope[i] = 0.0;
  for (int64_t k = 0; k < p->outcomes; k++) {
    const double weight = q[k] * u[k];
    for (int64_t i = 0; i < p->actions; i++)
      slope[i] += weight * (p->transposed[k * p->actions + i] - m[i]);
  }
}

walras_risk_value walras_risk_value_of(const walras_risk_player *p, const double *s, const double *q, double *work) {
  walras_risk_value value = {0};
  for (int64_t k = 0; k < p->outcomes; k++)
    work[k] = 0.0;
  for (int64_t i = 0; i < p->actions; i++)
    if (s[i] > 0.0)
      for (int64_t k = 0; k < p->outcomes; k++)
        work[k] += s[i] * p->payoff[i * p->outcomes + k];
  for (int64_t k = 0; k < p->outcomes; k++)
    value.mean += q[k] * work[k];
  for (int64_t k = 0; k < p->outcomes; k++)
    value.variance += q[k] * ((work[k] - value.mean) * (work[k] - value.mean));
  value.utility = value.mean - p->risk_aversion * value.variance;
  for (int64_t k = 0; p->cost != NULL && k < p->outcomes; k++)
    for (int64_t i = 0; i < p->actions; i++)
      value.utility -= q[k] * (s[i] * p->cost[k * p->actions + i]);
  if (p->temperature > 0.0)
    value.utility += p->temperature * walras_risk_entropy(s, p->actions);
  return value;
}

double walras_risk_reply_two(const double *m, double var, double cov, double risk_aversion) {
  const double gain = m[0] - m[1] - 2.0 * risk_aversion * cov, curvature = 2.0 * risk_aversion * var;
  if (curvature < FLAT)
    return gain > TIE ? 1.0 : gain < -TIE ? 0.0 : 0.5;
  const double p = gain / curvature;
  return p < 0.0 ? 0.0 : p > 1.0 ? 1.0 : p;
}

static void reply_of_two(const walras_risk_player *p, const double *q, const double *m, const double *net, double *s) {
  const double *const a = p->payoff, *const b = p->payoff + p->outcomes;
  double var = 0.0, cov = 0.0;
  for (int64_t k = 0; k < p->outcomes; k++) {
    const double difference = (a[k] - m[0]) - (b[k] - m[1]);
    var += q[k] * (difference * difference);
    cov += q[k] * (difference * (b[k] - m[1]));
  }
  s[0] = walras_risk_reply_two(net, var, cov, p->risk_aversion);
  s[1] = 1.0 - s[0];
}

static void reply_even(const double *m, int64_t actions, double *s) {
  const double most = m[walras_argmax_first(m, actions, 0.0)];
  int64_t members = 0;
  for (int64_t i = 0; i < actions; i++)
    members += m[i] >= most - TIE;
  for (int64_t i = 0; i < actions; i++)
    s[i] = m[i] >= most - TIE ? 1.0 / (double)members : 0.0;
}

/*
 * The active-set method. On the simplex, Sigma may be replaced by Sigma + c 11' (c > 0), which is positive definite on supports in general position. A face
 * is a list of actions with the matrix 2 lambda (Sigma + c 11') on it and its Cholesky factor, both packed by rows, so that an action is added by one row.
 */
typedef struct face {
  const walras_risk_player *p;
  const double *q, *m; /* m: means less costs and the greatest of them */
  const double *raw;   /* means */
  double shift;        /* c */
  int64_t count;
  int64_t *action;         /* [count] */
  double *matrix, *factor; /* packed */
  double *target, *ones;   /* [actions] solutions */
  double *weight;          /* [outcomes] */
} face;

static int64_t most_of(int64_t actions, int64_t outcomes) {
  return actions < outcomes ? actions : outcomes;
}

int64_t walras_risk_reply_reals(int64_t actions, int64_t outcomes) {
  const int64_t exact = 6 * actions + outcomes + 2 * walras_packed_size(most_of(actions, outcomes) + 1);
  const int64_t logit = walras_risk_logit_reals(actions, outcomes);
  return exact > logit ? exact : logit;
}

int64_t walras_risk_reply_integers(int64_t actions) {
  return actions + 1;
}

/* Row `r` of the factor from the matrix and the rows above. False when its pivot is rounding: the row's last entry is then not valid. */
static bool factor_row(face *f, int64_t r) {
  double *const row = f->factor + walras_packed_size(r);
  const double *const entries = f->matrix + walras_packed_size(r);
  for (int64_t j = 0; j < r; j++) {
    const double *const other = f->factor + walras_packed_size(j);
    double sum = entries[j];
    for (int64_t l = 0; l < j; l++)
      sum -= row[l] * other[l];
    row[j] = sum / other[j];
  }
  double pivot = entries[r];
  for (int64_t l = 0; l < r; l++)
    pivot -= row[l] * row[l];
  if (!(pivot > PIVOT * entries[r]))
    return false;
  row[r] = sqrt(pivot);
  return true;
}

/* Adds an action as the last one; false, with the row in the factor but its pivot, when the face would be flat in its direction. */
static bool face_add(face *f, int64_t action) {
  const walras_risk_player *const p = f->p;
  const double *const own = p->payoff + action * p->outcomes, curvature = 2.0 * p->risk_aversion;
  double *const row = f->matrix + walras_packed_size(f->count);
  for (int64_t k = 0; k < p->outcomes; k++)
    f->weight[k] = f->q[k] * (own[k] - f->raw[action]);
  for (int64_t j = 0; j < f->count; j++)
    row[j] = curvature *
             (dot_shifted(f->weight, p->payoff + f->action[j] * p->outcomes, f->raw[f->action[j]], p->outcomes) + f->shift);
  row[f->count] = curvature * (dot_shifted(f->weight, own, f->raw[action], p->outcomes) + f->shift);
  f->action[f->count] = action;
  if (f->count >= most_of(p->actions, p->outcomes))
    return factor_row(f, f->count), false; /* beyond the rank */
  if (!factor_row(f, f->count))
    return false;
  f->count++;
  return true;
}

/* Takes the action at `place` out. */
static void face_drop(face *f, int64_t place) {
  for (int64_t r = place + 1; r < f->count; r++) {
    const double *const from = f->matrix + walras_packed_size(r);
    double *const to = f->matrix + walras_packed_size(r - 1);
    for (int64_t j = 0, kept = 0; j <= r; j++)
      if (j != place)
        to[kept++] = from[j];
    f->action[r - 1] = f->action[r];
  }
  f->count--;
  for (int64_t r = place; r < f->count; r++) /* a principal part of a positive definite matrix is one */
    factor_row(f, r);
}

/* The best point of the face's plane, to target; returns the common marginal utility there. */
static double face_solve(face *f) {
  double targets = 0.0, ones = 0.0;
  for (int64_t r = 0; r < f->count; r++) {
    f->target[r] = f->m[f->action[r]];
    f->ones[r] = 1.0;
  }
  walras_cholesky_solve(f->factor, f->count, f->target);
  walras_cholesky_solve(f->factor, f->count, f->ones);
  for (int64_t r = 0; r < f->count; r++) {
    targets += f->target[r];
    ones += f->ones[r];
  }
  const double price = (targets - 1.0) / ones;
  for (int64_t r = 0; r < f->count; r++)
    f->target[r] -= price * f->ones[r];
  return price;
}

/* Moves s from where it is towards the target. Where an action's share would end below 0, stops there and drops it: false. */
static bool face_move(face *f, double *s) {
  int64_t blocking = -1;
  double step = 1.0;
  for (int64_t r = 0; r < f->count; r++)
    if (f->target[r] < 0.0) {
      const double share = s[f->action[r]], reach = share / (share - f->target[r]);
      if (blocking < 0 || reach < step) {
        blocking = r;
        step = reach;
      }
    }
  for (int64_t r = 0; r < f->count; r++) {
    double *const share = s + f->action[r];
    *share = blocking < 0 ? f->target[r] : fmax(0.0, *share + step * (f->target[r] - *share));
  }
  if (blocking < 0)
    return true;
  s[f->action[blocking]] = 0.0;
  face_drop(f, blocking);
  return false;
}

/* Along which `action` (refused by face_add) rises without bound: until an action of the face is used up, which leaves. False when none is. */
static bool face_slide(face *f, int64_t action, double *s) {
  const double *const row = f->matrix + walras_packed_size(f->count);
  int64_t blocking = -1;
  double step = 0.0;
  for (int64_t r = 0; r < f->count; r++)
    f->target[r] = row[r];
  walras_cholesky_solve(f->factor, f->count, f->target);
  for (int64_t r = 0; r < f->count; r++)
    if (f->target[r] > 0.0) {
      const double reach = s[f->action[r]] / f->target[r];
      if (blocking < 0 || reach < step) {
        blocking = r;
        step = reach;
      }
    }
  if (blocking < 0)
    return false;
  for (int64_t r = 0; r < f->count; r++)
    s[f->action[r]] = fmax(0.0, s[f->action[r]] - step * f->target[r]);
  s[f->action[blocking]] = 0.0;
  s[action] = step;
  face_drop(f, blocking);
  return face_add(f, action);
}

static void start_at_vertex(face *f, const double *variance, double *s) {
  int64_t best = 0;
  for (int64_t i = 1; i < f->p->actions; i++)
    if (f->m[i] - f->p->risk_aversion * variance[i] > f->m[best] - f->p->risk_aversion * variance[best])
      best = i;
  for (int64_t i = 0; i < f->p->actions; i++)
    s[i] = i == best ? 1.0 : 0.0;
  f->count = 0;
  face_add(f, best);
}

static void start(face *f, const double *variance, double *s) {
  f->count = 0;
  for (int64_t i = 0; i < f->p->actions; i++)
    if (s[i] > 0.0 && !face_add(f, i)) {
      start_at_vertex(f, variance, s);
      return;
    }
  if (f->count == 0)
    start_at_vertex(f, variance, s);
}

/* The idle action of largest marginal utility above `price` by more than `tolerance`, or -1. */
static int64_t better_action(face *f, const double *s, double price, double tolerance, double *slope) {
  const walras_risk_player *const p = f->p;
  int64_t best = -1;
  double most = price + tolerance;
  walras_risk_spread(p, f->q, f->raw, s, f->weight, slope);
  for (int64_t i = 0; i < p->actions; i++) {
    const double marginal = f->m[i] - 2.0 * p->risk_aversion * (slope[i] + f->shift);
    if (s[i] <= 0.0 && marginal > most) {
      most = marginal;
      best = i;
    }
  }
  return best;
}

static bool climb(face *f, double size, double *s, double *slope) {
  const int64_t steps = 100 * f->p->actions;
  for (int64_t step = 0; step < steps; step++) {
    const double price = face_solve(f);
    if (!face_move(f, s))
      continue;
    const int64_t better = better_action(f, s, price, OPTIMAL * size, slope);
    if (better < 0)
      return true;
    if (!face_add(f, better) && !face_slide(f, better, s))
      return false;
  }
  return false;
}

bool walras_risk_reply(const walras_risk_player *p, const double *q, double *s, double *reals, int64_t *integers) {
  const int64_t n = p->actions;
  assert(n >= 1 && p->outcomes >= 1 && p->risk_aversion >= 0.0);
  if (n == 1) {
    s[0] = 1.0;
    return true;
  }
  if (p->temperature > 0.0)
    return walras_risk_reply_logit(p, q, s, reals);
  double *const raw = reals, *const m = raw + n, *const variance = m + n, *const slope = variance + n;
  walras_risk_means(p, q, raw);
  walras_risk_net(p, q, raw, m);
  if (n == 2) {
    reply_of_two(p, q, raw, m, s);
    return true;
  }
  const double spread = p->risk_aversion > 0.0 ? variances(p, q, raw, variance) : 0.0;
  if (2.0 * p->risk_aversion * spread < FLAT) {
    reply_even(m, n, s);
    return true;
  }
  const double most = m[walras_argmax_first(m, n, 0.0)];
  double size = 2.0 * p->risk_aversion * spread;
  for (int64_t i = 0; i < n; i++) {
    m[i] -= most;
    size = fmax(size, -m[i]);
  }
  face f = {.p = p, .q = q, .m = m, .raw = raw, .shift = spread, .action = integers};
  f.target = slope + n;
  f.ones = f.target + n;
  f.weight = f.ones + n;
  f.matrix = f.weight + p->outcomes;
  f.factor = f.matrix + walras_packed_size(most_of(n, p->outcomes) + 1);
  start(&f, variance, s);
  return climb(&f, size, s, slope);
}
