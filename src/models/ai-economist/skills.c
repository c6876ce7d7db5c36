#include "models/ai-economist/skills.h"

#include <assert.h>
#include <stdlib.h>

walras_law one_step_law(const struct ai_parameters *p) {
  switch (p->skill_dist) {
  case SKILL_PARETO:
    return walras_law_pareto(p->skill_min, p->skill_pareto);
  case SKILL_PARETO_CLIPPED:
    return walras_law_clipped_lomax(p->skill_max_multiplier, p->skill_pareto);
  case SKILL_LOGNORMAL:
    return walras_law_lognormal(p->skill_mu, p->skill_sigma);
  case SKILL_GB2:
    return walras_law_gb2(p->gb2_mu, p->gb2_sigma, p->gb2_nu, p->gb2_tau);
  default:
    assert(p->skill_dist == SKILL_UNIFORM);
    return walras_law_uniform(p->skill_min, p->skill_max);
  }
}

/* ---- a list ---- */

static int by_skill(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static walras_status sort_list(walras_trial *trial, const walras_reals *list, one_step_skills *skills) {
  skills->sorted = walras_trial_allocate(trial, list->count, sizeof *skills->sorted);
  if (skills->sorted == NULL)
    return walras_trial_status(trial);
  for (int64_t i = 0; i < list->count; i++)
    skills->sorted[i] = list->values[i];
  qsort(skills->sorted, (size_t)list->count, sizeof *skills->sorted, by_skill);
  return WALRAS_OK;
}

/* ---- draws ---- */

typedef struct offset_context {
  const one_step_skills *skills;
  walras_scratch *scratch;
  walras_gather *gather;
} offset_context;

/* The sums of one block's exponentials in each set. The one after the last worker belongs to the last block, and is its last. */
static walras_status sum_block(const walras_block *block, void *context) {
  const offset_context *c = context;
  const int64_t sets = c->skills->sets, n = block->count + (block->first + block->count == c->skills->p->n_agents);
  double *values = walras_block_scratch(block, c->scratch), *sums = values + AI_BLOCK + 1;
  for (int64_t set = 0; set < sets; set++) {
    walras_fill_exponential(&c->skills->draws, (uint64_t)block->first, n, (uint32_t)set, values);
    sums[set] = 0.0;
    for (int64_t i = 0; i < n; i++)
      sums[set] += values[i];
  }
  return walras_block_emit(block, c->gather, sums, sets * (int64_t)sizeof *sums);
}

static walras_status make_offsets(walras_trial *trial, walras_population *workers, one_step_skills *skills) {
  offset_context c = {.skills = skills};
  const void *data = NULL;
  const int64_t sets = skills->sets;
  skills->blocks = walras_population_blocks(workers);
  skills->offset = walras_trial_allocate_zero(trial, (skills->blocks + 1) * sets, sizeof *skills->offset);
  if (skills->offset == NULL)
    return walras_trial_status(trial);
  walras_status status = walras_scratch_create(trial, (size_t)(AI_BLOCK + 1 + sets) * sizeof(double), &c.scratch);
  if (status == WALRAS_OK)
    status = walras_gather_create(workers, &c.gather);
  if (status == WALRAS_OK)
    status = walras_for_each_block(workers, sum_block, &c, NULL);
  if (status == WALRAS_OK)
    status = walras_gather_all(c.gather, &data, NULL);
  if (status != WALRAS_OK)
    return status;
  const double *sums = data;
  for (int64_t i = 0; i < skills->blocks * sets; i++)
    skills->offset[i + sets] = skills->offset[i] + sums[i];
  return WALRAS_OK;
}

walras_status one_step_skills_make(walras_trial *trial, const struct ai_parameters *p, walras_population *workers,
                                   one_step_skills *skills) {
  *skills = (one_step_skills){.p = p, .draws = walras_trial_stream(trial, AI_STREAM_SKILLS, 0), .sets = 1};
  if (p->skill_dist == SKILL_LIST)
    return sort_list(trial, &p->skill_list, skills);
  skills->law = one_step_law(p);
  if (p->skill_dist == SKILL_GB2) {
    skills->table = walras_trial_allocate(trial, 1, sizeof *skills->table);
    if (skills->table == NULL)
      return walras_trial_status(trial);
    walras_gb2_table_make(&skills->law.gb2, skills->table);
  }
  if (p->skill_sampling == SAMPLING_QUANTILE)
    return WALRAS_OK;
  skills->sets = p->skill_sampling == SAMPLING_RANK_MEAN ? AI_RANK_MEAN_SETS : 1;
  return make_offsets(trial, workers, skills);
}

/* The uniforms of a block's workers in one set, ascending in (0, 1). */
static void ordered_uniforms(const one_step_skills *skills, const walras_block *block, int64_t first, int64_t count, double *sum,
                             int64_t set, double *out) {
  static const double below_one = 0x1.fffffffffffffp-1;
  const double all = skills->offset[skills->blocks * skills->sets + set];
  walras_fill_exponential(&skills->draws, (uint64_t)(block->first + first), count, (uint32_t)set, out);
  for (int64_t i = 0; i < count; i++) {
    *sum += out[i];
    const double u = *sum / all;
    out[i] = u < below_one ? u : below_one;
  }
}

static void fill_drawn(const one_step_skills *skills, const walras_block *block, double *out) {
  enum { CHUNK = 512 };
  double values[CHUNK];
  for (int64_t i = 0; i < block->count; i++)
    out[i] = 0.0;
  for (int64_t set = 0; set < skills->sets; set++) {
    double sum = skills->offset[block->index * skills->sets + set];
    for (int64_t first = 0; first < block->count; first += CHUNK) {
      const int64_t n = block->count - first < CHUNK ? block->count - first : CHUNK;
      ordered_uniforms(skills, block, first, n, &sum, set, values);
      walras_law_quantiles(&skills->law, skills->table, values, n, values);
      for (int64_t i = 0; i < n; i++)
        out[first + i] += values[i];
    }
  }
  for (int64_t i = 0; i < block->count; i++)
    out[i] /= (double)skills->sets;
}

void one_step_skills_fill(const one_step_skills *skills, const walras_block *block, double *out) {
  if (skills->sorted != NULL) {
    for (int64_t i = 0; i < block->count; i++)
      out[i] = skills->sorted[block->first + i];
    return;
  }
  if (skills->offset != NULL) {
    fill_drawn(skills, block, out);
    return;
  }
  for (int64_t i = 0; i < block->count; i++)
    out[i] = ((double)(block->first + i) + 0.5) / (double)skills->p->n_agents;
  walras_law_quantiles(&skills->law, skills->table, out, block->count, out);
}
