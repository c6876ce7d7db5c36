/* One step, in the authors' order: build, auction, move and gather, tax, regrow, rewards. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/ai-economist/gtb_actions.h"
#include "models/ai-economist/gtb_auction.h"
#include "walras/elementary.h"

/* The order of agents does not matter here: each builds on the tile it stands on. */
static void build(gtb_world *w, int32_t i) {
  gtb_agent *agent = &w->agents[i];
  agent->stock[GTB_WOOD]--;
  agent->stock[GTB_STONE]--;
  w->houses[agent->tile] = (uint8_t)(i + 1);
  agent->coin += agent->payment;
  agent->labor += w->setting->build_labor;
  agent->houses++;
}

/* Impossible actions become nothing. Building and orders stay possible until their turn; ways may be closed by then. */
static void check_actions(gtb_world *w, const uint8_t *wanted, uint8_t *actions) {
  for (int32_t i = 0; i < w->setting->agents; i++) {
    actions[i] = wanted[i];
    if (wanted[i] == GTB_NOTHING)
      continue;
    const gtb_choices choices = gtb_choices_of(w, i);
    if (!gtb_is_possible(w->setting, &choices, wanted[i])) {
      actions[i] = GTB_NOTHING;
      w->head->refused++;
    }
  }
}

static void build_all(gtb_world *w, const uint8_t *actions) {
  for (int32_t i = 0; i < w->setting->agents; i++)
    if (actions[i] == GTB_BUILD)
      build(w, i);
}

/* What observers remember of prices fades by half in 138 steps. */
static void fade_prices(gtb_world *w, int resource) {
  for (int32_t price = 0; price <= w->setting->price_most; price++)
    w->price_history[resource][price] *= 0.995;
}

static void auction_all(gtb_world *w, const uint8_t *actions) {
  const int32_t prices = w->setting->price_most + 1;
  for (int32_t i = 0; i < w->setting->agents; i++) {
    const int32_t order = actions[i] - GTB_FIRST_ORDER;
    if (order >= 0 && order < GTB_RESOURCES * GTB_ORDER_SIDES * prices)
      gtb_place_order(w, i, order / prices / GTB_ORDER_SIDES, order / prices % GTB_ORDER_SIDES, order % prices);
  }
  for (int resource = 0; resource < GTB_RESOURCES; resource++) {
    fade_prices(w, resource);
    gtb_match_orders(w, resource);
  }
}

/* An empty source refills with the same probability in every step from this one on: the step is drawn at once, geometric. */
static void empty_source(gtb_world *w, int32_t tile, double u) {
  const gtb_setting *s = w->setting;
  w->tiles[tile] = (uint8_t)(w->tiles[tile] & ~GTB_UNIT);
  const double wait = s->refill_probability > 0.0 ? floor(walras_log(u) / s->log_stay_empty) : (double)INFINITY;
  const int32_t due = wait < s->episode_length ? w->head->step + (int32_t)wait : INT32_MAX;
  w->refills[w->head->refills++] = (gtb_refill){tile, due};
  if (due < w->head->next_refill)
    w->head->next_refill = due;
}

static void gather(gtb_world *w, int32_t i, const walras_stream *stream) {
  gtb_agent *agent = &w->agents[i];
  const uint8_t tile = w->tiles[agent->tile];
  if ((tile & GTB_UNIT) == 0)
    return;
  const int resource = (tile & GTB_SOURCE_STONE) != 0 ? GTB_STONE : GTB_WOOD;
  const walras_words draw = walras_draw(stream, w->environment, (uint32_t)i);
  const int32_t units = 1 + (walras_uniform_from_word(draw.word[2]) < agent->bonus);
  agent->stock[resource] += units;
  agent->gathered[resource] += units;
  agent->labor += w->setting->collect_labor;
  empty_source(w, agent->tile, walras_uniform_from_bits((uint64_t)draw.word[1] << 32 | draw.word[0]));
}

static void move(gtb_world *w, int32_t i, int32_t way) {
  gtb_agent *agent = &w->agents[i];
  const int32_t tile = gtb_neighbor(w->setting, agent->tile, way);
  assert(tile >= 0);
  if (!gtb_may_enter(w, i, tile))
    return; /* somebody else was faster */
  w->occupants[agent->tile] = 0;
  w->occupants[tile] = (uint8_t)(i + 1);
  agent->tile = tile;
  agent->labor += w->setting->move_labor;
}

static void draw_order(const gtb_world *w, uint8_t *order) {
  const walras_stream stream = gtb_step_stream(w, GTB_STREAM_ORDER);
  const int32_t n = w->setting->agents;
  walras_words words = {{0}};
  for (int32_t k = 0; k < n - 1; k++) {
    if (k % 4 == 0)
      words = walras_draw(&stream, w->environment, (uint32_t)k / 4);
    const int32_t last = n - 1 - k;
    const uint32_t chosen = gtb_bounded(words.word[k % 4], (uint32_t)last + 1);
    const uint8_t kept = order[last];
    order[last] = order[chosen];
    order[chosen] = kept;
  }
}

static void move_all(gtb_world *w, const uint8_t *actions) {
  const int32_t n = w->setting->agents, first_move = gtb_move_action(w->setting, 0);
  const walras_stream stream = gtb_step_stream(w, GTB_STREAM_GATHER);
  uint8_t order[GTB_AGENTS_MOST];
  for (int32_t i = 0; i < n; i++)
    order[i] = (uint8_t)i;
  if (w->setting->random_order)
    draw_order(w, order);
  for (int32_t k = 0; k < n; k++) {
    const int32_t i = order[k];
    if (actions[i] >= first_move)
      move(w, i, actions[i] - first_move);
    gather(w, i, &stream);
  }
}

static void set_rates(gtb_world *w, const gtb_actions *actions) {
  const gtb_setting *s = w->setting;
  if (actions->rates != NULL)
    memcpy(w->rates, actions->rates, (size_t)s->taxes.brackets * sizeof(double));
  else if (actions->planner != NULL)
    for (int bracket = 0; bracket < s->taxes.brackets; bracket++)
      if (actions->planner[bracket] > 0)
        w->rates[bracket] = fmin(s->rate_min + (actions->planner[bracket] - 1) * s->rate_step, 1.0);
}

static double all_coin(const gtb_world *w) {
  double sum = 0.0;
  for (int32_t i = 0; i < w->setting->agents; i++)
    sum += gtb_coin(&w->agents[i]);
  return sum;
}

/* Incomes since the last tax day, taxes out of inventories, and the same share of all of it back to everybody. */
static void tax_day(gtb_world *w, int32_t period) {
  const gtb_setting *s = w->setting;
  const int32_t n = s->agents;
  double *incomes = w->incomes + (int64_t)period * n, *paid = w->paid + (int64_t)period * n, sum = 0.0;
  const double before = all_coin(w);
  walras_tax_schedule schedule = s->taxes;
  walras_tax_set_rates(&schedule, w->rates);
  for (int32_t i = 0; i < n; i++) {
    gtb_agent *agent = &w->agents[i];
    incomes[i] = agent->last_income = gtb_coin(agent) - agent->taxed_coin;
    agent->last_rate = walras_marginal_rate(&schedule, incomes[i]);
    paid[i] = fmin(agent->coin, walras_tax(&schedule, incomes[i]));
    agent->coin -= paid[i];
    sum += paid[i];
  }
  for (int32_t i = 0; i < n; i++) {
    w->agents[i].coin += sum / n;
    w->agents[i].taxed_coin = gtb_coin(&w->agents[i]);
  }
  memcpy(w->past_rates + (int64_t)period * s->taxes.brackets, w->rates, (size_t)s->taxes.brackets * sizeof(double));
  w->head->ledger_error = fmax(w->head->ledger_error, fabs(all_coin(w) - before));
}

static void regrow(gtb_world *w) {
  if (w->head->next_refill > w->head->step)
    return;
  int32_t kept = 0, next = INT32_MAX;
  for (int32_t k = 0; k < w->head->refills; k++) {
    const gtb_refill refill = w->refills[k];
    if (refill.due <= w->head->step) {
      w->tiles[refill.tile] |= GTB_UNIT;
    } else {
      w->refills[kept++] = refill;
      next = refill.due < next ? refill.due : next;
    }
  }
  w->head->refills = kept;
  w->head->next_refill = next;
}

static void reward(gtb_world *w, double *rewards) {
  const gtb_setting *s = w->setting;
  for (int32_t i = 0; i < s->agents; i++) {
    gtb_agent *agent = &w->agents[i];
    const double coin = gtb_coin(agent), before = agent->utility;
    if (coin != agent->valued_coin) {
      agent->valued_coin = coin;
      agent->coin_utility = gtb_coin_utility(s->eta, coin);
    }
    agent->utility = agent->coin_utility - s->kappa * agent->labor;
    if (rewards != NULL)
      rewards[i] = agent->utility - before;
  }
}

bool gtb_step(gtb_world *w, const gtb_actions *actions, double *rewards) {
  const gtb_setting *s = w->setting;
  uint8_t possible[GTB_AGENTS_MOST];
  assert(w->head->step < s->episode_length);
  check_actions(w, actions->agents, possible);
  build_all(w, possible);
  auction_all(w, possible);
  move_all(w, possible);
  if (w->head->step % s->tax_period == 0)
    set_rates(w, actions);
  if ((w->head->step + 1) % s->tax_period == 0)
    tax_day(w, w->head->step / s->tax_period);
  regrow(w);
  w->head->step++;
  w->head->clock++;
  reward(w, rewards);
  return w->head->step == s->episode_length;
}
