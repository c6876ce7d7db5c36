/* Books and metrics of the agentic market: what must add up does, to the last unit. */
#include "magentic_marketplace.h"

static double sum_of(const market_run *run, const char *name, int64_t count) {
  double sum = 0.0;
  for (int64_t i = 0; i < count; i++)
    sum += element(run, name, i);
  return sum;
}

static void payments_add_up_to_revenue_and_shares_to_completion(void) {
  RUN(run, "consumers=5000", "duplicate_purchase_prob=0.3", "contact_base=10.0");
  const double completion = metric(&run, "completion_rate"), purchases = sum_of(&run, "business_purchase_share", 300);
  CU_ASSERT_DOUBLE_EQUAL(sum_of(&run, "paid_rank_share", MAGENTIC_RANKS), 1.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(sum_of(&run, "list_position_share", 10), 1.0, 1e-12);
  CU_ASSERT(purchases > completion && purchases <= 1.3 * completion + 0.02);
  CU_ASSERT(metric(&run, "needs_met_rate") <= completion);
  /* Sum of U = V where needs are met - payments: revenue is what welfare lacks to the value. */
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare") / 5000.0, metric(&run, "consumer_utility_mean"), 1e-9);
  end_run(&run);
}

/* Every need is met and V = 2 T: W = 2 sum T - payments, to the cent. */
static void welfare_and_revenue_share_out_the_value(void) {
  RUN(run, "consumers=5000", "search_mechanism=perfect", "amenity_miss=0.0", "duplicate_purchase_prob=0.2");
  CU_ASSERT_EQUAL(metric(&run, "needs_met_rate"), 1.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare") + sum_of(&run, "business_revenue", 300),
                         2.0 * metric(&run, "reference_value_total"), 1e-6);
  end_run(&run);
}

static void welfare_stays_below_its_optimum(void) {
  static const char *const profiles[] = {"assistant_profile=rational", "assistant_profile=claude_sonnet_4",
                                         "assistant_profile=qwen3_4b", "assistant_profile=gpt_4o"};
  for (int i = 0; i < 4; i++) {
    RUN(run, profiles[i], "consumers=3000", "search_bandwidth=30");
    CU_ASSERT(metric(&run, "welfare") <= metric(&run, "welfare_optimal") * (1.0 + 1e-12));
    end_run(&run);
  }
}

/* Rational consumers before a perfect search choose the optimum itself, whatever demand they happen to draw, round by round. */
static void drawn_demand_is_measured_against_what_it_could_have_had(void) {
  static const char *const rounds[] = {"rounds=1", "rounds=5"};
  for (int i = 0; i < 2; i++) {
    RUN(run, "request_popularity=zipf", "assistant_profile=rational", "search_mechanism=perfect", rounds[i]);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare"), metric(&run, "welfare_optimal"), 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_optimal_capacity"), metric(&run, "welfare_optimal"), 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(element(&run, "welfare_share_by_round", i == 0 ? 0 : 4), 1.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "search_recall_matching"), 1.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "search_rank_matching_mean"), 2.0, 1e-12);
    /* Needs are met: value 2 T is what consumers keep and businesses get. */
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare") + sum_of(&run, "business_revenue", 300),
                           2.0 * metric(&run, "reference_value_total"), 1e-9);
    end_run(&run);
  }
}

static void histograms_and_outcomes_count_everybody_once(void) {
  RUN(run, "consumers=4000", "assistant_profile=qwen3_4b", "search_bandwidth=20");
  double outcomes = 0.0, bought = 0.0;
  for (int64_t row = 0; row < 16; row++) {
    outcomes += element_of(&run, "outcomes", 4, row);
    bought += element_of(&run, "outcomes", 1, row) < 3.0 ? element_of(&run, "outcomes", 4, row) : 0.0;
  }
  CU_ASSERT_EQUAL(outcomes, 4000.0);
  CU_ASSERT_EQUAL(bought, 4000.0 * metric(&run, "completion_rate"));
  CU_ASSERT_EQUAL(sum_of(&run, "utility_over_reference", 100), 4000.0);
  CU_ASSERT_EQUAL(sum_of(&run, "contacts", CONTACT_BINS), 4000.0);
  CU_ASSERT_EQUAL(sum_of(&run, "business_revenue_distribution", 61), 300.0);
  CU_ASSERT_EQUAL(sum_of(&run, "arrival_time", TIME_BINS), bought);
  end_run(&run);
}

/* One consumer, perfect search, one fit: b4 sells for 4.40, the four others nothing: Gini = 2*5*x/(5x) - 6/5 = 0.8. */
static void the_gini_of_one_seller_among_five_is_four_fifths(void) {
  char setting[64];
  const char *path =
      write_market(setting, "{\"consumers\":[{\"id\":\"c\",\"items\":{\"Flan\":4},\"amenities\":[\"wifi\",\"patio\"]}],"
                            "\"businesses\":[" TINY_BUSINESSES "]}");
  RUN(run, "scenario=file", setting, "search_mechanism=filtered");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "revenue_gini"), 0.8, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "revenue_gini_by_round"), 0.8, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "active_business_share"), 0.2, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "paid_price_ratio"), 1.1, 1e-12);
  /* 4.40 USD lies in the bin from 10^0.6 = 3.98 to 10^0.8 = 6.31: number 1 + 5 * 2.6. */
  CU_ASSERT_EQUAL(element(&run, "business_revenue_distribution", 0), 4.0);
  CU_ASSERT_EQUAL(element(&run, "business_revenue_distribution", 14), 1.0);
  end_run(&run);
  unlink(path);
}

/* Five proposals, two of them of firms that do not fit, the first fit is paid: arrival ranks 1 to 3 get .6, .3, .1, ranks 4 and 5
 * nothing, so the first gets .6 over .4/4. Relative sd sqrt(.24/300000)/.24 = .0037, three of them: false alarm 0.3 %. */
static void the_first_proposal_is_compared_with_all_others(void) {
  RUN(run, "businesses_per_request=5", "unfit_per_request=2", "search_mechanism=perfect", "search_bandwidth=5",
      "contact_base=5.0", "consumers=300000", "commit_prob=1.0", "item_miss=0.0", "amenity_miss=0.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "paid_rank_share"), 0.6, 0.0027);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "first_proposal_advantage") / 6.0, 1.0, 0.0112);
  end_run(&run);
}

static void the_mean_price_is_that_of_all_rounds(void) {
  RUN(run, "scenario=position_bias", "unfit_per_request=0", "consumers=20000", "rounds=20", "search_mechanism=simple",
      "price_update=ab_gradient", "commit_prob=0.1");
  CU_ASSERT(fabs(element(&run, "price_rate_by_round", 19) - element(&run, "price_rate_by_round", 0)) > 0.01);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "price_rate_mean"), sum_of(&run, "price_rate_by_round", 20) / 20.0, 1e-12);
  end_run(&run);
}

static void a_market_in_which_nobody_buys_is_no_mistake(void) {
  char setting[64];
  const char *path = write_market(setting, "{\"consumers\":[{\"id\":\"c\",\"items\":{\"B\":1},\"amenities\":[]}],"
                                           "\"businesses\":[{\"id\":\"b\",\"items\":{\"A\":1},\"amenities\":[]}]}");
  RUN(run, "scenario=file", setting, "consumers=5", "item_miss=0.0", "rounds=2");
  CU_ASSERT_EQUAL(metric(&run, "completion_rate"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "welfare"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "consumers_without_match"), 5.0);
  CU_ASSERT(isnan(metric(&run, "welfare_share")) && isnan(metric(&run, "welfare_share_by_round")));
  CU_ASSERT(isnan(metric(&run, "revenue_gini")) && isnan(metric(&run, "time_to_purchase_mean")));
  CU_ASSERT(isnan(metric(&run, "time_to_purchase_by_round")) && isnan(element(&run, "time_to_purchase_by_round", 1)));
  CU_ASSERT(isnan(metric(&run, "first_proposal_advantage")) && isnan(metric(&run, "paid_rank_chi_square")));
  end_run(&run);
  unlink(path);
}

static void the_speed_of_the_journeys_is_shown(void) {
  RUN(run, "consumers=200000", "search_mechanism=perfect");
  CU_ASSERT(metric(&run, "consumer_rate") > 1e3 && metric(&run, "consumer_rate") < 1e12);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(payments_add_up_to_revenue_and_shares_to_completion), UNIT(welfare_and_revenue_share_out_the_value),
                  UNIT(welfare_stays_below_its_optimum), UNIT(drawn_demand_is_measured_against_what_it_could_have_had),
                  UNIT(histograms_and_outcomes_count_everybody_once), UNIT(the_first_proposal_is_compared_with_all_others),
                  UNIT(the_mean_price_is_that_of_all_rounds), UNIT(the_gini_of_one_seller_among_five_is_four_fifths),
                  UNIT(a_market_in_which_nobody_buys_is_no_mistake), UNIT(the_speed_of_the_journeys_is_shown))
