/* The greedy rules: breadth-first search over the tiles that are free at the moment. */
#include <string.h>

#include "models/ai-economist/gtb_actions.h"
#include "models/ai-economist/gtb_policy.h"

size_t gtb_greedy_scratch(const gtb_setting *s) {
  return (size_t)s->tile_count * (2 * sizeof(int32_t) + 1);
}

/* A queue of tiles with the first way that leads to each, and who has been there. */
typedef struct search {
  int32_t *queue, *first_way;
  uint8_t *seen;
} search;

typedef bool (*wanted_tile)(const gtb_world *w, int32_t tile, int bits);

static bool is_place(const gtb_world *w, int32_t tile, int bits) {
  (void)bits;
  return gtb_is_buildable(w, tile);
}

static bool has_unit(const gtb_world *w, int32_t tile, int bits) {
  return (w->tiles[tile] & GTB_UNIT) != 0 && (w->tiles[tile] & bits) != 0;
}

/* The action towards the nearest wanted tile: standing still on one, a move, or -1 where none can be reached. */
static int32_t towards(const gtb_world *w, int32_t i, wanted_tile wanted, int bits, const search *at) {
  const gtb_setting *s = w->setting;
  int32_t head = 0, tail = 1;
  memset(at->seen, 0, (size_t)s->tile_count);
  at->queue[0] = w->agents[i].tile;
  at->seen[at->queue[0]] = 1;
  for (; head < tail; head++) {
    const int32_t tile = at->queue[head];
    if (wanted(w, tile, bits))
      return head == 0 ? GTB_NOTHING : gtb_move_action(s, at->first_way[head]);
    for (int way = 0; way < GTB_WAYS; way++) {
      const int32_t next = gtb_neighbor(s, tile, way);
      if (next < 0 || at->seen[next] || !gtb_may_enter(w, i, next))
        continue;
      at->seen[next] = 1;
      at->first_way[tail] = head == 0 ? way : at->first_way[head];
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
    action = towards(w, i, is_place, 0, at);
  if (action < 0 && builder && wood != stone)
    action = towards(w, i, has_unit, wood ? GTB_SOURCE_STONE : GTB_SOURCE_WOOD, at);
  if (action < 0)
    action = towards(w, i, has_unit, GTB_SOURCE, at);
  return action < 0 ? GTB_NOTHING : action;
}

void gtb_greedy_actions(const gtb_world *w, double builder_payment, void *scratch, uint8_t *actions) {
  int32_t *integers = scratch;
  const int32_t tiles = w->setting->tile_count;
  const search at = {.queue = integers, .first_way = integers + tiles, .seen = (uint8_t *)(integers + 2 * tiles)};
  for (int32_t i = 0; i < w->setting->agents; i++)
    actions[i] = (uint8_t)greedy(w, i, builder_payment, &at);
}
