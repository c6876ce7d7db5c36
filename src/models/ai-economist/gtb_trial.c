#include "models/ai-economist/gtb_trial.h"

#include <assert.h>
#include <string.h>

#include "models/ai-economist/gtb_policy.h"

int64_t gtb_trade_room(const struct ai_parameters *p) {
  const int64_t most = p->n_agents * p->episode_length / 2 + p->n_agents;
  return most < GTB_TRADES_LOGGED ? most : GTB_TRADES_LOGGED;
}

int64_t gtb_round_count(const struct ai_parameters *p) {
  return (p->episode_length + p->tax_period - 1) / p->tax_period;
}

/* One piece of a thread's working memory: the greedy search, pairs of a block, and trades of the first environment. */
static size_t pairs_bytes(const gtb_setting *s) {
  return (size_t)(2 * GTB_BLOCK * s->agents) * sizeof(double);
}

static size_t told_bytes(const gtb_trial *t) {
  return t->setting.bytes + (size_t)t->trade_room * sizeof(gtb_trade);
}

static size_t scratch_bytes(const gtb_trial *t) {
  return pairs_bytes(&t->setting) + (told_bytes(t) + 63) / 64 * 64 + gtb_greedy_scratch(&t->setting);
}

static walras_status create_log(walras_trial *trial, gtb_trial *t) {
  gtb_log *log = &t->log;
  log->trades = walras_trial_allocate_zero(trial, t->trade_room, sizeof *log->trades);
  log->counts = walras_trial_allocate_zero(trial, 1, sizeof *log->counts);
  log->built = walras_trial_allocate_zero(trial, t->setting.tile_count, sizeof *log->built);
  log->rates = walras_trial_allocate_zero(trial, t->rounds * t->setting.taxes.brackets, sizeof *log->rates);
  log->environment = walras_trial_allocate_zero(trial, (int64_t)t->setting.bytes, 1);
  walras_status status = walras_trial_status(trial);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "trades", log->trades, t->trade_room, sizeof *log->trades);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "trade_count", log->counts, 1, sizeof *log->counts);
  if (status == WALRAS_OK)
    status = walras_trial_keep(trial, "built", log->built, t->setting.tile_count, sizeof *log->built);
  return status == WALRAS_OK
             ? walras_trial_keep(trial, "rates", log->rates, t->rounds * t->setting.taxes.brackets, sizeof *log->rates)
             : status;
}

static walras_status create_population(walras_trial *trial, gtb_trial *t) {
  const struct ai_parameters *p = t->p;
  const walras_population_input input = {.name = "environments", .entities = p->environments, .block_size = GTB_BLOCK};
  const walras_reduction_shape shape = {.sums = gtb_rate_sums(p->n_agents) + t->setting.taxes.brackets,
                                        .counts = GTB_COUNTS,
                                        .maxima = GTB_MAXIMA,
                                        .minima = GTB_MINIMA};
  walras_status status = walras_population_create(trial, &input, &t->population);
  if (status == WALRAS_OK)
    status = walras_state_create(t->population, "environments", t->setting.bytes, &t->environments);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, scratch_bytes(t), &t->scratch);
  if (status == WALRAS_OK)
    status = walras_gather_create(t->population, &t->told);
  if (status == WALRAS_OK)
    status = walras_gather_create(t->population, &t->pairs);
  return status == WALRAS_OK ? walras_reduction_create(trial, &shape, &t->sums) : status;
}

walras_status gtb_trial_create(walras_trial *trial, const struct ai_parameters *p, gtb_trial *t) {
  const walras_stream stream = walras_trial_stream(trial, AI_STREAM_GTB, 0);
  *t = (gtb_trial){.p = p, .key = {stream.key[0], stream.key[1]}, .rounds = gtb_round_count(p), .trade_room = gtb_trade_room(p)};
  walras_status status = gtb_setting_make(trial, p, &t->setting);
  if (status == WALRAS_OK && p->agent_policy == POLICY_SCRIPT)
    status = gtb_scripts_make(trial, p, &t->setting, &t->scripts);
  if (status == WALRAS_OK && p->tax_model == TAX_SAEZ)
    status = gtb_saez_create(trial, p, &t->setting.taxes, &t->saez);
  if (status == WALRAS_OK)
    status = create_log(trial, t);
  return status == WALRAS_OK ? create_population(trial, t) : status;
}

static void choose_actions(const gtb_trial *t, const gtb_world *w, void *scratch, uint8_t *actions) {
  if (t->p->agent_policy == POLICY_RANDOM)
    gtb_random_actions(w, actions);
  else if (t->p->agent_policy == POLICY_GREEDY)
    gtb_greedy_actions(w, t->p->greedy_min_pay, scratch, actions);
  else
    for (int32_t i = 0; i < t->setting.agents; i++)
      actions[i] = t->scripts[(int64_t)i * t->setting.episode_length + w->head->step];
}

/* Who sets the rates of the period that begins; fixed ones stand in the setting. */
typedef struct period_rates {
  uint8_t planner[WALRAS_TAX_BRACKETS_MOST];
  double rates[WALRAS_TAX_BRACKETS_MOST];
} period_rates;

static void choose_rates(const gtb_trial *t, const gtb_world *w, period_rates *memory, gtb_actions *actions) {
  if (t->p->tax_model == TAX_PLANNER) {
    gtb_random_planner(w, memory->planner);
    actions->planner = memory->planner;
  } else if (t->p->tax_model == TAX_SAEZ && gtb_saez_is_full(&t->saez)) {
    actions->rates = t->saez.rates;
  } else if (t->p->tax_model == TAX_SAEZ) {
    gtb_random_rates(w, t->p->rate_min, t->p->rate_max, memory->rates);
    actions->rates = memory->rates;
  }
}

static void play_period(const gtb_trial *t, gtb_world *w, void *scratch) {
  uint8_t chosen[GTB_AGENTS_MOST];
  period_rates memory;
  gtb_actions actions = {.agents = chosen};
  choose_rates(t, w, &memory, &actions);
  bool over = false;
  for (int32_t step = 0; step < t->setting.tax_period && !over; step++) {
    choose_actions(t, w, scratch, chosen);
    over = gtb_step(w, &actions, NULL);
  }
}

/* Only the newest environments' pairs can stay in the buffer. */
static bool is_remembered(const gtb_trial *t, int64_t environment) {
  if (t->p->tax_model != TAX_SAEZ || t->round >= t->setting.periods)
    return false;
  const int64_t newest = (t->p->saez_buffer + t->p->n_agents - 1) / t->p->n_agents;
  return environment >= t->p->environments - newest;
}

static int64_t add_pairs(const gtb_world *w, double *pairs) {
  for (int32_t i = 0; i < w->setting->agents; i++) {
    pairs[2 * i] = w->agents[i].last_income;
    pairs[2 * i + 1] = w->agents[i].last_rate;
  }
  return w->setting->agents;
}

/* The first environment as it is, and behind it this round's trades. */
static walras_status tell(const gtb_trial *t, const walras_block *block, const gtb_world *w, uint8_t *told) {
  memcpy(told, w->head, t->setting.bytes);
  return walras_block_emit(block, t->told, told, (int64_t)(t->setting.bytes + (size_t)w->trade_count * sizeof(gtb_trade)));
}

static walras_status play_block(const walras_block *block, void *context) {
  const gtb_trial *t = context;
  uint8_t *memory = walras_block_state(block, t->environments), *scratch = walras_block_scratch(block, t->scratch);
  double *pairs = (double *)(void *)scratch;
  uint8_t *told = scratch + pairs_bytes(&t->setting), *search = told + (told_bytes(t) + 63) / 64 * 64;
  double *rates = block->sums + gtb_rate_sums(t->p->n_agents);
  int64_t pair_count = 0;
  walras_status status = WALRAS_OK;
  for (int64_t e = 0; e < block->count; e++) {
    gtb_world w = gtb_open(&t->setting, memory + (size_t)e * t->setting.bytes, (uint64_t)(block->first + e), t->key);
    const bool first = block->first + e == 0;
    if (t->round == 0)
      gtb_reset(&w, true);
    if (first) {
      w.trades = (gtb_trade *)(void *)(told + t->setting.bytes);
      w.trade_room = (int32_t)(t->trade_room - t->log.counts[0]);
    }
    play_period(t, &w, search);
    for (int bracket = 0; bracket < t->setting.taxes.brackets; bracket++)
      rates[bracket] += w.rates[bracket];
    if (is_remembered(t, block->first + e))
      pair_count += add_pairs(&w, pairs + 2 * pair_count);
    if (first)
      status = tell(t, block, &w, told);
    if (t->round == t->rounds - 1)
      gtb_measure(t->p, &w, block);
  }
  if (status == WALRAS_OK && pair_count > 0)
    status = walras_block_emit(block, t->pairs, pairs, 2 * pair_count * (int64_t)sizeof *pairs);
  return status;
}

static void take_in(gtb_trial *t, const uint8_t *told, int64_t bytes) {
  const size_t size = t->setting.bytes, trades = (size_t)bytes - size;
  memcpy(t->log.environment, told, size);
  memcpy(t->log.trades + t->log.counts[0], told + size, trades);
  t->log.counts[0] += (int64_t)(trades / sizeof(gtb_trade));
  const gtb_world w = gtb_open(&t->setting, t->log.environment, 0, t->key);
  for (int32_t tile = 0; tile < t->setting.tile_count; tile++)
    if (w.houses[tile] != 0 && t->log.built[tile] == 0)
      t->log.built[tile] = (int32_t)t->round + 1;
}

walras_status gtb_trial_round(gtb_trial *t) {
  const int brackets = t->setting.taxes.brackets;
  const void *data;
  const int64_t *offsets;
  walras_status status = walras_for_each_block(t->population, play_block, t, t->sums);
  if (status == WALRAS_OK)
    status = walras_gather_all(t->told, &data, &offsets);
  if (status != WALRAS_OK)
    return status;
  take_in(t, data, offsets[walras_population_blocks(t->population)]);
  for (int bracket = 0; bracket < brackets; bracket++)
    t->log.rates[t->round * brackets + bracket] =
        walras_reduction_sum(t->sums, gtb_rate_sums(t->p->n_agents) + bracket) / (double)t->p->environments;
  if (t->p->tax_model != TAX_SAEZ || t->round >= t->setting.periods)
    return WALRAS_OK;
  status = walras_gather_all(t->pairs, &data, &offsets);
  if (status == WALRAS_OK)
    gtb_saez_learn(&t->saez, &t->setting.taxes, data,
                   offsets[walras_population_blocks(t->population)] / (int64_t)(2 * sizeof(double)));
  return status;
}
