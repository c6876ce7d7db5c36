/* Best responses in price: what is stationary, what is no equilibrium, and which of a market's prices they set. The search for one best response is
 * compared with brute force among the tests of the dynamics. */
#include "models/magentic-marketplace/prices.h"

#include "magentic_marketplace.h"

static struct magentic_parameters params(double commit, double beta, double cost) {
  return (struct magentic_parameters){
      .commit_prob = commit, .price_sensitivity = beta, .unit_cost_rate = cost, .value_multiplier = 2.0};
}

/* Profit of a firm at x against J - 1 firms at y: (x - c)(k/J + (1 - k) e^(-beta x)/(e^(-beta x) + (J - 1) e^(-beta y))). */
static double profit(const struct magentic_parameters *p, int64_t firms, double x, double y) {
  const double share = 1.0 / (1.0 + (double)(firms - 1) * exp(p->price_sensitivity * (x - y)));
  return (x - p->unit_cost_rate) * (p->commit_prob / (double)firms + (1.0 - p->commit_prob) * share);
}

/* x* = c + 1/((1 - k) beta (1 - 1/J)). */
static double interior_price(const struct magentic_parameters *p, int64_t firms) {
  return p->unit_cost_rate + 1.0 / ((1.0 - p->commit_prob) * p->price_sensitivity * (1.0 - 1.0 / (double)firms));
}

static bool some_price_gains(const struct magentic_parameters *p, int64_t firms, double x) {
  enum { PRICES = 4000 };
  for (int i = 0; i <= PRICES; i++) {
    const double other = p->unit_cost_rate + (p->value_multiplier - p->unit_cost_rate) * i / PRICES;
    if (profit(p, firms, other, x) > profit(p, firms, x, x) + 1e-9)
      return true;
  }
  return false;
}

/* Three requests, T = 10, 20, 30 USD, served by businesses 0-2 (two fit), 3 (fits), 4 (does not fit). */
typedef struct market_of_five {
  int64_t start[4], business[5], price[5], reference[3];
  uint8_t fit[5];
  struct magentic_market m;
} market_of_five;

static void make_market(market_of_five *f) {
  *f = (market_of_five){.start = {0, 3, 4, 5},
                        .business = {0, 1, 2, 3, 4},
                        .price = {111111, 122222, 133333, 144444, 155555},
                        .reference = {100000, 200000, 300000},
                        .fit = {1, 0, 1, 1, 0}};
  f->m = (struct magentic_market){.requests = 3,
                                  .businesses = 5,
                                  .complete_start = f->start,
                                  .complete_business = f->business,
                                  .complete_price = f->price,
                                  .complete_fit = f->fit,
                                  .reference_value = f->reference};
}

static void prices_settle_at_the_first_order_price_where_it_is_an_equilibrium(void) {
  int settled = 0;
  for (int64_t firms = 2; firms <= 4; firms += 2)
    for (int k = 0; k < 2; k++) {
      const struct magentic_parameters p = params(0.05 * k, 12.0, 0.5);
      double prices[4];
      const double x = interior_price(&p, firms), h = 1e-5;
      /* the first-order condition itself, by central differences: slopes are of order 1, their error h^2 beta^2 */
      CU_ASSERT_DOUBLE_EQUAL((profit(&p, firms, x + h, x) - profit(&p, firms, x - h, x)) / (2.0 * h), 0.0, 1e-6);
      if (some_price_gains(&p, firms, x))
        continue;
      const struct magentic_prices found = magentic_best_responses(&p, firms, prices);
      settled++;
      CU_ASSERT_TRUE(found.interior);
      CU_ASSERT(found.amplitude < 1e-7);
      CU_ASSERT_DOUBLE_EQUAL(found.mean, x, 1e-6);
      for (int64_t firm = 0; firm < firms; firm++)
        CU_ASSERT_DOUBLE_EQUAL(prices[firm], x, 1e-6);
    }
  CU_ASSERT_EQUAL(settled, 4);
}

/* Above a threshold of the committed share firms would rather ask the value of their captive buyers: at J = 2, beta = 10, c = 0.6 between .15
 * and .20. Where the first-order price comes close to the value, nothing is left to gain by asking that. */
static void the_first_order_price_is_an_equilibrium_where_no_price_gains(void) {
  market_of_five f;
  double threshold = 0.0;
  make_market(&f);
  f.fit[3] = 0;
  for (int k = 0; k <= 90; k++) {
    const struct magentic_parameters p = params(k / 100.0, 10.0, 0.6);
    const double x = interior_price(&p, 2);
    const bool interior = magentic_interior_everywhere(&p, &f.m);
    CU_ASSERT_EQUAL(interior, x < 2.0 && !some_price_gains(&p, 2, x));
    threshold = threshold == 0.0 && !interior ? k / 100.0 : threshold;
  }
  CU_ASSERT(threshold > 0.15 && threshold <= 0.20);
}

static void prices_beyond_the_value_are_no_equilibrium(void) {
  const struct magentic_parameters p = params(0.0, 1.0, 0.6); /* x* = 2.6 */
  double prices[2];
  const struct magentic_prices found = magentic_best_responses(&p, 2, prices);
  CU_ASSERT_FALSE(found.interior);
  CU_ASSERT_DOUBLE_EQUAL(prices[0], 2.0, 1e-6); /* still rising there: the value */
  CU_ASSERT_DOUBLE_EQUAL(prices[1], 2.0, 1e-6);
}

/* Alone, or with buyers who do not look at prices, a firm asks the value. */
static void without_rivalry_everybody_asks_the_value(void) {
  const struct magentic_parameters alone = params(0.3, 10.0, 0.6), captive = params(1.0, 10.0, 0.6);
  double prices[3];
  CU_ASSERT_DOUBLE_EQUAL(magentic_best_responses(&alone, 1, prices).mean, 2.0, 1e-6);
  CU_ASSERT_FALSE(magentic_best_responses(&alone, 1, prices).interior);
  CU_ASSERT_DOUBLE_EQUAL(magentic_best_responses(&captive, 3, prices).mean, 2.0, 1e-6);
  CU_ASSERT_FALSE(magentic_best_responses(&captive, 3, prices).interior);
}

/* Buyers who ignore prices, compare them, see nothing else; cost nothing or near the value. */
static void prices_never_leave_the_range_from_cost_to_value(void) {
  static const double beta[] = {0.0, 10.0, 1e6}, cost[] = {0.0, 1.9, 0.6};
  for (int i = 0; i < 3; i++) {
    const struct magentic_parameters p = params(0.05, beta[i], cost[i]);
    double prices[2];
    const struct magentic_prices found = magentic_best_responses(&p, 2, prices);
    CU_ASSERT(found.mean >= cost[i] && found.mean <= 2.0 && found.amplitude >= 0.0);
    for (int firm = 0; firm < 2; firm++)
      CU_ASSERT(prices[firm] >= cost[i] && prices[firm] <= 2.0);
  }
}

/* ---- in a market ---- */

/* Duopoly: x* = 0.6 + 1/(0.9 x 10 x 1/2) = 0.822222; the firm alone asks 2 T; who does not fit keeps its price. */
static void only_fitting_businesses_get_their_best_price(void) {
  market_of_five f;
  struct magentic_prices prices;
  const struct magentic_parameters p = params(0.1, 10.0, 0.6);
  make_market(&f);
  RUN(run, "consumers=1", "requests=2", "search_mechanism=perfect");
  CU_ASSERT_EQUAL(magentic_set_best_prices(run.trial, &p, &f.m, &prices), WALRAS_OK);
  CU_ASSERT(f.price[0] == 82222 && f.price[2] == 82222 && f.price[3] == 400000);
  CU_ASSERT(f.price[1] == 122222 && f.price[4] == 155555);
  CU_ASSERT_DOUBLE_EQUAL(prices.mean, (2 * 0.6 + 2.0 / 4.5 + 2.0) / 3.0, 1e-6);
  CU_ASSERT_FALSE(prices.interior); /* the one alone */
  CU_ASSERT(prices.amplitude < 1e-7);
  f.fit[3] = 0; /* now only the duopoly counts */
  CU_ASSERT_EQUAL(magentic_set_best_prices(run.trial, &p, &f.m, &prices), WALRAS_OK);
  CU_ASSERT_TRUE(prices.interior);
  CU_ASSERT_DOUBLE_EQUAL(prices.mean, 0.6 + 1.0 / 4.5, 1e-6);
  end_run(&run);
}

static void a_market_without_fits_has_no_prices_to_choose(void) {
  market_of_five f;
  struct magentic_prices prices;
  const struct magentic_parameters p = params(0.1, 10.0, 0.6);
  make_market(&f);
  memset(f.fit, 0, sizeof f.fit);
  RUN(run, "consumers=1", "requests=2", "search_mechanism=perfect");
  CU_ASSERT_EQUAL(magentic_set_best_prices(run.trial, &p, &f.m, &prices), WALRAS_ERROR_PARAMETER);
  CU_ASSERT_STRING_EQUAL(walras_trial_error(run.trial)->message, "price_update: no business of this market fits any request");
  CU_ASSERT_FALSE(magentic_interior_everywhere(&p, &f.m));
  end_run(&run);
}

/* Every number of fits that occurs: two here, of which three alone would be no equilibrium for its larger captive share. */
static void the_first_order_price_must_hold_for_every_number_of_firms(void) {
  market_of_five f;
  const struct magentic_parameters mild = params(0.1, 10.0, 0.6), strong = params(0.2, 10.0, 0.6);
  make_market(&f);
  f.fit[3] = 0;
  CU_ASSERT_TRUE(magentic_interior_everywhere(&mild, &f.m)); /* two firms */
  CU_ASSERT_FALSE(magentic_interior_everywhere(&strong, &f.m));
  f.fit[1] = 1;
  CU_ASSERT_EQUAL(magentic_interior_everywhere(&mild, &f.m), !some_price_gains(&mild, 3, interior_price(&mild, 3)));
  f.fit[3] = 1; /* one alone beside the three */
  CU_ASSERT_FALSE(magentic_interior_everywhere(&mild, &f.m));
}

WALRAS_UNIT_TESTS(UNIT(prices_settle_at_the_first_order_price_where_it_is_an_equilibrium),
                  UNIT(the_first_order_price_is_an_equilibrium_where_no_price_gains),
                  UNIT(prices_beyond_the_value_are_no_equilibrium), UNIT(without_rivalry_everybody_asks_the_value),
                  UNIT(prices_never_leave_the_range_from_cost_to_value), UNIT(only_fitting_businesses_get_their_best_price),
                  UNIT(a_market_without_fits_has_no_prices_to_choose),
                  UNIT(the_first_order_price_must_hold_for_every_number_of_firms))
