/* How businesses choose speed and price: equilibria in closed form. */
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

/* Profit of the first firm at price x: logits relative to the cheapest of all. */
static double profit_at(const struct magentic_parameters *p, int64_t firms, const double *prices, double x) {
  double least = x, sum = 0.0;
  for (int64_t firm = 1; firm < firms; firm++)
    least = prices[firm] < least ? prices[firm] : least;
  for (int64_t firm = 1; firm < firms; firm++)
    sum += exp(-p->price_sensitivity * (prices[firm] - least));
  const double own = exp(-p->price_sensitivity * (x - least));
  return (x - p->unit_cost_rate) * (p->commit_prob / (double)firms + (1.0 - p->commit_prob) * own / (own + sum));
}

/* The most that any of many prices earns: evenly spread, and by steps of 1/(50 beta) around every rival's. */
static double most_profit(const struct magentic_parameters *p, int64_t firms, const double *prices) {
  enum { EVEN = 20000, NEAR = 1500 };
  double most = 0.0;
  for (int i = 0; i <= EVEN; i++)
    most = fmax(most, profit_at(p, firms, prices, p->unit_cost_rate + (p->value_multiplier - p->unit_cost_rate) * i / EVEN));
  for (int64_t firm = 1; firm < firms; firm++)
    for (int i = -NEAR; i <= NEAR; i++) {
      const double x = prices[firm] + i / (50.0 * p->price_sensitivity);
      if (x >= p->unit_cost_rate && x <= p->value_multiplier)
        most = fmax(most, profit_at(p, firms, prices, x));
    }
  return most;
}

static void the_best_response_earns_what_brute_force_finds_at_any_price_sensitivity(void) {
  static const double rivals[][3] = {{1.0, 1.0, 1.0}, {0.6, 0.6, 0.6}, {2.0, 2.0, 2.0}, {1.2345678, 1.3, 1.9}, {0.61, 2.0, 1.7}};
  for (double beta = 10.0; beta <= 1.1e6; beta *= 10.0)
    for (int k = 0; k <= 10; k++)
      for (size_t i = 0; i < sizeof rivals / sizeof *rivals; i++)
        for (int64_t firms = 2; firms <= 4; firms += 2) {
          const struct magentic_parameters p = {
              .commit_prob = k / 10.0, .price_sensitivity = beta, .unit_cost_rate = 0.6, .value_multiplier = 2.0};
          const double prices[] = {1.0, rivals[i][0], rivals[i][1], rivals[i][2]};
          const double best = magentic_best_response(&p, firms, prices, 0);
          CU_ASSERT(best >= 0.6 && best <= 2.0);
          CU_ASSERT(profit_at(&p, firms, prices, best) >= most_profit(&p, firms, prices) - 1e-9);
        }
}

/* Beyond a threshold of the commit share prices may cycle; whatever they settle on is an equilibrium. */
static void no_settled_price_leaves_a_gain(void) {
  for (double beta = 100.0; beta <= 1.1e6; beta *= 10.0) {
    const struct magentic_parameters p = {
        .commit_prob = 0.9, .price_sensitivity = beta, .unit_cost_rate = 0.6, .value_multiplier = 2.0};
    double prices[2];
    const struct magentic_prices found = magentic_best_responses(&p, 2, prices);
    const double rivals[] = {prices[0], prices[1]};
    CU_ASSERT(found.amplitude >= 1e-7 || profit_at(&p, 2, rivals, prices[0]) >= most_profit(&p, 2, rivals) - 1e-6);
  }
}

/* e* = margin (s1 - s2) k/(2 sqrt(pi) sigma cost) = 0.253885, with the finite arms' factor sqrt(0.5/(0.5 + 0.0025)) = 0.9975; 5 % as C14. */
static void effort_for_speed_reaches_the_tournament_equilibrium(void) {
  RUN(run, DUOPOLY, "consumers=60000", "rounds=120", "speed_update=ab_gradient", "commit_prob=0.9", "effort_init=0.5");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "effort_mean_last_quarter") / 0.253885, 1.0, 0.05);
  end_run(&run);
}

static void escrow_in_random_order_removes_the_reward_for_speed(void) {
  RUN(run, DUOPOLY, "consumers=60000", "rounds=120", "speed_update=ab_gradient", "commit_prob=0.9", "effort_init=0.5",
      "release_mechanism=batch_random", "release_count=2");
  CU_ASSERT(metric(&run, "effort_mean_last_quarter") < 0.02);
  end_run(&run);
}

/* With arms of d = 0.05: x = c + d/((1 - k) (logistic(2 beta d) - 1/2)) = 0.8404, from equal profits of the arms against a rival who
 * experiments too; x* = 0.8222 as d vanishes. Learning noise of 40,000 consumers a round: within 0.005. */
static void prices_learned_by_experiment_reach_the_interior_price(void) {
  RUN(run, DUOPOLY, "consumers=40000", "rounds=150", "price_update=ab_gradient", "commit_prob=0.1");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "price_rate_final"), 0.8404, 0.005);
  CU_ASSERT_EQUAL(metric(&run, "price_interior_equilibrium"), 1.0);
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "price_rate_by_round", 0), 154.45 / 168.99, 1e-6);
  /* Half of the consumers see two prices 0.1 apart, and of the 0.9 who compare, logistic(1) = 0.731 pay the lower one. */
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "markup_by_round", 149), metric(&run, "price_rate_final") - 0.6 - 0.0104, 0.003);
  /* Needs are always met: what consumers lack to twice the value is what firms got, to the unit, whatever the arms asked. */
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare") + element(&run, "business_revenue", 0) + element(&run, "business_revenue", 1),
                         2.0 * metric(&run, "reference_value_total"), 1e-5);
  end_run(&run);
}

/* Served for nothing, prices move towards 0.22 and may pass 0; one that asks nothing is a firm like any other. */
static void a_price_of_zero_is_a_price_to_learn_from(void) {
  RUN(free_to_serve, DUOPOLY, "consumers=2000", "rounds=60", "price_update=ab_gradient", "commit_prob=0.1", "unit_cost_rate=0.0",
      "learning_rate=1.0");
  CU_ASSERT(metric(&free_to_serve, "price_rate_final") >= 0.0 && metric(&free_to_serve, "price_rate_final") < 0.6);
  end_run(&free_to_serve);
  char setting[64];
  const char *path = write_market(setting, "{\"consumers\":[{\"id\":\"c\",\"items\":{\"A\":5},\"amenities\":[]}],\"businesses\":["
                                           "{\"id\":\"x\",\"items\":{\"A\":0},\"amenities\":[]},"
                                           "{\"id\":\"y\",\"items\":{\"A\":5},\"amenities\":[]},"
                                           "{\"id\":\"z\",\"items\":{\"B\":5},\"amenities\":[]}]}");
  RUN(gift, "scenario=file", setting, "consumers=5000", "search_mechanism=perfect", "price_update=ab_gradient", "rounds=2",
      "unit_cost_rate=0.1", "commit_prob=0.5", "item_miss=0.0", "learning_rate=1e-9");
  /* x begins at 0 and is lifted to its cost of 0.1, y stays at 1, z is complete for nobody. */
  CU_ASSERT_DOUBLE_EQUAL(element(&gift, "price_rate_by_round", 0), 0.5, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(element(&gift, "price_rate_by_round", 1), 0.55, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&gift, "price_rate_final"), 0.55, 1e-6);
  end_run(&gift);
  unlink(path);
}

/* The list by price shows each consumer the arm prices that it would pay: the first listed is the cheapest. */
static void lists_by_price_follow_the_experiments(void) {
  RUN(run, DUOPOLY, "consumers=20000", "search_mechanism=price_rank", "search_bandwidth=1", "price_update=ab_gradient",
      "ab_delta=0.01", "learning_rate=1e-9");
  /* Same posted prices: with probability 1/4 both ask the higher one. */
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "paid_price_ratio"), 154.45 / 168.99 - 0.01 * 0.5, 3 * 0.01 * 0.87 / 141);
  end_run(&run);
}

/* Each round's list follows the sales so far: the dear, well rated firm leads only the first. */
static void popular_firms_are_listed_first_from_the_second_round_on(void) {
  char setting[64];
  const char *path =
      write_market(setting, "{\"consumers\":[{\"id\":\"c\",\"items\":{\"A\":10},\"amenities\":[]}],\"businesses\":["
                            "{\"id\":\"x\",\"items\":{\"A\":12},\"amenities\":[],\"rating\":1.0},"
                            "{\"id\":\"y\",\"items\":{\"A\":11},\"amenities\":[],\"rating\":0.9},"
                            "{\"id\":\"z\",\"items\":{\"A\":8},\"amenities\":[],\"rating\":0.8}]}");
  RUN(run, "scenario=file", setting, "search_mechanism=popularity", "consumers=100", "rounds=4", "assistant_profile=rational");
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "list_position_share", 2), 0.25, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "list_position_share", 0), 0.75, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "search_rank_matching_mean"), 2.0, 1e-12);
  end_run(&run);
  unlink(path);
}

static void popularity_begins_as_the_simple_search(void) {
  RUN(simple, "search_mechanism=simple", "consumers=3000", "search_bandwidth=40");
  RUN(popular, "search_mechanism=popularity", "consumers=3000", "search_bandwidth=40");
  CU_ASSERT(same_records(&simple, &popular));
  end_run(&simple);
  end_run(&popular);
}

WALRAS_UNIT_TESTS(UNIT(best_responses_end_at_the_interior_price_below_the_threshold),
                  UNIT(only_fitting_businesses_compete_in_price), UNIT(a_single_fitting_business_asks_the_value),
                  UNIT(the_best_response_earns_what_brute_force_finds_at_any_price_sensitivity),
                  UNIT(no_settled_price_leaves_a_gain), UNIT(effort_for_speed_reaches_the_tournament_equilibrium),
                  UNIT(escrow_in_random_order_removes_the_reward_for_speed),
                  UNIT(prices_learned_by_experiment_reach_the_interior_price), UNIT(a_price_of_zero_is_a_price_to_learn_from),
                  UNIT(lists_by_price_follow_the_experiments), UNIT(popular_firms_are_listed_first_from_the_second_round_on),
                  UNIT(popularity_begins_as_the_simple_search))
