/* The largest singular value of F's linear part M by Lanczos's method on M'M, without reorthogonalisation, which the largest value does not need. */
#include <math.h>
#include <string.h>

#include "models/vr-halpern/problem.h"
#include "numerics/preference_games/policy.h"

enum { STEPS_MOST = 300, LOOK = 5 };
static const double TOLERANCE = 1e-9;

/* M' v = J M J v, J = diag(1, -1): M is skew for games, [[H, -A'], [A, 0]] for saddles. Symmetric for least squares. */
static void flip(const struct halpern_problem *problem, double *v) {
  for (int64_t i = problem->dimension; i < problem->size; i++)
    v[i] = -v[i];
}

static walras_status square(struct halpern_problem *problem, const double *v, double *middle, double *out) {
  walras_status status = problem->linear(problem, v, middle);
  flip(problem, middle);
  if (status == WALRAS_OK)
    status = problem->linear(problem, middle, out);
  flip(problem, out);
  return status;
}

/* Eigenvalues of the tridiagonal matrix (a, b) above x, by the signs of its pivots. */
static bool any_above(const double *a, const double *b, int64_t n, double x) {
  double pivot = 1.0;
  for (int64_t i = 0; i < n; i++) {
    pivot = a[i] - x - (i > 0 ? b[i - 1] * b[i - 1] / pivot : 0.0);
    if (pivot == 0.0)
      pivot = -1e-300;
    if (pivot > 0.0)
      return true;
  }
  return false;
}

static double largest_eigenvalue(const double *a, const double *b, int64_t n) {
  double low = 0.0, high = 0.0;
  for (int64_t i = 0; i < n; i++) {
    const double reach = fabs(a[i]) + (i > 0 ? fabs(b[i - 1]) : 0.0) + (i + 1 < n ? fabs(b[i]) : 0.0);
    high = reach > high ? reach : high;
  }
  for (int step = 0; step < 64 && low < high; step++) {
    const double middle = 0.5 * (low + high);
    if (any_above(a, b, n, middle))
      low = middle;
    else
      high = middle;
  }
  return 0.5 * (low + high);
}

/* One step: b of the last one, v_old and v orthonormal; afterwards v and the next. False where the space is exhausted. */
static bool advance(double *v_old, double *v, double *next, int64_t n, double scale, double *a, double *b) {
  const double before = *b;
  *a = walras_policy_dot(v, next, n);
  for (int64_t i = 0; i < n; i++)
    next[i] -= *a * v[i] + before * v_old[i];
  *b = halpern_norm(next, n);
  if (*b <= 1e-14 * scale)
    return false;
  for (int64_t i = 0; i < n; i++) {
    v_old[i] = v[i];
    v[i] = next[i] / *b;
  }
  return true;
}

walras_status halpern_largest_singular(struct halpern_problem *problem, double *value) {
  const int64_t n = problem->size, most = n < STEPS_MOST ? n : STEPS_MOST;
  walras_trial *trial = problem->trial;
  double *const memory = walras_trial_allocate_zero(trial, 4 * n, sizeof(double));
  if (memory == NULL)
    return walras_trial_status(trial);
  double *const v_old = memory, *const v = v_old + n, *const middle = v + n, *const next = middle + n;
  double a[STEPS_MOST], b[STEPS_MOST], found = 0.0, beta = 0.0;
  const walras_stream stream = walras_trial_stream(trial, STREAM_KRYLOV, 0);
  walras_fill_normal(&stream, 0, n, 0, v);
  const double norm = halpern_norm(v, n);
  for (int64_t i = 0; i < n; i++)
    v[i] /= norm;
  for (int64_t k = 0; k < most; k++) {
    const walras_status status = square(problem, v, middle, next);
    if (status != WALRAS_OK)
      return status;
    const bool goes_on = advance(v_old, v, next, n, found, &a[k], &beta);
    b[k] = beta;
    if (goes_on && k + 1 < most && (k + 1) % LOOK != 0)
      continue;
    const double last = found;
    found = largest_eigenvalue(a, b, k + 1);
    if (!goes_on || found - last <= TOLERANCE * found)
      break;
  }
  *value = sqrt(found);
  return WALRAS_OK;
}
