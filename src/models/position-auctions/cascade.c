#include "models/position-auctions/winners.h"

enum { NOBODY = 255 };

int64_t position_count_sets(int64_t positions, int64_t most) {
  int64_t sets = 1, count = 0; /* sets of `used` positions: the binomial coefficient */
  for (int64_t used = 0; used < most; used++) {
    count += sets;
    sets = sets * (positions - used) / (used + 1);
  }
  return count;
}

void position_list_sets(int64_t positions, int64_t most, uint32_t *sets) {
  for (uint32_t set = 0; set < UINT32_C(1) << positions; set++)
    if (__builtin_popcount(set) < most)
      *sets++ = set;
}

/* One advertiser joins those that come after it. In place: larger sets still hold the future without it. */
static void join(struct position_workspace *ws, const struct position_auction *a, int32_t advertiser, double least,
                 uint8_t *choice) {
  const int64_t columns = a->p->positions;
  const uint32_t every = (UINT32_C(1) << columns) - 1;
  const double *ctr = a->ctr + advertiser * columns, value = a->value[advertiser];
  double earned[POSITIONS_EXACT] = {0.0}, missed[POSITIONS_EXACT] = {0.0};
  for (int64_t j = 0; j < columns; j++) {
    earned[j] = ctr[j] * value;
    missed[j] = 1.0 - ctr[j];
  }
  for (int64_t s = 0; s < ws->set_count; s++) {
    const uint32_t set = ws->sets[s];
    double best = ws->future[set] + least;
    uint8_t where = NOBODY;
    for (uint32_t rest = ~set & every; rest != 0; rest &= rest - 1) {
      const int j = __builtin_ctz(rest);
      const double shown = earned[j] + missed[j] * ws->future[set | (rest & -rest)];
      if (shown > best) {
        best = shown;
        where = (uint8_t)j;
      }
    }
    choice[s] = where;
    if (where != NOBODY)
      ws->future[set] = best;
  }
}

static int64_t index_of(const struct position_workspace *ws, uint32_t set) {
  int64_t low = 0, high = ws->set_count;
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    if (ws->sets[middle] <= set)
      low = middle;
    else
      high = middle;
  }
  return low;
}

void position_cascade_optimum(struct position_workspace *ws, const struct position_auction *a,
                              struct position_allocation *allocation) {
  const int32_t count = position_sort(a, ws->order, ws->spare);
  allocation->count = 0;
  for (int64_t s = 0; s < ws->set_count; s++)
    ws->future[ws->sets[s]] = 0.0;
  const double least = count > 0 ? 1e-15 * a->value[ws->order[0]] : 0.0;
  for (int32_t t = count - 1; t >= 0; t--)
    join(ws, a, ws->order[t], least, ws->choice + t * ws->set_count);
  uint32_t used = 0;
  for (int32_t t = 0; t < count && allocation->count < a->p->max_ads; t++) {
    const uint8_t where = ws->choice[t * ws->set_count + index_of(ws, used)];
    if (where == NOBODY)
      continue;
    allocation->advertiser[allocation->count] = ws->order[t];
    allocation->position[allocation->count++] = where;
    used |= UINT32_C(1) << where;
  }
  position_evaluate(a, allocation);
}

int32_t position_optimum(struct position_workspace *ws, const struct position_auction *a,
                         struct position_allocation *allocation) {
  if (a->p->user_model == USER_MNL)
    return position_mnl_optimum(ws, a, allocation);
  position_cascade_optimum(ws, a, allocation);
  return 0;
}
