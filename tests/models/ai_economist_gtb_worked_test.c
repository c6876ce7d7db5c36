/* Gather-Trade-Build by hand: an auction of three agents, and a house with its tax. */
#include "ai_economist_gtb.h"

static test_world t;

/* Three agents on an empty field, 20 coin and two stones each. */
static void open_market(void) {
  paper_setting(&t, 3);
  memset(t.tiles, 0, sizeof t.tiles);
  t.setting.start_coin = 20.0;
  t.setting.start_stock[GTB_STONE] = 2;
  t.setting.gather_bonus = false;
  t.setting.random_order = false;
  open_world(&t, 0);
}

static void the_older_order_sets_the_price_and_new_ones_trade_at_the_ask(void) {
  open_market();
  const gtb_agent *a = t.world.agents;
  gtb_trade trades[6];
  t.world.trades = trades;
  t.world.trade_room = 6;
  play(&t, "bS6 aS4 .", NULL);
  CU_ASSERT_EQUAL(t.world.trade_count, 1);
  CU_ASSERT(trades[0].step == 0 && trades[0].buyer == 0 && trades[0].seller == 1 && trades[0].price == 4);
  CU_ASSERT(a[0].coin == 16.0 && a[1].coin == 24.0 && a[0].coin_escrow == 0.0);
  play(&t, ". aS3 bS5", NULL);
  CU_ASSERT(trades[1].step == 1 && trades[1].buyer == 2 && trades[1].seller == 1 && trades[1].price == 3);
  play(&t, ". . aS2", NULL);
  CU_ASSERT_EQUAL(t.world.trade_count, 2);
  CU_ASSERT_EQUAL(t.world.head->trades, 2);
  static const double coins[] = {16.0, 27.0, 17.0}, labor[] = {0.25, 0.5, 0.5};
  static const int32_t stones[] = {3, 0, 3};
  for (int i = 0; i < 3; i++) {
    CU_ASSERT_EQUAL(gtb_coin(&a[i]), coins[i]);
    CU_ASSERT_EQUAL(a[i].stock[GTB_STONE] + a[i].escrow[GTB_STONE], stones[i]);
    CU_ASSERT_EQUAL(a[i].labor, labor[i]);
  }
  CU_ASSERT_EQUAL(a[2].escrow[GTB_STONE], 1);
  close_world(&t);
}

static void a_bid_that_was_there_first_sets_the_price(void) {
  open_market();
  const gtb_agent *a = t.world.agents;
  play(&t, "bS6 . .", NULL);
  CU_ASSERT(a[0].coin == 14.0 && a[0].coin_escrow == 6.0);
  play(&t, ". aS4 .", NULL);
  CU_ASSERT(a[0].coin == 14.0 && a[0].coin_escrow == 0.0 && a[1].coin == 26.0);
  CU_ASSERT(a[0].stock[GTB_STONE] == 3 && a[1].stock[GTB_STONE] == 1 && a[1].escrow[GTB_STONE] == 0);
  close_world(&t);
}

/* The first agent walks to a stone and back past a wood, builds at its start's row, and is taxed on the house. */
static void a_house_of_twenty_coin_is_taxed_and_shared(void) {
  static const char *const rows[] = {"W.S", "...", "..."};
  static const double payments[] = {20.0, 10.0};
  static const int32_t starts[] = {1, 8};
  static const char *const steps[] = {"L .", "R .", "R .", "D .", "B .", ". ."};
  paper_setting(&t, 2);
  CU_ASSERT_EQUAL(gtb_map_literal(rows, 3, 2, t.tiles, NULL), WALRAS_OK);
  t.setting.height = t.setting.width = 3;
  t.setting.payments = payments;
  t.setting.starts = starts;
  t.setting.gather_bonus = false;
  t.setting.episode_length = t.setting.tax_period = 6;
  open_world(&t, 0);
  const gtb_agent *a = t.world.agents;
  double rewards[2], sums[2] = {0.0, 0.0};
  bool over = false;
  static const double labor[] = {2.0, 3.0, 5.0, 6.0, 16.0, 16.0};
  for (int step = 0; step < 6; step++) {
    CU_ASSERT_FALSE(over);
    over = play(&t, steps[step], rewards);
    CU_ASSERT_EQUAL(a[0].labor, labor[step]);
    CU_ASSERT_EQUAL(a[0].coin, step < 4 ? 0.0 : step == 4 ? 20.0 : a[0].coin);
    sums[0] += rewards[0];
    sums[1] += rewards[1];
  }
  CU_ASSERT_TRUE(over);
  CU_ASSERT(a[0].gathered[GTB_WOOD] == 1 && a[0].gathered[GTB_STONE] == 1 && a[0].houses == 1);
  CU_ASSERT_EQUAL(t.world.houses[5], 1);
  CU_ASSERT_EQUAL(a[1].labor, 0.0);
  CU_ASSERT_DOUBLE_EQUAL(t.world.paid[0], 2.206, 1e-12);
  CU_ASSERT_EQUAL(t.world.paid[1], 0.0);
  CU_ASSERT_DOUBLE_EQUAL(a[0].coin, 18.897, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(a[1].coin, 1.103, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(a[0].utility, 7.824667, 5e-7);
  CU_ASSERT_DOUBLE_EQUAL(a[1].utility, 0.101829, 5e-7);
  for (int i = 0; i < 2; i++)
    CU_ASSERT_DOUBLE_EQUAL(sums[i], a[i].utility + 1.0 / 0.77, 1e-12);
  CU_ASSERT_EQUAL(t.world.head->refused, 0);
  close_world(&t);
}

WALRAS_UNIT_TESTS(UNIT(the_older_order_sets_the_price_and_new_ones_trade_at_the_ask),
                  UNIT(a_bid_that_was_there_first_sets_the_price), UNIT(a_house_of_twenty_coin_is_taxed_and_shared))
