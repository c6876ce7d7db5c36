/* The small markets of the experiments with positions and manipulation: the released numbers. */
#include "magentic_marketplace.h"

static const char *const domains[2] = {"domain=restaurant", "domain=contractor"};

/* Cents: T, the fitting firm's price, the mean of the menus. */
static const int64_t references[2][3] = {{1348, 929, 3647}, {16899, 86350, 85894}};
static const int64_t prices[2][3] = {{1351, 831, 3753}, {15445, 87398, 77684}};
static const int64_t means[2][3] = {{845, 932, 1011}, {37261, 38849, 30442}};

static void in_the_competitive_market_each_firm_serves_one_consumer(void) {
  for (int domain = 0; domain < 2; domain++) {
    RUN(run, "scenario=competitive", domains[domain]);
    const struct magentic_market *m = market_of(&run);
    CU_ASSERT(m->requests == 3 && m->businesses == 3 && m->complete_start[3] == 3);
    for (int64_t i = 0; i < 3; i++) {
      CU_ASSERT_EQUAL(m->reference_value[i], 100 * references[domain][i]);
      CU_ASSERT(m->complete_business[i] == i && m->complete_fit[i] == 1 && m->complete_price[i] == 100 * prices[domain][i]);
      CU_ASSERT_EQUAL(m->rating[i], 1.0);
    }
    end_run(&run);
  }
}

/* Nobody has an item of a foreign request: the substitute is the menu's mean, to a hundredth of a cent a menu entry. */
static void its_substitutes_cost_the_released_means_of_the_menus(void) {
  for (int domain = 0; domain < 2; domain++) {
    RUN(run, "scenario=competitive", domains[domain]);
    const struct magentic_market *m = market_of(&run);
    for (int64_t request = 0; request < 3; request++)
      for (int64_t business = 0; business < 3; business++) {
        int64_t covered;
        const int64_t price = magentic_bundle_price(m, request, business, &covered);
        CU_ASSERT_EQUAL(covered, request == business);
        CU_ASSERT(request == business || llabs(price - 100 * means[domain][business]) <= 1);
      }
    end_run(&run);
  }
}

static void in_the_malicious_market_the_attacker_is_no_better_than_the_others(void) {
  static const int64_t price[2][3] = {{1351, 1351, 1351}, {15445, 15771, 17599}};
  static const bool fit[2][3] = {{true, true, true}, {true, true, false}};
  static const int64_t reference[2] = {1348, 16899};
  for (int domain = 0; domain < 2; domain++) {
    RUN(run, "scenario=malicious", domains[domain]);
    const struct magentic_market *m = market_of(&run);
    CU_ASSERT(m->requests == 1 && m->businesses == 3 && m->complete_start[1] == 3);
    CU_ASSERT_EQUAL(m->reference_value[0], 100 * reference[domain]);
    for (int64_t business = 0; business < 3; business++) {
      CU_ASSERT_EQUAL(m->complete_price[business], 100 * price[domain][business]);
      CU_ASSERT_EQUAL(m->complete_fit[business], fit[domain][business]);
    }
    end_run(&run);
  }
}

/* Both domains hold the same market: one item at 168.99, firms that ask 154.45 and fit, told apart by a billionth of rating. */
static void firms_of_the_position_market_differ_in_their_order_alone(void) {
  for (int domain = 0; domain < 2; domain++)
    for (int firms = 2; firms <= 64; firms += 31) {
      char setting[64];
      snprintf(setting, sizeof setting, "businesses_per_request=%d", firms);
      RUN(run, "scenario=position_bias", domains[domain], setting, "search_mechanism=simple");
      const struct magentic_market *m = market_of(&run);
      CU_ASSERT(m->requests == 1 && m->businesses == firms && m->complete_start[1] == firms && m->reference_value[0] == 1689900);
      for (int64_t business = 0; business < firms; business++) {
        CU_ASSERT(m->complete_price[business] == 1544500 && m->complete_fit[business] == 1);
        CU_ASSERT_EQUAL(m->rating[business], 1.0 - 1e-9 * (double)business);
        CU_ASSERT(m->menu_mean[business] == 1544500 && m->latency_factor[business] == 1.0);
      }
      end_run(&run);
    }
}

static void two_amenities_are_required_everywhere(void) {
  static const char *const scenarios[] = {"scenario=competitive", "scenario=malicious", "scenario=position_bias"};
  for (int i = 0; i < 3; i++) {
    RUN(run, scenarios[i]);
    const struct magentic_market *m = market_of(&run);
    for (int64_t request = 0; request < m->requests; request++)
      CU_ASSERT_EQUAL(__builtin_popcountll(m->required[request]), 2);
    end_run(&run);
  }
}

static void the_first_firm_attacks_and_no_other(void) {
  static const char *const scenarios[] = {"scenario=competitive", "scenario=malicious", "scenario=position_bias"};
  static const char *const kinds[] = {"attack_kind=none",          "attack_kind=authority",       "attack_kind=social_proof",
                                      "attack_kind=loss_aversion", "attack_kind=injection_basic", "attack_kind=injection_strong"};
  for (int i = 0; i < 3; i++)
    for (int kind = 0; kind < ATTACK_KINDS; kind++) {
      RUN(run, scenarios[i], kinds[kind]);
      const struct magentic_market *m = market_of(&run);
      for (int64_t business = 0; business < m->businesses; business++)
        CU_ASSERT_EQUAL(m->attack[business], business == 0 ? kind : ATTACK_NONE);
      end_run(&run);
    }
}

/* Optimum 2 T - P: 13.45 + 10.27 + 35.41; one consumer each where nobody is told how many. */
static void as_many_consumers_come_as_the_data_set_holds(void) {
  RUN(competitive, "scenario=competitive", "domain=restaurant");
  CU_ASSERT_DOUBLE_EQUAL(metric(&competitive, "welfare_optimal"), 59.13, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&competitive, "reference_value_total"), 59.24, 1e-9);
  RUN(malicious, "scenario=malicious", "domain=contractor");
  CU_ASSERT_DOUBLE_EQUAL(metric(&malicious, "welfare_optimal"), 2 * 168.99 - 154.45, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&malicious, "welfare_random_items"), (4 * 168.99 - 154.45 - 157.71 - 175.99) / 3.0, 1e-9);
  end_run(&competitive);
  end_run(&malicious);
}

WALRAS_UNIT_TESTS(UNIT(in_the_competitive_market_each_firm_serves_one_consumer),
                  UNIT(its_substitutes_cost_the_released_means_of_the_menus),
                  UNIT(in_the_malicious_market_the_attacker_is_no_better_than_the_others),
                  UNIT(firms_of_the_position_market_differ_in_their_order_alone), UNIT(two_amenities_are_required_everywhere),
                  UNIT(the_first_firm_attacks_and_no_other), UNIT(as_many_consumers_come_as_the_data_set_holds))
