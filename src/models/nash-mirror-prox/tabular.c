#include "models/nash-mirror-prox/tabular.h"

#include <math.h>

int64_t nmp_block(const struct nmp_parameters *p) {
  const int64_t n = p->game.actions;
  return n <= 64 ? 64 : n < 4096 ? 4096 / n : 1;
}

struct prompts {
  const struct nmp_parameters *p;
  walras_scratch *scratch;
  struct nmp_keepsakes keepsakes;
};

static walras_status play_block(const walras_block *block, void *context) {
  const struct prompts *const c = context;
  double *const memory = walras_block_scratch(block, c->scratch);
  for (int64_t i = 0; i < block->count; i++)
    nmp_play(block, c->p, block->first + i, memory, &c->keepsakes);
  return nmp_keepsakes_emit(block, &c->keepsakes);
}

static struct nmp_totals totals_of(const walras_reduction *r) {
  struct nmp_totals totals = {.sums = walras_reduction_sums(r), .counts = walras_reduction_counts(r)};
  for (int i = 0; i < NMP_MAXIMA; i++) {
    const walras_extremum found = walras_reduction_maximum(r, i);
    totals.maxima[i] = found.id >= 0 ? found.value : (double)NAN;
  }
  return totals;
}

static walras_status record_all(walras_trial *trial, const struct nmp_parameters *p, const walras_reduction *r) {
  const struct nmp_totals totals = totals_of(r);
  return nmp_record(trial, p, &totals);
}

walras_status nmp_run_tabular(walras_trial *trial, const struct nmp_parameters *p) {
  walras_population *population = NULL;
  walras_reduction *sums = NULL;
  struct prompts prompts = {.p = p};
  walras_status status = walras_population_create(
      trial,
      &(walras_population_input){.name = "prompts", .entities = p->game.prompts, .block_size = nmp_block(p), .uneven = true},
      &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(
        trial, &(walras_reduction_shape){.counts = NMP_COUNTS, .sums = nmp_sums(p), .maxima = NMP_MAXIMA}, &sums);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)nmp_play_reals(p) * sizeof(double), &prompts.scratch);
  if (status == WALRAS_OK)
    status = nmp_keepsakes_create(trial, p, population, &prompts.keepsakes);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, play_block, &prompts, sums);
  if (status == WALRAS_OK)
    status = nmp_keepsakes_share(&prompts.keepsakes);
  if (status == WALRAS_OK)
    status = record_all(trial, p, sums);
  return status == WALRAS_OK ? nmp_record_only_prompt(trial, p, &prompts.keepsakes) : status;
}
