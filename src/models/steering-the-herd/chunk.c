#include "models/steering-the-herd/sequences.h"

enum { TOGETHER = 4 }; /* agents of one draw block */

/* Sequences that still change; as soon as one repeats itself it leaves. */
struct chunk {
  uint64_t id[HERD_CHUNK];
  uint32_t draw[HERD_CHUNK], word[TOGETHER][HERD_CHUNK];
  int32_t truth[HERD_CHUNK], state[HERD_CHUNK], before[HERD_CHUNK], followed[HERD_CHUNK];
  double uniform[HERD_CHUNK];
};

size_t herd_chunk_bytes(void) {
  return sizeof(struct chunk);
}

static void end_sequence(const struct herd_sequences *c, const walras_block *block, const struct chunk *k, int64_t lane,
                         int64_t position) {
  const struct herd_parameters *p = c->policy->p;
  const struct herd_chain *chain = c->chain;
  const int32_t s = k->state[lane], truth = k->truth[lane], up = chain->follows[s] ? truth : chain->herds_up[s];
  const int64_t T = p->n_agents, rest = T - position;
  block->counts[COUNT_RIGHT_ENDED * T + position] += up == truth;
  block->counts[COUNT_UP_ENDED * T + position] += up;
  block->counts[COUNT_HERDING_ENDED * T + position] += !chain->follows[s];
  block->sums[SUM_PRECISION_ENDED * T + position] += chain->precision[s];
  block->sums[SUM_COST_ENDED * T + position] += chain->cost[s];
  block->sums[SUM_BELIEF_ENDED * T + position] += chain->belief[s];
  if (!chain->follows[s])
    herd_count_cascade(block, up, truth);
  herd_count_end(p, block, k->followed[lane] + (chain->follows[s] ? rest : 0), chain->belief[s]);
}

/* Moves those that go on to the front, in order; their number. */
static int64_t leave(const struct herd_sequences *c, const walras_block *block, struct chunk *k, int64_t count,
                     int64_t position) {
  int64_t kept = 0;
  for (int64_t lane = 0; lane < count; lane++) {
    if (c->chain->absorbs[2 * k->state[lane] + k->truth[lane]]) {
      end_sequence(c, block, k, lane, position);
      continue;
    }
    k->id[kept] = k->id[lane];
    k->truth[kept] = k->truth[lane];
    k->state[kept] = k->state[lane];
    k->followed[kept] = k->followed[lane];
    kept++;
  }
  return kept;
}

static void draw_words(const struct herd_sequences *c, struct chunk *k, int64_t count, int64_t position) {
  const int64_t draw = position / TOGETHER;
  const walras_stream stream = walras_trial_stream(c->trial, STREAM_SIGNALS, (uint32_t)(draw / WALRAS_DRAW_BLOCK_LIMIT));
  uint32_t *const words[TOGETHER] = {k->word[0], k->word[1], k->word[2], k->word[3]};
  const uint32_t number = (uint32_t)(draw % WALRAS_DRAW_BLOCK_LIMIT);
  if (count > 0 && k->id[count - 1] - k->id[0] == (uint64_t)(count - 1)) {
    walras_fill_words(&stream, k->id[0], count, number, words);
    return;
  }
  for (int64_t lane = 0; lane < count; lane++)
    k->draw[lane] = number;
  walras_fill_words_at(&stream, count, k->id, k->draw, words);
}

static void add_position(const struct herd_parameters *p, const walras_block *block, int64_t position,
                         const struct herd_tally *tally) {
  const int64_t T = p->n_agents;
  block->counts[COUNT_RIGHT * T + position] += tally->right;
  block->counts[COUNT_UP * T + position] += tally->up;
  block->counts[COUNT_HERDING * T + position] += tally->herding;
  block->sums[SUM_PRECISION * T + position] += herd_lane_sum(tally->precision);
  block->sums[SUM_COST * T + position] += herd_lane_sum(tally->cost);
  block->sums[SUM_BELIEF * T + position] += herd_lane_sum(tally->belief);
}

/* Those that reach the last position without repeating themselves: what the last agent did, and the belief it left. */
static void finish(const struct herd_sequences *c, const walras_block *block, struct chunk *k, int64_t count) {
  for (int64_t lane = 0; lane < count; lane++) {
    const int32_t last = k->before[lane];
    if (!c->chain->follows[last])
      herd_count_cascade(block, c->chain->herds_up[last], k->truth[lane]);
    herd_count_end(c->policy->p, block, k->followed[lane], c->chain->belief[k->state[lane]]);
  }
}

void herd_run_chunk(const struct herd_sequences *c, const walras_block *block, int64_t first, int64_t count) {
  const struct herd_parameters *p = c->policy->p;
  struct chunk *k = walras_block_scratch(block, c->scratch);
  const walras_stream truths = walras_trial_stream(c->trial, STREAM_TRUTH, 0);
  walras_fill_uniform(&truths, (uint64_t)first, count, 0, k->uniform);
  for (int64_t lane = 0; lane < count; lane++) {
    k->id[lane] = (uint64_t)(first + lane);
    k->truth[lane] = herd_truth(p, k->uniform[lane]);
    k->state[lane] = k->followed[lane] = 0;
  }
  int64_t active = leave(c, block, k, count, 0);
  for (int64_t position = 0; position < p->n_agents && active > 0;) {
    const int64_t steps = p->n_agents - position < TOGETHER ? p->n_agents - position : TOGETHER;
    draw_words(c, k, active, position);
    for (int64_t step = 0; step < steps; step++, position++) {
      struct herd_tally tally = {0};
      if (position == p->n_agents - 1)
        for (int64_t lane = 0; lane < active; lane++)
          k->before[lane] = k->state[lane];
      c->advance(c->chain, active, k->word[step], k->truth, k->state, k->followed, &tally);
      add_position(p, block, position, &tally);
    }
    if (position < p->n_agents)
      active = leave(c, block, k, active, position);
    else
      finish(c, block, k, active);
  }
}
