/* Exact resolvents, and Halpern iteration on them. */
#include <math.h>
#include <string.h>

#include "models/vr-halpern/run.h"
#include "numerics/dense/cholesky.h"

/*
 * The quadratic problem: v_y = u_y - eta (A v_x - b), and (I + (2 eta + eta^2) A'A) v_x = u_x + eta h + eta A'(u_y + eta b): tridiagonal, as A'A =
 * tridiagonal(-1, 2, -1)/16 but for 1/16 in the last place. `ratio` [d] is the elimination's.
 */
static void solve_quadratic(const struct halpern_problem *problem, double eta, const double *u, double *ratio, double *out) {
  const int64_t d = problem->dimension;
  const double weight = 2.0 * eta + eta * eta, side = -0.0625 * weight;
  const double *const minus_h = problem->constant, *const minus_b = minus_h + d;
  double *const x = out, *const y = out + d;
  for (int64_t i = 0; i < d; i++) {
    const double far = i + 2 <= d ? u[2 * d - 2 - i] - eta * minus_b[d - 2 - i] : 0.0;
    const double lifted = 0.25 * (u[2 * d - 1 - i] - eta * minus_b[d - 1 - i] - far);
    x[i] = u[i] - eta * minus_h[i] + eta * lifted;
  }
  for (int64_t i = 0; i < d; i++) {
    const double diagonal = 1.0 + weight * (i == d - 1 ? 0.0625 : 0.125), above = i > 0 ? side * ratio[i - 1] : 0.0;
    const double pivot = diagonal - above;
    ratio[i] = side / pivot;
    x[i] = (x[i] - (i > 0 ? side * x[i - 1] : 0.0)) / pivot;
  }
  for (int64_t i = d - 2; i >= 0; i--)
    x[i] -= ratio[i] * x[i + 1];
  for (int64_t i = 0; i < d; i++) {
    const double product = 0.25 * (x[d - 1 - i] - (i + 2 <= d ? x[d - 2 - i] : 0.0));
    y[i] = u[d + i] - eta * (product + minus_b[i]);
  }
}

/* The factor of I + eta A'A/n, column by column of F's linear part. */
static walras_status factorise(struct halpern_run *run) {
  const int64_t d = run->problem->size;
  run->factor = walras_trial_allocate(run->trial, walras_packed_size(d), sizeof(double));
  if (run->factor == NULL)
    return walras_trial_status(run->trial);
  memset(run->next, 0, (size_t)d * sizeof(double));
  for (int64_t i = 0; i < d; i++) {
    run->next[i] = 1.0;
    const walras_status status = run->problem->linear(run->problem, run->next, run->work);
    run->next[i] = 0.0;
    if (status != WALRAS_OK)
      return status;
    for (int64_t j = 0; j <= i; j++)
      run->factor[i * (i + 1) / 2 + j] = run->step * run->work[j] + (i == j ? 1.0 : 0.0);
  }
  if (!walras_cholesky_factor(run->factor, d))
    return WALRAS_TRIAL_FAIL(run->trial, WALRAS_ERROR_NUMERIC, "I + eta A'A/n is not positive definite with eta = %g", run->step);
  return WALRAS_OK;
}

static walras_status solve_least_squares(struct halpern_run *run, const double *u, double *out) {
  const walras_status status = run->factor == NULL ? factorise(run) : WALRAS_OK;
  if (status != WALRAS_OK)
    return status;
  for (int64_t i = 0; i < run->problem->size; i++)
    out[i] = u[i] - run->step * run->problem->constant[i];
  walras_cholesky_solve(run->factor, run->problem->size, out);
  return WALRAS_OK;
}

/* v = J_{s eta G}(at - s (eta F(where) + where - u)). */
static walras_status inner_half(struct halpern_run *run, const double *u, double s, const double *where, const double *at,
                                double *out) {
  const walras_status status = halpern_full(run->problem, where, run->v[V_G]);
  for (int64_t i = 0; i < run->problem->size; i++)
    run->work[i] = at[i] - s * (run->step * run->v[V_G][i] + where[i] - u[i]);
  halpern_project(run->problem, run->work);
  memcpy(out, run->work, (size_t)run->problem->size * sizeof(double));
  run->at->calls += run->problem->components;
  return status;
}

/* With constraints: extragradient on the inner problem, which is strongly monotone, until steps change 1e-12 of the point. */
static walras_status solve_constrained(struct halpern_run *run, const double *u, double *out) {
  enum { STEPS_MOST = 1000000 };
  const double s = 0.7 / (run->step * run->problem->lipschitz + 1.0);
  const int64_t n = run->problem->size;
  memcpy(out, u, (size_t)n * sizeof *out);
  for (int64_t step = 0; step < STEPS_MOST; step++) {
    walras_status status = inner_half(run, u, s, out, out, run->v[V_HALF]);
    const double change = halpern_distance(run->v[V_HALF], out, n, run->next);
    if (status == WALRAS_OK)
      status = inner_half(run, u, s, run->v[V_HALF], out, out);
    if (status != WALRAS_OK || change <= 1e-12 * s * (1.0 + halpern_norm(out, n)))
      return status;
  }
  return WALRAS_TRIAL_FAIL(run->trial, WALRAS_ERROR_NUMERIC,
                           "the resolvent of step %g is not found to 1e-12 after %d inner steps: lower resolvent_step", run->step,
                           STEPS_MOST);
}

walras_status halpern_resolvent(struct halpern_run *run, const double *u, double *out) {
  const int problem = run->p->problem;
  if (problem != PROBLEM_QUADRATIC_MINMAX && problem != PROBLEM_LEAST_SQUARES)
    return solve_constrained(run, u, out);
  run->at->calls += run->problem->components;
  if (problem == PROBLEM_LEAST_SQUARES)
    return solve_least_squares(run, u, out);
  solve_quadratic(run->problem, run->step, u, run->work, out);
  return WALRAS_OK;
}

void halpern_note_resolvent(struct halpern_run *run, double distance) {
  struct halpern_result *result = &run->results[run->at->method];
  const double bound = (double)(run->at->anchored + 1) * distance / (2.0 * run->distance);
  result->resolvent_residual = distance;
  result->residual_at_resolvent = distance / run->step;
  result->resolvent_bound = bound > result->resolvent_bound || isnan(result->resolvent_bound) ? bound : result->resolvent_bound;
}

/* u_{k+1} = lam_k u_0 + (1 - lam_k) J(u_k), lam_k = 1/(k+2). */
walras_status halpern_step_resolvent(struct halpern_run *run) {
  double *const *v = run->v;
  const double lam = 1.0 / (double)(run->at->anchored + 2);
  const walras_status status = halpern_resolvent(run, v[V_U], v[V_OLD]);
  halpern_note_resolvent(run, halpern_distance(v[V_U], v[V_OLD], run->problem->size, run->work));
  for (int64_t i = 0; i < run->problem->size; i++)
    v[V_U][i] = lam * v[V_START][i] + (1.0 - lam) * v[V_OLD][i];
  run->at->known = 0;
  return status;
}
