#include "models/beyond-preferences/comparisons.h"

#include "walras/elementary.h"

enum { DRAW_ANNOTATOR, DRAW_PAIR, DRAW_CHOICE };

typedef struct comparisons_context {
  const society *s;
  walras_stream stream;
  double *cumulative; /* [stakeholders] of shares; of listed stakeholders only */
  walras_scratch *scratch;
} comparisons_context;

static int64_t annotator(const comparisons_context *c, uint64_t comparison) {
  return c->cumulative != NULL ? walras_categorical(&c->stream, comparison, DRAW_ANNOTATOR, c->cumulative, c->s->stakeholders)
                               : (int64_t)walras_bounded(&c->stream, comparison, DRAW_ANNOTATOR, (uint64_t)c->s->stakeholders);
}

/* Pair number k is (l, m), m < l, with k = l (l - 1) / 2 + m. */
static void pair_of(int64_t number, int64_t *first, int64_t *second) {
  *first = 1;
  while (walras_vote_pairs(*first + 1) <= number)
    *first += 1;
  *second = number - walras_vote_pairs(*first);
}

static walras_status compare_block(const walras_block *block, void *context) {
  const comparisons_context *c = context;
  society_chunk chunk = society_chunk_in(walras_block_scratch(block, c->scratch), c->s);
  const int64_t norms = c->s->norms;
  for (int64_t i = 0; i < block->count; i++) {
    const uint64_t comparison = (uint64_t)(block->first + i);
    int64_t l, m;
    society_draw(c->s, 0, annotator(c, comparison), 1, &chunk);
    pair_of((int64_t)walras_bounded(&c->stream, comparison, DRAW_PAIR, (uint64_t)walras_vote_pairs(norms)), &l, &m);
    const double difference = c->s->p->bt_rationality * (chunk.mean[l] - chunk.mean[m]);
    const bool first = walras_uniform(&c->stream, comparison, DRAW_CHOICE) < 1.0 / (1.0 + walras_exp(-difference));
    block->counts[first ? l * norms + m : m * norms + l]++;
  }
  return WALRAS_OK;
}

static walras_status accumulate_shares(comparisons_context *c, walras_trial *trial) {
  double sum = 0.0;
  if (c->s->p->instance == INSTANCE_GROUPS)
    return WALRAS_OK;
  c->cumulative = walras_trial_allocate(trial, c->s->stakeholders, sizeof *c->cumulative);
  for (int64_t i = 0; c->cumulative != NULL && i < c->s->stakeholders; i++)
    c->cumulative[i] = sum += c->s->p->shares.values[i];
  return walras_trial_status(trial);
}

walras_status draw_comparisons(walras_trial *trial, const society *s, double *wins) {
  comparisons_context c = {.s = s, .stream = walras_trial_stream(trial, STREAM_COMPARISONS, 0)};
  walras_population *population = NULL;
  walras_reduction *counts = NULL;
  walras_status status = accumulate_shares(&c, trial);
  if (status == WALRAS_OK)
    status = walras_population_create(
        trial, &(walras_population_input){.name = "comparisons", .entities = s->p->comparisons, .block_size = COMPARISON_BLOCK},
        &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = s->norms * s->norms}, &counts);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, society_chunk_bytes(s), &c.scratch);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, compare_block, &c, counts);
  for (int64_t pair = 0; status == WALRAS_OK && pair < s->norms * s->norms; pair++)
    wins[pair] = (double)walras_reduction_counts(counts)[pair];
  return status;
}
