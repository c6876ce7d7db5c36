#include "models/ai-economist/gtb_actions.h"

#include <assert.h>
#include <string.h>

bool gtb_may_build(const gtb_world *w, int32_t i) {
  const gtb_agent *agent = &w->agents[i];
  return agent->stock[GTB_WOOD] > 0 && agent->stock[GTB_STONE] > 0 && gtb_is_buildable(w, agent->tile);
}

gtb_choices gtb_choices_of(const gtb_world *w, int32_t i) {
  const gtb_setting *s = w->setting;
  const gtb_agent *agent = &w->agents[i];
  gtb_choices choices = {.build = gtb_may_build(w, i)};
  choices.count = 1 + choices.build;
  const int32_t affordable = agent->coin >= s->price_most ? s->price_most + 1 : (int32_t)agent->coin + 1;
  for (int resource = 0; resource < GTB_RESOURCES; resource++) {
    if (agent->open_orders[resource] >= s->order_limit)
      continue;
    choices.prices[resource][GTB_BID] = (uint8_t)affordable;
    choices.prices[resource][GTB_ASK] = (uint8_t)(agent->stock[resource] > 0 ? s->price_most + 1 : 0);
    choices.count += choices.prices[resource][GTB_BID] + choices.prices[resource][GTB_ASK];
  }
  for (int way = 0; way < GTB_WAYS; way++) {
    const int32_t tile = gtb_neighbor(s, agent->tile, way);
    const int open = tile >= 0 && gtb_may_enter(w, i, tile);
    choices.ways = (uint8_t)(choices.ways | open << way);
    choices.count += open;
  }
  return choices;
}

int32_t gtb_choice(const gtb_setting *s, const gtb_choices *choices, int32_t k) {
  if (k == 0)
    return GTB_NOTHING;
  if (choices->build && k == 1)
    return GTB_BUILD;
  k -= 1 + choices->build;
  for (int resource = 0; resource < GTB_RESOURCES; resource++)
    for (int side = 0; side < GTB_ORDER_SIDES; side++) {
      if (k < choices->prices[resource][side])
        return gtb_order_action(s, resource, side, k);
      k -= choices->prices[resource][side];
    }
  for (int way = 0; way < GTB_WAYS; way++)
    if ((choices->ways >> way & 1) != 0 && k-- == 0)
      return gtb_move_action(s, way);
  return GTB_NOTHING;
}

bool gtb_is_possible(const gtb_setting *s, const gtb_choices *choices, int32_t action) {
  if (action < GTB_FIRST_ORDER)
    return action == GTB_NOTHING || choices->build;
  const int32_t order = action - GTB_FIRST_ORDER, prices = s->price_most + 1, way = order - 4 * prices;
  if (way < 0)
    return order % prices < choices->prices[order / prices / GTB_ORDER_SIDES][order / prices % GTB_ORDER_SIDES];
  return way < GTB_WAYS && (choices->ways >> way & 1) != 0;
}

void gtb_write_masks(const gtb_world *w, uint8_t *masks, int64_t stride) {
  const gtb_setting *s = w->setting;
  for (int32_t i = 0; i < s->agents; i++) {
    const gtb_choices choices = gtb_choices_of(w, i);
    uint8_t *mask = masks + i * stride;
    memset(mask, 0, (size_t)s->actions);
    mask[GTB_NOTHING] = 1;
    mask[GTB_BUILD] = choices.build;
    for (int resource = 0; resource < GTB_RESOURCES; resource++)
      for (int side = 0; side < GTB_ORDER_SIDES; side++)
        memset(mask + gtb_order_action(s, resource, side, 0), 1, choices.prices[resource][side]);
    for (int way = 0; way < GTB_WAYS; way++)
      mask[gtb_move_action(s, way)] = choices.ways >> way & 1;
  }
}

void gtb_write_planner_masks(const gtb_world *w, int32_t levels, uint8_t *masks, int64_t stride) {
  const int32_t open = w->head->step % w->setting->tax_period == 0 ? levels : 0;
  assert(levels >= 0 && levels <= w->setting->rate_levels);
  for (int bracket = 0; bracket < w->setting->taxes.brackets; bracket++) {
    uint8_t *mask = masks + bracket * stride;
    memset(mask, 0, (size_t)w->setting->planner_actions);
    memset(mask, 1, (size_t)open + 1);
  }
}
