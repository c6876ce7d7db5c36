/* Payoff matrices: worked numbers, rules on ties, invariances, prices. */
#include "gtalign.h"

static void the_worked_matrix_has_its_frontier_and_choices(void) {
  const struct gtalign_matrix m = worked_matrix();
  CU_ASSERT_EQUAL(gtalign_frontier(m.cell, CELLS), 1u << 0 | 1u << 2);
  CU_ASSERT_EQUAL(gtalign_choose(RULE_SUM_TIEBREAK, 0.5, m.cell, CELLS, MASK_ALL), 2);
  CU_ASSERT_EQUAL(gtalign_choose(RULE_PRODUCT, 0.5, m.cell, CELLS, MASK_ALL), 2);
  CU_ASSERT_DOUBLE_EQUAL(gtalign_payoff_score(&m), 0.75, 1e-15);
}

static void prices_for_users_turn_the_worked_matrix_to_direct_answers(void) {
  static const double expected[CELLS][2] = {{2.1, 3.8}, {0.0, 3.6}, {1.5, 4.6}, {-1.0, 2.0}, {-0.7, 1.0}, {0.8, 3.5}};
  struct gtalign_matrix m = worked_matrix();
  gtalign_steer(STEERING_USER, -2.0, &m);
  for (int k = 0; k < CELLS; k++)
    CU_ASSERT(m.cell[k].user == expected[k][0] && m.cell[k].llm == expected[k][1]);
  CU_ASSERT_EQUAL(gtalign_choose(RULE_PRODUCT, 0.5, m.cell, CELLS, MASK_ALL), 0);
}

/* By hand: DA: LLM + s; AQ: LLM + s, user + 1; CQ: LLM + s, user + 0.5. */
static void prices_for_the_provider_favour_questions(void) {
  struct gtalign_matrix m = worked_matrix();
  gtalign_steer(STEERING_LLM, -1.5, &m);
  CU_ASSERT(m.cell[0].user == 4.1 && m.cell[0].llm == 1.3);
  CU_ASSERT(m.cell[1].user == 2.5 && m.cell[1].llm == 2.1);
  CU_ASSERT(m.cell[2].user == 4.5 && m.cell[2].llm == 2.6);
}

static void no_change_of_price_changes_nothing(void) {
  const struct gtalign_matrix given = {{{0.123, 4.567}, {2.0, 3.6}, {3.5, 4.1}, {1.0, 1.0}, {1.3, 1.0}, {2.8, 3.0}}};
  for (int steering = STEERING_NONE; steering <= STEERING_USER; steering++) {
    struct gtalign_matrix m = given;
    gtalign_steer(steering, 0.0, &m);
    CU_ASSERT(memcmp(&m, &given, sizeof m) == 0);
  }
}

/* The trial's record over the whole sweep of the worked matrix. */
static void prices_switch_the_recorded_choice_where_worked_out(void) {
  for (int shift = -5; shift <= 5; shift++) {
    char setting[32];
    snprintf(setting, sizeof setting, "steering_shift=%d", shift);
    GIVES(shift <= -1 ? 0.0 : 2.0, 0.0, "choice_product", "mode=steer", "steering=user", WORKED_MATRIX, setting);
    GIVES(shift <= -5 ? 1.0 : 2.0, 0.0, "choice_product", "mode=steer", "steering=llm", WORKED_MATRIX, setting);
  }
}

static void equal_cells_share_the_frontier_and_the_earlier_is_chosen(void) {
  const struct gtalign_cell cells[] = {{1.0, 1.0}, {2.0, 2.0}, {2.0, 2.0}, {0.0, 0.0}, {2.0, 2.0}, {1.0, 0.0}};
  CU_ASSERT_EQUAL(gtalign_frontier(cells, CELLS), 1u << 1 | 1u << 2 | 1u << 4);
  for (int rule = RULE_SUM_TIEBREAK; rule <= RULE_COBB_DOUGLAS_SAFE; rule++)
    CU_ASSERT_EQUAL(gtalign_choose(rule, 0.5, cells, CELLS, MASK_ALL), 1);
}

/* Sums of 5: the larger user payoff wins whatever the order. */
static void ties_of_sums_go_to_the_user(void) {
  const struct gtalign_cell cells[] = {{1.0, 4.0}, {3.0, 2.0}, {2.0, 3.0}, {0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
  CU_ASSERT_EQUAL(gtalign_choose(RULE_SUM_TIEBREAK, 0.5, cells, CELLS, MASK_ALL), 1);
}

static void a_known_question_keeps_to_its_three_cells(void) {
  const struct gtalign_matrix m = worked_matrix();
  CU_ASSERT_EQUAL(gtalign_choose(RULE_SUM_TIEBREAK, 0.5, m.cell, CELLS, MASK_DEFINITE), 2);
  /* No vague cell is on the frontier of all six: all three count. */
  CU_ASSERT_EQUAL(gtalign_choose(RULE_SUM_TIEBREAK, 0.5, m.cell, CELLS, MASK_VAGUE), 5);
  /* On it, though its sum is less than that of a cell that is not. */
  const struct gtalign_cell cells[] = {{9.0, 0.0}, {5.0, 5.0}, {0.0, 0.0}, {8.9, -0.1}, {0.0, 6.0}, {0.0, 0.0}};
  CU_ASSERT_EQUAL(gtalign_choose(RULE_SUM_TIEBREAK, 0.5, cells, CELLS, MASK_VAGUE), 4);
}

/* The public code has no guard against signs, and neither has this. */
static void two_losses_win_by_product(void) {
  const struct gtalign_cell cells[] = {{-5.0, -4.0}, {3.0, 3.0}, {0.0, 0.0}, {1.0, 1.0}, {1.0, 1.0}, {1.0, 1.0}};
  CU_ASSERT_EQUAL(gtalign_choose(RULE_PRODUCT, 0.5, cells, CELLS, MASK_ALL), 0);
  CU_ASSERT_EQUAL(gtalign_choose(RULE_COBB_DOUGLAS_SAFE, 0.5, cells, CELLS, MASK_ALL), 1);
}

static void scale_moves_no_product_and_rising_transforms_no_frontier(void) {
  for (uint64_t i = 0; i < 300; i++) {
    const struct gtalign_matrix m = random_matrix(i);
    struct gtalign_matrix scaled = m, bent = m;
    for (int k = 0; k < CELLS; k++) {
      scaled.cell[k] = (struct gtalign_cell){4.0 * m.cell[k].user, 0.5 * m.cell[k].llm};
      bent.cell[k] = (struct gtalign_cell){exp(m.cell[k].user), m.cell[k].llm * m.cell[k].llm * m.cell[k].llm};
    }
    CU_ASSERT_EQUAL(gtalign_choose(RULE_PRODUCT, 0.5, m.cell, CELLS, MASK_ALL),
                    gtalign_choose(RULE_PRODUCT, 0.5, scaled.cell, CELLS, MASK_ALL));
    CU_ASSERT_EQUAL(gtalign_frontier(m.cell, CELLS), gtalign_frontier(bent.cell, CELLS));
  }
}

/* Every rule's choice among all cells but the product's is on the frontier; the safe rule's is, since it rises in both payoffs. */
static void choices_that_rise_in_both_payoffs_are_on_the_frontier(void) {
  for (uint64_t i = 0; i < 300; i++) {
    const struct gtalign_matrix m = random_matrix(i);
    const unsigned on = gtalign_frontier(m.cell, CELLS);
    CU_ASSERT((on >> gtalign_choose(RULE_SUM_TIEBREAK, 0.5, m.cell, CELLS, MASK_ALL) & 1u) == 1u);
    CU_ASSERT((on >> gtalign_choose(RULE_COBB_DOUGLAS_SAFE, 0.3, m.cell, CELLS, MASK_ALL) & 1u) == 1u);
  }
}

static void payoff_scores_reward_distinct_payoffs(void) {
  const struct gtalign_matrix equal = {{{1.0, 1.0}, {2.0, 2.0}, {0.0, 0.0}, {-1.0, -1.0}, {3.0, 3.0}, {4.0, 4.0}}};
  const struct gtalign_matrix near = {{{1.0, 1.05}, {2.0, 2.1}, {5.0, 5.4}, {-1.0, -1.1}, {3.0, 3.3}, {4.0, 4.4}}};
  CU_ASSERT_EQUAL(gtalign_payoff_score(&equal), 0.0);
  CU_ASSERT_DOUBLE_EQUAL(gtalign_payoff_score(&near), 0.5, 1e-15); /* distinct, but by a tenth at most */
}

/* From a script of our own: users first. Expected values 10 v - 5 of the default environment at 100 characters. */
static void the_true_matrix_is_that_of_the_environment(void) {
  static const double expected[CELLS][2] = {{1.6, 3.2}, {-1.4, 1.2}, {1.3, 3.0}, {-0.7, 1.6}, {2.5, 3.9}, {2.2, 3.6}};
  RUN(run, "mode=steer", "steering=user");
  for (int k = 0; k < CELLS; k++)
    CU_ASSERT(element_of(&run, "steered_payoffs", 1, k) == expected[k][0] &&
              element_of(&run, "steered_payoffs", 2, k) == expected[k][1]);
  CU_ASSERT(metric(&run, "choice_sum") == 4.0 && metric(&run, "choice_sum_given_DQ") == 0.0);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(the_worked_matrix_has_its_frontier_and_choices),
                  UNIT(prices_for_users_turn_the_worked_matrix_to_direct_answers), UNIT(prices_for_the_provider_favour_questions),
                  UNIT(no_change_of_price_changes_nothing), UNIT(prices_switch_the_recorded_choice_where_worked_out),
                  UNIT(equal_cells_share_the_frontier_and_the_earlier_is_chosen), UNIT(ties_of_sums_go_to_the_user),
                  UNIT(a_known_question_keeps_to_its_three_cells), UNIT(two_losses_win_by_product),
                  UNIT(scale_moves_no_product_and_rising_transforms_no_frontier),
                  UNIT(choices_that_rise_in_both_payoffs_are_on_the_frontier), UNIT(payoff_scores_reward_distinct_payoffs),
                  UNIT(the_true_matrix_is_that_of_the_environment))
