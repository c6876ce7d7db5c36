/* Deterministic methods: Halpern iteration, extragradient, and extragradient with an anchor. */
#include <string.h>

#include "models/vr-halpern/run.h"

walras_status halpern_know(struct halpern_run *run) {
  if (run->at->known && run->at->point == V_U)
    return WALRAS_OK;
  return halpern_full(run->problem, run->v[V_U], run->v[V_F]);
}

void halpern_anchor(const struct halpern_run *run, double lam, const double *restrict u, double eta, const double *restrict g,
                    double *restrict out) {
  const double *const restrict start = run->v[V_START];
  for (int64_t i = 0; i < run->problem->size; i++)
    out[i] = lam * start[i] + (1.0 - lam) * u[i] - eta * g[i];
  halpern_project(run->problem, out);
}

/* u_{k+1} = lam_k u_0 + (1 - lam_k) J(u_k - eta F(u_k)), lam_k = 1/(k+2). */
walras_status halpern_step_halpern(struct halpern_run *run) {
  const double lam = 1.0 / (double)(run->at->anchored + 2);
  double *const *v = run->v;
  const walras_status status = halpern_know(run);
  halpern_anchor(run, 0.0, v[V_U], run->step, v[V_F], v[V_HALF]);
  for (int64_t i = 0; i < run->problem->size; i++)
    v[V_U][i] = lam * v[V_START][i] + (1.0 - lam) * v[V_HALF][i];
  run->at->calls += run->problem->components;
  run->at->known = 0;
  return status;
}

/* uh = J(u - eta F(u)), u = J(u - eta F(uh)); the certificate is that of uh. */
walras_status halpern_step_extragradient(struct halpern_run *run) {
  double *const *v = run->v;
  walras_status status = halpern_full(run->problem, v[V_U], v[V_G]);
  halpern_anchor(run, 0.0, v[V_U], run->step, v[V_G], v[V_HALF]);
  if (status == WALRAS_OK)
    status = halpern_full(run->problem, v[V_HALF], v[V_F]);
  memcpy(run->next, v[V_U], (size_t)run->problem->size * sizeof(double));
  halpern_anchor(run, 0.0, run->next, run->step, v[V_F], v[V_U]);
  run->at->calls += 2 * run->problem->components;
  run->at->point = V_HALF;
  run->at->known = 1;
  return status;
}

/* The same from lam_k u_0 + (1 - lam_k) u, lam_k = 1/(k+2); the certificate is that of u. */
walras_status halpern_step_eag(struct halpern_run *run) {
  const double lam = 1.0 / (double)(run->at->anchored + 2);
  double *const *v = run->v;
  walras_status status = halpern_know(run);
  halpern_anchor(run, lam, v[V_U], run->step, v[V_F], v[V_HALF]);
  if (status == WALRAS_OK)
    status = halpern_full(run->problem, v[V_HALF], v[V_G]);
  memcpy(run->next, v[V_U], (size_t)run->problem->size * sizeof(double));
  halpern_anchor(run, lam, run->next, run->step, v[V_G], v[V_U]);
  run->at->calls += 2 * run->problem->components;
  run->at->known = 0;
  return status;
}
