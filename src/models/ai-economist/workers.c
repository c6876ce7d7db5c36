#include "models/ai-economist/workers.h"

#include <math.h>

enum { BINS = 2048, BIN_BLOCK = 256 };

/* What the blocks of workers share while cells are made. */
typedef struct make_context {
  one_step_workers *w;
  one_step_skills skills;
  walras_scratch *scratch;
  double low, per_bin; /* of the histogram: log of the lowest skill, and width of a bin in log skill */
} make_context;

static walras_status create_states(one_step_workers *w) {
  walras_status status = walras_state_create(w->cells, "skill", sizeof(double), &w->skill);
  if (status == WALRAS_OK)
    status = walras_state_create(w->cells, "skill_e", sizeof(double), &w->skill_e);
  return status == WALRAS_OK ? walras_state_create(w->cells, "skill_delta", sizeof(double), &w->skill_delta) : status;
}

static walras_status check_skills(const walras_block *block, const double *skills) {
  for (int64_t i = 0; i < block->count; i++)
    if (!(skills[i] > 0.0 && isfinite(skills[i])))
      return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_NUMERIC,
                               "skill_dist: the law gives worker %lld a skill of %g, where it must be positive and finite",
                               (long long)(block->first + i + 1), skills[i]);
  return WALRAS_OK;
}

static walras_status fill_agents(const walras_block *block, void *context) {
  const make_context *c = context;
  double *v = walras_block_state(block, c->w->skill);
  one_step_skills_fill(&c->skills, block, v);
  walras_tax_powers(&c->w->labor, v, block->count, walras_block_state(block, c->w->skill_e),
                    walras_block_state(block, c->w->skill_delta));
  return check_skills(block, v);
}

/* ---- histogram ---- */

static walras_status find_range(const walras_block *block, void *context) {
  const make_context *c = context;
  double *v = walras_block_scratch(block, c->scratch);
  one_step_skills_fill(&c->skills, block, v);
  walras_offer_minimum(&block->minima[0], v[0], block->first);
  walras_offer_maximum(&block->maxima[0], v[block->count - 1], block->first + block->count - 1);
  return check_skills(block, v);
}

static walras_status count_bins(const walras_block *block, void *context) {
  const make_context *c = context;
  double *v = walras_block_scratch(block, c->scratch), *logarithm = v + AI_BLOCK;
  one_step_skills_fill(&c->skills, block, v);
  walras_log_batch(v, logarithm, block->count);
  for (int64_t i = 0; i < block->count; i++) {
    const double place = (logarithm[i] - c->low) / c->per_bin;
    const int64_t bin = place < BINS ? (int64_t)place : BINS - 1;
    block->counts[bin]++;
    block->sums[bin] += v[i];
  }
  return WALRAS_OK;
}

typedef struct cell_context {
  one_step_workers *w;
  int64_t cells;
  const double *skill, *count, *rank; /* [cells] */
} cell_context;

static walras_status fill_cells(const walras_block *block, void *context) {
  const cell_context *c = context;
  double *v = walras_block_state(block, c->w->skill), *count = walras_block_state(block, c->w->count),
         *rank = walras_block_state(block, c->w->rank);
  for (int64_t i = 0; i < block->count; i++) {
    v[i] = c->skill[block->first + i];
    count[i] = c->count[block->first + i];
    rank[i] = c->rank[block->first + i];
  }
  walras_tax_powers(&c->w->labor, v, block->count, walras_block_state(block, c->w->skill_e),
                    walras_block_state(block, c->w->skill_delta));
  return WALRAS_OK;
}

/* Bins with nobody in them are left out. */
static walras_status list_cells(const walras_reduction *bins, one_step_workers *w, cell_context *c) {
  double *list = walras_trial_allocate(w->trial, 3 * BINS, sizeof *list);
  if (list == NULL)
    return walras_trial_status(w->trial);
  const int64_t *counts = walras_reduction_counts(bins);
  const double *sums = walras_reduction_sums(bins), n = (double)w->p->n_agents;
  double below = 0.0, *skill = list, *count = list + BINS, *rank = list + 2 * BINS;
  for (int64_t bin = 0; bin < BINS; bin++) {
    const double held = (double)counts[bin];
    if (counts[bin] == 0)
      continue;
    skill[c->cells] = sums[bin] / held;
    count[c->cells] = held;
    rank[c->cells++] = (2.0 * below + held - n) / n;
    below += held;
  }
  c->skill = skill;
  c->count = count;
  c->rank = rank;
  return WALRAS_OK;
}

static walras_status make_cells(const walras_reduction *bins, one_step_workers *w) {
  cell_context c = {.w = w};
  walras_status status = list_cells(bins, w, &c);
  if (status == WALRAS_OK)
    status = walras_population_create(
        w->trial, &(walras_population_input){.name = "skill bins", .entities = c.cells, .block_size = BIN_BLOCK}, &w->cells);
  if (status == WALRAS_OK)
    status = create_states(w);
  if (status == WALRAS_OK)
    status = walras_state_create(w->cells, "count", sizeof(double), &w->count);
  if (status == WALRAS_OK)
    status = walras_state_create(w->cells, "rank", sizeof(double), &w->rank);
  return status == WALRAS_OK ? walras_for_each_block(w->cells, fill_cells, &c, NULL) : status;
}

static walras_status make_histogram(walras_population *workers, make_context *c) {
  walras_reduction *range, *bins;
  walras_status status = walras_scratch_create(c->w->trial, 2 * AI_BLOCK * sizeof(double), &c->scratch);
  if (status == WALRAS_OK)
    status = walras_reduction_create(c->w->trial, &(walras_reduction_shape){.minima = 1, .maxima = 1}, &range);
  if (status == WALRAS_OK)
    status = walras_reduction_create(c->w->trial, &(walras_reduction_shape){.counts = BINS, .sums = BINS}, &bins);
  if (status == WALRAS_OK)
    status = walras_for_each_block(workers, find_range, c, range);
  if (status != WALRAS_OK)
    return status;
  const double low = walras_reduction_minimum(range, 0).value, high = walras_reduction_maximum(range, 0).value;
  c->low = walras_log(low);
  c->per_bin = high > low ? (walras_log(high) - c->low) / BINS : 1.0;
  status = walras_for_each_block(workers, count_bins, c, bins);
  return status == WALRAS_OK ? make_cells(bins, c->w) : status;
}

static walras_status make_agents(walras_population *workers, make_context *c) {
  c->w->cells = workers;
  const walras_status status = create_states(c->w);
  return status == WALRAS_OK ? walras_for_each_block(workers, fill_agents, c, NULL) : status;
}

walras_status one_step_workers_make(walras_trial *trial, const struct ai_parameters *p, one_step_workers *w) {
  walras_population *workers;
  *w = (one_step_workers){.p = p,
                          .trial = trial,
                          .labor = {.cost = p->labor_cost, .exponent = p->labor_exponent, .most = ai_labor_most(p)},
                          .total_weight = (double)p->n_agents};
  make_context c = {.w = w};
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "workers", .entities = p->n_agents, .block_size = AI_BLOCK}, &workers);
  if (status == WALRAS_OK)
    status = one_step_skills_make(trial, p, workers, &c.skills);
  if (status != WALRAS_OK)
    return status;
  return p->worker_representation == REPRESENTATION_HISTOGRAM ? make_histogram(workers, &c) : make_agents(workers, &c);
}

one_step_cells one_step_block_cells(const one_step_workers *w, const walras_block *block, int64_t first, int64_t count) {
  const double *weight = w->weight != NULL ? walras_block_state(block, w->weight) : NULL,
               *held = w->count != NULL ? walras_block_state(block, w->count) : NULL,
               *rank = w->count != NULL ? walras_block_state(block, w->rank) : NULL;
  return (one_step_cells){.workers = {.count = count,
                                      .skill = (const double *)walras_block_state(block, w->skill) + first,
                                      .skill_e = (const double *)walras_block_state(block, w->skill_e) + first,
                                      .skill_delta = (const double *)walras_block_state(block, w->skill_delta) + first},
                          .count = held != NULL ? held + first : NULL,
                          .rank = rank != NULL ? rank + first : NULL,
                          .weight = weight != NULL ? weight + first : NULL,
                          .first = block->first + first};
}
