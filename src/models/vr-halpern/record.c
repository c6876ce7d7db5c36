#include <math.h>
#include <string.h>

#include "models/vr-halpern/metrics.h"
#include "numerics/simplex/projection.h"

static double share(const struct halpern_result *r) {
  return r->evaluations > 1 ? (double)r->increases / (double)(r->evaluations - 1) : (double)NAN;
}

static void record_scalars(const struct halpern_run *run) {
  walras_trial *trial = run->trial;
  const struct halpern_result *r = &run->results[0];
  const struct halpern_problem *q = run->problem;
  walras_record_real(trial, METRIC_RESIDUAL, r->residual);
  walras_record_real(trial, METRIC_LOG_RESIDUAL, r->residual > 0.0 ? walras_log(r->residual) / walras_log(10.0) : (double)NAN);
  walras_record_real(trial, METRIC_RESOLVENT_RESIDUAL, r->resolvent_residual);
  walras_record_real(trial, METRIC_RESIDUAL_AT_RESOLVENT, r->residual_at_resolvent);
  walras_record_real(trial, METRIC_GAP, r->gap);
  walras_record_real(trial, METRIC_ESTIMATOR_ERROR, r->estimator_error);
  walras_record_real(trial, METRIC_ESTIMATOR_DRIFT, r->drift);
  walras_record_integer(trial, METRIC_CALLS, r->calls);
  walras_record_real(trial, METRIC_EXPECTED_CALLS, halpern_expected_calls(run->p, run->p->iterations));
  for (int k = 0; k < THRESHOLDS; k++)
    walras_record_real(trial, METRIC_CALLS_TO_1E1 + k, r->calls_to[k]);
  walras_record_real(trial, METRIC_INITIAL_RESIDUAL, r->initial_residual);
  walras_record_real(trial, METRIC_INCREASE_SHARE, share(r));
  walras_record_real(trial, METRIC_SOLUTION_NORM, q->solution != NULL ? halpern_norm(q->solution, q->size) : (double)NAN);
  walras_record_real(trial, METRIC_DISTANCE, r->distance);
  walras_record_real(trial, METRIC_LIPSCHITZ, q->lipschitz);
  walras_record_real(trial, METRIC_LIPSCHITZ_AVERAGE, q->lipschitz_average);
  walras_record_real(trial, METRIC_FROBENIUS, q->frobenius);
  walras_record_real(trial, METRIC_VALUE, r->value);
  walras_record_real(trial, METRIC_HALPERN_BOUND, r->halpern_bound);
  walras_record_real(trial, METRIC_ANCHORED_RESIDUAL,
                     (double)(r->iterations + 4) * r->residual / (q->lipschitz_average * run->distance));
  walras_record_real(trial, METRIC_RESOLVENT_BOUND, r->resolvent_bound);
  walras_record_integer(trial, METRIC_DIVERGED, r->diverged);
}

/* Columns of `count` rows: reals and integers in one buffer, as both are 8 bytes. */
struct columns {
  walras_trial *trial;
  int metric;
  int64_t count;
  double *reals;
  int64_t *integers;
};

#define RECORD_REALS(columns, column, row, value)                                                                                \
  do {                                                                                                                           \
    for (int64_t row = 0; row < (columns)->count; row++)                                                                         \
      (columns)->reals[row] = (value);                                                                                           \
    walras_record_column_reals((columns)->trial, (columns)->metric, (column), (columns)->reals, (columns)->count);               \
  } while (0)
#define RECORD_INTEGERS(columns, column, row, value)                                                                             \
  do {                                                                                                                           \
    for (int64_t row = 0; row < (columns)->count; row++)                                                                         \
      (columns)->integers[row] = (value);                                                                                        \
    walras_record_column_integers((columns)->trial, (columns)->metric, (column), (columns)->integers, (columns)->count);         \
  } while (0)

static void record_methods(const struct halpern_run *run, struct columns *c) {
  const struct halpern_result *r = run->results;
  c->metric = TABLE_METHODS;
  c->count = halpern_methods(run->p);
  RECORD_INTEGERS(c, 0, i, halpern_method(run->p, i));
  RECORD_REALS(c, 1, i, r[i].step);
  RECORD_REALS(c, 2, i, r[i].residual);
  RECORD_REALS(c, 3, i, r[i].gap);
  RECORD_INTEGERS(c, 4, i, r[i].calls);
  RECORD_INTEGERS(c, 5, i, r[i].iterations);
  RECORD_REALS(c, 6, i, share(&r[i]));
  RECORD_INTEGERS(c, 7, i, r[i].diverged);
}

/* Rows of one method after those of another, without the places that were not used. */
static int64_t pack_rows(struct halpern_run *run) {
  int64_t used = 0;
  for (int64_t method = 0; method < halpern_methods(run->p); method++)
    for (int64_t k = 0; k < run->results[method].rows; k++)
      run->rows[used++] = run->rows[method * run->p->path_points + k];
  return used;
}

static void record_path(struct halpern_run *run, struct columns *c) {
  const struct halpern_row *r = run->rows;
  c->metric = TABLE_PATH;
  c->count = pack_rows(run);
  RECORD_INTEGERS(c, 0, i, r[i].method);
  RECORD_INTEGERS(c, 1, i, r[i].iteration);
  RECORD_INTEGERS(c, 2, i, r[i].calls);
  RECORD_INTEGERS(c, 3, i, r[i].inner_steps);
  RECORD_REALS(c, 4, i, r[i].residual);
  RECORD_REALS(c, 5, i, r[i].gap);
  RECORD_REALS(c, 6, i, r[i].estimator_error);
  RECORD_REALS(c, 7, i, r[i].distance);
  RECORD_REALS(c, 8, i, r[i].page_probability);
}

static walras_status record_projection(const struct halpern_run *run) {
  const walras_reals *vector = &run->p->vector;
  double *const point = walras_trial_allocate(run->trial, vector->count, sizeof(double));
  if (point == NULL)
    return walras_trial_status(run->trial);
  memcpy(point, vector->values, (size_t)vector->count * sizeof(double));
  walras_simplex_project(point, vector->count);
  walras_record_column_reals(run->trial, TABLE_PROJECTION, 0, vector->values, vector->count);
  walras_record_column_reals(run->trial, TABLE_PROJECTION, 1, point, vector->count);
  return WALRAS_OK;
}

walras_status halpern_record(struct halpern_run *run) {
  const int64_t most = halpern_methods(run->p) * (run->p->path_points + 1);
  struct columns c = {.trial = run->trial,
                      .reals = walras_trial_allocate(run->trial, most, sizeof(double)),
                      .integers = walras_trial_allocate(run->trial, most, sizeof(int64_t))};
  if (c.reals == NULL || c.integers == NULL)
    return walras_trial_status(run->trial);
  record_scalars(run);
  record_methods(run, &c);
  if (run->p->path_points > 0)
    record_path(run, &c);
  return run->p->diagnostic == DIAGNOSTIC_PROJECT_SIMPLEX ? record_projection(run) : WALRAS_OK;
}
