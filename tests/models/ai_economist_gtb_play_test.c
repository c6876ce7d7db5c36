/* Gather-Trade-Build in play: what holds after every step whatever agents do. */
#include "ai_economist_gtb.h"

static test_world t;

/* Open orders of one agent, or its escrow, straight from the books. */
static int32_t orders_of(const gtb_world *w, int32_t i, int resource, int side, double *coin) {
  int32_t count = 0;
  for (int32_t k = 0; k < w->head->orders[resource][side]; k++)
    if (w->orders[resource][side][k].owner == i) {
      count++;
      *coin += side == GTB_BID ? w->orders[resource][side][k].price : 0;
    }
  return count;
}

static void check_agent(const gtb_world *w, int32_t i) {
  const gtb_agent *agent = &w->agents[i];
  double coin = 0.0;
  for (int resource = 0; resource < GTB_RESOURCES; resource++) {
    const int32_t bids = orders_of(w, i, resource, GTB_BID, &coin), asks = orders_of(w, i, resource, GTB_ASK, &coin);
    CU_ASSERT_EQUAL(agent->open_orders[resource], bids + asks);
    CU_ASSERT_EQUAL(agent->escrow[resource], asks);
    CU_ASSERT(agent->open_orders[resource] <= w->setting->order_limit && agent->stock[resource] >= 0);
  }
  CU_ASSERT_EQUAL(agent->coin_escrow, coin);
  CU_ASSERT(agent->coin >= 0.0);
  CU_ASSERT(w->occupants[agent->tile] == i + 1 && (w->tiles[agent->tile] & GTB_WATER) == 0);
  CU_ASSERT(w->houses[agent->tile] == 0 || w->houses[agent->tile] == i + 1);
}

static void check_books(const gtb_world *w) {
  for (int resource = 0; resource < GTB_RESOURCES; resource++)
    for (int side = 0; side < GTB_ORDER_SIDES; side++)
      for (int32_t k = 0; k < w->head->orders[resource][side]; k++) {
        const gtb_order order = w->orders[resource][side][k];
        CU_ASSERT(order.age >= 1 && order.age <= w->setting->order_duration);
        if (k == 0)
          continue;
        const gtb_order ahead = w->orders[resource][side][k - 1];
        const int32_t better = side == GTB_BID ? ahead.price - order.price : order.price - ahead.price;
        CU_ASSERT(better > 0 || (better == 0 && ahead.age >= order.age));
      }
}

static void check_tiles(const gtb_world *w) {
  int32_t houses = 0, occupants = 0, empty = 0, built = 0;
  for (int32_t tile = 0; tile < w->setting->tile_count; tile++) {
    houses += w->houses[tile] != 0;
    occupants += w->occupants[tile] != 0;
    empty += (w->tiles[tile] & GTB_SOURCE) != 0 && (w->tiles[tile] & GTB_UNIT) == 0;
    CU_ASSERT(w->houses[tile] == 0 || (w->tiles[tile] & (GTB_SOURCE | GTB_WATER)) == 0);
    CU_ASSERT((w->tiles[tile] & GTB_UNIT) == 0 || (w->tiles[tile] & GTB_SOURCE) != 0);
  }
  for (int32_t i = 0; i < w->setting->agents; i++)
    built += w->agents[i].houses;
  CU_ASSERT(houses == built && occupants == w->setting->agents && empty == w->head->refills);
}

static void check_totals(const gtb_world *w) {
  const gtb_setting *s = w->setting;
  double built = s->agents * s->start_coin;
  int32_t houses = 0, held[GTB_RESOURCES] = {0}, gathered[GTB_RESOURCES] = {0};
  for (int32_t i = 0; i < s->agents; i++) {
    const gtb_agent *agent = &w->agents[i];
    built += agent->houses * agent->payment;
    houses += agent->houses;
    for (int resource = 0; resource < GTB_RESOURCES; resource++) {
      held[resource] += agent->stock[resource] + agent->escrow[resource];
      gathered[resource] += agent->gathered[resource] + s->start_stock[resource];
    }
  }
  CU_ASSERT_DOUBLE_EQUAL(total_coin(w), built, 1e-9 * (built + 1.0));
  CU_ASSERT(held[GTB_WOOD] == gathered[GTB_WOOD] - houses && held[GTB_STONE] == gathered[GTB_STONE] - houses);
}

static void check_everything(const gtb_world *w) {
  for (int32_t i = 0; i < w->setting->agents; i++)
    check_agent(w, i);
  check_books(w);
  check_tiles(w);
  check_totals(w);
}

static double returns[GTB_AGENTS_MOST];

/* One episode of a policy, everything checked after every step. */
static void play_checked(void (*policy)(const gtb_world *w, uint8_t *actions)) {
  double rewards[GTB_AGENTS_MOST], start[GTB_AGENTS_MOST];
  uint8_t actions[GTB_AGENTS_MOST];
  for (int32_t i = 0; i < t.setting.agents; i++) {
    returns[i] = 0.0;
    start[i] = t.world.agents[i].utility;
  }
  for (bool over = false; !over;) {
    policy(&t.world, actions);
    over = gtb_step(&t.world, &(gtb_actions){.agents = actions}, rewards);
    for (int32_t i = 0; i < t.setting.agents; i++)
      returns[i] += rewards[i];
    check_everything(&t.world);
  }
  for (int32_t i = 0; i < t.setting.agents; i++) {
    const gtb_agent *agent = &t.world.agents[i];
    const double utility = gtb_coin_utility(t.setting.eta, gtb_coin(agent)) - t.setting.kappa * agent->labor;
    CU_ASSERT_DOUBLE_EQUAL(returns[i], utility - start[i], 1e-9);
  }
  CU_ASSERT(t.world.head->ledger_error <= 1e-9 * (total_coin(&t.world) + 1.0));
  CU_ASSERT_EQUAL(t.world.head->refused, 0);
}

static void greedy(const gtb_world *w, uint8_t *actions) {
  static uint64_t scratch[64 * 64];
  if (gtb_greedy_scratch(w->setting) > sizeof scratch)
    abort();
  gtb_greedy_actions(w, 15.0, scratch, actions);
}

static void coin_units_and_tiles_are_accounted_for_in_random_play(void) {
  for (int32_t agents = 2; agents <= 10; agents += 4) {
    paper_setting(&t, agents);
    t.setting.start_coin = 30.0; /* so that there is trade before there are houses */
    t.setting.start_stock[GTB_WOOD] = 3;
    open_world(&t, (uint64_t)agents);
    play_checked(gtb_random_actions);
    CU_ASSERT(t.world.head->trades > 20);
    close_world(&t);
  }
}

static void coin_units_and_tiles_are_accounted_for_in_greedy_play(void) {
  paper_setting(&t, 4);
  open_world(&t, 1);
  play_checked(greedy);
  CU_ASSERT(t.world.head->trades > 20);
  double sum = 0.0, paid = 0.0;
  for (int32_t k = 0; k < 40; k++) {
    sum += t.world.incomes[k];
    paid += t.world.paid[k];
  }
  /* Incomes are before the rebate, so that over all agents those of a period are what was built in it. */
  CU_ASSERT_DOUBLE_EQUAL(sum, total_coin(&t.world), 1e-9 * sum);
  CU_ASSERT(paid > 0.0);
  close_world(&t);
}

static void short_orders_and_a_crowd_on_a_drawn_map_keep_the_books_right(void) {
  paper_setting(&t, 64);
  t.setting.height = t.setting.width = 16;
  t.setting.tiles = NULL;
  t.setting.drawn_sources = 32;
  t.setting.order_duration = 3;
  t.setting.order_limit = 2;
  t.setting.price_most = 3;
  t.setting.refill_probability = 0.5;
  t.setting.episode_length = 250;
  t.setting.tax_period = 7;
  t.setting.eta = 1.0;
  open_world(&t, 5);
  play_checked(gtb_random_actions);
  gtb_reset(&t.world, false);
  play_checked(gtb_random_actions);
  CU_ASSERT(t.world.head->clock == 500 && t.world.head->episode == 1);
  close_world(&t);
}

/* Masks, the random choice and what a step accepts are three descriptions of one set. */
static void the_mask_is_the_set_of_choices_and_nothing_else_is_accepted(void) {
  uint8_t masks[10 * 50], actions[10];
  paper_setting(&t, 10);
  t.setting.start_coin = 12.0;
  open_world(&t, 2);
  for (bool over = false; !over;) {
    gtb_write_masks(&t.world, masks, 50);
    for (int32_t i = 0; i < 10; i++) {
      const gtb_choices choices = gtb_choices_of(&t.world, i);
      int32_t k = 0;
      for (int32_t action = 0; action < 50; action++) {
        CU_ASSERT_EQUAL(gtb_is_possible(&t.setting, &choices, action), masks[50 * i + action]);
        if (masks[50 * i + action])
          CU_ASSERT_EQUAL(gtb_choice(&t.setting, &choices, k++), action);
      }
      CU_ASSERT_EQUAL(k, choices.count);
    }
    gtb_random_actions(&t.world, actions);
    over = gtb_step(&t.world, &(gtb_actions){.agents = actions}, NULL);
  }
  close_world(&t);
}

static void an_impossible_action_is_nothing_and_counted(void) {
  paper_setting(&t, 4);
  open_world(&t, 0);
  const double before[] = {t.world.agents[0].labor, t.world.agents[1].labor};
  play(&t, "B aS3 bW1 .", NULL); /* no units, no coin */
  CU_ASSERT_EQUAL(t.world.head->refused, 3);
  CU_ASSERT(t.world.agents[0].houses == 0 && t.world.head->orders[GTB_STONE][GTB_ASK] == 0);
  CU_ASSERT(t.world.agents[2].coin == 0.0 && before[0] == 0.0 && before[1] == 0.0);
  play(&t, "bS0 . . .", NULL); /* nothing is always affordable */
  CU_ASSERT(t.world.head->refused == 3 && t.world.head->orders[GTB_STONE][GTB_BID] == 1);
  close_world(&t);
}

/* All 50 actions lie where the numbering says. */
static void actions_are_numbered_as_published(void) {
  static const char *const tokens[] = {".", "B", "bS0", "bS10", "aS0", "aS10", "bW0", "bW10", "aW0", "aW10", "L", "R", "U", "D"};
  static const uint8_t numbers[] = {0, 1, 2, 12, 13, 23, 24, 34, 35, 45, 46, 47, 48, 49};
  paper_setting(&t, 2);
  gtb_setting_prepare(&t.setting);
  CU_ASSERT_EQUAL(t.setting.actions, 50);
  for (int k = 0; k < 14; k++) {
    uint8_t action;
    int64_t count;
    CU_ASSERT_EQUAL(gtb_script_parse(&t.setting, tokens[k], 0, &action, 1, &count, NULL), WALRAS_OK);
    CU_ASSERT(count == 1 && action == numbers[k]);
  }
}

static void unknown_tokens_are_named_with_their_place(void) {
  static const char *const scripts[] = {". L X", "L R bQ4", "bS11 .", "aW", "aWx", "bS100000000000", "LL"};
  static const char *const words[] = {"\"X\", token 2", "\"bQ4\", token 2", "\"bS11\", token 0", "\"aW\"", "\"aWx\"", "token 0",
                                      "\"LL\""};
  uint8_t actions[4];
  int64_t count;
  paper_setting(&t, 2);
  gtb_setting_prepare(&t.setting);
  for (int k = 0; k < 7; k++) {
    walras_error error = {0};
    CU_ASSERT_EQUAL(gtb_script_parse(&t.setting, scripts[k], 3, actions, 4, &count, &error), WALRAS_ERROR_PARAMETER);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "scripts"));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, words[k]));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "agent 3"));
  }
  walras_error error = {0};
  CU_ASSERT_EQUAL(gtb_script_parse(&t.setting, ". . . . .", 3, actions, 4, &count, &error), WALRAS_ERROR_PARAMETER);
}

/* Two agents want the tile between them, 4000 times: each gets it half of the time, standard deviation 32; 6 of them. */
static void both_of_two_agents_are_as_often_first(void) {
  static const char *const rows[] = {"..."};
  static const int32_t starts[] = {0, 2};
  int32_t first = 0;
  paper_setting(&t, 2);
  CU_ASSERT_EQUAL(gtb_map_literal(rows, 1, 2, t.tiles, NULL), WALRAS_OK);
  t.setting.height = 1;
  t.setting.width = 3;
  t.setting.starts = starts;
  open_world(&t, 0);
  for (int k = 0; k < 4000; k++) {
    gtb_reset(&t.world, false);
    play(&t, "R L", NULL);
    first += t.world.agents[0].tile == 1;
    CU_ASSERT_EQUAL(t.world.agents[0].labor + t.world.agents[1].labor, 1.0);
  }
  CU_ASSERT(abs(first - 2000) < 190);
  close_world(&t);
}

/* The wait for a unit is geometric: 20 000 waits with mean 1/0.1 - 1 steps and standard deviation 9.49; 6 of 0.067. One agent stands on the
 * source; each unit it takes costs one labor. */
static void sources_refill_at_their_rate(void) {
  static const char *const rows[] = {"W."};
  static const int32_t starts[] = {0, 1};
  paper_setting(&t, 2);
  CU_ASSERT_EQUAL(gtb_map_literal(rows, 1, 2, t.tiles, NULL), WALRAS_OK);
  t.setting.height = 1;
  t.setting.width = 2;
  t.setting.starts = starts;
  t.setting.refill_probability = 0.1;
  t.setting.episode_length = 200000;
  t.setting.tax_period = 200000;
  t.setting.gather_bonus = false;
  open_world(&t, 0);
  const uint8_t nothing[2] = {0};
  for (bool over = false; !over;)
    over = gtb_step(&t.world, &(gtb_actions){.agents = nothing}, NULL);
  /* A unit per step with probability .1, taken in the step after: 20 000, standard deviation 134. */
  CU_ASSERT(abs(t.world.agents[0].gathered[GTB_WOOD] - 20000) < 6 * 134);
  CU_ASSERT_EQUAL(t.world.agents[0].labor, t.world.agents[0].gathered[GTB_WOOD]);
  close_world(&t);
}

static void sources_never_or_always_refill_at_the_ends_of_the_range(void) {
  static const char *const rows[] = {"W."};
  static const int32_t starts[] = {0, 1};
  for (int always = 0; always < 2; always++) {
    paper_setting(&t, 2);
    CU_ASSERT_EQUAL(gtb_map_literal(rows, 1, 2, t.tiles, NULL), WALRAS_OK);
    t.setting.height = 1;
    t.setting.width = 2;
    t.setting.starts = starts;
    t.setting.refill_probability = always;
    t.setting.gather_bonus = false;
    open_world(&t, 0);
    const uint8_t nothing[2] = {0};
    for (bool over = false; !over;)
      over = gtb_step(&t.world, &(gtb_actions){.agents = nothing}, NULL);
    CU_ASSERT_EQUAL(t.world.agents[0].gathered[GTB_WOOD], always ? 1000 : 1);
    close_world(&t);
  }
}

static void an_order_expires_after_its_duration_and_gives_back_its_escrow(void) {
  paper_setting(&t, 2);
  t.setting.start_coin = 10.0;
  t.setting.order_duration = 3;
  memset(t.tiles, 0, sizeof t.tiles);
  open_world(&t, 0);
  play(&t, "bW7 .", NULL);
  for (int step = 0; step < 2; step++) {
    play(&t, ". .", NULL);
    CU_ASSERT(t.world.agents[0].coin == 3.0 && t.world.agents[0].coin_escrow == 7.0);
  }
  play(&t, ". .", NULL);
  CU_ASSERT(t.world.agents[0].coin == 10.0 && t.world.agents[0].coin_escrow == 0.0 &&
            t.world.agents[0].open_orders[GTB_WOOD] == 0);
  close_world(&t);
}

/* Nobody trades with itself: the better ask of the bidder's own stands aside, another's is taken. */
static void agents_do_not_trade_with_themselves(void) {
  paper_setting(&t, 3);
  t.setting.start_coin = 10.0;
  t.setting.start_stock[GTB_WOOD] = 2;
  memset(t.tiles, 0, sizeof t.tiles);
  open_world(&t, 0);
  play(&t, "aW2 . .", NULL);
  play(&t, "bW5 . .", NULL);
  CU_ASSERT_EQUAL(t.world.head->trades, 0);
  play(&t, ". . bW4", NULL); /* meets the first one's ask, which is older */
  CU_ASSERT_EQUAL(t.world.head->trades, 1);
  CU_ASSERT(t.world.agents[2].coin == 8.0 && t.world.agents[2].stock[GTB_WOOD] == 3);
  play(&t, ". aW3 .", NULL); /* meets the first one's bid of 5, which is older */
  CU_ASSERT(t.world.head->trades == 2 && gtb_coin(&t.world.agents[1]) == 15.0);
  close_world(&t);
}

/* The first step of the first shortest path to a unit, by a queue of tiles and their neighbours left, right, up, down. */
static int32_t way_by_queue(const gtb_world *w, int32_t i) {
  static int32_t queue[200 * 64], first_way[200 * 64];
  static bool seen[200 * 64];
  int32_t tail = 1;
  memset(seen, 0, sizeof seen);
  queue[0] = w->agents[i].tile;
  seen[queue[0]] = true;
  for (int32_t head = 0; head < tail; head++) {
    if ((w->tiles[queue[head]] & GTB_UNIT) != 0)
      return head == 0 ? GTB_NOTHING : gtb_move_action(w->setting, first_way[head]);
    for (int way = 0; way < GTB_WAYS; way++) {
      const int32_t next = gtb_neighbor(w->setting, queue[head], way);
      if (next < 0 || seen[next] || !gtb_may_enter(w, i, next))
        continue;
      seen[next] = true;
      first_way[tail] = head == 0 ? way : first_way[head];
      queue[tail++] = next;
    }
  }
  return GTB_NOTHING;
}

/* Maps of one to four words a row, at their borders; walls of houses and water, and places that cannot be reached. */
static void greedy_agents_take_the_first_of_the_shortest_paths(void) {
  static const int32_t widths[] = {3, 8, 63, 64, 65, 127, 128, 129, 200};
  static uint64_t scratch[20000];
  for (int k = 0; k < 9; k++) {
    int32_t moves = 0;
    paper_setting(&t, 16);
    t.setting.width = widths[k];
    t.setting.height = k == 0 ? 40 : 12;
    t.setting.tiles = NULL;
    t.setting.drawn_sources = gtb_map_room(t.setting.height, t.setting.width) / 4 + 1;
    t.setting.start = GTB_START_ANYWHERE;
    open_world(&t, (uint64_t)k);
    CU_ASSERT_FATAL(gtb_greedy_scratch(&t.setting) <= sizeof scratch);
    for (int32_t step = 0; step < 60; step++) {
      uint8_t actions[16];
      for (int32_t tile = 0; step == 20 && tile < t.setting.tile_count; tile += 3) /* a town of somebody's */
        if (gtb_is_buildable(&t.world, tile) && t.world.occupants[tile] == 0)
          t.world.houses[tile] = (uint8_t)(1 + tile % 16);
      gtb_greedy_actions(&t.world, 1e9, scratch, actions);
      for (int32_t i = 0; i < 16; i++)
        if ((step + i) % 10 != 0) {
          CU_ASSERT_EQUAL(actions[i], way_by_queue(&t.world, i));
          moves += actions[i] != GTB_NOTHING;
        }
      gtb_step(&t.world, &(gtb_actions){.agents = actions}, NULL);
    }
    CU_ASSERT(moves > 10); /* in three columns they soon stand in each other's way */
    close_world(&t);
  }
}

/* Environments know of nothing but their number: whoever else is stepped, and in what order, each goes its own way. */
static void an_environment_has_the_same_future_wherever_it_is_stepped(void) {
  static test_world other;
  uint8_t actions[4];
  paper_setting(&t, 4);
  paper_setting(&other, 4);
  open_world(&t, 7);
  open_world(&other, 7);
  for (bool over = false; !over;) {
    gtb_random_actions(&t.world, actions);
    over = gtb_step(&t.world, &(gtb_actions){.agents = actions}, NULL);
  }
  for (bool over = false; !over;) {
    /* Moved to other memory between any two steps. */
    void *moved = aligned_alloc(64, other.setting.bytes);
    memcpy(moved, other.memory, other.setting.bytes);
    free(other.memory);
    other.memory = moved;
    other.world = gtb_open(&other.setting, moved, 7, test_key);
    gtb_random_actions(&other.world, actions);
    over = gtb_step(&other.world, &(gtb_actions){.agents = actions}, NULL);
  }
  CU_ASSERT_EQUAL(memcmp(t.world.agents, other.world.agents, 4 * sizeof(gtb_agent)), 0);
  CU_ASSERT_EQUAL(memcmp(t.world.tiles, other.world.tiles, 3 * 625), 0);
  close_world(&t);
  close_world(&other);
}

WALRAS_UNIT_TESTS(UNIT(coin_units_and_tiles_are_accounted_for_in_random_play),
                  UNIT(coin_units_and_tiles_are_accounted_for_in_greedy_play),
                  UNIT(short_orders_and_a_crowd_on_a_drawn_map_keep_the_books_right),
                  UNIT(the_mask_is_the_set_of_choices_and_nothing_else_is_accepted),
                  UNIT(an_impossible_action_is_nothing_and_counted), UNIT(actions_are_numbered_as_published),
                  UNIT(unknown_tokens_are_named_with_their_place), UNIT(both_of_two_agents_are_as_often_first),
                  UNIT(sources_refill_at_their_rate), UNIT(sources_never_or_always_refill_at_the_ends_of_the_range),
                  UNIT(an_order_expires_after_its_duration_and_gives_back_its_escrow), UNIT(agents_do_not_trade_with_themselves),
                  UNIT(greedy_agents_take_the_first_of_the_shortest_paths),
                  UNIT(an_environment_has_the_same_future_wherever_it_is_stepped))
