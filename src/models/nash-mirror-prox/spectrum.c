#include "models/nash-mirror-prox/spectrum.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "numerics/preference_games/policy.h"

enum { SWEEPS_MOST = 40 };

/* a [n][n] = scale (I - s s') D^1/2 M D^1/2 (I - s s'), s = sqrt(pi_b). */
static void scaled_margins(const walras_preference_game *game, const double *root, double *a, double *mean) {
  const int64_t n = game->n;
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++)
      a[i * n + j] = game->scale * root[i] * game->margins[i * n + j] * root[j];
  for (int64_t i = 0; i < n; i++)
    mean[i] = walras_policy_dot(a + i * n, root, n);
  /* s' A s = 0 for a skew A: both projections take away s_i (s'A)_j = -s_i (A s)_j and (A s)_i s_j. */
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++)
      a[i * n + j] += root[i] * mean[j] - mean[i] * root[j];
}

/* b = a'a, from the rows of a skew a. */
static void square(const double *a, int64_t n, double *b) {
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j <= i; j++)
      b[i * n + j] = b[j * n + i] = walras_policy_dot(a + i * n, a + j * n, n);
}

static double off_diagonal(const double *b, int64_t n) {
  double sum = 0.0;
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < i; j++)
      sum += b[i * n + j] * b[i * n + j];
  return sum;
}

/* The rotation that zeroes b_pq, in rows and columns (Jacobi 1846). */
static void rotate(double *b, int64_t n, int64_t p, int64_t q) {
  const double apq = b[p * n + q];
  if (apq == 0.0)
    return;
  const double ratio = (b[q * n + q] - b[p * n + p]) / (2.0 * apq);
  const double t = copysign(1.0, ratio) / (fabs(ratio) + sqrt(ratio * ratio + 1.0)), c = 1.0 / sqrt(t * t + 1.0), s = t * c;
  for (int64_t k = 0; k < n; k++) {
    const double kp = b[k * n + p], kq = b[k * n + q];
    b[k * n + p] = c * kp - s * kq;
    b[k * n + q] = s * kp + c * kq;
  }
  for (int64_t k = 0; k < n; k++) {
    const double pk = b[p * n + k], qk = b[q * n + k];
    b[p * n + k] = c * pk - s * qk;
    b[q * n + k] = s * pk + c * qk;
  }
}

static void diagonalise(double *b, int64_t n) {
  double trace = 0.0;
  for (int64_t i = 0; i < n; i++)
    trace += b[i * n + i];
  for (int sweep = 0; sweep < SWEEPS_MOST && off_diagonal(b, n) > 1e-30 * trace * trace; sweep++)
    for (int64_t p = 0; p < n; p++)
      for (int64_t q = p + 1; q < n; q++)
        rotate(b, n, p, q);
}

struct nmp_spectrum nmp_spectrum_find(const walras_preference_game *game, const double *nash, double alpha, double beta,
                                      double *work) {
  assert(game->margins != NULL);
  const int64_t n = game->n;
  double *const a = work, *const b = a + n * n, *const root = b + n * n, *const mean = root + n;
  walras_policy_probabilities(nash, n, root);
  for (int64_t i = 0; i < n; i++)
    root[i] = sqrt(root[i]);
  scaled_margins(game, root, a, mean);
  square(a, n, b);
  diagonalise(b, n);
  /* One of the least belongs to s itself, outside of the tangent. */
  int64_t outside = 0;
  for (int64_t i = 1; i < n; i++)
    if (b[i * n + i] < b[outside * n + outside])
      outside = i;
  const double theta = 1.0 / (1.0 + alpha * beta);
  struct nmp_spectrum found = {.least = INFINITY};
  for (int64_t i = 0; i < n; i++) {
    if (i == outside)
      continue;
    const double s2 = fmax(b[i * n + i], 0.0), x = alpha * alpha * s2, kept = 1.0 - theta * x;
    found.largest = fmax(found.largest, sqrt(s2));
    found.least = fmin(found.least, sqrt(s2));
    found.contraction = fmax(found.contraction, theta * theta * (kept * kept + theta * theta * x));
  }
  return found;
}
