/* Methods that correct one component's difference by a snapshot w and F(w): VR-EG, VR-FoRB, and Algorithm 2, which solves for resolvents by the latter. */
#include <math.h>
#include <string.h>

#include "models/vr-halpern/run.h"

static void copy(struct halpern_run *run, double *to, const double *from) {
  memcpy(to, from, (size_t)run->problem->size * sizeof *to);
}

/* out += scale (F_i(u) - F_i(v)) of a drawn component; says whether the snapshot moves. */
static walras_status add_component(struct halpern_run *run, double scale, const double *u, const double *v, double *out,
                                   bool *moves) {
  double weight;
  const int64_t i = halpern_draw_one(run, run->at->inner++, &weight, moves);
  run->at->calls += 2;
  return run->problem->batch(run->problem, &i, &weight, 1, scale, u, v, out);
}

/* z = U, w = W, F(w) = F: zb = alpha z + (1 - alpha) w, zh = J(zb - gamma F(w)), z = J(zb - gamma (F(w) + F_i(zh) - F_i(w))). */
walras_status halpern_step_vr_extragradient(struct halpern_run *run) {
  double *const *v = run->v;
  const double alpha = 1.0 - run->p->snapshot_probability, gamma = run->step;
  walras_status status = WALRAS_OK;
  bool moves = false;
  if (run->at->iteration == 0) {
    status = halpern_know(run);
    copy(run, v[V_W], v[V_U]);
    run->at->calls += run->problem->components;
  }
  double *const restrict z = v[V_U], *const restrict half = v[V_HALF];
  const double *const restrict w = v[V_W], *const restrict f = v[V_F];
  for (int64_t i = 0; i < run->problem->size; i++)
    half[i] = z[i] = alpha * z[i] + (1.0 - alpha) * w[i] - gamma * f[i];
  halpern_project(run->problem, half);
  if (status == WALRAS_OK)
    status = add_component(run, -gamma, half, w, z, &moves);
  halpern_project(run->problem, z);
  if (status == WALRAS_OK && moves) {
    copy(run, v[V_W], z);
    status = halpern_full(run->problem, v[V_W], v[V_F]);
    run->at->calls += run->problem->components;
  }
  run->at->point = V_W;
  run->at->known = 1;
  return status;
}

/* v = U, w = W, F(w) = G, w_old = OLD: v = J(alpha v + (1 - alpha) w - gamma (F(w) + F_i(v) - F_i(w_old))). */
walras_status halpern_step_vr_forb(struct halpern_run *run) {
  double *const *v = run->v;
  struct halpern_place *at = run->at;
  const double alpha = 1.0 - run->p->snapshot_probability, gamma = run->step;
  walras_status status = WALRAS_OK;
  bool moves = false;
  if (at->iteration == 0) {
    status = halpern_know(run);
    copy(run, v[V_G], v[V_F]);
    copy(run, v[V_W], v[V_U]);
    copy(run, v[V_OLD], v[V_U]);
    at->calls += run->problem->components;
  }
  for (int64_t i = 0; i < run->problem->size; i++)
    run->next[i] = alpha * v[V_U][i] + (1.0 - alpha) * v[V_W][i] - gamma * v[V_G][i];
  if (status == WALRAS_OK)
    status = add_component(run, -gamma, v[V_U], v[V_OLD], run->next, &moves);
  halpern_project(run->problem, run->next);
  copy(run, v[V_U], run->next);
  if (at->lagging)
    copy(run, v[V_OLD], v[V_W]);
  at->lagging = moves;
  if (status == WALRAS_OK && moves) {
    copy(run, v[V_W], v[V_U]);
    status = halpern_full(run->problem, v[V_W], v[V_G]);
    at->calls += run->problem->components;
  }
  at->known = 0;
  return status;
}

/* Moves the snapshot of the inner problem Fb(v) = eta F(v) + v - u, and its value Fb(w) in G. */
static walras_status move_snapshot(struct halpern_run *run, const double *to) {
  double *const *v = run->v;
  copy(run, v[V_W], to);
  const walras_status status = halpern_full(run->problem, v[V_W], v[V_F]);
  for (int64_t i = 0; i < run->problem->size; i++)
    v[V_G][i] = run->step * v[V_F][i] + v[V_W][i] - v[V_U][i];
  run->at->calls += run->problem->components;
  return status;
}

/* One step of VR-FoRB on the inner problem: v = HALF, w = W, Fb(w) = G, w_old = OLD. */
static walras_status step_inside(struct halpern_run *run) {
  double *const *v = run->v;
  struct halpern_place *at = run->at;
  const double alpha = 1.0 - run->p->snapshot_probability, gamma = run->inner_step;
  const double *const restrict now = v[V_HALF], *const restrict w = v[V_W], *const restrict g = v[V_G];
  const double *const restrict old = v[V_OLD];
  double *const restrict next = run->next;
  bool moves = false;
  for (int64_t i = 0; i < run->problem->size; i++)
    next[i] = alpha * now[i] + (1.0 - alpha) * w[i] - gamma * (g[i] + now[i] - old[i]);
  walras_status status = add_component(run, -gamma * run->step, now, old, next, &moves);
  halpern_project(run->problem, next);
  copy(run, v[V_HALF], next);
  if (at->lagging)
    copy(run, v[V_OLD], v[V_W]);
  at->lagging = moves;
  if (status == WALRAS_OK && moves)
    status = move_snapshot(run, run->p->snapshot_rule == SNAPSHOT_FROZEN ? v[V_U] : v[V_HALF]);
  return status;
}

/* u_{k+1} = lam_k u_0 + (1 - lam_k) J~(u_k), lam_k = 1/(k+2), J~ by M_k inner steps from u_k. */
walras_status halpern_step_inexact(struct halpern_run *run) {
  double *const *v = run->v;
  struct halpern_place *at = run->at;
  const int64_t k = at->anchored, n = run->problem->components;
  const double wished = floor(run->p->inner_multiplier * (double)n * walras_log((double)(k + 2)));
  const int64_t steps = wished < 1.0 ? 1 : (int64_t)wished;
  walras_status status = halpern_know(run);
  for (int64_t i = 0; i < run->problem->size; i++) {
    v[V_G][i] = run->step * v[V_F][i];
    v[V_HALF][i] = v[V_W][i] = v[V_OLD][i] = v[V_U][i];
  }
  at->lagging = 0;
  at->calls += run->p->snapshot_rule == SNAPSHOT_FROZEN ? 0 : n; /* the public script does not count this evaluation */
  for (int64_t step = 0; status == WALRAS_OK && step < steps; step++)
    status = step_inside(run);
  halpern_note_resolvent(run, halpern_distance(v[V_U], v[V_HALF], run->problem->size, run->work));
  const double lam = 1.0 / (double)(k + 2);
  for (int64_t i = 0; i < run->problem->size; i++)
    v[V_U][i] = lam * v[V_START][i] + (1.0 - lam) * v[V_HALF][i];
  at->known = 0;
  return status;
}
