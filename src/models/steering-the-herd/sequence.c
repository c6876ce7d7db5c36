/* Agent by agent: for planners and agents with chance in them, and for several groups that see each other's signals. */
#include "models/steering-the-herd/sequences.h"

/* One group's line of agents, and what its round showed to the others. */
struct line {
  struct herd_public history;
  struct herd_move move;
  int64_t followed;
  bool up;
};

size_t herd_sequence_bytes(const struct herd_parameters *p) {
  return (size_t)p->n_groups * sizeof(struct line);
}

/* The signal's word: position by position of a single line as on the chain; group by group in a round of several. */
static uint32_t signal_word(const struct herd_sequences *c, int64_t sequence, int64_t position, int64_t group) {
  const bool single = c->policy->p->n_groups == 1;
  const int64_t number = single ? position : group, draw = number / 4;
  const uint32_t round = (uint32_t)(single ? draw / WALRAS_DRAW_BLOCK_LIMIT : position + 1);
  const walras_stream stream = walras_trial_stream(c->trial, STREAM_SIGNALS, round);
  return walras_draw(&stream, (uint64_t)sequence, (uint32_t)(draw % WALRAS_DRAW_BLOCK_LIMIT)).word[number % 4];
}

static double own_precision(const struct herd_sequences *c, int64_t sequence, int64_t position, int64_t group) {
  const struct herd_parameters *p = c->policy->p;
  if (p->agent_precision_sd == 0.0)
    return p->baseline_precision;
  const walras_stream stream = walras_trial_stream(c->trial, STREAM_PRECISION, (uint32_t)position);
  const double z = walras_normal(&stream, (uint64_t)sequence, (uint32_t)group);
  return fmin(0.999, fmax(0.5, p->baseline_precision + p->agent_precision_sd * z));
}

static double own_chance(const struct herd_sequences *c, int64_t sequence, int64_t position, int64_t group) {
  if (c->policy->kind != POLICY_RANDOM)
    return 0.5;
  const walras_stream stream = walras_trial_stream(c->trial, STREAM_RANDOM, (uint32_t)position);
  return walras_uniform(&stream, (uint64_t)sequence, (uint32_t)group);
}

static void choose(const struct herd_sequences *c, const walras_block *block, int64_t sequence, int64_t position, int64_t group,
                   bool truth, struct line *line) {
  const int64_t T = c->policy->p->n_agents;
  line->move = herd_policy_move(c->policy, line->history, own_precision(c, sequence, position, group),
                                own_chance(c, sequence, position, group));
  const double last = rint(line->move.precision * 0x1p32) - 1.0;
  const bool hit = (double)signal_word(c, sequence, position, group) <= last;
  line->up = line->move.follows ? hit == truth : line->move.herds_up;
  line->followed += line->move.follows;
  block->counts[COUNT_RIGHT * T + position] += line->up == truth;
  block->counts[COUNT_UP * T + position] += line->up;
  block->counts[COUNT_HERDING * T + position] += !line->move.follows;
  block->sums[SUM_PRECISION * T + position] += line->move.precision;
  block->sums[SUM_COST * T + position] += line->move.cost;
  block->sums[SUM_BELIEF * T + position] += herd_belief(line->history.agents);
}

/* A signal that another group followed in this round, as one more signal of its precision. */
static void hear(const struct herd_sequences *c, int64_t sequence, int64_t position, int64_t group, struct line *lines) {
  const struct herd_parameters *p = c->policy->p;
  const walras_stream stream = walras_trial_stream(c->trial, STREAM_CROSS, (uint32_t)position);
  const uint32_t draw = 2 * (uint32_t)group;
  if (!(walras_uniform(&stream, (uint64_t)sequence, draw) < p->cross_observation))
    return;
  const int64_t chosen = (int64_t)walras_bounded(&stream, (uint64_t)sequence, draw + 1, (uint64_t)(p->n_groups - 1));
  const struct line *other = &lines[chosen + (chosen >= group)];
  if (!other->move.follows)
    return;
  struct herd_public *history = &lines[group].history;
  const double strength = herd_strength(other->move.precision), signal = other->up ? strength : -strength;
  history->agents = herd_clamp(history->agents + herd_agents_move(p, history->agents, other->up, strength));
  history->planner = herd_has_biased_agents(p) ? herd_clamp(history->planner + signal) : history->agents;
}

/* True when some line still changes. */
static bool play_round(const struct herd_sequences *c, const walras_block *block, int64_t sequence, int64_t position, bool truth,
                       struct line *lines) {
  const int64_t groups = c->policy->p->n_groups;
  bool changed = false;
  for (int64_t group = 0; group < groups; group++)
    choose(c, block, sequence, position, group, truth, &lines[group]);
  for (int64_t group = 0; group < groups; group++) {
    const struct herd_public before = lines[group].history, after = lines[group].move.after[!lines[group].up];
    changed |= lines[group].move.follows || before.planner != after.planner;
    lines[group].history = after;
  }
  for (int64_t group = 0; group < groups && groups > 1; group++)
    hear(c, sequence, position, group, lines);
  return changed;
}

/* Nothing changes any more: the last round is repeated to the end. */
static void repeat(const struct herd_parameters *p, const walras_block *block, int64_t position, bool truth,
                   const struct line *line) {
  const int64_t T = p->n_agents;
  block->counts[COUNT_RIGHT_ENDED * T + position] += line->up == truth;
  block->counts[COUNT_UP_ENDED * T + position] += line->up;
  block->counts[COUNT_HERDING_ENDED * T + position]++;
  block->sums[SUM_PRECISION_ENDED * T + position] += line->move.precision;
  block->sums[SUM_COST_ENDED * T + position] += line->move.cost;
  block->sums[SUM_BELIEF_ENDED * T + position] += herd_belief(line->history.agents);
}

void herd_run_sequence(const struct herd_sequences *c, const walras_block *block, int64_t sequence) {
  const struct herd_parameters *p = c->policy->p;
  struct line *lines = walras_block_scratch(block, c->scratch);
  const walras_stream truths = walras_trial_stream(c->trial, STREAM_TRUTH, 0);
  const bool truth = herd_truth(p, walras_uniform(&truths, (uint64_t)sequence, 0)) != 0;
  const double l = p->prior == 0.5 ? 0.0 : herd_clamp(walras_log(p->prior / (1.0 - p->prior)));
  for (int64_t group = 0; group < p->n_groups; group++)
    lines[group] = (struct line){.history = {l, l}};
  int64_t position = 0;
  bool changes = true;
  while (position < p->n_agents && changes)
    changes = play_round(c, block, sequence, position++, truth, lines) || !herd_policy_is_fixed(c->policy);
  for (int64_t group = 0; group < p->n_groups; group++) {
    if (position < p->n_agents)
      repeat(p, block, position, truth, &lines[group]);
    if (!lines[group].move.follows)
      herd_count_cascade(block, lines[group].up, truth);
    herd_count_end(p, block, lines[group].followed, herd_belief(lines[group].history.agents));
  }
}
