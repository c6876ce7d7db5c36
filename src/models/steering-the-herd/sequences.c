#include "models/steering-the-herd/sequences.h"

int64_t herd_block_size(const struct herd_parameters *p) {
  const int64_t size = HERD_BLOCK / p->n_groups;
  return size < 1 ? 1 : size;
}

static walras_status run_block(const walras_block *block, void *context) {
  const struct herd_sequences *c = context;
  const int64_t end = block->first + block->count;
  if (c->chain == NULL)
    for (int64_t sequence = block->first; sequence < end; sequence++)
      herd_run_sequence(c, block, sequence);
  for (int64_t first = block->first; first < end && c->chain != NULL; first += HERD_CHUNK)
    herd_run_chunk(c, block, first, end - first < HERD_CHUNK ? end - first : HERD_CHUNK);
  return WALRAS_OK;
}

walras_status herd_draw_sequences(walras_trial *trial, const struct herd_policy *policy, const struct herd_chain *chain,
                                  walras_reduction **sums) {
  const struct herd_parameters *p = policy->p;
  struct herd_sequences c = {.policy = policy, .chain = chain, .advance = herd_advance_get(), .trial = trial};
  walras_population *population = NULL;
  walras_status status = walras_population_create(
      trial,
      &(walras_population_input){
          .name = "sequences", .entities = p->n_sequences, .block_size = herd_block_size(p), .uneven = true},
      &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial,
                                     &(walras_reduction_shape){.totals = HERD_TOTALS,
                                                               .counts = herd_belief_slot(p) + HERD_BELIEF_BINS,
                                                               .sums = HERD_SUMS * p->n_agents},
                                     sums);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, chain != NULL ? herd_chunk_bytes() : herd_sequence_bytes(p), &c.scratch);
  return status == WALRAS_OK ? walras_for_each_block(population, run_block, &c, *sums) : status;
}
