#include "models/inpo/losses.h"

#include <math.h>
#include <string.h>

#include "numerics/preference_games/policy.h"

/* d = log probe - anchor: h(y, y') = d(y) - d(y'). */
static void log_ratios(const struct inpo_round *r, const double *probe, double *d) {
  inpo_anchor(r->step, r->reference, r->policy, d, r->game->n);
  for (int64_t i = 0; i < r->game->n; i++)
    d[i] = probe[i] - d[i];
}

struct inpo_losses inpo_losses_at(const struct inpo_round *r, const double *probe, double *work) {
  const int64_t n = r->game->n;
  const double eta = r->step->eta, target = 0.5 / eta;
  double *const d = work, *const p = work + n, *const w = work + 2 * n;
  log_ratios(r, probe, d);
  walras_policy_probabilities(r->policy, n, p);
  walras_preference_product(r->game, p, w);
  struct inpo_losses losses = {0.0, 0.0};
  for (int64_t i = 0; i < n; i++) {
    double rates = 0.0, pairs = 0.0;
    for (int64_t j = 0; j < n; j++) {
      const double h = d[i] - d[j], miss = h - (w[i] - w[j]) / eta, won = walras_preference_probability(r->game, i, j);
      rates += p[j] * (miss * miss);
      pairs += p[j] * (won * ((h - target) * (h - target)) + (1.0 - won) * ((h + target) * (h + target)));
    }
    losses.win_rates += p[i] * rates;
    losses.pairs += p[i] * pairs;
  }
  return losses;
}

double inpo_losses_difference(const struct inpo_round *r, double *work) {
  const int64_t n = r->game->n;
  double *const p = work, *const w = work + n;
  walras_policy_probabilities(r->policy, n, p);
  walras_preference_product(r->game, p, w);
  double variance = 0.0; /* the mean of w is 0 */
  for (int64_t i = 0; i < n; i++)
    variance += p[i] * (w[i] * w[i]);
  return (0.25 - 2.0 * variance) / (r->step->eta * r->step->eta);
}

void inpo_pairs_gradient(const struct inpo_round *r, const double *probe, double *gradient, double *work) {
  const int64_t n = r->game->n;
  const double target = 0.5 / r->step->eta;
  double *const d = work, *const p = work + n;
  log_ratios(r, probe, d);
  walras_policy_probabilities(r->policy, n, p);
  for (int64_t i = 0; i < n; i++) {
    gradient[i] = 0.0;
    for (int64_t j = 0; j < n; j++) {
      const double h = d[i] - d[j], won = walras_preference_probability(r->game, i, j);
      gradient[i] += p[j] * (won * (h - target) + (1.0 - won) * (h + target));
    }
  }
}

enum { MOST_STEPS = 20 };
static const double GRADIENT_MOST = 1e-10;

int inpo_minimise_pairs(const struct inpo_round *r, double *policy, double *work) {
  const int64_t n = r->game->n;
  double *const gradient = work, *const p = work + n;
  memcpy(policy, r->policy, (size_t)n * sizeof *policy);
  for (int step = 0; step <= MOST_STEPS; step++) {
    inpo_pairs_gradient(r, policy, gradient, work + 2 * n);
    walras_policy_probabilities(r->policy, n, p);
    double norm = 0.0;
    for (int64_t i = 0; i < n; i++)
      norm += 16.0 * (p[i] * p[i]) * (gradient[i] * gradient[i]);
    /* The least step more than the tolerance asks for: one is exact but for rounding. */
    if (step > 0 && sqrt(norm) <= GRADIENT_MOST)
      return step;
    for (int64_t i = 0; i < n; i++)
      policy[i] -= gradient[i]; /* (4 diag p)^-1 (4 p gradient) */
    walras_policy_normalise(policy, n);
  }
  return -1;
}
