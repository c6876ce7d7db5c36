/* Whole trials: the same bits for any threads, draws that stay with their auction, and what the metrics are sums of. */
#include "position_auctions.h"

static void results_do_not_depend_on_threads(void) {
  static const char *const mechanisms[] = {"mechanism=optimal_vcg", "mechanism=revenue_optimal", "mechanism=greedy",
                                           "mechanism=separable_vcg"};
  for (int m = 0; m < 4; m++)
    for (int user = 0; user < 2; user++) {
      model_run one, three;
      const char *const settings[] = {mechanisms[m],         user == 0 ? "user_model=mnl" : "user_model=cascade",
                                      "auctions=1500",       "advertisers=6",
                                      "positions=4",         "max_ads=3",
                                      "audited_auctions=3",  "misreport_grid=5",
                                      "users=1000000000000L"};
      run_model(&one, &walras_model_position_auctions, 1, settings, 9);
      run_model(&three, &walras_model_position_auctions, 3, settings, 9);
      CU_ASSERT(same_records(&one, &three));
      end_run(&one);
      end_run(&three);
    }
}

/* Auction 0 of a large trial is the single one: the same draws whatever follows, whose mean is near. */
static void an_auction_keeps_its_draws_beside_more_of_them(void) {
  RUN(one, "auctions=1", "advertisers=5", "positions=3", "max_ads=3");
  RUN(two, "auctions=2", "advertisers=5", "positions=3", "max_ads=3");
  const double first = metric(&one, "welfare"), second = 2.0 * metric(&two, "welfare") - first;
  CU_ASSERT(first > 0.0 && second > 0.0 && second < 1.0 && fabs(first - second) > 1e-6);
  end_run(&one);
  end_run(&two);
}

/* Pairs that more advertisers or positions leave as they are can only be improved on. */
static void more_advertisers_and_positions_keep_the_others_draws(void) {
  RUN(small, "auctions=50", "advertisers=5", "positions=3", "max_ads=2");
  RUN(ads, "auctions=50", "advertisers=9", "positions=3", "max_ads=2");
  RUN(places, "auctions=50", "advertisers=5", "positions=6", "max_ads=2");
  CU_ASSERT(metric(&ads, "welfare") > metric(&small, "welfare"));
  CU_ASSERT(metric(&places, "welfare") > metric(&small, "welfare"));
  end_run(&small);
  end_run(&ads);
  end_run(&places);
}

static void ratios_are_ratios_of_means_and_histograms_count_everything(void) {
  RUN(run, "auctions=400", "mechanism=gsp", "user_model=cascade", "advertisers=6", "positions=4");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "welfare_ratio"), metric(&run, "welfare") / metric(&run, "optimal_welfare"), 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "revenue_ratio"), metric(&run, "revenue") / metric(&run, "optimal_virtual_surplus"), 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "greedy_ratio"), metric(&run, "greedy_welfare") / metric(&run, "optimal_welfare"), 1e-15);
  CU_ASSERT(metric(&run, "welfare_ratio_worst") < metric(&run, "welfare_ratio"));
  CU_ASSERT(metric(&run, "optimum_bound_worst") <= metric(&run, "optimum_bound_most") &&
            metric(&run, "optimum_bound_most") <= 1.0 + 1e-12);
  double ratios = 0.0, prices = 0.0;
  for (int64_t bin = 0; bin < 100; bin++)
    ratios += element(&run, "welfare_ratios", bin);
  for (int64_t bin = 0; bin < 61; bin++)
    prices += element(&run, "prices_per_click", bin);
  CU_ASSERT_EQUAL(ratios, 400.0);
  CU_ASSERT_DOUBLE_EQUAL(prices, 400.0 * metric(&run, "ads_shown"), 1e-9);
  end_run(&run);
}

/* 50 auctions of 10^12 users: the share of clicks has a standard error below 1e-7; 6 of them, false alarm 2e-9. */
static void clicks_of_a_trillion_users_have_the_expected_share(void) {
  RUN(run, "auctions=50", "users=1000000000000L", "user_model=cascade");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "click_rate"), metric(&run, "user_clicks"), 6e-7);
  CU_ASSERT(metric(&run, "click_rate") != metric(&run, "user_clicks"));
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "click_revenue"), metric(&run, "revenue"), 6e-7);
  end_run(&run);
}

/* The formula instance is whole in a single auction: recorded pairs are the vectors' entries. */
static void a_single_auction_records_who_is_shown(void) {
  RUN(run, "instance=cosine", "advertisers=30", "positions=6", "max_ads=4", "user_model=cascade");
  double clicks = 0.0, revenue = 0.0;
  const int64_t shown = (int64_t)metric(&run, "ads_shown");
  for (int64_t k = 0; k < shown; k++) {
    const int64_t advertiser = (int64_t)element_of(&run, "pairs", 0, k) - 1;
    CU_ASSERT(element_of(&run, "pairs", 2, k) == element(&run, "ctr", advertiser));
    CU_ASSERT(element_of(&run, "pairs", 3, k) == element(&run, "payments", advertiser));
    clicks += element_of(&run, "pairs", 2, k);
    revenue += element_of(&run, "pairs", 3, k);
  }
  CU_ASSERT_DOUBLE_EQUAL(clicks, metric(&run, "user_clicks"), 1e-14);
  CU_ASSERT_DOUBLE_EQUAL(revenue, metric(&run, "revenue"), 1e-14);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(results_do_not_depend_on_threads), UNIT(an_auction_keeps_its_draws_beside_more_of_them),
                  UNIT(more_advertisers_and_positions_keep_the_others_draws),
                  UNIT(ratios_are_ratios_of_means_and_histograms_count_everything),
                  UNIT(clicks_of_a_trillion_users_have_the_expected_share), UNIT(a_single_auction_records_who_is_shown))
