#include "models/ai-economist/gtb_auction.h"

#include <assert.h>
#include <string.h>

bool gtb_may_order(const gtb_world *w, int32_t i, int resource, int side, int32_t price) {
  const gtb_agent *agent = &w->agents[i];
  if (agent->open_orders[resource] >= w->setting->order_limit)
    return false;
  return side == GTB_BID ? agent->coin >= price : agent->stock[resource] > 0;
}

/* Books are kept best first. Among equal prices older orders stand first, so that a new one goes behind all of its price. */
static void insert(gtb_world *w, int resource, int side, gtb_order order) {
  gtb_order *orders = w->orders[resource][side];
  int32_t place = w->head->orders[resource][side]++;
  assert(place < w->setting->order_most);
  for (; place > 0; place--) {
    const int32_t ahead = orders[place - 1].price;
    if (side == GTB_BID ? ahead >= order.price : ahead <= order.price)
      break;
    orders[place] = orders[place - 1];
  }
  orders[place] = order;
}

static void take_out(gtb_world *w, int resource, int side, int32_t place) {
  gtb_order *orders = w->orders[resource][side];
  const int32_t left = --w->head->orders[resource][side];
  memmove(orders + place, orders + place + 1, (size_t)(left - place) * sizeof *orders);
}

void gtb_place_order(gtb_world *w, int32_t i, int resource, int side, int32_t price) {
  gtb_agent *agent = &w->agents[i];
  if (side == GTB_BID) {
    agent->coin -= price;
    agent->coin_escrow += price;
  } else {
    agent->stock[resource]--;
    agent->escrow[resource]++;
  }
  agent->labor += w->setting->order_labor;
  agent->open_orders[resource]++;
  insert(w, resource, side, (gtb_order){.price = (int16_t)price, .owner = (uint8_t)i});
}

static void trade(gtb_world *w, int resource, int32_t bid_place, int32_t ask_place) {
  const gtb_order bid = w->orders[resource][GTB_BID][bid_place], ask = w->orders[resource][GTB_ASK][ask_place];
  const int32_t price = bid.age <= ask.age ? ask.price : bid.price;
  gtb_agent *buyer = &w->agents[bid.owner], *seller = &w->agents[ask.owner];
  buyer->coin_escrow -= bid.price;
  buyer->coin += bid.price - price;
  buyer->stock[resource]++;
  buyer->open_orders[resource]--;
  seller->escrow[resource]--;
  seller->coin += price;
  seller->open_orders[resource]--;
  take_out(w, resource, GTB_BID, bid_place);
  take_out(w, resource, GTB_ASK, ask_place);
  w->price_history[resource][price] += 1.0;
  w->head->trades++;
  if (w->trade_count < w->trade_room)
    w->trades[w->trade_count++] = (gtb_trade){w->head->step, resource, bid.owner, ask.owner, price};
}

static void match(gtb_world *w, int resource) {
  const gtb_order *bids = w->orders[resource][GTB_BID], *asks = w->orders[resource][GTB_ASK];
  const int32_t *counts = w->head->orders[resource];
  uint64_t out = 0; /* buyers who find no ask any more */
  /* Nothing can trade once the best bid is below the best ask. */
  while (counts[GTB_BID] > 0 && counts[GTB_ASK] > 0 && bids[0].price >= asks[0].price) {
    int32_t bid = 0, ask = 0;
    while (bid < counts[GTB_BID] && (out >> bids[bid].owner & 1) != 0)
      bid++;
    if (bid == counts[GTB_BID])
      return;
    while (ask < counts[GTB_ASK] && asks[ask].owner == bids[bid].owner)
      ask++;
    if (ask == counts[GTB_ASK] || bids[bid].price < asks[ask].price)
      out |= UINT64_C(1) << bids[bid].owner;
    else
      trade(w, resource, bid, ask);
  }
}

static void give_back(gtb_world *w, int resource, int side, gtb_order order) {
  gtb_agent *agent = &w->agents[order.owner];
  if (side == GTB_BID) {
    agent->coin_escrow -= order.price;
    agent->coin += order.price;
  } else {
    agent->escrow[resource]--;
    agent->stock[resource]++;
  }
  agent->open_orders[resource]--;
}

static void grow_older(gtb_world *w, int resource, int side) {
  gtb_order *orders = w->orders[resource][side];
  const int32_t count = w->head->orders[resource][side];
  int32_t kept = 0;
  for (int32_t k = 0; k < count; k++) {
    gtb_order order = orders[k];
    if (++order.age > w->setting->order_duration)
      give_back(w, resource, side, order);
    else
      orders[kept++] = order;
  }
  w->head->orders[resource][side] = kept;
}

void gtb_match_orders(gtb_world *w, int resource) {
  match(w, resource);
  grow_older(w, resource, GTB_BID);
  grow_older(w, resource, GTB_ASK);
}
