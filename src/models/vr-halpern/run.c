#include "models/vr-halpern/run.h"

#include <math.h>
#include <string.h>

typedef walras_status (*step_function)(struct halpern_run *run);

static step_function step_of(int algorithm) {
  static const step_function steps[ALGORITHMS] = {
      [ALGORITHM_COCOERCIVE] = halpern_step_page,
      [ALGORITHM_RESTARTED] = halpern_step_page,
      [ALGORITHM_INEXACT] = halpern_step_inexact,
      [ALGORITHM_HALPERN] = halpern_step_halpern,
      [ALGORITHM_RESOLVENT_EXACT] = halpern_step_resolvent,
      [ALGORITHM_EXTRAGRADIENT] = halpern_step_extragradient,
      [ALGORITHM_EAG] = halpern_step_eag,
      [ALGORITHM_VR_EXTRAGRADIENT] = halpern_step_vr_extragradient,
      [ALGORITHM_VR_FORB] = halpern_step_vr_forb,
  };
  return steps[algorithm];
}

static bool is_page(int algorithm) {
  return algorithm == ALGORITHM_COCOERCIVE || algorithm == ALGORITHM_RESTARTED;
}

/* A residual that says no more: what can be recorded of a method that diverged. */
static const double DIVERGED = 1e12;

static void choose(struct halpern_run *run) {
  run->algorithm = halpern_method(run->p, run->at->method);
  run->step = halpern_step(run, run->at->method);
  run->inner_step = run->algorithm == ALGORITHM_INEXACT ? halpern_inner_step(run) : 0.0;
  run->factor = NULL;
}

static void begin(struct halpern_run *run) {
  const double nan = (double)NAN;
  const size_t bytes = (size_t)run->problem->size * sizeof(double);
  *run->at = (struct halpern_place){.method = run->at->method, .begun = 1, .point = V_U, .target = 0.0};
  for (int k = 0; k < VECTORS; k++)
    memset(run->v[k], 0, bytes);
  memcpy(run->v[V_START], run->problem->start, bytes);
  memcpy(run->v[V_U], run->problem->start, bytes);
  choose(run);
  run->results[run->at->method] = (struct halpern_result){.step = run->step,
                                                          .residual = nan,
                                                          .gap = nan,
                                                          .value = nan,
                                                          .estimator_error = nan,
                                                          .distance = nan,
                                                          .initial_residual = nan,
                                                          .resolvent_residual = nan,
                                                          .residual_at_resolvent = nan,
                                                          .calls_to = {nan, nan, nan, nan},
                                                          .halpern_bound = nan,
                                                          .resolvent_bound = nan,
                                                          .drift = nan};
}

/* What has been spent, and all there is: of iterations where those end the run, else of calls. */
static double spent(const struct halpern_run *run) {
  return run->p->iterations > 0 ? (double)run->at->iteration : (double)run->at->calls;
}
static double purse(const struct halpern_run *run) {
  return run->p->iterations > 0 ? (double)run->p->iterations : run->p->budget_epochs * (double)run->p->components;
}

static bool is_spent(const struct halpern_run *run) {
  return (double)run->at->calls >= run->p->budget_epochs * (double)run->p->components ||
         (run->p->iterations > 0 && run->at->iteration >= run->p->iterations);
}

static void add_row(struct halpern_run *run, const struct halpern_result *result) {
  const int64_t k = run->at->anchored;
  const bool page = is_page(run->algorithm);
  run->rows[run->at->method * run->p->path_points + run->results[run->at->method].rows++] =
      (struct halpern_row){.method = run->algorithm,
                           .iteration = run->at->iteration,
                           .calls = run->at->calls,
                           .inner_steps = run->at->inner,
                           .residual = result->residual,
                           .gap = result->gap,
                           .estimator_error = result->estimator_error,
                           .distance = result->distance,
                           .page_probability = page ? (k == 0 ? 1.0 : halpern_page_probability(run->p, k)) : (double)NAN};
}

/* Rows at the start, at marks evenly spaced in the logarithm of what is spent, and at the end. */
static void follow_path(struct halpern_run *run, const struct halpern_result *result, bool last) {
  struct halpern_place *at = run->at;
  const int64_t points = run->p->path_points;
  if (result->rows >= points || (!last && (result->rows == points - 1 || spent(run) < at->next_mark)))
    return;
  add_row(run, result);
  const double first = run->p->iterations > 0 ? 1.0 : (double)run->p->components;
  if (points < 3 || !(purse(run) > first))
    return;
  const double ratio = walras_pow(purse(run) / first, 1.0 / (double)(points - 2));
  for (at->next_mark = at->next_mark > first ? at->next_mark : first; at->next_mark <= spent(run);)
    at->next_mark *= ratio;
}

static void note_residual(struct halpern_run *run, struct halpern_result *result, double residual) {
  const struct halpern_place *at = run->at;
  static const double levels[THRESHOLDS] = {1e-1, 1e-2, 1e-3, 1e-4};
  for (int k = 0; k < THRESHOLDS; k++)
    if (isnan(result->calls_to[k]) && residual <= levels[k])
      result->calls_to[k] = (double)at->calls;
  if (result->evaluations == 0)
    result->initial_residual = residual;
  else
    result->increases += residual > result->residual;
  result->evaluations++;
  result->residual = residual;
  const double bound = (double)(at->anchored + 1) * residual / (run->problem->lipschitz * run->distance);
  if (!(bound <= result->halpern_bound))
    result->halpern_bound = bound;
}

static void restart(struct halpern_run *run, double residual) {
  struct halpern_place *at = run->at;
  if (run->algorithm != ALGORITHM_RESTARTED)
    return;
  if (at->iteration == 0)
    at->target = 0.5 * residual;
  if (residual > at->target)
    return;
  memcpy(run->v[V_START], run->v[V_U], (size_t)run->problem->size * sizeof(double));
  at->anchored = 0;
  at->target = 0.5 * residual;
}

/* The certificate; its evaluation is not counted as calls. Says whether the method is at its end. */
static walras_status evaluate(struct halpern_run *run, bool *ends) {
  struct halpern_place *at = run->at;
  struct halpern_result *result = &run->results[at->method];
  const double *const u = run->v[at->point], *const f = run->v[V_F];
  const walras_status status = at->known ? WALRAS_OK : halpern_full(run->problem, u, run->v[V_F]);
  if (status != WALRAS_OK)
    return status;
  at->known = 1;
  const double residual = halpern_residual(run->problem, u, f, run->work);
  result->calls = at->calls;
  result->iterations = at->iteration;
  result->diverged = !(residual <= DIVERGED);
  *ends = true;
  if (result->diverged) {
    result->residual = result->gap = result->value = result->estimator_error = result->distance = (double)NAN;
    result->resolvent_residual = result->residual_at_resolvent = (double)NAN;
    result->halpern_bound = result->resolvent_bound = result->drift = (double)NAN;
    return WALRAS_OK;
  }
  note_residual(run, result, residual);
  if (halpern_is_game(run->p) || run->p->problem == PROBLEM_LP_SADDLE) {
    result->gap = halpern_gap(run->problem, u, f);
    result->value = halpern_value(run->problem, u, f);
  }
  if (run->problem->solution != NULL)
    result->distance = halpern_distance(u, run->problem->solution, run->problem->size, run->work);
  *ends = residual == 0.0 || residual <= run->p->target_residual || is_spent(run);
  follow_path(run, result, *ends);
  if (!*ends)
    restart(run, residual);
  return WALRAS_OK;
}

/* Up to the next evaluation. */
static walras_status advance(struct halpern_run *run) {
  const step_function step = step_of(run->algorithm);
  for (int64_t i = 0; i < run->p->residual_every && !is_spent(run); i++) {
    const walras_status status = step(run);
    if (status != WALRAS_OK)
      return status;
    run->at->iteration++;
    run->at->anchored++;
  }
  return WALRAS_OK;
}

static walras_status prepare(struct halpern_run *run) {
  walras_trial *trial = run->trial;
  const int64_t n = run->problem->size, methods = halpern_methods(run->p), rows = methods * run->p->path_points + 1;
  double *const kept = walras_trial_allocate_zero(trial, VECTORS * n, sizeof(double));
  run->at = walras_trial_allocate_zero(trial, 1, sizeof *run->at);
  run->results = walras_trial_allocate_zero(trial, methods, sizeof *run->results);
  run->rows = walras_trial_allocate_zero(trial, rows, sizeof *run->rows);
  run->next = walras_trial_allocate(trial, n, sizeof(double));
  run->work = walras_trial_allocate(trial, n, sizeof(double));
  if (kept == NULL || run->at == NULL || run->results == NULL || run->rows == NULL || run->next == NULL || run->work == NULL)
    return walras_trial_status(trial);
  for (int k = 0; k < VECTORS; k++)
    run->v[k] = kept + k * n;
  run->distance =
      run->problem->solution == NULL ? (double)NAN : halpern_distance(run->problem->start, run->problem->solution, n, run->work);
  walras_status status = halpern_sampler_make(trial, run->p, &run->sampler);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "vectors", kept, VECTORS * n, sizeof(double));
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "place", run->at, 1, sizeof *run->at);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "results", run->results, methods, sizeof *run->results);
  return status == WALRAS_OK ? walras_trial_keep(trial, "path", run->rows, rows, sizeof *run->rows) : status;
}

walras_status halpern_run_methods(struct halpern_run *run) {
  walras_status status = prepare(run);
  if (status != WALRAS_OK)
    return status;
  const int64_t methods = halpern_methods(run->p);
  const int64_t first = walras_trial_first_round(run->trial);
  if (run->at->begun && run->at->method < methods)
    choose(run);
  for (int64_t round = first; run->at->method < methods; round++) {
    bool ends = false;
    if (!run->at->begun)
      begin(run);
    status = evaluate(run, &ends);
    if (status == WALRAS_OK && !ends)
      status = advance(run);
    if (status != WALRAS_OK)
      return status;
    if (ends) {
      run->at->method++;
      run->at->begun = 0;
    }
    status = walras_trial_round_done(run->trial, round);
    if (status != WALRAS_OK)
      return status;
  }
  return WALRAS_OK;
}
