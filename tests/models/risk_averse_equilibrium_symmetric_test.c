/* Symmetric games of two actions: worked numbers of four stag hunts, where the risky equilibrium is lost, and what must not change anything. */
#include "models/risk-averse-equilibrium/symmetric.h"

#include "risk_averse_equilibrium.h"

static const double hunt[4] = {4.0, 0.0, 3.0, 3.0}, grave[4] = {5.0, -3.0, 2.0, 2.0}, mild[4] = {4.0, 1.0, 3.0, 2.0},
                    good[4] = {4.0, 1.0, 2.0, 2.0};

static struct rae_symmetric game_of(const double *payoff, double risk_aversion, double tremble) {
  struct rae_symmetric game = {.risk_aversion = risk_aversion, .tremble = tremble};
  memcpy(game.payoff, payoff, sizeof game.payoff);
  return game;
}

/* The equilibria, to the seven places that were worked out elsewhere; -1 ends the list. */
static void expect(const double *payoff, double risk_aversion, double tremble, const double *expected) {
  const struct rae_symmetric game = game_of(payoff, risk_aversion, tremble);
  struct rae_equilibrium found[SYMMETRIC_MOST];
  const int64_t count = rae_symmetric_equilibria(&game, found);
  int64_t k = 0;
  for (; expected[k] >= 0.0 && k < count; k++)
    CU_ASSERT_DOUBLE_EQUAL(found[k].p, expected[k], 5.1e-8);
  CU_ASSERT(expected[k] < 0.0 && k == count);
}
#define EXPECT(payoff, risk_aversion, tremble, ...) expect(payoff, risk_aversion, tremble, (const double[]){__VA_ARGS__, -1.0})

static void equilibria_of_stag_hunts_are_those_worked_out_elsewhere(void) {
  EXPECT(hunt, 0.0, 0.1, 0.0, 0.7777778, 1.0);
  EXPECT(hunt, 0.1, 0.1, 0.0, 0.8813492, 1.0);
  EXPECT(hunt, 0.5, 0.1, 0.0, 0.9974578, 1.0);
  EXPECT(hunt, 1.0, 0.1, 0.0);
  EXPECT(hunt, 0.0, 0.0, 0.0, 0.75, 1.0);
  EXPECT(hunt, 0.1, 0.0, 0.0, 0.8402347, 1.0);
  EXPECT(hunt, 0.5, 0.0, 0.0, 0.9453524, 1.0);
  EXPECT(hunt, 1.0, 0.0, 0.0, 0.9707205, 1.0);
  EXPECT(grave, 0.0, 0.1, 0.0, 0.6388889, 1.0);
  EXPECT(grave, 0.1, 0.1, 0.0, 0.8603759, 1.0); /* the risky one is lost at 2.6 / 6.08 = 0.43 */
  EXPECT(grave, 0.5, 0.1, 0.0);
  EXPECT(mild, 0.0, 0.1, 0.0, 0.5, 1.0);
  EXPECT(mild, 0.1, 0.1, 0.0, 0.6186248, 1.0);
  EXPECT(mild, 0.5, 0.1, 0.0, 0.8906242, 1.0);
  EXPECT(good, 0.0, 0.1, 0.0, 0.3148148, 1.0);
  EXPECT(good, 0.1, 0.1, 0.0, 0.3739265, 1.0);
  EXPECT(good, 0.5, 0.1, 0.0, 0.7922953, 1.0);
}

static void the_risky_equilibrium_is_lost_where_the_formula_says(void) {
  struct rae_symmetric game = game_of(hunt, 0.0, 0.1);
  double bisected, formula;
  CU_ASSERT(rae_symmetric_critical(&game, &bisected) && rae_symmetric_critical_formula(&game, &formula));
  CU_ASSERT_DOUBLE_EQUAL(formula, 0.8 / 1.52, 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(bisected, formula, 1e-9);
  game = game_of(good, 0.0, 0.1);
  CU_ASSERT(rae_symmetric_critical(&game, &bisected));
  CU_ASSERT_DOUBLE_EQUAL(bisected, 2.16, 0.005);
  for (uint64_t instance = 0; instance < 200; instance++) { /* the safe action may pay differently against the two */
    const double payoff[4] = {4.0 + test_uniform(instance, 0), test_uniform(instance, 1), 3.0,
                              3.0 + 0.2 * test_uniform(instance, 2)};
    game = game_of(payoff, 0.0, 0.02 + 0.1 * test_uniform(instance, 3));
    const bool has = rae_symmetric_critical(&game, &bisected);
    CU_ASSERT_EQUAL(has, rae_symmetric_critical_formula(&game, &formula));
    if (has)
      CU_ASSERT_DOUBLE_EQUAL(bisected, formula, 1e-9 * (1.0 + formula));
  }
}

static void nothing_is_lost_without_trembles_or_without_an_equilibrium(void) {
  const double dominated[4] = {0.0, 0.0, 1.0, 1.0};
  struct rae_symmetric game = game_of(hunt, 0.0, 0.0);
  double critical;
  CU_ASSERT(!rae_symmetric_critical(&game, &critical) && !rae_symmetric_critical_formula(&game, &critical));
  game = game_of(dominated, 0.0, 0.1);
  CU_ASSERT(!rae_symmetric_critical(&game, &critical) && !rae_symmetric_critical_formula(&game, &critical));
}

static void pure_equilibria_attract_and_the_middle_one_parts_their_basins(void) {
  const struct rae_symmetric game = game_of(hunt, 0.1, 0.1);
  struct rae_equilibrium found[SYMMETRIC_MOST];
  CU_ASSERT_EQUAL(rae_symmetric_equilibria(&game, found), 3);
  CU_ASSERT(found[0].stability == STABLE && found[1].stability == UNSTABLE && found[2].stability == STABLE);
  CU_ASSERT(found[0].low == 0.0 && found[0].high == found[1].p && found[2].low == found[1].p && found[2].high == 1.0);
  CU_ASSERT(found[1].low == found[1].p && found[1].high == found[1].p);
}

static void hawks_and_doves_meet_in_a_stable_mixture(void) {
  const double chicken[4] = {0.0, 4.0, 1.0, 2.0}; /* indifferent at p = 2/3 without risk aversion */
  const struct rae_symmetric game = game_of(chicken, 0.0, 0.0);
  struct rae_equilibrium found[SYMMETRIC_MOST];
  CU_ASSERT_EQUAL(rae_symmetric_equilibria(&game, found), 1);
  CU_ASSERT_DOUBLE_EQUAL(found[0].p, 2.0 / 3.0, 1e-12);
  CU_ASSERT(found[0].stability == STABLE && found[0].low == 0.0 && found[0].high == 1.0);
}

static void constants_and_scales_leave_equilibria(void) {
  for (uint64_t instance = 0; instance < 50; instance++) {
    struct rae_equilibrium found[SYMMETRIC_MOST], again[SYMMETRIC_MOST];
    double payoff[4], changed[4];
    for (uint32_t k = 0; k < 4; k++) {
      payoff[k] = test_uniform(instance, k);
      changed[k] = 8.0 * payoff[k] - 5.0;
    }
    const struct rae_symmetric game = game_of(payoff, 2.0, 0.1), other = game_of(changed, 0.25, 0.1);
    const int64_t count = rae_symmetric_equilibria(&game, found);
    CU_ASSERT_EQUAL(rae_symmetric_equilibria(&other, again), count);
    CU_ASSERT(count >= 1);
    for (int64_t k = 0; k < count; k++)
      CU_ASSERT_DOUBLE_EQUAL(found[k].p, again[k].p, 1e-9);
  }
}

static void logit_replies_have_a_fixed_point_between(void) {
  struct rae_symmetric game = game_of(hunt, 0.1, 0.0);
  struct rae_equilibrium found[SYMMETRIC_MOST];
  game.temperature = 0.2;
  const int64_t count = rae_symmetric_equilibria(&game, found);
  CU_ASSERT(count == 3);
  for (int64_t k = 0; k < count; k++) {
    CU_ASSERT(found[k].p > 0.0 && found[k].p < 1.0);
    CU_ASSERT_DOUBLE_EQUAL(rae_symmetric_reply(&game, found[k].p), found[k].p, 1e-10);
  }
  game.temperature = 1000.0; /* all but even */
  CU_ASSERT_EQUAL(rae_symmetric_equilibria(&game, found), 1);
  CU_ASSERT_DOUBLE_EQUAL(found[0].p, 0.5, 1e-3);
}

static void risk_dominance_compares_losses(void) {
  const struct rae_symmetric risky = game_of(good, 0.0, 0.0), safe = game_of(hunt, 0.0, 0.0), even = game_of(mild, 0.0, 0.0);
  CU_ASSERT(rae_risk_dominant(&risky) == 1.0);
  CU_ASSERT(rae_risk_dominant(&safe) == 0.0);
  CU_ASSERT(rae_risk_dominant(&even) == 0.5);
}

static void a_trial_records_what_was_found(void) {
  RUN(run, "mode=equilibria_2x2", "payoff1=([4.0,0.0],[3.0,3.0])", "tremble=0.1", "risk_aversion=0.1");
  CU_ASSERT(metric(&run, "n_equilibria") == 3.0);
  CU_ASSERT(metric(&run, "least_p") == 0.0 && metric(&run, "greatest_p") == 1.0 && metric(&run, "risk_dominant") == 0.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "critical_risk_aversion"), metric(&run, "critical_formula"), 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "symmetric_equilibria_p", 0, 1), 0.8813492, 1e-7);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(equilibria_of_stag_hunts_are_those_worked_out_elsewhere),
                  UNIT(the_risky_equilibrium_is_lost_where_the_formula_says),
                  UNIT(nothing_is_lost_without_trembles_or_without_an_equilibrium),
                  UNIT(pure_equilibria_attract_and_the_middle_one_parts_their_basins),
                  UNIT(hawks_and_doves_meet_in_a_stable_mixture), UNIT(constants_and_scales_leave_equilibria),
                  UNIT(logit_replies_have_a_fixed_point_between), UNIT(risk_dominance_compares_losses),
                  UNIT(a_trial_records_what_was_found))
