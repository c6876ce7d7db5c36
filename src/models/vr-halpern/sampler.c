#include <math.h>

#include "models/vr-halpern/run.h"
#include "numerics/sorting/reals.h"

walras_status halpern_sampler_make(walras_trial *trial, const struct halpern_parameters *p, struct halpern_sampler *s) {
  const int64_t b = halpern_samples(p) ? p->batch_size : 1;
  s->components = walras_trial_allocate(trial, b, sizeof *s->components);
  s->weights = walras_trial_allocate(trial, b, sizeof *s->weights);
  s->uniforms = walras_trial_allocate(trial, b, sizeof *s->uniforms);
  s->keys = walras_trial_allocate(trial, b, sizeof *s->keys);
  s->work = walras_trial_allocate(trial, b, sizeof *s->work);
  s->taken = walras_trial_allocate_zero(trial, p->components / 64 + 1, sizeof *s->taken);
  return walras_trial_status(trial);
}

static int64_t below(double uniform, int64_t bound) {
  const int64_t index = (int64_t)(uniform * (double)bound);
  return index < bound ? index : bound - 1;
}

/* b of n without replacement (Floyd): the j-th draw is of 0..j, and j itself where that is taken. */
static void draw_distinct(struct halpern_sampler *s, int64_t n, int64_t b) {
  for (int64_t k = 0; k < b; k++) {
    const int64_t last = n - b + k;
    int64_t i = below(s->uniforms[k], last + 1);
    if (s->taken[i / 64] >> (i % 64) & 1)
      i = last;
    s->taken[i / 64] |= UINT64_C(1) << (i % 64);
    s->components[k] = i;
    s->weights[k] = 1.0;
  }
  for (int64_t k = 0; k < b; k++)
    s->taken[s->components[k] / 64] = 0;
}

static int64_t draw_weighted(const struct halpern_problem *problem, double uniform, double *weight) {
  const int64_t n = problem->components;
  const int64_t i = walras_cumulative_index(problem->cumulative, n, uniform * problem->cumulative[n - 1]);
  *weight = 1.0 / ((double)n * problem->weights[i]);
  return i;
}

static void sort(struct halpern_sampler *s, int64_t b) {
  for (int64_t k = 0; k < b; k++)
    s->keys[k] = (double)s->components[k];
  walras_sort_reals(s->keys, b, s->work);
  for (int64_t k = 0; k < b; k++)
    s->components[k] = (int64_t)s->keys[k];
}

void halpern_draw_batch(struct halpern_run *run, int64_t entity) {
  struct halpern_sampler *s = &run->sampler;
  const int64_t b = run->p->batch_size;
  const walras_stream stream = walras_trial_stream(run->trial, STREAM_BATCH, 0);
  walras_fill_uniform_draws(&stream, (uint64_t)entity, 0, b, s->uniforms);
  if (run->problem->weights == NULL)
    draw_distinct(s, run->problem->components, b);
  else
    for (int64_t k = 0; k < b; k++)
      s->components[k] = draw_weighted(run->problem, s->uniforms[k], &s->weights[k]);
  if (run->problem->ascending) /* rows have equal weights there */
    sort(s, b);
}

int64_t halpern_draw_one(const struct halpern_run *run, int64_t entity, double *weight, bool *moves) {
  const walras_stream stream = walras_trial_stream(run->trial, STREAM_INNER, 0);
  const walras_words words = walras_draw(&stream, (uint64_t)entity, 0);
  const uint64_t first = (uint64_t)words.word[1] << 32 | words.word[0], second = (uint64_t)words.word[3] << 32 | words.word[2];
  const double uniform = walras_uniform_from_bits(first);
  *moves = walras_uniform_from_bits(second) < run->p->snapshot_probability;
  *weight = 1.0;
  return run->problem->weights == NULL ? below(uniform, run->problem->components) : draw_weighted(run->problem, uniform, weight);
}
