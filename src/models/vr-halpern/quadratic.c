/* The quadratic min-max problem: x'Hx/2 - h'x - <Ax - b, y> with A = anti-bidiagonal(1/4, -1/4), H = 2 A'A, b = 1/4, h = e_{d-1}/4. Row and column i of
 * A hold 1/4 at d-1-i and -1/4 at d-2-i, so that A = A' and every product is O(d). */
#include <math.h>

#include "models/vr-halpern/problem.h"

/* (A v)_i = (A'v)_i. */
static inline double product(const double *v, int64_t d, int64_t i) {
  return 0.25 * (v[d - 1 - i] - (i + 2 <= d ? v[d - 2 - i] : 0.0));
}

/* H = tridiagonal(-1/8, 1/4, -1/8) but for 1/8 in the last place. */
static inline double diagonal(int64_t d, int64_t i) {
  return i == d - 1 ? 0.125 : 0.25;
}

static walras_status linear(struct halpern_problem *problem, const double *u, double *out) {
  const int64_t d = problem->dimension;
  const double *const x = u, *const y = u + d;
  for (int64_t i = 0; i < d; i++) {
    const double below = i > 0 ? x[i - 1] : 0.0, above = i + 1 < d ? x[i + 1] : 0.0;
    out[i] = diagonal(d, i) * x[i] - 0.125 * (below + above) - product(y, d, i);
    out[d + i] = product(x, d, i);
  }
  return WALRAS_OK;
}

/* F_i(u) = n (H_:,i x_i - A_i,:' y_i, A_:,i x_i) plus constants. */
static walras_status batch(struct halpern_problem *problem, const int64_t *components, const double *weights, int64_t count,
                           double scale, const double *u, const double *v, double *out) {
  const int64_t d = problem->dimension;
  for (int64_t k = 0; k < count; k++) {
    const int64_t i = components[k], near = d - 1 - i;
    const double factor = scale * (double)d * weights[k];
    const double x = factor * (u[i] - v[i]), y = 0.25 * factor * (u[d + i] - v[d + i]);
    out[i] += diagonal(d, i) * x;
    if (i > 0)
      out[i - 1] -= 0.125 * x;
    if (i + 1 < d)
      out[i + 1] -= 0.125 * x;
    out[near] -= y;
    out[d + near] += 0.25 * x;
    if (near > 0) {
      out[near - 1] += y;
      out[d + near - 1] -= 0.25 * x;
    }
  }
  return WALRAS_OK;
}

walras_status halpern_make_quadratic(struct halpern_problem *problem) {
  const int64_t d = problem->dimension;
  problem->linear = linear;
  problem->batch = batch;
  problem->constant = walras_trial_allocate(problem->trial, 2 * d, sizeof(double));
  problem->solution = walras_trial_allocate(problem->trial, 2 * d, sizeof(double));
  problem->norms = walras_trial_allocate(problem->trial, 2 * d, sizeof(double));
  if (problem->constant == NULL || problem->solution == NULL || problem->norms == NULL)
    return walras_trial_status(problem->trial);
  for (int64_t i = 0; i < d; i++) {
    problem->constant[i] = i == d - 1 ? -0.25 : 0.0;
    problem->constant[d + i] = -0.25;
    problem->solution[i] = (double)(i + 1);
    problem->solution[d + i] = -0.5;
    problem->norms[i] = problem->norms[d + i] = i == d - 1 ? 0.0625 : 0.125;
  }
  return WALRAS_OK;
}

/* The largest singular value of a matrix with M'M = [[a, c], [c, b]] or the largest eigenvalue of that. */
static double largest_eigenvalue(double a, double b, double c) {
  return 0.5 * (a + b + sqrt((a - b) * (a - b) + 4.0 * c * c));
}

double halpern_quadratic_lipschitz(int64_t dimension) {
  /* Singular values of A are cos-like, s = sin((2k-1) pi / (2 (2d+1))) / 2; on the pair of the largest, F is [[2 s^2, -s], [s, 0]]. */
  const double d = (double)dimension;
  const double s = 0.5 * walras_sin(3.14159265358979323846 * (2.0 * d - 1.0) / (2.0 * (2.0 * d + 1.0)));
  return sqrt(largest_eigenvalue(4.0 * s * s * s * s + s * s, s * s, -2.0 * s * s * s));
}

/* H_:,i as a sparse vector times row i of A: where d-1-i and d-2-i are near i. */
static double cross(int64_t d, int64_t i) {
  double sum = 0.0;
  for (int64_t k = i > 0 ? i - 1 : 0; k <= i + 1 && k < d; k++) {
    const double h = k == i ? diagonal(d, i) : -0.125;
    sum += h * (k == d - 1 - i ? 0.25 : k == d - 2 - i ? -0.25 : 0.0);
  }
  return sum;
}

double halpern_quadratic_average(int64_t dimension, const double *q) {
  double most = 0.0;
  for (int64_t i = 0; i < dimension; i++) {
    const double sides = (i > 0 ? 0.015625 : 0.0) + (i + 1 < dimension ? 0.015625 : 0.0);
    const double row = i == dimension - 1 ? 0.0625 : 0.125, h = diagonal(dimension, i) * diagonal(dimension, i) + sides;
    const double square = largest_eigenvalue(h + row, row, -cross(dimension, i));
    const double weighted = q != NULL ? square / q[i] : square * (double)dimension;
    most = weighted > most ? weighted : most;
  }
  return sqrt(most);
}
