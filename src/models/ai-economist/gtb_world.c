#include "models/ai-economist/gtb_world.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "walras/elementary.h"

static size_t take(size_t *end, int64_t count, size_t size, size_t alignment) {
  const size_t start = (*end + alignment - 1) / alignment * alignment;
  *end = start + (size_t)count * size;
  return start;
}

static int32_t count_sources(const gtb_setting *s) {
  int32_t sources = 0;
  for (int32_t tile = 0; tile < s->tile_count; tile++)
    sources += (s->tiles[tile] & GTB_SOURCE) != 0;
  return sources;
}

void gtb_setting_prepare(gtb_setting *s) {
  assert(s->agents >= 2 && s->agents <= GTB_AGENTS_MOST);
  assert(s->height >= 1 && s->height <= GTB_SIDE_MOST && s->width >= 1 && s->width <= GTB_SIDE_MOST);
  assert(s->price_most >= 1 && s->price_most <= GTB_PRICE_MOST && s->order_limit >= 1 && s->order_limit <= UINT8_MAX);
  assert(s->episode_length >= 1 && s->tax_period >= 1);
  const int32_t brackets = s->taxes.brackets, prices = s->price_most + 1;
  s->tile_count = s->height * s->width;
  s->source_most = s->tiles != NULL ? count_sources(s) : GTB_RESOURCES * s->drawn_sources;
  s->order_most = s->agents * s->order_limit;
  s->periods = s->episode_length / s->tax_period;
  s->actions = 6 + 4 * prices;
  s->planner_actions = 1 + s->rate_levels;
  s->log_stay_empty = s->refill_probability < 1.0 ? walras_log1p(-s->refill_probability) : -(double)INFINITY;
  size_t end = sizeof(gtb_head);
  s->offset.agents = take(&end, s->agents, sizeof(gtb_agent), _Alignof(gtb_agent));
  s->offset.prices = take(&end, GTB_RESOURCES * prices, sizeof(double), sizeof(double));
  s->offset.rates = take(&end, brackets, sizeof(double), sizeof(double));
  s->offset.orders = take(&end, GTB_RESOURCES * GTB_ORDER_SIDES * (int64_t)s->order_most, sizeof(gtb_order), _Alignof(gtb_order));
  s->offset.refills = take(&end, s->source_most, sizeof(gtb_refill), _Alignof(gtb_refill));
  s->offset.tiles = take(&end, s->tile_count, 1, 1);
  s->offset.houses = take(&end, s->tile_count, 1, 1);
  s->offset.occupants = take(&end, s->tile_count, 1, 1);
  s->offset.past_rates = take(&end, (int64_t)s->periods * brackets, sizeof(double), sizeof(double));
  s->offset.incomes = take(&end, (int64_t)s->periods * s->agents, sizeof(double), sizeof(double));
  s->offset.paid = take(&end, (int64_t)s->periods * s->agents, sizeof(double), sizeof(double));
  s->bytes = (end + 63) / 64 * 64;
}

gtb_world gtb_open(const gtb_setting *s, void *memory, uint64_t environment, const uint32_t key[2]) {
  uint8_t *base = memory;
  gtb_world world = {.setting = s,
                     .head = memory,
                     .agents = (gtb_agent *)(void *)(base + s->offset.agents),
                     .refills = (gtb_refill *)(void *)(base + s->offset.refills),
                     .rates = (double *)(void *)(base + s->offset.rates),
                     .past_rates = (double *)(void *)(base + s->offset.past_rates),
                     .incomes = (double *)(void *)(base + s->offset.incomes),
                     .paid = (double *)(void *)(base + s->offset.paid),
                     .tiles = base + s->offset.tiles,
                     .houses = base + s->offset.houses,
                     .occupants = base + s->offset.occupants,
                     .environment = environment,
                     .key = {key[0], key[1]}};
  for (int resource = 0; resource < GTB_RESOURCES; resource++) {
    world.price_history[resource] = (double *)(void *)(base + s->offset.prices) + resource * (s->price_most + 1);
    for (int side = 0; side < GTB_ORDER_SIDES; side++)
      world.orders[resource][side] =
          (gtb_order *)(void *)(base + s->offset.orders) + (int64_t)(GTB_ORDER_SIDES * resource + side) * s->order_most;
  }
  return world;
}

double gtb_coin_utility(double eta, double coin) {
  if (eta == 1.0)
    return coin > 1.0 ? walras_log(coin) : 0.0;
  return (walras_pow(coin, 1.0 - eta) - 1.0) / (1.0 - eta);
}
