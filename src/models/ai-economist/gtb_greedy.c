/* The greedy rules: the nearest wanted tile over those that are free at the moment, by bits. */
#include <string.h>

#include "models/ai-economist/gtb_actions.h"
#include "models/ai-economist/gtb_policy.h"

enum { WORD = 64 };

/* Tiles as bits, row by row: bit column % 64 of word column / 64. Each row ends with a closed bit at least, so that rows follow each other in memory
 * and nothing passes from one to the next. */
static int32_t row_words(const gtb_setting *s) {
  return s->width / WORD + 1;
}

typedef struct search {
  int32_t words;          /* of a row */
  uint64_t *open;         /* [height words] tiles to walk on */
  uint64_t *reach, *next; /* the same with an empty row before and after: tiles from where a wanted one is near */
  uint8_t *flags;         /* [64 words] a row of tiles, 0 or 1 */
} search;

size_t gtb_greedy_scratch(const gtb_setting *s) {
  const size_t words = (size_t)row_words(s), height = (size_t)s->height;
  return (height + 2 * (height + 2)) * words * sizeof(uint64_t) + WORD * words;
}

static search search_in(const gtb_setting *s, void *scratch) {
  const int64_t words = row_words(s), rows = s->height * words;
  uint64_t *open = scratch, *reach = open + rows, *next = reach + rows + 2 * words;
  memset(reach, 0, (size_t)(2 * (rows + 2 * words)) * sizeof *reach);
  return (search){.words = (int32_t)words,
                  .open = open,
                  .reach = reach + words,
                  .next = next + words,
                  .flags = (uint8_t *)(next + rows + 2 * words)};
}

/* Tiles whose bits under a mask have a value; `no_house`: and whose owner has none of these bits. */
typedef struct target {
  uint8_t mask, value, no_house;
} target;

static const target place = {.mask = GTB_SOURCE | GTB_WATER, .no_house = UINT8_MAX};
static const target any_unit = {.mask = GTB_UNIT, .value = GTB_UNIT};

static target units_of(uint8_t source) {
  return (target){.mask = (uint8_t)(source | GTB_UNIT), .value = (uint8_t)(source | GTB_UNIT)};
}

static inline uint8_t differs(uint8_t tile, uint8_t house, target what) {
  return (uint8_t)(((tile & what.mask) ^ what.value) | (house & what.no_house));
}

static void flag_wanted(const uint8_t *restrict tiles, const uint8_t *restrict houses, int32_t width, target what,
                        uint8_t *restrict flags) {
  for (int32_t x = 0; x < width; x++)
    flags[x] = differs(tiles[x], houses[x], what) == 0;
}

static void flag_open(const uint8_t *restrict tiles, const uint8_t *restrict houses, const uint8_t *restrict occupants,
                      int32_t width, uint8_t own, uint8_t *restrict flags) {
  for (int32_t x = 0; x < width; x++) {
    const uint8_t foreign = houses[x] == own ? 0 : houses[x];
    flags[x] = (uint8_t)((tiles[x] & GTB_WATER) | occupants[x] | foreign) == 0;
  }
}

static inline uint64_t eight_flags(const uint8_t *f) {
  return (uint64_t)f[0] | (uint64_t)f[1] << 8 | (uint64_t)f[2] << 16 | (uint64_t)f[3] << 24 | (uint64_t)f[4] << 32 |
         (uint64_t)f[5] << 40 | (uint64_t)f[6] << 48 | (uint64_t)f[7] << 56;
}

/* Eight flags become eight bits: the product gathers them in its top byte. Flags past the row are 0. */
static void pack(const uint8_t *restrict flags, int32_t words, uint64_t *restrict bits) {
  for (int32_t word = 0; word < words; word++) {
    bits[word] = 0;
    for (int32_t byte = 0; byte < WORD / 8; byte++)
      bits[word] |= (eight_flags(flags + WORD * word + 8 * byte) * UINT64_C(0x0102040810204080) >> 56) << 8 * byte;
  }
}

/* Open tiles of agent i, and the wanted ones among them. */
static void lay_out(const gtb_world *w, int32_t i, target what, const search *at) {
  const int32_t width = w->setting->width, height = w->setting->height, words = at->words;
  memset(at->flags, 0, (size_t)(WORD * words));
  for (int32_t row = 0; row < height; row++) {
    const uint8_t *tiles = w->tiles + row * width, *houses = w->houses + row * width;
    uint64_t *open = at->open + (int64_t)row * words, *reach = at->reach + (int64_t)row * words;
    flag_open(tiles, houses, w->occupants + row * width, width, (uint8_t)(i + 1), at->flags);
    pack(at->flags, words, open);
    flag_wanted(tiles, houses, width, what, at->flags);
    pack(at->flags, words, reach);
    for (int32_t word = 0; word < words; word++)
      reach[word] &= open[word];
  }
}

/* One step more: every open tile beside a reached one. False where that is nothing new. */
static bool spread(const gtb_setting *s, search *at) {
  const int64_t words = at->words, count = s->height * words;
  const uint64_t *restrict open = at->open, *restrict was = at->reach;
  uint64_t *restrict now = at->next;
  uint64_t changed = 0;
  for (int64_t k = 0; k < count; k++) {
    const uint64_t beside = was[k] << 1 | was[k - 1] >> (WORD - 1) | was[k] >> 1 | was[k + 1] << (WORD - 1);
    now[k] = was[k] | ((beside | was[k - words] | was[k + words]) & open[k]);
    changed |= now[k] ^ was[k];
  }
  at->next = at->reach;
  at->reach = now;
  return changed != 0;
}

static bool is_reached(const gtb_setting *s, const search *at, int32_t tile) {
  const int32_t column = tile % s->width;
  return (at->reach[(int64_t)(tile / s->width) * at->words + column / WORD] >> column % WORD & 1) != 0;
}

/*
 * The action towards the nearest wanted tile: standing still on one, a move, or -1 where none can be reached. The wanted tiles spread step by step
 * until they touch the agent; the way that is touched first is that of the shortest path, and among several the first in order.
 */
static int32_t towards(const gtb_world *w, int32_t i, target what, search *at) {
  const gtb_setting *s = w->setting;
  const int32_t from = w->agents[i].tile;
  if (differs(w->tiles[from], w->houses[from], what) == 0)
    return GTB_NOTHING;
  lay_out(w, i, what, at);
  do {
    for (int way = 0; way < GTB_WAYS; way++) {
      const int32_t next = gtb_neighbor(s, from, way);
      if (next >= 0 && is_reached(s, at, next))
        return gtb_move_action(s, way);
    }
  } while (spread(s, at));
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

static int32_t greedy(const gtb_world *w, int32_t i, double builder_payment, search *at) {
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
    action = towards(w, i, any_unit, at);
  return action < 0 ? GTB_NOTHING : action;
}

void gtb_greedy_actions(const gtb_world *w, double builder_payment, void *scratch, uint8_t *actions) {
  search at = search_in(w->setting, scratch);
  for (int32_t i = 0; i < w->setting->agents; i++)
    actions[i] = (uint8_t)greedy(w, i, builder_payment, &at);
}
