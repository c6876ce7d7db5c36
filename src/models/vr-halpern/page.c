/* Algorithm 1: Halpern iteration on the recursive estimate of F (PAGE). */
#include <math.h>
#include <string.h>

#include "models/vr-halpern/run.h"

double halpern_page_probability(const struct halpern_parameters *p, int64_t k) {
  const double root = sqrt((double)p->components), j = (double)(k - 1);
  if (p->page_schedule == SCHEDULE_ALWAYS_FULL)
    return 1.0;
  if (p->page_schedule == SCHEDULE_CONSTANT)
    return p->page_probability;
  return 4.0 / ((j <= root ? j : root) + 5.0);
}

double halpern_expected_calls(const struct halpern_parameters *p, int64_t iterations) {
  const double n = (double)p->components, batch = 2.0 * (double)p->batch_size;
  double calls = iterations > 0 ? n : 0.0;
  for (int64_t k = 1; k < iterations; k++) {
    const double full = halpern_page_probability(p, k);
    calls += full * n + (1.0 - full) * batch;
  }
  return calls;
}

static bool refreshes(const struct halpern_run *run, int64_t k, double probability) {
  const walras_stream stream = walras_trial_stream(run->trial, STREAM_REFRESH, 0);
  return k == 0 || probability >= 1.0 || walras_uniform(&stream, (uint64_t)run->at->refreshes, 0) < probability;
}

/* E[g_k - F(u_k) | past] = (1 - p_k)(g_{k-1} - F(u_{k-1})): what the sum of entries, over the root of their number, differs from that. */
static void note_surprise(struct halpern_run *run, int64_t k, double probability) {
  const int64_t n = run->problem->size;
  double sum = 0.0;
  for (int64_t i = 0; i < n; i++)
    sum += run->v[V_G][i] - run->v[V_F][i];
  sum /= sqrt((double)n);
  if (k > 0) {
    run->at->surprise += sum - (1.0 - probability) * run->at->error_sum;
    run->at->surprises++;
    run->results[run->at->method].drift = run->at->surprise / (double)run->at->surprises;
  }
  run->at->error_sum = sum;
}

static walras_status estimate(struct halpern_run *run, int64_t k, double probability) {
  struct halpern_place *at = run->at;
  double *const *v = run->v;
  if (refreshes(run, k, probability)) {
    const walras_status status = halpern_know(run);
    memcpy(v[V_G], v[V_F], (size_t)run->problem->size * sizeof(double));
    at->calls += run->problem->components;
    return status;
  }
  const int64_t b = run->p->batch_size;
  halpern_draw_batch(run, at->refreshes);
  at->calls += 2 * b;
  return run->problem->batch(run->problem, run->sampler.components, run->sampler.weights, b, 1.0 / (double)b, v[V_U], v[V_OLD],
                             v[V_G]);
}

walras_status halpern_step_page(struct halpern_run *run) {
  struct halpern_place *at = run->at;
  const int64_t k = at->anchored, n = run->problem->size;
  const double probability = k == 0 ? 1.0 : halpern_page_probability(run->p, k);
  const bool evaluated = at->known != 0;
  const walras_status status = estimate(run, k, probability);
  at->refreshes++;
  if (evaluated) {
    run->results[at->method].estimator_error = halpern_distance(run->v[V_G], run->v[V_F], n, run->work);
    if (run->p->residual_every == 1)
      note_surprise(run, k, probability);
  }
  memcpy(run->v[V_OLD], run->v[V_U], (size_t)n * sizeof(double));
  halpern_anchor(run, 2.0 / (double)(k + 4), run->v[V_OLD], run->step, run->v[V_G], run->v[V_U]);
  at->known = 0;
  return status;
}
