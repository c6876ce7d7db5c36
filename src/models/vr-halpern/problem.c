#include "models/vr-halpern/problem.h"

#include <math.h>
#include <string.h>

#include "numerics/preference_games/policy.h"
#include "numerics/simplex/projection.h"

double halpern_norm(const double *x, int64_t n) {
  return sqrt(walras_policy_dot(x, x, n));
}

double halpern_distance(const double *x, const double *y, int64_t n, double *work) {
  for (int64_t i = 0; i < n; i++)
    work[i] = x[i] - y[i];
  return halpern_norm(work, n);
}

walras_status halpern_full(struct halpern_problem *problem, const double *u, double *out) {
  const walras_status status = problem->linear(problem, u, out);
  for (int64_t i = 0; problem->constant != NULL && i < problem->size; i++)
    out[i] += problem->constant[i];
  return status;
}

static void clamp(double *x, int64_t n, double low, double high) {
  for (int64_t i = 0; i < n; i++)
    x[i] = x[i] < low ? low : x[i] > high ? high : x[i];
}

void halpern_project(const struct halpern_problem *problem, double *u) {
  const int64_t d = problem->dimension;
  if (halpern_is_game(problem->p)) {
    walras_simplex_project(u, d);
    walras_simplex_project(u + d, d);
  } else if (problem->p->problem == PROBLEM_LP_SADDLE) {
    clamp(u, d, 0.0, problem->p->x_max);
    clamp(u + d, d, -problem->p->y_max, problem->p->y_max);
  }
}

double halpern_residual(const struct halpern_problem *problem, const double *u, const double *f, double *work) {
  for (int64_t i = 0; i < problem->size; i++)
    work[i] = u[i] - f[i];
  halpern_project(problem, work);
  if (!halpern_is_game(problem->p) && problem->p->problem != PROBLEM_LP_SADDLE)
    return halpern_norm(f, problem->size);
  return halpern_distance(u, work, problem->size, work);
}

/* max over y' in the box of the payoff at x, less min over x' of that at y; F_x = c - A'y, F_y = Ax - b. */
static double saddle_gap(const struct halpern_problem *problem, const double *u, const double *f) {
  const int64_t d = problem->dimension;
  const double *const c = problem->constant, *const minus_b = c + d, *const y = u + d;
  double gap = 0.0;
  for (int64_t i = 0; i < d; i++) {
    const double price = problem->p->x_max * f[i];
    gap += c[i] * u[i] + problem->p->y_max * fabs(f[d + i]);
    gap += y[i] * minus_b[i] - (price < 0.0 ? price : 0.0);
  }
  return gap;
}

double halpern_gap(const struct halpern_problem *problem, const double *u, const double *f) {
  const int64_t d = problem->dimension;
  if (problem->p->problem == PROBLEM_LP_SADDLE)
    return saddle_gap(problem, u, f);
  double least = f[0], most = -f[d];
  for (int64_t i = 1; i < d; i++) {
    least = f[i] < least ? f[i] : least;
    most = -f[d + i] > most ? -f[d + i] : most;
  }
  return most - least; /* max_i (Ax)_i - min_j (A'y)_j */
}

double halpern_value(const struct halpern_problem *problem, const double *u, const double *f) {
  const int64_t d = problem->dimension;
  if (problem->p->problem != PROBLEM_LP_SADDLE)
    return walras_policy_dot(u, f, d); /* y'Ax */
  return walras_policy_dot(problem->constant, u, d) - walras_policy_dot(u + d, f + d, d);
}

static void start_at(struct halpern_problem *problem) {
  const bool least_squares = problem->p->problem == PROBLEM_LEAST_SQUARES;
  for (int64_t i = 0; i < problem->size; i++)
    problem->start[i] = least_squares || problem->p->problem == PROBLEM_LP_SADDLE ? 0.0 : 1.0 / (double)problem->dimension;
}

static walras_status make_kind(struct halpern_problem *problem) {
  switch (problem->p->problem) {
  case PROBLEM_QUADRATIC_MINMAX:
    return halpern_make_quadratic(problem);
  case PROBLEM_LEAST_SQUARES:
    return halpern_make_least_squares(problem);
  case PROBLEM_SPARSE_GAME:
    return halpern_make_sparse(problem);
  case PROBLEM_PREFERENCE_GAME:
    return preference_is_implicit(&problem->p->game) ? halpern_make_implicit(problem) : halpern_make_dense(problem);
  default:
    return halpern_make_dense(problem);
  }
}

/* q_i in proportion to |row i|^2 + |column i|^2. Rows of least squares have length 1: q is uniform. */
static walras_status weigh(struct halpern_problem *problem) {
  const int64_t n = problem->components;
  if (problem->p->sampling == SAMPLING_UNIFORM)
    return WALRAS_OK;
  problem->weights = walras_trial_allocate(problem->trial, n, sizeof(double));
  problem->cumulative = walras_trial_allocate(problem->trial, n, sizeof(double));
  if (problem->weights == NULL || problem->cumulative == NULL)
    return walras_trial_status(problem->trial);
  for (int64_t i = 0; i < n; i++)
    problem->weights[i] = problem->norms != NULL ? problem->norms[i] + problem->norms[n + i] : 1.0;
  const double total = walras_policy_sum(problem->weights, n);
  double sum = 0.0;
  for (int64_t i = 0; i < n; i++) {
    problem->weights[i] = total > 0.0 ? problem->weights[i] / total : 1.0 / (double)n;
    problem->cumulative[i] = sum += problem->weights[i];
  }
  return WALRAS_OK;
}

/* L^2 = max over unit vectors D of sum_i |F_i(D)|^2 / (n^2 q_i): component i sees the i-th entries of both players alone. */
static double games_average(const struct halpern_problem *problem) {
  const int64_t n = problem->components;
  double most = 0.0;
  for (int64_t i = 0; i < n; i++) {
    const double row = problem->norms[i], column = problem->norms[n + i], square = row > column ? row : column;
    if (square > 0.0) {
      const double weighted = problem->weights != NULL ? square / problem->weights[i] : square * (double)n;
      most = weighted > most ? weighted : most;
    }
  }
  return sqrt(most);
}

static walras_status find_constants(struct halpern_problem *problem) {
  const int64_t d = problem->dimension;
  if (problem->p->problem == PROBLEM_LEAST_SQUARES) {
    problem->lipschitz_average = 1.0; /* max and mean of |a_i|^2 */
    problem->frobenius = sqrt((double)problem->components);
    return halpern_largest_singular(problem, &problem->lipschitz);
  }
  problem->frobenius = sqrt(walras_policy_sum(problem->norms, d));
  if (problem->p->problem == PROBLEM_QUADRATIC_MINMAX) {
    problem->lipschitz_average = halpern_quadratic_average(d, problem->weights);
    problem->lipschitz = halpern_quadratic_lipschitz(d);
    return WALRAS_OK;
  }
  problem->lipschitz_average = games_average(problem);
  return halpern_largest_singular(problem, &problem->lipschitz);
}

walras_status halpern_problem_make(walras_trial *trial, const struct halpern_parameters *p, struct halpern_problem *problem) {
  *problem = (struct halpern_problem){
      .trial = trial, .p = p, .dimension = p->dimension, .components = p->components, .size = halpern_size(p)};
  problem->start = walras_trial_allocate(trial, problem->size, sizeof(double));
  problem->work = walras_trial_allocate(trial, problem->size, sizeof(double));
  if (problem->start == NULL || problem->work == NULL)
    return walras_trial_status(trial);
  start_at(problem);
  walras_status status = make_kind(problem);
  if (status == WALRAS_OK)
    status = weigh(problem);
  return status == WALRAS_OK ? find_constants(problem) : status;
}
