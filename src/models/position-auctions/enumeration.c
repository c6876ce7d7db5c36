/* Oracles: every matching and every order, for the few ads of a test. */
#include <math.h>

#include "models/position-auctions/winners.h"

/* Best welfare over the orders of pairs `first`.. of the allocation, those before it fixed. */
static double best_of_orders(const struct position_auction *a, struct position_allocation *shown, int32_t first) {
  if (first + 1 >= shown->count) {
    position_evaluate(a, shown);
    return shown->welfare;
  }
  double best = 0.0;
  for (int32_t k = first; k < shown->count; k++) {
    struct position_allocation swapped = *shown;
    swapped.advertiser[first] = shown->advertiser[k];
    swapped.position[first] = shown->position[k];
    swapped.advertiser[k] = shown->advertiser[first];
    swapped.position[k] = shown->position[first];
    best = fmax(best, best_of_orders(a, &swapped, first + 1));
  }
  return best;
}

double position_best_order(const struct position_auction *a, const struct position_allocation *allocation) {
  struct position_allocation shown = *allocation;
  return best_of_orders(a, &shown, 0);
}

/* Matchings of positions `position`.. beside what is shown already. The order of the mnl user's ads does not matter. */
static double extend(const struct position_auction *a, struct position_allocation *shown, int32_t position, uint32_t taken) {
  if (position == a->p->positions || shown->count == a->p->max_ads) {
    position_evaluate(a, shown);
    return a->p->user_model == USER_MNL ? shown->welfare : position_best_order(a, shown);
  }
  double best = extend(a, shown, position + 1, taken);
  for (int32_t i = 0; i < a->p->advertisers; i++) {
    if ((taken >> i & 1) != 0 || i == a->excluded || !position_has_ctr(a, i, position))
      continue;
    shown->advertiser[shown->count] = i;
    shown->position[shown->count++] = position;
    best = fmax(best, extend(a, shown, position + 1, taken | UINT32_C(1) << i));
    shown->count--;
  }
  return best;
}

double position_enumerate(const struct position_auction *a) {
  struct position_allocation shown = {.count = 0};
  return extend(a, &shown, 0, 0);
}
