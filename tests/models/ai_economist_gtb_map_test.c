/* Maps, places and skills of Gather-Trade-Build. */
#include "ai_economist_gtb.h"

static test_world t;

static void count_tiles(const uint8_t *tiles, int32_t count, int32_t *water, int32_t *wood, int32_t *stone) {
  *water = *wood = *stone = 0;
  for (int32_t tile = 0; tile < count; tile++) {
    *water += tiles[tile] == GTB_WATER;
    *wood += tiles[tile] == GTB_SOURCE_WOOD;
    *stone += tiles[tile] == GTB_SOURCE_STONE;
  }
}

/* Sums of row and column numbers pin the whole set of tiles; they were added up from the published list. */
static void the_open_quadrants_have_their_published_tiles(void) {
  uint8_t tiles[625];
  int32_t water, wood, stone;
  gtb_map_open_quadrant(tiles);
  count_tiles(tiles, 625, &water, &wood, &stone);
  CU_ASSERT(water == 33 && wood == 20 && stone == 20);
  int32_t rows[4] = {0}, columns[4] = {0};
  for (int32_t tile = 0; tile < 625; tile++)
    for (int kind = 0; kind < 4; kind++)
      if (tiles[tile] >> kind & 1) {
        rows[kind] += tile / 25;
        columns[kind] += tile % 25;
      }
  CU_ASSERT(rows[GTB_WOOD] == 24 && columns[GTB_WOOD] == 204);
  CU_ASSERT(rows[GTB_STONE] == 244 && columns[GTB_STONE] == 32);
  CU_ASSERT(rows[3] == 396 && columns[3] == 396);
  CU_ASSERT(tiles[4 * 25 + 16] == GTB_SOURCE_WOOD && tiles[24 * 25] == GTB_SOURCE_STONE && tiles[12 * 25 + 12] == GTB_WATER);
  CU_ASSERT(tiles[5 * 25 + 12] == 0 && tiles[12 * 25 + 8] == 0 && tiles[19 * 25 + 12] == 0 && tiles[12 * 25 + 16] == 0);
}

static void the_split_world_cannot_be_crossed(void) {
  uint8_t tiles[625];
  int32_t water, wood, stone;
  gtb_map_split_world(tiles);
  count_tiles(tiles, 625, &water, &wood, &stone);
  CU_ASSERT(water == 41 && wood == 20 && stone == 20);
  for (int column = 0; column < 25; column++)
    CU_ASSERT_EQUAL(tiles[12 * 25 + column], GTB_WATER);
}

static void a_map_is_read_as_it_is_written(void) {
  static const char *const rows[] = {"W.S@", " @.."};
  static const uint8_t expected[] = {GTB_SOURCE_WOOD, 0, GTB_SOURCE_STONE, GTB_WATER, 0, GTB_WATER, 0, 0};
  uint8_t tiles[8];
  CU_ASSERT_EQUAL(gtb_map_literal(rows, 2, 4, tiles, NULL), WALRAS_OK);
  CU_ASSERT_EQUAL(memcmp(tiles, expected, 8), 0);
}

static void refused(const char *const *rows, int64_t count, int32_t agents, const char *word) {
  uint8_t tiles[64];
  walras_error error = {0};
  CU_ASSERT_EQUAL(gtb_map_literal(rows, count, agents, tiles, &error), WALRAS_ERROR_PARAMETER);
  CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "map_rows"));
  CU_ASSERT_PTR_NOT_NULL(strstr(error.message, word));
}

static void wrong_maps_are_refused_with_their_place(void) {
  refused((const char *const[]){"W.", "S"}, 2, 2, "row 1");
  refused((const char *const[]){"W.", "SX"}, 2, 2, "'X' in row 1, column 1");
  refused((const char *const[]){"@.", "@@"}, 2, 2, "1 tiles");
  refused((const char *const[]){""}, 1, 2, "0 letters");
  refused(NULL, 0, 2, "0 rows");
}

/* Sources stay in their part of the map, gaps stay open, and every size has room for the most that is allowed. */
static void drawn_maps_keep_their_plan_at_every_size(void) {
  static uint8_t tiles[64 * 64];
  static int32_t scratch[64 * 64];
  for (int32_t height = 3; height <= 40; height += height < 12 ? 1 : 7)
    for (int32_t width = 3; width <= 40; width += width < 12 ? 1 : 9)
      for (int full = 0; full < 2; full++) {
        const int32_t room = gtb_map_room(height, width), sources = full || room < 2 ? room : room / 2;
        const gtb_setting s = {.height = height, .width = width, .drawn_sources = sources};
        const walras_stream streams[] = {walras_stream_make(test_key, 0, 0), walras_stream_make(test_key, 1, 0)};
        int32_t water, wood, stone;
        gtb_map_draw(&s, (uint64_t)(height * width), streams, scratch, tiles);
        count_tiles(tiles, height * width, &water, &wood, &stone);
        CU_ASSERT(wood == sources && stone == sources && water >= 1);
        for (int32_t tile = 0; tile < height * width; tile++) {
          CU_ASSERT(tiles[tile] != GTB_SOURCE_WOOD || tile / width < height / 2);
          CU_ASSERT(tiles[tile] != GTB_SOURCE_STONE || tile % width < width / 2);
        }
      }
}

static void the_drawn_cross_is_that_of_the_open_quadrants_with_even_gaps(void) {
  uint8_t tiles[625];
  int32_t scratch[20];
  const gtb_setting s = {.height = 25, .width = 25, .drawn_sources = 20};
  const walras_stream streams[] = {walras_stream_make(test_key, 0, 0), walras_stream_make(test_key, 1, 0)};
  gtb_map_draw(&s, 1, streams, scratch, tiles);
  for (int32_t k = 0; k < 25; k++) {
    const int32_t distance = k < 12 ? 12 - k : k - 12;
    const bool gap = distance >= 4 && distance <= 7;
    CU_ASSERT_EQUAL(tiles[12 * 25 + k] == GTB_WATER, !gap);
    CU_ASSERT_EQUAL(tiles[25 * k + 12] == GTB_WATER, !gap);
  }
}

/* A tile's neighbours hold the same resource far more often than at random, where it would be 20 sources on 300 tiles. */
static void drawn_sources_stand_in_clumps(void) {
  uint8_t tiles[625];
  int32_t scratch[20], touching = 0, sources = 0;
  const gtb_setting s = {.height = 25, .width = 25, .drawn_sources = 20};
  for (uint64_t map = 0; map < 100; map++) {
    const walras_stream streams[] = {walras_stream_make(test_key, 0, 0), walras_stream_make(test_key, 1, 0)};
    gtb_map_draw(&s, map, streams, scratch, tiles);
    for (int32_t tile = 0; tile < 625; tile++)
      if (tiles[tile] & GTB_SOURCE) {
        bool touches = false;
        for (int way = 0; way < GTB_WAYS; way++) {
          const int32_t next = gtb_neighbor(&(gtb_setting){.height = 25, .width = 25, .tile_count = 625}, tile, way);
          touches = touches || (next >= 0 && tiles[next] == tiles[tile]);
        }
        touching += touches;
        sources++;
      }
  }
  CU_ASSERT_EQUAL(sources, 4000);
  CU_ASSERT(touching > 3600);
}

static void expected_payments_are_those_of_order_statistics(void) {
  static const double four[] = {11.3333, 13.2693, 16.4705, 22.2603};
  static const double ten[] = {10.513, 11.099, 11.780, 12.586, 13.568, 14.808, 16.456, 18.784, 22.177, 26.562};
  double multipliers[GTB_AGENTS_MOST], sum = 0.0;
  gtb_expected_multipliers(3.0, 4, multipliers);
  for (int i = 0; i < 4; i++)
    CU_ASSERT_DOUBLE_EQUAL(10.0 * multipliers[i], four[i], 5e-5);
  gtb_expected_multipliers(3.0, 10, multipliers);
  for (int i = 0; i < 10; i++)
    CU_ASSERT_DOUBLE_EQUAL(10.0 * multipliers[i], ten[i], 5e-4);
  /* Over all ranks the expectation is that of one draw: 1 + 2 (1 - 2^-3) / 3. */
  gtb_expected_multipliers(3.0, 64, multipliers);
  for (int i = 0; i < 64; i++) {
    sum += multipliers[i];
    CU_ASSERT(i == 0 || multipliers[i] > multipliers[i - 1]);
  }
  CU_ASSERT_DOUBLE_EQUAL(sum / 64.0, 1.0 + 2.0 * 0.875 / 3.0, 1e-13);
}

/* Means of capped Lomax draws against their integrals, on a fine grid of quantiles. */
static void drawn_skills_have_their_means(void) {
  double building = 0.0, gathering = 0.0;
  for (int k = 0; k < 100000; k++) {
    building += gtb_build_multiplier(3.0, (k + 0.5) / 100000.0);
    gathering += gtb_gather_bonus((k + 0.5) / 100000.0);
  }
  CU_ASSERT_DOUBLE_EQUAL(building / 1e5, 1.0 + 2.0 * 0.875 / 3.0, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(gathering / 1e5, 0.5 * (1.0 - 1.0 / 9.0) / 2.0, 1e-6);
}

/* For ten agents: three least skilled top right, two bottom left, three top left, two bottom right. */
static void ranks_start_in_their_corners(void) {
  static const int32_t by_lowest[] = {24, 23, 22, 600, 601, 0, 1, 2, 624, 623};
  paper_setting(&t, 10);
  open_world(&t, 3);
  bool shuffled = false;
  for (int32_t i = 0; i < 10; i++) {
    const gtb_agent *agent = &t.world.agents[i];
    CU_ASSERT_EQUAL(agent->tile, by_lowest[9 - agent->rank]);
    CU_ASSERT_EQUAL(agent->payment, t.payments[9 - agent->rank]);
    CU_ASSERT_EQUAL(t.world.occupants[agent->tile], i + 1);
    shuffled = shuffled || agent->rank != i;
  }
  CU_ASSERT_TRUE(shuffled);
  close_world(&t);
}

/* 4 ranks over 2000 episodes: 500 each, standard deviation 19; 6 of them. False alarm about 3e-8. */
static void every_episode_deals_the_ranks_anew(void) {
  int32_t best[4] = {0};
  paper_setting(&t, 4);
  open_world(&t, 0);
  for (int episode = 0; episode < 2000; episode++, gtb_reset(&t.world, false))
    for (int32_t i = 0; i < 4; i++)
      best[i] += t.world.agents[i].rank == 0;
  for (int32_t i = 0; i < 4; i++)
    CU_ASSERT(abs(best[i] - 500) < 117);
  CU_ASSERT_EQUAL(t.world.head->episode, 2000);
  close_world(&t);
}

static void top_agents_start_above_the_water_and_the_others_below(void) {
  static const bool top[] = {true, false, false, true};
  paper_setting(&t, 4);
  gtb_map_split_world(t.tiles);
  t.setting.start = GTB_START_BY_HALF;
  t.setting.top_agents = top;
  open_world(&t, 1);
  for (int episode = 0; episode < 50; episode++, gtb_reset(&t.world, false))
    for (int32_t i = 0; i < 4; i++) {
      const gtb_agent *agent = &t.world.agents[i];
      CU_ASSERT_EQUAL(agent->tile / 25 < 12, top[agent->rank]);
    }
  close_world(&t);
}

/* With payments that are drawn the ranks follow them. */
static void drawn_payments_decide_the_ranks(void) {
  paper_setting(&t, 8);
  t.setting.ranked_payments = NULL;
  t.setting.start = GTB_START_ANYWHERE;
  open_world(&t, 9);
  for (int32_t i = 0; i < 8; i++)
    for (int32_t j = 0; j < 8; j++)
      CU_ASSERT(t.world.agents[i].payment <= t.world.agents[j].payment || t.world.agents[i].rank < t.world.agents[j].rank);
  close_world(&t);
}

WALRAS_UNIT_TESTS(UNIT(the_open_quadrants_have_their_published_tiles), UNIT(the_split_world_cannot_be_crossed),
                  UNIT(a_map_is_read_as_it_is_written), UNIT(wrong_maps_are_refused_with_their_place),
                  UNIT(drawn_maps_keep_their_plan_at_every_size),
                  UNIT(the_drawn_cross_is_that_of_the_open_quadrants_with_even_gaps), UNIT(drawn_sources_stand_in_clumps),
                  UNIT(expected_payments_are_those_of_order_statistics), UNIT(drawn_skills_have_their_means),
                  UNIT(ranks_start_in_their_corners), UNIT(every_episode_deals_the_ranks_anew),
                  UNIT(top_agents_start_above_the_water_and_the_others_below), UNIT(drawn_payments_decide_the_ranks))
