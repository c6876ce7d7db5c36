/* Thesis 2: a rational agent maximises expected utility. Agents with incomplete preferences meet adversaries, and agents with utilities others. */
#include <math.h>

#include "models/beyond-preferences/agent.h"

enum { COUNT_EXPLOITED, COUNT_NONRATIONALISABLE, COUNT_PUMPS, AGENT_COUNTS };
enum { SUM_LOSS, SUM_MIN_VALUE, SUM_MEAN_VALUE, SUM_HARM, SUM_SHOWN };

/* Working memory of agent_nonrationalisable. */
static int64_t search_size(const struct beyond_parameters *p) {
  return 3 * (p->offers + 2);
}

typedef struct lives_context {
  agent_law law;
  walras_scratch *scratch;
} lives_context;

static void add_life(const agent *a, int64_t *work, const walras_block *block) {
  const struct beyond_parameters *p = a->law->p;
  const int64_t last = a->held[a->holdings - 1];
  double loss, least = INFINITY;
  for (int64_t k = 0; k < p->weight_rows; k++)
    least = fmin(least, a->value[last * p->weight_rows + k]);
  block->counts[COUNT_EXPLOITED] += agent_exploited(a, &loss);
  block->counts[COUNT_NONRATIONALISABLE] += agent_nonrationalisable(a, work);
  block->counts[COUNT_PUMPS] += p->offer_process == OFFERS_PUMP ? (a->holdings - 1) / 2 : 0;
  block->sums[SUM_LOSS] += loss;
  block->sums[SUM_MIN_VALUE] += least;
  block->sums[SUM_MEAN_VALUE] += a->mean[last];
  block->sums[SUM_HARM] += a->harm[last];
  for (int64_t offer = 0; offer < p->offers; offer++)
    block->sums[SUM_SHOWN + offer] += a->shown[offer];
}

static walras_status live_block(const walras_block *block, void *context) {
  const lives_context *c = context;
  int64_t *work = walras_block_scratch(block, c->scratch);
  agent a = agent_in(work + search_size(c->law.p), &c->law);
  walras_status status = WALRAS_OK;
  for (int64_t i = 0; status == WALRAS_OK && i < block->count; i++) {
    status = agent_live(&a, block->trial, (uint64_t)(block->first + i));
    if (status == WALRAS_OK)
      add_life(&a, work, block);
  }
  return status;
}

static void record(walras_trial *trial, const struct beyond_parameters *p, const walras_reduction *lives) {
  const double n = (double)p->agents;
  const int64_t *counts = walras_reduction_counts(lives);
  walras_record_real(trial, EXPLOITED_SHARE, (double)counts[COUNT_EXPLOITED] / n);
  walras_record_real(trial, NONRATIONALISABLE_SHARE, (double)counts[COUNT_NONRATIONALISABLE] / n);
  walras_record_real(trial, MEAN_PUMPS, (double)counts[COUNT_PUMPS] / n);
  walras_record_real(trial, MEAN_LOSS, walras_reduction_sum(lives, SUM_LOSS) / n);
  walras_record_real(trial, FINAL_MIN_VALUE, walras_reduction_sum(lives, SUM_MIN_VALUE) / n);
  walras_record_real(trial, FINAL_MEAN_VALUE, walras_reduction_sum(lives, SUM_MEAN_VALUE) / n);
  walras_record_real(trial, MEAN_HARM, walras_reduction_sum(lives, SUM_HARM) / n);
  for (int64_t offer = 0; offer < p->offers; offer++)
    walras_record_round(trial, HOLDING_VALUE, offer, walras_reduction_sum(lives, SUM_SHOWN + offer) / n);
}

walras_status play_coherence(walras_trial *trial, const struct beyond_parameters *p) {
  walras_population *population = NULL;
  walras_reduction *lives = NULL;
  lives_context c = {.law = {.p = p,
                             .rows = walras_trial_stream(trial, STREAM_ROWS, 0),
                             .offers = walras_trial_stream(trial, STREAM_OFFERS, 0),
                             .harm = walras_trial_stream(trial, STREAM_HARM, 0),
                             .accept = walras_trial_stream(trial, STREAM_ACCEPT, 0),
                             .adversary = walras_trial_stream(trial, STREAM_ADVERSARY, 0)}};
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "agents", .entities = p->agents, .block_size = COHERENCE_BLOCK}, &population);
  if (status == WALRAS_OK)
    status =
        walras_reduction_create(trial, &(walras_reduction_shape){.counts = AGENT_COUNTS, .sums = SUM_SHOWN + p->offers}, &lives);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, agent_bytes(p) + (size_t)search_size(p) * sizeof(int64_t), &c.scratch);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, live_block, &c, lives);
  if (status == WALRAS_OK)
    record(trial, p, lives);
  return status;
}
