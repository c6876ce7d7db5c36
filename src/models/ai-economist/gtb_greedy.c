/* The greedy rules: breadth-first search over the tiles that are free at the moment. */
#include <string.h>

#include "models/ai-economist/gtb_actions.h"
#include "models/ai-economist/gtb_policy.h"

/* The map with a closed frame around it, so that a search needs no borders: cell (row + 1) (width + 2) + column + 1. */
static int64_t framed_cells(const gtb_setting *s) {
  return (int64_t)(s->height + 2) * (s->width + 2);
}

size_t gtb_greedy_scratch(const gtb_setting *s) {
  return (size_t)s->tile_count * (sizeof(int32_t) + 1) + 2 * (size_t)framed_cells(s);
}

typedef struct search {
  int32_t *queue;     /* cells */
  uint8_t *first_way; /* of the path to each */
  uint8_t *closed;    /* [cells] not to be entered, or entered already */
  uint8_t *wanted;    /* [cells] */
} search;

/* Tiles that have all of one set of bits, and none of another; for places of houses, no house either. */
typedef struct target {
  uint8_t any, unit, none;
  bool house;
} target;

static const target place = {.none = GTB_SOURCE | GTB_WATER, .house = true};

static target units_of(uint8_t sources) {
  return (target){.any = sources, .unit = GTB_UNIT};
}

/* Fills the frame for agent i; false where nothing is wanted at all. */
static bool lay_out(const gtb_world *w, int32_t i, target what, const search *at) {
  const int32_t width = w->setting->width, height = w->setting->height, stride = width + 2;
  const uint8_t own = (uint8_t)(i + 1);
  uint8_t some = 0;
  memset(at->closed, 1, (size_t)stride);
  memset(at->closed + (int64_t)(height + 1) * stride, 1, (size_t)stride);
  for (int32_t row = 0; row < height; row++) {
    const uint8_t *tiles = w->tiles + row * width, *houses = w->houses + row * width, *occupants = w->occupants + row * width;
    uint8_t *closed = at->closed + (int64_t)(row + 1) * stride + 1, *wanted = at->wanted + (int64_t)(row + 1) * stride + 1;
    closed[-1] = closed[width] = 1;
    for (int32_t column = 0; column < width; column++) {
      const uint8_t tile = tiles[column], house = houses[column];
      closed[column] = (uint8_t)(((tile & GTB_WATER) != 0) | (occupants[column] != 0) | ((house != 0) & (house != own)));
      wanted[column] = (uint8_t)(((what.any == 0) | ((tile & what.any) != 0)) & ((tile & what.unit) == what.unit) &
                                 ((tile & what.none) == 0) & ((house == 0) | !what.house));
      some |= wanted[column];
    }
  }
  return some != 0;
}

/* The action towards the nearest wanted tile: standing still on one, a move, or -1 where none can be reached. */
static int32_t towards(const gtb_world *w, int32_t i, target what, const search *at) {
  const gtb_setting *s = w->setting;
  const int32_t stride = s->width + 2, from = w->agents[i].tile;
  const int32_t steps[GTB_WAYS] = {[GTB_LEFT] = -1, [GTB_RIGHT] = 1, [GTB_UP] = -stride, [GTB_DOWN] = stride};
  if (!lay_out(w, i, what, at))
    return -1;
  int32_t tail = 1;
  at->queue[0] = (from / s->width + 1) * stride + from % s->width + 1;
  at->closed[at->queue[0]] = 1;
  for (int32_t head = 0; head < tail; head++) {
    const int32_t cell = at->queue[head];
    if (at->wanted[cell])
      return head == 0 ? GTB_NOTHING : gtb_move_action(s, at->first_way[head]);
    for (int way = 0; way < GTB_WAYS; way++) {
      const int32_t next = cell + steps[way];
      if (at->closed[next])
        continue;
      at->closed[next] = 1;
      at->first_way[tail] = head == 0 ? (uint8_t)way : at->first_way[head];
      at->queue[tail++] = next;
    }
  }
  return -1;
}

/* Rule (b), or -1. */
static int32_t order_of(const gtb_world *w, int32_t i, bool builder) {
  enum { EVERY = 10, ASKED = 5, BIDDEN = 6 };
  const gtb_setting *s = w->setting;
  const gtb_agent *agent = &w->agents[i];
  if ((w->head->step + i) % EVERY != 0)
    return -1;
  const int32_t price = builder ? BIDDEN : ASKED;
  const bool less_wood = agent->stock[GTB_WOOD] < agent->stock[GTB_STONE],
             tie = agent->stock[GTB_WOOD] == agent->stock[GTB_STONE];
  const int resource = tie || less_wood == builder ? GTB_WOOD : GTB_STONE, side = builder ? GTB_BID : GTB_ASK;
  if (price > s->price_most || agent->open_orders[resource] >= s->order_limit)
    return -1;
  if (builder ? agent->coin < price : agent->stock[resource] == 0)
    return -1;
  return gtb_order_action(s, resource, side, price);
}

static int32_t greedy(const gtb_world *w, int32_t i, double builder_payment, const search *at) {
  const gtb_agent *agent = &w->agents[i];
  const bool builder = agent->payment >= builder_payment;
  const bool wood = agent->stock[GTB_WOOD] > 0, stone = agent->stock[GTB_STONE] > 0;
  if (builder && gtb_may_build(w, i))
    return GTB_BUILD;
  int32_t action = order_of(w, i, builder);
  if (action < 0 && builder && wood && stone)
    action = towards(w, i, place, at);
  if (action < 0 && builder && wood != stone)
    action = towards(w, i, units_of(wood ? GTB_SOURCE_STONE : GTB_SOURCE_WOOD), at);
  if (action < 0)
    action = towards(w, i, units_of(GTB_SOURCE), at);
  return action < 0 ? GTB_NOTHING : action;
}

void gtb_greedy_actions(const gtb_world *w, double builder_payment, void *scratch, uint8_t *actions) {
  const int32_t tiles = w->setting->tile_count;
  uint8_t *bytes = (uint8_t *)scratch + (size_t)tiles * sizeof(int32_t);
  const search at = {
      .queue = scratch, .first_way = bytes, .closed = bytes + tiles, .wanted = bytes + tiles + framed_cells(w->setting)};
  for (int32_t i = 0; i < w->setting->agents; i++)
    actions[i] = (uint8_t)greedy(w, i, builder_payment, &at);
}
