/* The beginning of an episode: map, ranks, skills, places. */
#include <assert.h>
#include <string.h>

#include "models/ai-economist/gtb_map.h"
#include "models/ai-economist/gtb_random.h"
#include "models/ai-economist/gtb_skills.h"

static void reset_tiles(gtb_world *w) {
  const gtb_setting *s = w->setting;
  if (s->tiles != NULL)
    memcpy(w->tiles, s->tiles, (size_t)s->tile_count);
  else
    gtb_map_draw(s, w->environment,
                 (walras_stream[]){gtb_episode_stream(w, GTB_STREAM_MAP), gtb_episode_stream(w, GTB_STREAM_MAP + 1)},
                 (int32_t *)(void *)w->refills, w->tiles);
  for (int32_t tile = 0; tile < s->tile_count; tile++)
    w->tiles[tile] |= (w->tiles[tile] & GTB_SOURCE) != 0 ? GTB_UNIT : 0;
  memset(w->houses, 0, (size_t)s->tile_count);
  memset(w->occupants, 0, (size_t)s->tile_count);
}

/* Agents by rank: most paid first, ties by index. */
static void rank_by_payment(gtb_world *w) {
  for (int32_t i = 0; i < w->setting->agents; i++) {
    int32_t better = 0;
    for (int32_t j = 0; j < w->setting->agents; j++)
      better += w->agents[j].payment > w->agents[i].payment || (j < i && w->agents[j].payment == w->agents[i].payment);
    w->agents[i].rank = (uint8_t)better;
  }
}

/* Fisher-Yates; one draw a swap. */
static void shuffle_ranks(gtb_world *w) {
  const walras_stream stream = gtb_episode_stream(w, GTB_STREAM_RANKS);
  const int32_t n = w->setting->agents;
  for (int32_t i = 0; i < n; i++)
    w->agents[i].rank = (uint8_t)i;
  for (int32_t i = n - 1; i > 0; i--) {
    const uint64_t j = walras_bounded(&stream, w->environment, (uint32_t)(n - 1 - i), (uint64_t)i + 1);
    const uint8_t kept = w->agents[i].rank;
    w->agents[i].rank = w->agents[j].rank;
    w->agents[j].rank = kept;
  }
}

static void reset_skills(gtb_world *w) {
  const gtb_setting *s = w->setting;
  const walras_stream stream = gtb_episode_stream(w, GTB_STREAM_SKILLS);
  const bool ranked = s->payments == NULL && s->ranked_payments != NULL;
  if (ranked)
    shuffle_ranks(w);
  for (int32_t i = 0; i < s->agents; i++) {
    gtb_agent *agent = &w->agents[i];
    const uint32_t draw = 2 * (uint32_t)i;
    if (s->payments != NULL)
      agent->payment = s->payments[i];
    else if (ranked)
      agent->payment = s->ranked_payments[s->agents - 1 - agent->rank];
    else
      agent->payment =
          s->build_payment * gtb_build_multiplier(s->build_multiplier_most, walras_uniform(&stream, w->environment, draw));
    agent->bonus = s->gather_bonus ? gtb_gather_bonus(walras_uniform(&stream, w->environment, draw + 1)) : 0.0;
  }
  if (!ranked)
    rank_by_payment(w);
}

static bool is_free(const gtb_world *w, int32_t tile) {
  return (w->tiles[tile] & GTB_WATER) == 0 && w->occupants[tile] == 0;
}

/* The free tile nearest to a wished one by rows and columns, ties in tile order; there is one: maps are checked for it. */
static int32_t nearest_free(const gtb_world *w, int32_t row, int32_t column) {
  const int32_t width = w->setting->width;
  int32_t best = -1, least = INT32_MAX;
  for (int32_t tile = 0; tile < w->setting->tile_count; tile++) {
    const int32_t down = tile / width - row, right = tile % width - column;
    const int32_t distance = (down < 0 ? -down : down) + (right < 0 ? -right : right);
    if (distance < least && is_free(w, tile)) {
      best = tile;
      least = distance;
    }
  }
  assert(best >= 0);
  return best;
}

/* Quarters of the ranks, least skilled first: top right, bottom left, top left, bottom right; four to a row, inward. */
static int32_t ranked_start(const gtb_world *w, int32_t rank) {
  const gtb_setting *s = w->setting;
  const int32_t n = s->agents, lowest = n - 1 - rank, group = 4 * lowest / n;
  const int32_t member = lowest - (group * n + 3) / 4;
  const bool top = group == 0 || group == 2, left = group == 1 || group == 2;
  const int32_t in_row = s->width < 4 ? s->width : 4, down = member / in_row % s->height, right = member % in_row;
  return nearest_free(w, top ? down : s->height - 1 - down, left ? right : s->width - 1 - right);
}

/* A free tile of some rows, each as likely; of all rows where those have none. */
static int32_t drawn_start(const gtb_world *w, int32_t first_row, int32_t end_row, const walras_stream *stream, int32_t agent) {
  const int32_t width = w->setting->width;
  int64_t count = 0;
  for (int32_t tile = first_row * width; tile < end_row * width; tile++)
    count += is_free(w, tile);
  if (count == 0)
    return nearest_free(w, first_row, 0);
  uint64_t left = walras_bounded(stream, w->environment, (uint32_t)agent, (uint64_t)count);
  int32_t tile = first_row * width;
  while (!is_free(w, tile) || left-- > 0)
    tile++;
  return tile;
}

static int32_t start_of(const gtb_world *w, const walras_stream *stream, int32_t i) {
  const gtb_setting *s = w->setting;
  if (s->starts != NULL)
    return s->starts[i];
  switch (s->start) {
  case GTB_START_BY_RANK:
    return ranked_start(w, w->agents[i].rank);
  case GTB_START_BY_HALF:
    return s->top_agents[w->agents[i].rank] ? drawn_start(w, 0, s->height / 2, stream, i)
                                            : drawn_start(w, s->height / 2, s->height, stream, i);
  default:
    return drawn_start(w, 0, s->height, stream, i);
  }
}

/* Ranks choose in order, so that one agent's place does not depend on its index. */
static void reset_places(gtb_world *w) {
  const walras_stream stream = gtb_episode_stream(w, GTB_STREAM_STARTS);
  const int32_t n = w->setting->agents;
  for (int32_t rank = n - 1; rank >= 0; rank--)
    for (int32_t i = 0; i < n; i++)
      if (w->agents[i].rank == rank) {
        w->agents[i].tile = start_of(w, &stream, i);
        w->occupants[w->agents[i].tile] = (uint8_t)(i + 1);
      }
}

void gtb_reset(gtb_world *w, bool first) {
  const gtb_setting *s = w->setting;
  *w->head =
      (gtb_head){.clock = first ? 0 : w->head->clock, .episode = first ? 0 : w->head->episode + 1, .next_refill = INT32_MAX};
  memset(w->agents, 0, (size_t)s->agents * sizeof *w->agents);
  reset_tiles(w);
  reset_skills(w);
  reset_places(w);
  const double utility = gtb_coin_utility(s->eta, s->start_coin);
  for (int32_t i = 0; i < s->agents; i++) {
    gtb_agent *agent = &w->agents[i];
    agent->coin = agent->valued_coin = agent->taxed_coin = s->start_coin;
    agent->coin_utility = agent->utility = utility;
    memcpy(agent->stock, s->start_stock, sizeof agent->stock);
  }
  for (int resource = 0; resource < GTB_RESOURCES; resource++)
    memset(w->price_history[resource], 0, (size_t)(s->price_most + 1) * sizeof(double));
  memcpy(w->rates, s->taxes.rate, (size_t)s->taxes.brackets * sizeof(double));
  memset(w->past_rates, 0, (size_t)s->periods * (size_t)s->taxes.brackets * sizeof(double));
  memset(w->incomes, 0, (size_t)s->periods * (size_t)s->agents * sizeof(double));
  memset(w->paid, 0, (size_t)s->periods * (size_t)s->agents * sizeof(double));
}
