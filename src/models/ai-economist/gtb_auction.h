/** The continuous double auction of one resource: orders with escrow, matching by price then age, expiry. */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_AUCTION_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_AUCTION_H

#include "models/ai-economist/gtb_world.h"

/** Whether agent i may place an order: it has the coin, or a unit to sell, and fewer than order_limit open orders of the resource. */
bool gtb_may_order(const gtb_world *world, int32_t i, int resource, int side, int32_t price);

/** A new order of agent i, which gtb_may_order: coin or unit go to escrow, and it costs labor. */
void gtb_place_order(gtb_world *world, int32_t i, int resource, int side, int32_t price);

/**
 * Matches the resource's orders. Best bid first (price, then age, then insertion) of buyers who are not out: with the best ask of another agent
 * at or below it, a trade at the price of the older order (of the ask where both are as old); otherwise the buyer is out. Then all orders
 * that are left age by one step, and those past order_duration go back to their owners.
 */
void gtb_match_orders(gtb_world *world, int resource);

#endif
