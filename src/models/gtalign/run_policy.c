/* Modes optimal and train: a policy is found, then judged by expectation and, where asked for, by interactions. */
#include <math.h>

#include "models/gtalign/tasks.h"

/* Most probable action at each of POLICY_POINTS x in [-8, 8], and the odds of modes. */
struct policy_rows {
  double *column[6];
  int64_t *answer, *level;
};

static void fill_row(const struct gtalign_policy *policy, const double *occupancy, int64_t point,
                     const struct policy_rows *rows) {
  const struct gtalign_environment *e = policy->e;
  double mass[ACTIONS_MOST] = {0}, total = 0.0;
  int64_t best = 0;
  for (int64_t a = 0; a < e->actions; a++)
    total += mass[a] = occupancy[a] + occupancy[e->actions + a];
  for (int k = 2; k < 6; k++)
    rows->column[k][point] = 0.0;
  for (int64_t a = 0; a < e->actions; a++) {
    rows->column[2 + a / e->levels][point] += mass[a] / total;
    rows->column[5][point] += mass[a] / total * e->chars[a];
    best = mass[a] > mass[best] ? a : best;
  }
  rows->answer[point] = best / e->levels;
  rows->level[point] = best % e->levels;
}

/* By grids of a single point. */
static void fill_rows(const struct gtalign_policy *policy, double *work, const struct policy_rows *rows) {
  const struct gtalign_parameters *p = policy->e->p;
  double occupancy[QUESTIONS * ACTIONS_MOST], slope = 0.0, offset = 0.0;
  gtalign_log_odds(p, &slope, &offset);
  for (int64_t point = 0; point < POLICY_POINTS; point++) {
    const double x = -8.0 + 16.0 * (double)point / (double)(POLICY_POINTS - 1);
    const double rho = 1.0 / (1.0 + walras_exp(-(slope * x + offset))), definite = 1.0 - rho;
    const struct gtalign_grid grid = {.points = 1, .x = &x, .rho = &rho, .weight = {&definite, &rho}};
    gtalign_policy_occupancy(policy, 0, &grid, work, occupancy);
    if (policy->form == FORM_UNIFORM || policy->form == FORM_ORACLE)
      for (int64_t k = 0; k < QUESTIONS * policy->e->actions; k++) {
        const double share = k < policy->e->actions ? 1.0 - p->vague_share : p->vague_share;
        occupancy[k] = share > 0.0 ? occupancy[k] / share * (k < policy->e->actions ? definite : rho) : 0.0;
      }
    rows->column[0][point] = x;
    rows->column[1][point] = rho;
    fill_row(policy, occupancy, point, rows);
  }
}

static walras_status record_policy(walras_trial *trial, const struct gtalign_policy *policy) {
  struct policy_rows rows;
  double *work = walras_trial_allocate(trial, gtalign_policy_work(policy), sizeof *work);
  for (int k = 0; k < 6; k++)
    rows.column[k] = walras_trial_allocate(trial, POLICY_POINTS, sizeof(double));
  rows.answer = walras_trial_allocate(trial, POLICY_POINTS, sizeof(int64_t));
  rows.level = walras_trial_allocate(trial, POLICY_POINTS, sizeof(int64_t));
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  fill_rows(policy, work, &rows);
  for (int k = 0; k < 6; k++)
    walras_record_column_reals(trial, TABLE_POLICY, k, rows.column[k], POLICY_POINTS);
  walras_record_column_integers(trial, TABLE_POLICY, 6, rows.answer, POLICY_POINTS);
  walras_record_column_integers(trial, TABLE_POLICY, 7, rows.level, POLICY_POINTS);
  return WALRAS_OK;
}

static walras_status find(walras_trial *trial, const struct gtalign_environment *e, const struct gtalign_grid *grid,
                          struct gtalign_policy *policy) {
  const struct gtalign_parameters *p = e->p;
  if (gtalign_is_trained(p)) {
    *policy = gtalign_policy_of(e, FORM_NETWORK, NULL);
    return gtalign_learn(trial, e, grid, policy);
  }
  if (p->policy == POLICY_BASE) {
    *policy = gtalign_policy_of(e, FORM_UNIFORM, NULL);
    return WALRAS_OK;
  }
  return gtalign_policy_solve(trial, e, p->policy == POLICY_ORACLE ? FORM_ORACLE : FORM_GREEDY, TARGET_REWARD, policy);
}

/* Against the policy of x with the largest expected sqrt(UL). */
static walras_status judge(walras_trial *trial, const struct gtalign_environment *e, const struct gtalign_grid *grid,
                           const struct gtalign_policy *policy, struct gtalign_outcome *exact) {
  struct gtalign_policy best;
  struct gtalign_outcome optimum;
  walras_status status = gtalign_evaluate(trial, e, grid, policy, exact);
  if (status == WALRAS_OK)
    status = gtalign_policy_solve(trial, e, FORM_GREEDY, TARGET_MUTUAL, &best);
  if (status == WALRAS_OK)
    status = gtalign_evaluate(trial, e, grid, &best, &optimum);
  if (status != WALRAS_OK)
    return status;
  walras_record_real(trial, METRIC_EXACT_MUTUAL, exact->mean[MEAN_MUTUAL]);
  walras_record_real(trial, METRIC_OPTIMUM, optimum.mean[MEAN_MUTUAL]);
  walras_record_real(trial, METRIC_RATIO, exact->mean[MEAN_MUTUAL] / optimum.mean[MEAN_MUTUAL]);
  return WALRAS_OK;
}

walras_status gtalign_run_policy(walras_trial *trial, const struct gtalign_parameters *p) {
  struct gtalign_environment *e = walras_trial_allocate(trial, 1, sizeof *e);
  struct gtalign_grid grid;
  struct gtalign_policy policy;
  struct gtalign_outcome outcome;
  if (e == NULL)
    return walras_trial_status(trial);
  walras_status status = gtalign_environment_make(trial, p, e);
  if (status == WALRAS_OK)
    status = gtalign_grid_make(trial, e, gtalign_kernels_get(), &grid);
  if (status == WALRAS_OK)
    status = find(trial, e, &grid, &policy);
  if (status == WALRAS_OK)
    status = judge(trial, e, &grid, &policy, &outcome);
  if (status == WALRAS_OK && e->types > 1)
    status = gtalign_study_types(trial, e, &grid, &policy);
  if (status == WALRAS_OK && p->evaluation == EVALUATION_DRAWN)
    status = gtalign_draw(trial, e, &policy, &outcome);
  if (status == WALRAS_OK)
    gtalign_record_outcome(trial, p, &outcome);
  return status == WALRAS_OK && p->record_policy && (e->types == 1 || !p->user_type_visible) ? record_policy(trial, &policy)
                                                                                             : status;
}
