/* Mode compare: Pareto measures of two methods' points on the same questions. */
#include <math.h>

#include "models/gtalign/tasks.h"
#include "numerics/pareto/pareto.h"

/** Dominance among points of the frontier is to within this. */
#define CLOSE 1e-9

struct comparison {
  int64_t count;                             /* of each method */
  walras_pareto_point *all, *frontier, *own; /* [2 count], [2 count], [count] */
  bool *on;                                  /* [2 count] by a's points, then b's */
  int64_t frontier_count;
  double least[2], most[2], range[2]; /* of U and L, over both methods */
  double epsilon;
};

static const double *point_of(const struct gtalign_parameters *p, int64_t index) {
  const int64_t count = p->points_a.count;
  return index < count ? p->points_a.lists[index].values : p->points_b.lists[index - count].values;
}

static walras_status prepare(walras_trial *trial, const struct gtalign_parameters *p, struct comparison *c) {
  *c = (struct comparison){.count = p->points_a.count, .epsilon = p->pareto_epsilon};
  c->all = walras_trial_allocate(trial, 2 * c->count, sizeof *c->all);
  c->frontier = walras_trial_allocate(trial, 2 * c->count, sizeof *c->frontier);
  c->own = walras_trial_allocate(trial, c->count, sizeof *c->own);
  c->on = walras_trial_allocate(trial, 2 * c->count, sizeof *c->on);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  for (int axis = 0; axis < 2; axis++) {
    c->least[axis] = INFINITY;
    c->most[axis] = -INFINITY;
    for (int64_t i = 0; i < 2 * c->count; i++) {
      c->least[axis] = fmin(c->least[axis], point_of(p, i)[axis]);
      c->most[axis] = fmax(c->most[axis], point_of(p, i)[axis]);
    }
    c->range[axis] = c->most[axis] - c->least[axis];
  }
  for (int64_t i = 0; i < 2 * c->count; i++)
    c->all[i] = (walras_pareto_point){.x = point_of(p, i)[0], .y = point_of(p, i)[1], .index = i};
  walras_pareto_frontier(c->all, 2 * c->count, CLOSE, c->on);
  for (int64_t i = 0; i < 2 * c->count; i++)
    if (c->on[c->all[i].index])
      c->frontier[c->frontier_count++] = c->all[i];
  return WALRAS_OK;
}

/* A frontier point lies within epsilon ranges of (u, l) in both coordinates. */
static bool is_covered(const struct comparison *c, double u, double l) {
  for (int64_t i = 0; i < c->frontier_count; i++)
    if (fabs(c->frontier[i].x - u) <= c->epsilon * c->range[0] + CLOSE &&
        fabs(c->frontier[i].y - l) <= c->epsilon * c->range[1] + CLOSE)
      return true;
  return false;
}

/* Method 0 = a, 1 = b. */
static void record_method(walras_trial *trial, const struct gtalign_parameters *p, const struct comparison *c, int method) {
  double regret = 0.0, best_user = -INFINITY, best_llm = -INFINITY;
  int64_t covered = 0;
  for (int64_t i = 0; i < c->count; i++) {
    const double *point = point_of(p, method * c->count + i);
    c->own[i] = (walras_pareto_point){.x = point[0], .y = point[1], .index = i};
    covered += is_covered(c, point[0], point[1]);
    regret += walras_pareto_shortfall(c->frontier, c->frontier_count, point[0], point[1], c->range[0], c->range[1]);
    if (point[0] > best_user || (point[0] == best_user && point[1] > best_llm)) {
      best_user = point[0];
      best_llm = point[1];
    }
  }
  walras_record_real(trial, METRIC_COVERAGE_A + method, (double)covered / (double)c->count);
  walras_record_real(trial, METRIC_REGRET_A + method, regret / (double)c->count);
  walras_record_real(trial, METRIC_HYPERVOLUME_A + method, walras_pareto_hypervolume(c->own, c->count, c->least[0], c->least[1]));
  walras_record_real(trial, METRIC_FIRST_POINT_A + method, (best_user - c->least[0]) * (best_llm - c->least[1]));
}

/* Pairs of the same question; the slack is in units of each range. */
static void record_pairs(walras_trial *trial, const struct gtalign_parameters *p, const struct comparison *c) {
  const double slack_u = c->epsilon * c->range[0] + CLOSE, slack_l = c->epsilon * c->range[1] + CLOSE;
  int64_t dominates[2] = {0, 0};
  for (int64_t i = 0; i < c->count; i++) {
    const double *a = p->points_a.lists[i].values, *b = p->points_b.lists[i].values;
    const double du = (a[0] - b[0]) / slack_u, dl = (a[1] - b[1]) / slack_l;
    dominates[0] += walras_pareto_dominates(du, dl, 0.0, 0.0, 1.0);
    dominates[1] += walras_pareto_dominates(-du, -dl, 0.0, 0.0, 1.0);
  }
  walras_record_integer(trial, METRIC_DOMINATES_A, dominates[0]);
  walras_record_integer(trial, METRIC_DOMINATES_B, dominates[1]);
}

static walras_status record_points(walras_trial *trial, const struct gtalign_parameters *p, const struct comparison *c) {
  const int64_t n = 2 * c->count;
  double *reals = walras_trial_allocate(trial, 2 * n, sizeof *reals);
  int64_t *integers = walras_trial_allocate(trial, 2 * n, sizeof *integers);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < n; i++) {
    reals[i] = point_of(p, i)[0];
    reals[n + i] = point_of(p, i)[1];
    integers[i] = i >= c->count;
    integers[n + i] = c->on[i];
  }
  for (int k = 0; k < 2; k++) {
    walras_record_column_reals(trial, TABLE_JOINT, k, reals + k * n, n);
    walras_record_column_integers(trial, TABLE_JOINT, 2 + k, integers + k * n, n);
  }
  return WALRAS_OK;
}

walras_status gtalign_run_compare(walras_trial *trial, const struct gtalign_parameters *p) {
  struct comparison c;
  const walras_status status = prepare(trial, p, &c);
  if (status != WALRAS_OK)
    return status;
  record_method(trial, p, &c, 0);
  record_method(trial, p, &c, 1);
  record_pairs(trial, p, &c);
  return record_points(trial, p, &c);
}
