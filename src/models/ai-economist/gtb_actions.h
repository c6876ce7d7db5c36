/**
 * What agents may do. Actions of an agent, P = price_most + 1 prices: 0 nothing; 1 build; from 2 on P prices each of bid stone, ask stone, bid
 * wood, ask wood; then move left, right, up, down: 6 + 4 P in all (50 for prices up to 10).
 */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_ACTIONS_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_ACTIONS_H

#include "models/ai-economist/gtb_random.h"
#include "models/ai-economist/gtb_world.h"

enum { GTB_LEFT, GTB_RIGHT, GTB_UP, GTB_DOWN, GTB_WAYS };
enum { GTB_NOTHING, GTB_BUILD, GTB_FIRST_ORDER };

static inline int32_t gtb_order_action(const gtb_setting *setting, int resource, int side, int32_t price) {
  return GTB_FIRST_ORDER + (GTB_ORDER_SIDES * resource + side) * (setting->price_most + 1) + price;
}

static inline int32_t gtb_move_action(const gtb_setting *setting, int way) {
  return GTB_FIRST_ORDER + GTB_RESOURCES * GTB_ORDER_SIDES * (setting->price_most + 1) + way;
}

/** The tile beside `tile`, or -1 outside of the map. */
static inline int32_t gtb_neighbor(const gtb_setting *setting, int32_t tile, int way) {
  const int32_t column = tile % setting->width;
  switch (way) {
  case GTB_LEFT:
    return column > 0 ? tile - 1 : -1;
  case GTB_RIGHT:
    return column < setting->width - 1 ? tile + 1 : -1;
  case GTB_UP:
    return tile - setting->width; /* negative above the first row */
  default:
    return tile + setting->width < setting->tile_count ? tile + setting->width : -1;
  }
}

/** Whether agent i could step on a tile now: no water, nobody there, no house of another. */
static inline bool gtb_may_enter(const gtb_world *world, int32_t i, int32_t tile) {
  return (world->tiles[tile] & GTB_WATER) == 0 && world->occupants[tile] == 0 &&
         (world->houses[tile] == 0 || world->houses[tile] == i + 1);
}

/** Whether a house could stand on a tile: no source, house or water. */
static inline bool gtb_is_buildable(const gtb_world *world, int32_t tile) {
  return (world->tiles[tile] & (GTB_SOURCE | GTB_WATER)) == 0 && world->houses[tile] == 0;
}

bool gtb_may_build(const gtb_world *world, int32_t i);

/** What agent i may do, in short. Doing nothing is always possible. */
typedef struct gtb_choices {
  bool build;
  uint8_t prices[GTB_RESOURCES][GTB_ORDER_SIDES]; /**< orders at the prices 0..count - 1 */
  uint8_t ways;                                   /**< bits 1 << way */
  int32_t count;                                  /**< all of them, with doing nothing */
} gtb_choices;

gtb_choices gtb_choices_of(const gtb_world *world, int32_t i);

/** The k-th possible action in their order, 0 <= k < choices->count. */
int32_t gtb_choice(const gtb_setting *setting, const gtb_choices *choices, int32_t k);

/** Whether an action is among them. */
bool gtb_is_possible(const gtb_setting *setting, const gtb_choices *choices, int32_t action);

/** The agents' masks: row i at masks + i * stride, 1 for possible actions and 0 for the others [setting->actions]. */
void gtb_write_masks(const gtb_world *world, uint8_t *masks, int64_t stride);

/**
 * The planner's: for each bracket a row [setting->planner_actions]. Keeping the rate is always possible, the first `levels` rates (0 to
 * setting->rate_levels; fewer while the highest rate is still to come up) in the first step of a period.
 */
void gtb_write_planner_masks(const gtb_world *world, int32_t levels, uint8_t *masks, int64_t stride);

#endif
