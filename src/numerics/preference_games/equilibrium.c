#include "numerics/preference_games/equilibrium.h"

#include <math.h>
#include <string.h>

#include "numerics/preference_games/gaps.h"
#include "numerics/preference_games/policy.h"

enum { NEWTON_STEPS = 8 };

/* Working memory: vectors [n] and, for Newton, a matrix [n][n]. */
typedef struct search {
  const walras_preference_game *game;
  const double *reference;
  double beta;
  double *margins, *half, *kept, *gap_work; /* [n], [n], [n], [3 n] */
  double *matrix;                           /* [n][n] or NULL */
} search;

static bool has_newton(const walras_preference_game *game) {
  return game->n <= WALRAS_EQUILIBRIUM_NEWTON_MOST;
}

int64_t walras_preference_equilibrium_reals(const walras_preference_game *game) {
  return 6 * game->n + (has_newton(game) ? game->n * game->n : 0);
}

void walras_preference_prox(double *policy, const double *reference, double beta, double alpha, const double *g, int64_t n) {
  const double theta = 1.0 / (1.0 + alpha * beta);
  walras_policy_combine(policy, theta, reference, alpha * beta * theta, g, alpha * theta, n);
}

static void product_with(const search *s, const double *policy, double *out) {
  walras_policy_probabilities(policy, s->game->n, s->gap_work);
  walras_preference_product(s->game, s->gap_work, out);
}

/* sp(l - log ref - M p / beta) from the product that a sweep needs anyway; least and most of the same. */
static double residual_from(const search *s, const double *policy, const double *margins) {
  double least = INFINITY, most = -INFINITY;
  for (int64_t i = 0; i < s->game->n; i++) {
    const double f = policy[i] - s->reference[i] - margins[i] / s->beta;
    least = fmin(least, f);
    most = fmax(most, f);
  }
  return most - least;
}

/* One sweep of mirror prox (step 2) from `policy`, whose product is in s->margins. */
static void sweep(const search *s, double *policy) {
  const int64_t n = s->game->n;
  memcpy(s->half, policy, (size_t)n * sizeof *policy);
  walras_preference_prox(s->half, s->reference, s->beta, 2.0, s->margins, n);
  product_with(s, s->half, s->margins);
  walras_preference_prox(policy, s->reference, s->beta, 2.0, s->margins, n);
}

/* Row i of C J + 1 1' / n, C = I - 1 1' / n, J = I - M (diag p - p p') / beta: without the subtraction of column means. */
static void jacobian_row(const search *s, int64_t i, const double *p, const double *margins, double *row) {
  const int64_t n = s->game->n;
  const double factor = s->game->scale / s->beta;
  for (int64_t first = 0; first < n; first += WALRAS_PREFERENCE_PIECE) {
    const int64_t count = n - first < WALRAS_PREFERENCE_PIECE ? n - first : WALRAS_PREFERENCE_PIECE;
    if (s->game->margins != NULL)
      memcpy(row + first, s->game->margins + i * n + first, (size_t)count * sizeof *row);
    else
      walras_preference_piece(s->game->source, i, first, count, row + first);
  }
  for (int64_t j = 0; j < n; j++)
    row[j] = -p[j] * (factor * row[j] - margins[i] / s->beta);
  row[i] += 1.0;
}

static void jacobian(const search *s, const double *p, const double *margins, double *mean) {
  const int64_t n = s->game->n;
  for (int64_t j = 0; j < n; j++)
    mean[j] = 0.0;
  for (int64_t i = 0; i < n; i++) {
    double *const row = s->matrix + i * n;
    jacobian_row(s, i, p, margins, row);
    for (int64_t j = 0; j < n; j++)
      mean[j] += row[j] / (double)n;
  }
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++)
      s->matrix[i * n + j] += 1.0 / (double)n - mean[j];
}

static void swap_rows(double *a, double *b, int64_t n, int64_t i, int64_t j) {
  for (int64_t k = 0; k < n; k++) {
    const double other = a[i * n + k];
    a[i * n + k] = a[j * n + k];
    a[j * n + k] = other;
  }
  const double other = b[i];
  b[i] = b[j];
  b[j] = other;
}

/* a x = b by elimination with row pivots, b becomes x. False for a matrix that is singular to working precision. */
static bool eliminate(double *a, double *b, int64_t n) {
  for (int64_t k = 0; k < n; k++) {
    int64_t pivot = k;
    for (int64_t i = k + 1; i < n; i++)
      if (fabs(a[i * n + k]) > fabs(a[pivot * n + k]))
        pivot = i;
    if (!(fabs(a[pivot * n + k]) > 1e-14))
      return false;
    if (pivot != k)
      swap_rows(a, b, n, pivot, k);
    for (int64_t i = k + 1; i < n; i++) {
      const double factor = a[i * n + k] / a[k * n + k];
      if (factor == 0.0)
        continue;
      for (int64_t j = k + 1; j < n; j++)
        a[i * n + j] -= factor * a[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (int64_t k = n - 1; k >= 0; k--) {
    for (int64_t j = k + 1; j < n; j++)
      b[k] -= a[k * n + j] * b[j];
    b[k] /= a[k * n + k];
  }
  return true;
}

/* One Newton step on F(l) = l - log ref - M softmax(l) / beta, modulo constants; s->margins holds M softmax(l). */
static bool newton_step(const search *s, double *policy) {
  const int64_t n = s->game->n;
  double *const p = s->gap_work, *const mean = p + n, *const f = mean + n;
  walras_policy_probabilities(policy, n, p);
  jacobian(s, p, s->margins, mean);
  for (int64_t i = 0; i < n; i++)
    f[i] = policy[i] - s->reference[i] - s->margins[i] / s->beta;
  const double centre = walras_policy_sum(f, n) / (double)n;
  for (int64_t i = 0; i < n; i++)
    f[i] -= centre;
  if (!eliminate(s->matrix, f, n))
    return false;
  for (int64_t i = 0; i < n; i++)
    policy[i] -= f[i];
  walras_policy_normalise(policy, n);
  return true;
}

/* Newton steps while they lower the residual; `policy` and s->margins are left at the best point. The residual there. */
static double newton(const search *s, double *policy, double residual, int64_t *accepted) {
  const int64_t n = s->game->n;
  for (int step = 0; step < NEWTON_STEPS && residual > WALRAS_EQUILIBRIUM_TOLERANCE; step++) {
    memcpy(s->kept, policy, (size_t)n * sizeof *policy);
    double next = INFINITY;
    if (newton_step(s, policy)) {
      product_with(s, policy, s->margins);
      next = residual_from(s, policy, s->margins);
    }
    if (!(next < residual)) {
      memcpy(policy, s->kept, (size_t)n * sizeof *policy);
      product_with(s, policy, s->margins);
      break;
    }
    residual = next;
    (*accepted)++;
  }
  return residual;
}

walras_preference_equilibrium walras_preference_equilibrium_find(const walras_preference_game *game, const double *reference,
                                                                 double beta, int64_t sweeps_most, double *policy, double *work) {
  const int64_t n = game->n;
  const search s = {game, reference, beta, work, work + n, work + 2 * n, work + 3 * n, has_newton(game) ? work + 6 * n : NULL};
  walras_preference_equilibrium found = {0};
  memcpy(policy, reference, (size_t)n * sizeof *policy);
  product_with(&s, policy, s.margins);
  found.residual = residual_from(&s, policy, s.margins);
  /* An elimination costs as much as some n / 6 sweeps: large games sweep longer before it is tried, and all again after it failed. */
  double try_below = 1e-1;
  for (int64_t wait = n / 8; found.residual > WALRAS_EQUILIBRIUM_TOLERANCE && found.sweeps < sweeps_most; wait--) {
    sweep(&s, policy);
    product_with(&s, policy, s.margins);
    found.sweeps++;
    found.residual = residual_from(&s, policy, s.margins);
    if (s.matrix == NULL || wait > 0 || !(found.residual < try_below))
      continue;
    found.residual = newton(&s, policy, found.residual, &found.newton_steps);
    if (found.residual < WALRAS_EQUILIBRIUM_CERTIFIED)
      break;
    try_below *= 0.1;
    wait = n / 8;
  }
  return found;
}
