#include "models/inpo/scores.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "numerics/dense/cholesky.h"
#include "numerics/preference_games/policy.h"
#include "walras/elementary.h"

int64_t inpo_scores_work(int64_t n) {
  return walras_packed_size(n) + 3 * n;
}

static double total(const double *wins, int64_t n) {
  double sum = 0.0;
  for (int64_t i = 0; i < n * n; i++)
    sum += wins[i];
  return sum;
}

bool inpo_least_squares(const double *wins, int64_t n, double target, double ridge, double *scores, double *work) {
  const double pairs = total(wins, n);
  memset(scores, 0, (size_t)n * sizeof *scores);
  if (pairs == 0.0)
    return true;
  for (int64_t i = 0; i < walras_packed_size(n); i++)
    work[i] = 0.0;
  for (int64_t i = 0; i < n; i++)
    work[walras_packed_size(i) + i] = ridge;
  for (int64_t i = 1; i < n; i++)
    for (int64_t j = 0; j < i; j++) {
      const double won = wins[i * n + j], lost = wins[j * n + i], weight = (won + lost) / pairs;
      work[walras_packed_size(i) + i] += weight;
      work[walras_packed_size(j) + j] += weight;
      work[walras_packed_size(i) + j] -= weight;
      scores[i] += target * (won - lost) / pairs;
      scores[j] -= target * (won - lost) / pairs;
    }
  if (!walras_cholesky_factor(work, n))
    return false;
  walras_cholesky_solve(work, n, scores);
  return true;
}

/* The penalised loss; gradient [n] and packed Hessian where not NULL. */
static double evaluate(const double *wins, int64_t n, double pairs, double ridge, const double *scores, double *gradient,
                       double *hessian) {
  double loss = 0.0;
  for (int64_t i = 0; i < n; i++) {
    loss += 0.5 * ridge * (scores[i] * scores[i]);
    if (gradient != NULL)
      gradient[i] = ridge * scores[i];
  }
  if (hessian != NULL) {
    memset(hessian, 0, (size_t)walras_packed_size(n) * sizeof *hessian);
    for (int64_t i = 0; i < n; i++)
      hessian[walras_packed_size(i) + i] = ridge;
  }
  for (int64_t i = 1; i < n; i++)
    for (int64_t j = 0; j < i; j++) {
      const double won = wins[i * n + j] / pairs, all = won + wins[j * n + i] / pairs, z = scores[i] - scores[j];
      if (all == 0.0)
        continue;
      const double decay = walras_exp(-fabs(z)), likelier = 1.0 / (1.0 + decay), sigma = z > 0.0 ? likelier : decay * likelier;
      loss += all * (walras_log1p(decay) + (z > 0.0 ? z : 0.0)) - won * z;
      if (gradient == NULL)
        continue;
      const double slope = all * sigma - won, weight = all * likelier * (decay * likelier);
      gradient[i] += slope;
      gradient[j] -= slope;
      hessian[walras_packed_size(i) + i] += weight;
      hessian[walras_packed_size(j) + j] += weight;
      hessian[walras_packed_size(i) + j] -= weight;
    }
  return loss;
}

static double size_of(const double *x, int64_t n) {
  double most = 0.0;
  for (int64_t i = 0; i < n; i++)
    most = fmax(most, fabs(x[i]));
  return most;
}

enum { MOST_STEPS = 200, MOST_HALVINGS = 40 };
/* A relative step that is the last one: the next would be its square, or the rounding of a Hessian that is flat but for its ridge. */
static const double CLOSE = 1e-8;

bool inpo_logistic_scores(const double *wins, int64_t n, double ridge, double *scores, double *work) {
  double *const hessian = work, *const step = work + walras_packed_size(n), *const tried = step + n;
  const double pairs = total(wins, n);
  memset(scores, 0, (size_t)n * sizeof *scores);
  if (pairs == 0.0)
    return true;
  for (int k = 0; k < MOST_STEPS; k++) {
    const double loss = evaluate(wins, n, pairs, ridge, scores, step, hessian);
    if (size_of(step, n) <= 1e-14)
      return true;
    if (!walras_cholesky_factor(hessian, n))
      return false;
    walras_cholesky_solve(hessian, n, step);
    const double change = size_of(step, n) / (1.0 + size_of(scores, n));
    double factor = 1.0;
    for (int halving = 0; halving < MOST_HALVINGS; halving++, factor *= 0.5) {
      for (int64_t i = 0; i < n; i++)
        tried[i] = scores[i] - factor * step[i];
      if (change < CLOSE || evaluate(wins, n, pairs, ridge, tried, NULL, NULL) <= loss + 1e-15 * fabs(loss))
        break;
    }
    memcpy(scores, tried, (size_t)n * sizeof *scores);
    if (change < CLOSE)
      return true;
  }
  evaluate(wins, n, pairs, ridge, scores, step, hessian);
  return size_of(step, n) <= 1e-9;
}

/* label[i] = lowest response of i's component: union by passes of the lowest label over edges. */
static void components(const double *wins, int64_t n, double *label) {
  for (int64_t i = 0; i < n; i++)
    label[i] = (double)i;
  for (bool changed = true; changed;) {
    changed = false;
    for (int64_t i = 0; i < n; i++)
      for (int64_t j = 0; j < n; j++)
        if (label[j] < label[i] && wins[i * n + j] + wins[j * n + i] > 0.0) {
          label[i] = label[j];
          changed = true;
        }
  }
}

void inpo_place_components(const double *wins, int64_t n, const double *anchor, const double *scores, double *policy,
                           double *work) {
  double *const label = work, *const before = work + n, *const after = work + 2 * n;
  components(wins, n, label);
  for (int64_t i = 0; i < n; i++)
    policy[i] = anchor[i] + scores[i];
  /* Logarithms of the masses, by components' lowest responses. */
  for (int64_t i = 0; i < n; i++) {
    if (label[i] < (double)i)
      continue;
    double top = -INFINITY, placed = -INFINITY, mass = 0.0, other = 0.0;
    for (int64_t j = i; j < n; j++)
      if (label[j] == (double)i) {
        top = fmax(top, anchor[j]);
        placed = fmax(placed, policy[j]);
      }
    for (int64_t j = i; j < n; j++)
      if (label[j] == (double)i) {
        mass += walras_exp(anchor[j] - top);
        other += walras_exp(policy[j] - placed);
      }
    before[i] = top + walras_log(mass);
    after[i] = placed + walras_log(other);
  }
  for (int64_t i = 0; i < n; i++) {
    const int64_t lowest = (int64_t)label[i];
    policy[i] += before[lowest] - after[lowest];
  }
  walras_policy_normalise(policy, n);
}
