/* What agents and the planner of Gather-Trade-Build see. */
#include "ai_economist_gtb.h"

#include "models/ai-economist/gtb_observe.h"

static test_world t;
static float seen[GTB_AGENTS_MOST][4000];

enum { CELLS = GTB_WINDOW * GTB_WINDOW, MIDDLE = CELLS / 2 };
enum { STONE_UNIT, WOOD_UNIT, HOUSE, WATER, STONE_SOURCE, WOOD_SOURCE, OUTSIDE, OWNER, AGENT };

static void look(void) {
  gtb_observe_agents(&t.world, seen[0], sizeof seen[0] / sizeof seen[0][0]);
}

/* What agent i sees `down` and `right` of itself. */
static float cell(int32_t i, int channel, int down, int right) {
  return seen[i][channel * CELLS + MIDDLE + GTB_WINDOW * down + right];
}

static float scalar(int32_t i, int k) {
  return seen[i][GTB_WINDOW_INPUTS + k];
}

static void observations_have_the_published_lengths(void) {
  paper_setting(&t, 4);
  gtb_setting_prepare(&t.setting);
  CU_ASSERT_EQUAL(gtb_agent_scalars(&t.setting), 136);
  CU_ASSERT_EQUAL(gtb_agent_inputs(&t.setting), 9 * 121 + 136);
  CU_ASSERT_EQUAL(gtb_planner_inputs(&t.setting), 86 + 6 * 4);
  paper_setting(&t, 10);
  gtb_setting_prepare(&t.setting);
  CU_ASSERT_EQUAL(gtb_agent_scalars(&t.setting), 142);
}

/* Two agents three tiles apart; a house is built between them. */
static void open_street(void) {
  static const char *const rows[] = {"W..@S"};
  static const int32_t starts[] = {0, 2};
  static const double payments[] = {20.0, 10.0};
  paper_setting(&t, 2);
  CU_ASSERT_EQUAL(gtb_map_literal(rows, 1, 2, t.tiles, NULL), WALRAS_OK);
  t.setting.height = 1;
  t.setting.width = 5;
  t.setting.starts = starts;
  t.setting.payments = payments;
  t.setting.gather_bonus = false;
  t.setting.refill_probability = 0.0;
  t.setting.start_stock[GTB_STONE] = 2;
  t.setting.start_stock[GTB_WOOD] = 2;
  t.setting.start_coin = 30.0;
  open_world(&t, 0);
}

static void the_window_shows_tiles_around_the_agent_and_who_owns_them(void) {
  open_street();
  look();
  CU_ASSERT(cell(0, WOOD_UNIT, 0, 0) == 1.0F && cell(0, WOOD_SOURCE, 0, 0) == 1.0F && cell(1, WOOD_UNIT, 0, -2) == 1.0F);
  CU_ASSERT(cell(0, STONE_UNIT, 0, 4) == 1.0F && cell(1, STONE_SOURCE, 0, 2) == 1.0F && cell(0, WATER, 0, 3) == 1.0F);
  CU_ASSERT(cell(0, AGENT, 0, 0) == 1.0F && cell(0, AGENT, 0, 2) == 3.0F && cell(1, AGENT, 0, -2) == 2.0F);
  CU_ASSERT(cell(0, OUTSIDE, 0, -1) == 1.0F && cell(0, OUTSIDE, -1, 0) == 1.0F && cell(0, OUTSIDE, 0, 4) == 0.0F);
  CU_ASSERT(cell(0, OUTSIDE, 5, 5) == 1.0F);
  play(&t, ". B", NULL);
  look();
  CU_ASSERT(cell(0, HOUSE, 0, 2) == 1.0F && cell(0, OWNER, 0, 2) == 3.0F && cell(1, OWNER, 0, 0) == 1.0F);
  CU_ASSERT(cell(0, WOOD_UNIT, 0, 0) == 0.0F && cell(0, WOOD_SOURCE, 0, 0) == 1.0F); /* it has taken the unit */
  close_world(&t);
}

static void scalars_stand_in_their_order(void) {
  open_street();
  play(&t, "bW7 aS3", NULL);
  play(&t, "aS2 bS4", NULL); /* the second bid meets the first one's ask: both new, at 2; its own ask of 3 stands aside */
  play(&t, ". B", NULL);
  look();
  const gtb_agent *a = t.world.agents;
  CU_ASSERT_EQUAL(a[1].coin, 30.0 - 2.0 + 10.0);
  for (int32_t i = 0; i < 2; i++) {
    CU_ASSERT_DOUBLE_EQUAL(scalar(i, 0), 0.01 * a[i].coin, 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(scalar(i, 1), 0.01 * a[i].stock[GTB_STONE], 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(scalar(i, 2), 0.01 * a[i].stock[GTB_WOOD], 1e-6);
    CU_ASSERT_EQUAL(scalar(i, 3), 0.0F);
    CU_ASSERT_DOUBLE_EQUAL(scalar(i, 4), i == 0 ? 0.0 : 0.4, 1e-6);
    CU_ASSERT_EQUAL(scalar(i, 5), i == 0 ? 2.0F : 1.0F);
    CU_ASSERT_EQUAL(scalar(i, 6), i == 0 ? 0.5F : 0.0F);
    CU_ASSERT_DOUBLE_EQUAL(scalar(i, 8), 0.003, 1e-6);
    CU_ASSERT_EQUAL(scalar(i, 9), 2.0F); /* stone trades at 2 */
    CU_ASSERT_DOUBLE_EQUAL(scalar(i, 10 + 2), 0.01 * 0.995, 1e-6);
  }
  /* Stone: others' asks from 21, others' bids from 32, own asks from 43, own bids from 54. Wood begins at 65. */
  CU_ASSERT(scalar(0, 21 + 3) == 1.0F && scalar(0, 43 + 3) == 0.0F && scalar(1, 21 + 3) == 0.0F && scalar(1, 43 + 3) == 1.0F);
  CU_ASSERT(scalar(0, 65) == 0.0F && scalar(1, 65 + 23 + 7) == 1.0F && scalar(0, 65 + 45 + 7) == 1.0F);
  /* Taxes from 121: no tax day, not the first, third of 100; incomes; rates; the marginal rate of 10 and of 2 coin. */
  CU_ASSERT(scalar(0, 121) == 0.0F && scalar(0, 122) == 0.0F);
  CU_ASSERT_DOUBLE_EQUAL(scalar(0, 123), 0.04, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(scalar(0, 126 + 6), 0.37, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(scalar(0, 133), 0.10, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(scalar(1, 133), 0.10, 1e-6);
  close_world(&t);
}

static void the_last_step_of_a_period_is_announced_and_incomes_come_after_it(void) {
  open_street();
  for (int step = 0; step < 100; step++) {
    look();
    CU_ASSERT_EQUAL(scalar(0, 121), step == 99 ? 1.0F : 0.0F);
    CU_ASSERT_EQUAL(scalar(0, 122), step == 0 ? 1.0F : 0.0F);
    play(&t, step == 4 ? ". B" : ". .", NULL);
  }
  look();
  CU_ASSERT(scalar(0, 122) == 1.0F && scalar(0, 124) == 0.0F);
  CU_ASSERT_DOUBLE_EQUAL(scalar(0, 125), 10.0 / 100.0, 1e-6);
  float planner[200];
  gtb_observe_planner(&t.world, planner);
  CU_ASSERT_EQUAL(gtb_planner_inputs(&t.setting), 4 + 68 + 12 + 12);
  CU_ASSERT_DOUBLE_EQUAL(planner[3], 0.1, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(planner[72 + 4], 0.1, 1e-6);                           /* the larger last income */
  CU_ASSERT_DOUBLE_EQUAL(planner[84 + 6], 0.01 * t.world.agents[1].coin, 1e-6); /* the second agent's coin */
  CU_ASSERT_DOUBLE_EQUAL(planner[84 + 9], 0.1, 1e-6);                           /* its last income */
  CU_ASSERT_DOUBLE_EQUAL(planner[84 + 10], 0.12, 1e-6);                         /* 10 coin are above the first cutoff, 9.7 */
  close_world(&t);
}

/* Environments side by side in one buffer, each at its stride; what lies between is left alone. */
static void observations_fill_exactly_their_part_of_a_buffer(void) {
  paper_setting(&t, 4);
  open_world(&t, 2);
  const int32_t length = gtb_agent_inputs(&t.setting);
  float *buffer = malloc((size_t)(4 * (length + 3)) * sizeof *buffer);
  for (int32_t k = 0; k < 4 * (length + 3); k++)
    buffer[k] = -7.0F;
  gtb_observe_agents(&t.world, buffer, length + 3);
  for (int32_t i = 0; i < 4; i++) {
    for (int32_t k = 0; k < length; k++)
      CU_ASSERT(buffer[i * (length + 3) + k] >= -6.0F);
    for (int32_t k = length; k < length + 3; k++)
      CU_ASSERT_EQUAL(buffer[i * (length + 3) + k], -7.0F);
  }
  free(buffer);
  close_world(&t);
}

static void the_planner_may_set_rates_only_at_the_beginning_of_a_period(void) {
  uint8_t masks[7 * 22], nothing[4] = {0}, wanted[7] = {1, 2, 0, 21, 4, 5, 6};
  paper_setting(&t, 4);
  open_world(&t, 0);
  for (int step = 0; step < 101; step++) {
    gtb_write_planner_masks(&t.world, 21, masks, 22);
    for (int bracket = 0; bracket < 7; bracket++)
      CU_ASSERT(masks[22 * bracket] == 1 && masks[22 * bracket + 21] == (step % 100 == 0));
    gtb_write_planner_masks(&t.world, 3, masks, 22);
    CU_ASSERT(masks[22 * 6 + 3] == (step % 100 == 0) && masks[22 * 6 + 4] == 0);
    gtb_step(&t.world, &(gtb_actions){.agents = nothing, .planner = step == 0 || step == 50 ? wanted : NULL}, NULL);
    if (step == 50)
      wanted[0] = 9; /* too late until the next period */
  }
  static const double expected[] = {0.0, 0.05, 0.22, 1.0, 0.15, 0.20, 0.25};
  for (int bracket = 0; bracket < 7; bracket++) {
    CU_ASSERT_DOUBLE_EQUAL(t.world.rates[bracket], expected[bracket], 1e-12);
    CU_ASSERT_EQUAL(t.world.past_rates[bracket], t.world.rates[bracket]);
  }
  close_world(&t);
}

WALRAS_UNIT_TESTS(UNIT(observations_have_the_published_lengths), UNIT(the_window_shows_tiles_around_the_agent_and_who_owns_them),
                  UNIT(scalars_stand_in_their_order), UNIT(the_last_step_of_a_period_is_announced_and_incomes_come_after_it),
                  UNIT(observations_fill_exactly_their_part_of_a_buffer),
                  UNIT(the_planner_may_set_rates_only_at_the_beginning_of_a_period))
