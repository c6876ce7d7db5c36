#include "models/ai-economist/gtb_observe.h"

#include <assert.h>
#include <string.h>

#include "models/ai-economist/gtb_actions.h"

enum {
  CHANNEL_UNIT, /* of each resource */
  CHANNEL_HOUSE = CHANNEL_UNIT + GTB_RESOURCES,
  CHANNEL_WATER,
  CHANNEL_SOURCE,
  CHANNEL_OUTSIDE = CHANNEL_SOURCE + GTB_RESOURCES,
  CHANNEL_OWNER,
  CHANNEL_AGENT,
  CELLS = GTB_WINDOW * GTB_WINDOW
};
static const double unit_scale = 0.01;

static int32_t tax_scalars(const gtb_setting *s) {
  return 3 + s->agents + s->taxes.brackets;
}

int32_t gtb_agent_scalars(const gtb_setting *s) {
  return 9 + GTB_RESOURCES * (1 + 5 * (s->price_most + 1)) + tax_scalars(s) + 1;
}

int32_t gtb_agent_inputs(const gtb_setting *s) {
  return GTB_WINDOW_INPUTS + gtb_agent_scalars(s);
}

int32_t gtb_planner_inputs(const gtb_setting *s) {
  return 4 + GTB_RESOURCES * (1 + 3 * (s->price_most + 1)) + tax_scalars(s) + 6 * s->agents;
}

static float index_of(int32_t i, uint8_t one_more) {
  return one_more == 0 ? 0.0F : one_more == i + 1 ? 1.0F : (float)(one_more + 1);
}

static void see_tile(const gtb_world *w, int32_t i, int32_t tile, float *cell) {
  const uint8_t bits = w->tiles[tile];
  if ((bits & GTB_WATER) != 0)
    cell[CHANNEL_WATER * CELLS] = 1.0F;
  if ((bits & GTB_SOURCE) != 0) {
    const int resource = (bits & GTB_SOURCE_STONE) != 0 ? GTB_STONE : GTB_WOOD;
    cell[(CHANNEL_SOURCE + resource) * CELLS] = 1.0F;
    cell[(CHANNEL_UNIT + resource) * CELLS] = (bits & GTB_UNIT) != 0 ? 1.0F : 0.0F;
  }
  if (w->houses[tile] != 0) {
    cell[CHANNEL_HOUSE * CELLS] = 1.0F;
    cell[CHANNEL_OWNER * CELLS] = index_of(i, w->houses[tile]);
  }
  if (w->occupants[tile] != 0)
    cell[CHANNEL_AGENT * CELLS] = index_of(i, w->occupants[tile]);
}

static void see_outside(float *cells, int32_t count) {
  for (int32_t x = 0; x < count; x++)
    cells[CHANNEL_OUTSIDE * CELLS + x] = 1.0F;
}

/* One row of the window; most tiles are empty, which is what the cleared window says. */
static void see_row(const gtb_world *w, int32_t i, int32_t row, int32_t left, float *cells) {
  const int32_t width = w->setting->width, begin = left < 0 ? -left : 0;
  const int32_t end = left + GTB_WINDOW > width ? width - left : GTB_WINDOW, first = row * width + left;
  see_outside(cells, begin);
  for (int32_t x = begin; x < end; x++)
    if ((w->tiles[first + x] | w->houses[first + x] | w->occupants[first + x]) != 0)
      see_tile(w, i, first + x, cells + x);
  see_outside(cells + end, GTB_WINDOW - end);
}

static void see_around(const gtb_world *w, int32_t i, float *inputs) {
  const gtb_setting *s = w->setting;
  const int32_t top = w->agents[i].tile / s->width - GTB_WINDOW / 2, left = w->agents[i].tile % s->width - GTB_WINDOW / 2;
  memset(inputs, 0, GTB_WINDOW_INPUTS * sizeof *inputs);
  for (int32_t y = 0; y < GTB_WINDOW; y++)
    if (top + y < 0 || top + y >= s->height)
      see_outside(inputs + GTB_WINDOW * y, GTB_WINDOW);
    else
      see_row(w, i, top + y, left, inputs + GTB_WINDOW * y);
}

/* Open orders at each price. */
typedef struct order_counts {
  uint16_t own[GTB_PRICE_MOST + 1], all[GTB_PRICE_MOST + 1];
} order_counts;

static void count_orders(const gtb_world *w, int32_t i, int resource, int side, order_counts *counts) {
  const gtb_order *orders = w->orders[resource][side];
  memset(counts, 0, sizeof *counts);
  for (int32_t k = 0; k < w->head->orders[resource][side]; k++) {
    counts->all[orders[k].price]++;
    counts->own[orders[k].price] = (uint16_t)(counts->own[orders[k].price] + (orders[k].owner == i));
  }
}

static float *put(float *at, double value) {
  *at = (float)value;
  return at + 1;
}

static float *put_past_trades(const gtb_world *w, int resource, float *at) {
  const double *history = w->price_history[resource];
  double trades = 0.0, value = 0.0;
  for (int32_t price = 0; price <= w->setting->price_most; price++) {
    trades += history[price];
    value += price * history[price];
  }
  at = put(at, value / (trades > 0.001 ? trades : 0.001));
  for (int32_t price = 0; price <= w->setting->price_most; price++)
    at = put(at, unit_scale * history[price]);
  return at;
}

static float *put_others(const gtb_world *w, const order_counts *counts, float *at) {
  for (int32_t price = 0; price <= w->setting->price_most; price++)
    at = put(at, counts->all[price] - counts->own[price]);
  return at;
}

static float *put_own(const gtb_world *w, const order_counts *counts, float *at) {
  for (int32_t price = 0; price <= w->setting->price_most; price++)
    at = put(at, counts->own[price]);
  return at;
}

static float *put_market(const gtb_world *w, int32_t i, int resource, float *at) {
  order_counts bids, asks;
  count_orders(w, i, resource, GTB_BID, &bids);
  count_orders(w, i, resource, GTB_ASK, &asks);
  at = put_past_trades(w, resource, at);
  at = put_others(w, &asks, at);
  at = put_others(w, &bids, at);
  if (i < 0)
    return at; /* the planner has no orders of its own */
  at = put_own(w, &asks, at);
  return put_own(w, &bids, at);
}

/* Incomes of the last period, ascending, for the observation of all. */
static void sort_incomes(const gtb_world *w, double *incomes) {
  for (int32_t i = 0; i < w->setting->agents; i++) {
    const double income = w->agents[i].last_income / w->setting->tax_period;
    int32_t place = i;
    for (; place > 0 && incomes[place - 1] > income; place--)
      incomes[place] = incomes[place - 1];
    incomes[place] = income;
  }
}

static float *put_taxes(const gtb_world *w, const double *incomes, float *at) {
  const gtb_setting *s = w->setting;
  const int32_t day = w->head->step % s->tax_period + 1;
  at = put(at, day == s->tax_period);
  at = put(at, day == 1);
  at = put(at, (double)day / s->tax_period);
  for (int32_t i = 0; i < s->agents; i++)
    at = put(at, incomes[i]);
  for (int bracket = 0; bracket < s->taxes.brackets; bracket++)
    at = put(at, w->rates[bracket]);
  return at;
}

/* The rate of the bracket that an agent's income of this period has reached. */
static double marginal_rate(const gtb_world *w, const gtb_agent *agent) {
  const double income = gtb_coin(agent) - agent->taxed_coin;
  return income < 0.0 ? 0.0 : w->rates[walras_tax_bracket(&w->setting->taxes, income)];
}

static float *put_inventory(const gtb_agent *agent, float *at) {
  at = put(at, unit_scale * agent->coin);
  at = put(at, unit_scale * agent->stock[GTB_STONE]);
  return put(at, unit_scale * agent->stock[GTB_WOOD]);
}

static float *put_self(const gtb_world *w, const gtb_agent *agent, float *at) {
  const gtb_setting *s = w->setting;
  const double multiplier = s->build_payment > 0.0 ? agent->payment / s->build_payment : 0.0;
  const double most = s->build_multiplier_most;
  at = put_inventory(agent, at);
  at = put(at, (double)(agent->tile / s->width) / s->height);
  at = put(at, (double)(agent->tile % s->width) / s->width);
  at = put(at, multiplier);
  at = put(at, most > 1.0 ? (multiplier - 1.0) / (most - 1.0) : 0.0);
  at = put(at, agent->bonus);
  return put(at, (double)w->head->step / s->episode_length);
}

void gtb_observe_agents(const gtb_world *w, float *inputs, int64_t stride) {
  double incomes[GTB_AGENTS_MOST];
  sort_incomes(w, incomes);
  for (int32_t i = 0; i < w->setting->agents; i++) {
    const gtb_agent *agent = &w->agents[i];
    see_around(w, i, inputs + i * stride);
    float *at = put_self(w, agent, inputs + i * stride + GTB_WINDOW_INPUTS);
    for (int resource = 0; resource < GTB_RESOURCES; resource++)
      at = put_market(w, i, resource, at);
    at = put_taxes(w, incomes, at);
    at = put(at, marginal_rate(w, agent));
    assert(at == inputs + i * stride + gtb_agent_inputs(w->setting));
  }
}

void gtb_observe_planner(const gtb_world *w, float *inputs) {
  const gtb_setting *s = w->setting;
  double incomes[GTB_AGENTS_MOST];
  sort_incomes(w, incomes);
  float *at = inputs;
  for (int k = 0; k < 3; k++)
    at = put(at, 0.0);
  at = put(at, (double)w->head->step / s->episode_length);
  for (int resource = 0; resource < GTB_RESOURCES; resource++)
    at = put_market(w, -1, resource, at);
  at = put_taxes(w, incomes, at);
  for (int32_t i = 0; i < s->agents; i++) {
    const gtb_agent *agent = &w->agents[i];
    at = put_inventory(agent, at);
    at = put(at, agent->last_income / s->tax_period);
    at = put(at, agent->last_rate);
    at = put(at, marginal_rate(w, agent));
  }
  assert(at == inputs + gtb_planner_inputs(s));
}
