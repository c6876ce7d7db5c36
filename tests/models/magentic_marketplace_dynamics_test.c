/* How businesses choose speed and price (specification 3.10): equilibria in closed form. */
#include "models/magentic-marketplace/prices.h"

#include "magentic_marketplace.h"

#define DUOPOLY                                                                                                                  \
  "scenario=position_bias", "domain=contractor", "search_mechanism=simple", "item_miss=0.0", "amenity_miss=0.0",                 \
      "businesses_per_request=2", "unfit_per_request=0"

static void best_responses_end_at_the_interior_price_below_the_threshold(void) {
  RUN(below, DUOPOLY, "price_update=best_response", "commit_prob=0.1");
  CU_ASSERT_DOUBLE_EQUAL(metric(&below, "price_rate_final"), 0.822222, 0.002);
  CU_ASSERT_EQUAL(metric(&below, "price_interior_equilibrium"), 1.0);
  /* The prices that consumers meet are those: T = 168.99. */
  CU_ASSERT_DOUBLE_EQUAL(metric(&below, "paid_price_ratio"), metric(&below, "price_rate_final"), 1e-5);
  RUN(above, DUOPOLY, "price_update=best_response", "commit_prob=0.2");
  CU_ASSERT_EQUAL(metric(&above, "price_interior_equilibrium"), 0.0);
  end_run(&below);
  end_run(&above);
}

/* With J = 3 and one unfit, two firms compete: the price of the duopoly; the unfit firm keeps its own. */
static void only_fitting_businesses_compete_in_price(void) {
  RUN(run, "requests=20", "search_mechanism=perfect", "price_update=best_response", "commit_prob=0.1", "amenity_miss=0.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "price_rate_final"), 0.822222, 0.002);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "paid_price_ratio"), 0.822222, 0.002);
  end_run(&run);
}

static void a_single_fitting_business_asks_the_value(void) {
  RUN(run, "scenario=competitive", "price_update=best_response", "commit_prob=0.5", "item_miss=0.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "price_rate_final"), 2.0, 1e-6);
  CU_ASSERT_EQUAL(metric(&run, "price_interior_equilibrium"), 0.0);
  end_run(&run);
}

/* e* = margin (s1 - s2) k/(2 sqrt(pi) sigma cost) = 0.253885, with the finite arms' factor sqrt(0.5/(0.5 + 0.0025)) = 0.9975; 5 % as C14. */
static void effort_for_speed_reaches_the_tournament_equilibrium(void) {
  RUN(run, DUOPOLY, "consumers=100000", "rounds=200", "speed_update=ab_gradient", "commit_prob=0.9", "effort_init=0.5");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "effort_mean_last_quarter") / 0.253885, 1.0, 0.05);
  end_run(&run);
}

static void escrow_in_random_order_removes_the_reward_for_speed(void) {
  RUN(run, DUOPOLY, "consumers=100000", "rounds=200", "speed_update=ab_gradient", "commit_prob=0.9", "effort_init=0.5",
      "release_mechanism=batch_random", "release_count=2");
  CU_ASSERT(metric(&run, "effort_mean_last_quarter") < 0.02);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(best_responses_end_at_the_interior_price_below_the_threshold),
                  UNIT(only_fitting_businesses_compete_in_price), UNIT(a_single_fitting_business_asks_the_value),
                  UNIT(effort_for_speed_reaches_the_tournament_equilibrium),
                  UNIT(escrow_in_random_order_removes_the_reward_for_speed))
