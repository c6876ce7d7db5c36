/* Interactions drawn by the chunk and counted by outcome: the counts are exact, and all means follow from them. */
#include <string.h>

#include "models/gtalign/outcome.h"
#include "models/gtalign/streams.h"

enum { DRAW_BLOCK = 16384 };

struct drawer {
  const struct gtalign_environment *e;
  const struct gtalign_policy *policy;
  walras_stream features, coins;
  double slope, offset;
  walras_scratch *scratch;
};

struct chunk {
  double noise[CHUNK], coin[4][CHUNK], x[CHUNK], rho[CHUNK];
  uint32_t word[4][CHUNK];
  int64_t type[CHUNK];
  int32_t vague[CHUNK], action[CHUNK];
  double work[]; /* [gtalign_policy_work] */
};

/* Feature noise stands in pairs: interactions i and i + CHUNK/2 of a chunk share a draw block. */
static void draw_chunk(const struct drawer *d, struct chunk *c, int64_t first, int64_t count) {
  const struct gtalign_environment *e = d->e;
  const gtalign_kernels *kernels = d->policy->kernels;
  uint32_t *const words[4] = {c->word[0], c->word[1], c->word[2], e->types > 1 ? c->word[3] : NULL};
  walras_fill_normal_pair(&d->features, (uint64_t)first / 2, CHUNK / 2, 0, c->noise, c->noise + CHUNK / 2);
  walras_fill_words(&d->coins, (uint64_t)first, count, 0, words);
  for (int k = 0; k < 4 && words[k] != NULL; k++)
    kernels->uniforms(c->word[k], count, c->coin[k]);
  kernels->questions(c->noise, c->coin[0], e->p->feature_separation, e->p->vague_share, count, c->x, c->vague);
  if (d->policy->form == FORM_GREEDY) {
    kernels->minus_log_odds(c->x, d->slope, d->offset, count, c->rho);
    walras_exp_batch(c->rho, c->rho, count);
    kernels->posterior(count, c->rho);
  }
  for (int64_t i = 0; i < count && e->types > 1; i++)
    c->type[i] = gtalign_type_at(e, c->coin[3][i]);
}

static void count_chunk(const struct drawer *d, const walras_block *block, const struct chunk *c, int64_t count) {
  const struct gtalign_environment *e = d->e;
  for (int64_t i = 0; i < count; i++) {
    const int64_t action = c->action[i], type = e->types > 1 ? c->type[i] : 0;
    const int64_t answered = c->coin[2][i] < e->success[c->vague[i]][action];
    block->counts[type * 2 * e->actions + 2 * action + answered]++;
  }
}

static walras_status draw_block(const walras_block *block, void *context) {
  const struct drawer *d = context;
  struct chunk *c = walras_block_scratch(block, d->scratch);
  for (int64_t done = 0; done < block->count; done += CHUNK) {
    const int64_t count = block->count - done < CHUNK ? block->count - done : CHUNK;
    draw_chunk(d, c, block->first + done, count);
    const struct gtalign_sight sight = {.x = c->x,
                                        .rho = c->rho,
                                        .coin = c->coin[1],
                                        .vague = c->vague,
                                        .type = d->e->types > 1 ? c->type : NULL,
                                        .count = count};
    gtalign_policy_act(d->policy, &sight, c->work, c->action);
    count_chunk(d, block, c, count);
  }
  return WALRAS_OK;
}

static void add_counts(const struct gtalign_environment *e, const int64_t *counts, struct gtalign_outcome *outcome) {
  double weight[OUTCOMES_MOST];
  *outcome = (struct gtalign_outcome){.violation = 0.0};
  for (int64_t type = 0; type < e->types; type++) {
    const struct gtalign_values values = gtalign_values_of(e, type);
    for (int64_t k = 0; k < 2 * e->actions; k++)
      weight[k] = (double)counts[type * 2 * e->actions + k];
    gtalign_outcome_add(e, &values, weight, outcome);
  }
  for (int mean = 0; mean < MEANS; mean++)
    outcome->mean[mean] /= (double)e->p->n_instances;
}

walras_status gtalign_draw(walras_trial *trial, const struct gtalign_environment *e, const struct gtalign_policy *policy,
                           struct gtalign_outcome *outcome) {
  struct drawer d = {.e = e,
                     .policy = policy,
                     .features = walras_trial_stream(trial, STREAM_FEATURES, 0),
                     .coins = walras_trial_stream(trial, STREAM_COINS, 0)};
  walras_population *interactions = NULL;
  walras_reduction *counts = NULL;
  gtalign_log_odds(e->p, &d.slope, &d.offset);
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "interactions", .entities = e->p->n_instances, .block_size = DRAW_BLOCK},
      &interactions);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = e->types * 2 * e->actions}, &counts);
  if (status == WALRAS_OK)
    status =
        walras_scratch_create(trial, sizeof(struct chunk) + (size_t)gtalign_policy_work(policy) * sizeof(double), &d.scratch);
  if (status == WALRAS_OK)
    status = walras_for_each_block(interactions, draw_block, &d, counts);
  if (status == WALRAS_OK)
    add_counts(e, walras_reduction_counts(counts), outcome);
  return status;
}
