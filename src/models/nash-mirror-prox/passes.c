#include "models/nash-mirror-prox/passes.h"

#include <string.h>

#include "models/nash-mirror-prox/direction.h"
#include "models/nash-mirror-prox/solver.h"
#include "numerics/preference_games/oracle.h"
#include "numerics/preference_games/policy.h"

enum { BLOCK = WALRAS_NEURAL_BLOCK };

/* One thread's memory. */
struct bench {
  double *inputs, *policies, *opponents, *anchors, *gradients;   /* [BLOCK][feature_dim], [BLOCK][n] each */
  double *network, *game, *margins, *direction, *average, *work; /* of one prompt but the first */
  struct nmp_batch batch;
};

static int64_t bench_reals(const struct nmp_passes *s) {
  const int64_t n = s->p->game.actions;
  return BLOCK * (s->p->game.feature_dim + 3 * n) + walras_network_work(&s->network) + preference_prompt_reals(&s->p->game) +
         (3 + 3 + 3 + 2) * n + nmp_contestants(s->p) * BLOCK * n;
}

static double *take(double **memory, int64_t n) {
  double *const vector = *memory;
  *memory += n;
  return vector;
}

static struct bench bench_of(const walras_block *block, const struct nmp_passes *s) {
  const int64_t n = s->p->game.actions;
  double *memory = walras_block_scratch(block, s->scratch);
  struct bench b;
  b.inputs = take(&memory, BLOCK * s->p->game.feature_dim);
  b.opponents = take(&memory, BLOCK * n);
  b.anchors = take(&memory, BLOCK * n);
  b.gradients = take(&memory, BLOCK * n);
  b.network = take(&memory, walras_network_work(&s->network));
  b.game = take(&memory, preference_prompt_reals(&s->p->game));
  b.margins = take(&memory, n);
  b.direction = take(&memory, n);
  b.average = take(&memory, n);
  b.work = take(&memory, 3 * n);
  b.batch.probabilities = take(&memory, n);
  b.batch.penalty = take(&memory, n);
  b.batch.work = take(&memory, n);
  b.batch.counts = (void *)take(&memory, n);
  b.batch.wins = (void *)take(&memory, n);
  b.policies = memory; /* [contestants, at least 1][BLOCK][n] */
  return b;
}

static const double *row_of(const struct nmp_passes *s, int64_t prompt) {
  return s->contexts.rows + prompt * s->contexts.row;
}

static void gather_inputs(const walras_block *block, const struct nmp_passes *s, double *inputs) {
  const int64_t features = s->p->game.feature_dim;
  for (int64_t i = 0; i < block->count; i++)
    memcpy(inputs + i * features, row_of(s, block->first + i), (size_t)features * sizeof *inputs);
}

/* policies [count][n] = normalise(start + network(features)); leaves the network's activations for the way back. */
static void find_policies(const walras_block *block, const struct nmp_passes *s, const double *parameters, const struct bench *b,
                          double *policies) {
  const int64_t n = s->p->game.actions;
  const double *const outputs = walras_network_forward(&s->network, parameters, block->count, b->inputs, b->network);
  for (int64_t i = 0; i < block->count; i++) {
    const double *const start = row_of(s, block->first + i) + s->p->game.feature_dim + n;
    for (int64_t y = 0; y < n; y++)
      policies[i * n + y] = start[y] + outputs[i * n + y];
    walras_policy_normalise(policies + i * n, n);
  }
}

walras_status nmp_passes_create(walras_trial *trial, const struct nmp_parameters *p, const walras_network *network,
                                struct nmp_passes *s) {
  *s = (struct nmp_passes){.trial = trial, .p = p, .network = *network, .size = walras_network_parameters(network)};
  const int64_t wins = nmp_has_tournament(p) ? nmp_contestants(p) * nmp_contestants(p) : 0;
  walras_status status = nmp_contexts_create(trial, p, &s->contexts);
  if (status == WALRAS_OK)
    status = walras_population_create(
        trial, &(walras_population_input){.name = "prompts", .entities = p->game.prompts, .block_size = BLOCK}, &s->prompts);
  if (status == WALRAS_OK)
    status = walras_state_create(s->prompts, "averages", (size_t)p->game.actions * sizeof(double), &s->averages);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)bench_reals(s) * sizeof(double), &s->scratch);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = s->size + 1}, &s->gradients);
  if (status == WALRAS_OK && (s->descent = walras_trial_allocate(trial, s->size, sizeof *s->descent)) == NULL)
    status = walras_trial_status(trial);
  if (status == WALRAS_OK)
    status = walras_reduction_create(
        trial, &(walras_reduction_shape){.sums = wins > PREFERENCE_SUMS ? wins : PREFERENCE_SUMS, .maxima = 1}, &s->evaluations);
  return status;
}

/* ---- gradients ---- */

struct gradient_context {
  struct nmp_passes *passes;
  const struct nmp_pass *pass;
};

/* M q of a prompt's opponent, which may be a mixture with the reference: as the oracle tells it where the direction does not ask by itself. */
static void find_margins(const struct gradient_context *c, const struct nmp_context *x, const walras_stream *samples,
                         const double *opponent, const struct bench *b) {
  const struct nmp_parameters *const p = c->passes->p;
  const int64_t n = p->game.actions;
  memcpy(b->direction, opponent, (size_t)n * sizeof *opponent);
  if (c->pass->mixture > 0.0)
    walras_policy_combine(b->direction, 1.0 - c->pass->mixture, x->reference, c->pass->mixture, opponent, 0.0, n);
  walras_policy_probabilities(b->direction, n, b->batch.probabilities);
  walras_preference_product(&x->prompt.played, b->batch.probabilities, b->margins);
  if (c->pass->kind != NMP_ALL_PAIRS || p->game.oracle == ORACLE_EXACT)
    return;
  walras_preference_estimate(b->margins, n, p->game.comparisons_per_iteration, samples, (uint64_t)(c->pass->number * n),
                             b->margins);
  for (int64_t y = 0; y < n; y++)
    b->margins[y] -= 0.5;
}

static void find_direction(const struct gradient_context *c, const struct nmp_context *x, const walras_stream *samples,
                           const double *policy, const double *anchor, const struct bench *b) {
  const struct nmp_parameters *const p = c->passes->p;
  const struct nmp_pass *const pass = c->pass;
  const int64_t n = p->game.actions;
  if (pass->kind == NMP_ALL_PAIRS) {
    nmp_direction_of_all_pairs(policy, x->reference, pass->reference_weight, b->margins, n, b->direction);
    return;
  }
  const struct nmp_objective objective = {.n = n,
                                          .policy = policy,
                                          .margins = b->margins,
                                          .anchor = {x->reference, anchor},
                                          .weight = {pass->reference_weight, pass->anchor_weight},
                                          .pairs = pass->kind == NMP_PAIRS,
                                          .baseline = p->baseline};
  const int64_t batch = p->game.oracle == ORACLE_EXACT ? 0 : p->batch_size;
  const uint64_t entity = (uint64_t)(pass->number * walras_preference_tally_entities(n, p->batch_size));
  nmp_direction(&objective, batch, samples, entity, &b->batch, b->direction);
}

static walras_status gradient_block(const walras_block *block, void *context) {
  const struct gradient_context *const c = context;
  struct nmp_passes *const s = c->passes;
  const struct nmp_pass *const pass = c->pass;
  const int64_t n = s->p->game.actions;
  const struct bench b = bench_of(block, s);
  gather_inputs(block, s, b.inputs);
  find_policies(block, s, pass->opponent, &b, b.opponents);
  if (pass->anchor != NULL)
    find_policies(block, s, pass->anchor, &b, b.anchors);
  find_policies(block, s, pass->parameters, &b, b.policies);
  double *const averages = walras_block_state(block, s->averages);
  for (int64_t i = 0; i < block->count; i++) {
    const double weight = preference_prompt_weight(&s->p->game, block->first + i), *const policy = b.policies + i * n;
    const walras_stream samples = walras_trial_stream(s->trial, NMP_STREAM_SAMPLES, (uint32_t)(block->first + i));
    struct nmp_context x;
    nmp_context_of(s->trial, &s->contexts, block->first + i, b.game, &x);
    find_margins(c, &x, &samples, b.opponents + i * n, &b);
    find_direction(c, &x, &samples, policy, pass->anchor != NULL ? b.anchors + i * n : NULL, &b);
    for (int64_t y = 0; y < n; y++)
      b.gradients[i * n + y] = -weight * b.direction[y];
    block->sums[s->size] += weight;
    if (pass->averaged > 0)
      walras_policy_mean_add(averages + i * n, policy, n, pass->averaged);
  }
  walras_network_backward(&s->network, pass->parameters, block->count, b.inputs, b.network, b.gradients, block->sums, NULL);
  return WALRAS_OK;
}

walras_status nmp_gradient_pass(struct nmp_passes *s, const struct nmp_pass *pass, const double **descent) {
  struct gradient_context context = {s, pass};
  const walras_status status = walras_for_each_block(s->prompts, gradient_block, &context, s->gradients);
  if (status != WALRAS_OK)
    return status;
  const double *const sums = walras_reduction_sums(s->gradients);
  for (int64_t i = 0; i < s->size; i++)
    s->descent[i] = sums[i] / sums[s->size];
  *descent = s->descent;
  return WALRAS_OK;
}

/* ---- evaluations ---- */

struct evaluation_context {
  struct nmp_passes *passes;
  const double *parameters;
  bool alone;
};

static walras_status evaluate_block(const walras_block *block, void *context) {
  const struct evaluation_context *const c = context;
  struct nmp_passes *const s = c->passes;
  const int64_t n = s->p->game.actions;
  const struct bench b = bench_of(block, s);
  gather_inputs(block, s, b.inputs);
  find_policies(block, s, c->parameters, &b, b.policies);
  const double *const averages = walras_block_state(block, s->averages);
  for (int64_t i = 0; i < block->count; i++) {
    struct nmp_context x;
    nmp_context_of(s->trial, &s->contexts, block->first + i, b.game, &x);
    walras_policy_probabilities(b.policies + i * n, n, b.average);
    const struct preference_policies policies = {.reference = x.reference,
                                                 .nash = x.nash,
                                                 .last = b.policies + i * n,
                                                 .average = c->alone ? b.average : averages + i * n,
                                                 .residual = x.residual};
    preference_evaluate(&s->p->game, &x.prompt, &policies, preference_prompt_weight(&s->p->game, block->first + i), block->sums,
                        b.work);
  }
  return WALRAS_OK;
}

walras_status nmp_evaluation_pass(struct nmp_passes *s, const double *parameters, bool alone, double *sums) {
  struct evaluation_context context = {s, parameters, alone};
  const walras_status status = walras_for_each_block(s->prompts, evaluate_block, &context, s->evaluations);
  if (status == WALRAS_OK)
    memcpy(sums, walras_reduction_sums(s->evaluations), PREFERENCE_SUMS * sizeof *sums);
  return status;
}

/* ---- the end ---- */

struct final_context {
  struct nmp_passes *passes;
  const double *finals;
  struct nmp_keepsakes *keepsakes;
};

static void keep_policies(const struct final_context *c, const struct nmp_context *x, const double *policy,
                          const double *average) {
  const int64_t n = c->passes->p->game.actions;
  walras_policy_probabilities(policy, n, c->keepsakes->last);
  memcpy(c->keepsakes->average, average, (size_t)n * sizeof *average);
  if (x->nash != NULL)
    walras_policy_probabilities(x->nash, n, c->keepsakes->nash);
}

/* All contestants' policies of a block at once: policies [contestants][BLOCK][n]. */
static walras_status final_block(const walras_block *block, void *context) {
  const struct final_context *const c = context;
  struct nmp_passes *const s = c->passes;
  const int64_t n = s->p->game.actions, contestants = nmp_contestants(s->p);
  const struct bench b = bench_of(block, s);
  gather_inputs(block, s, b.inputs);
  for (int64_t k = 0; k < contestants; k++)
    find_policies(block, s, c->finals + k * s->size, &b, b.policies + k * BLOCK * n);
  const double *const averages = walras_block_state(block, s->averages);
  for (int64_t i = 0; i < block->count; i++) {
    struct nmp_context x;
    nmp_context_of(s->trial, &s->contexts, block->first + i, b.game, &x);
    walras_offer_maximum(&block->maxima[0], x.residual, block->first + i);
    if (c->keepsakes->reals > 0)
      keep_policies(c, &x, b.policies + i * n, averages + i * n);
    if (!nmp_has_tournament(s->p))
      continue;
    const double weight = preference_prompt_weight(&s->p->game, block->first + i);
    for (int64_t rival = 0; rival < contestants; rival++) {
      walras_policy_probabilities(b.policies + (rival * BLOCK + i) * n, n, b.average);
      walras_preference_product(&x.prompt.played, b.average, b.margins);
      for (int64_t k = 0; k < contestants; k++) {
        walras_policy_probabilities(b.policies + (k * BLOCK + i) * n, n, b.work);
        block->sums[k * contestants + rival] += weight * (0.5 + walras_policy_dot(b.work, b.margins, n));
      }
    }
  }
  return nmp_keepsakes_emit(block, c->keepsakes);
}

walras_status nmp_final_pass(struct nmp_passes *s, const double *finals, double *wins, struct nmp_keepsakes *keepsakes,
                             double *residual) {
  const int64_t contestants = nmp_contestants(s->p);
  walras_status status = nmp_keepsakes_create(s->trial, s->p, s->prompts, keepsakes);
  if (status != WALRAS_OK)
    return status;
  struct final_context context = {s, finals, keepsakes};
  status = walras_for_each_block(s->prompts, final_block, &context, s->evaluations);
  if (status == WALRAS_OK)
    status = nmp_keepsakes_share(keepsakes);
  if (status != WALRAS_OK)
    return status;
  *residual = walras_reduction_maximum(s->evaluations, 0).value;
  if (nmp_has_tournament(s->p))
    memcpy(wins, walras_reduction_sums(s->evaluations), (size_t)(contestants * contestants) * sizeof *wins);
  return WALRAS_OK;
}
