/* Two ads, two positions: numbers worked out by hand, through whole trials. */
#include "position_auctions.h"

static void close_to(const model_run *run, const char *name, int64_t index, double expected) {
  const double found = element(run, name, index);
  CU_ASSERT_DOUBLE_EQUAL(found, expected, 5e-9);
  if (!(fabs(found - expected) <= 5e-9))
    fprintf(stderr, "    %s[%lld] = %.10g, not %.10g\n", name, (long long)index, found, expected);
}

static void one_ad_pays_what_the_other_would_be_worth(void) {
  RUN(run, TWO_ADS, "max_ads=1");
  close_to(&run, "welfare", 0, 0.5);
  close_to(&run, "ctr", 0, 0.5);
  close_to(&run, "ctr", 1, 0.0);
  close_to(&run, "payments", 0, 0.3734756); /* .6 * .62245933 */
  CU_ASSERT_EQUAL(element_of(&run, "pairs", 0, 0), 1.0);
  CU_ASSERT_EQUAL(element_of(&run, "pairs", 1, 0), 1.0);
  end_run(&run);
}

static void mnl_users_share_their_clicks_between_two_ads(void) {
  RUN(run, TWO_ADS);
  close_to(&run, "welfare", 0, 0.5379152453);
  close_to(&run, "ctr", 0, 0.31042377);
  close_to(&run, "ctr", 1, 0.37915245);
  close_to(&run, "payments", 0, 0.14598413);
  close_to(&run, "payments", 1, 0.18957623);
  CU_ASSERT(element_of(&run, "pairs", 1, 0) == 1.0 && element_of(&run, "pairs", 1, 1) == 2.0);
  CU_ASSERT_EQUAL(metric(&run, "ads_shown"), 2.0);
  end_run(&run);
}

/* The second ad harms nobody: it pays nothing. */
static void cascade_users_meet_the_more_valuable_ad_first(void) {
  RUN(run, TWO_ADS, "user_model=cascade");
  close_to(&run, "welfare", 0, 0.6649501992);
  close_to(&run, "ctr", 0, 0.5);
  close_to(&run, "ctr", 1, 0.274917);
  close_to(&run, "payments", 0, 0.2085254);
  close_to(&run, "payments", 1, 0.0);
  close_to(&run, "lp_bound", 0, 0.8);
  close_to(&run, "greedy_welfare", 0, 0.6649501992);
  CU_ASSERT(element_of(&run, "pairs", 0, 0) == 1.0 && element_of(&run, "pairs", 0, 1) == 2.0);
  end_run(&run);
}

static void the_largest_revenue_from_uniform_values_is_as_by_hand(void) {
  RUN(mnl, TWO_ADS, "mechanism=revenue_optimal", "value_distribution=uniform01");
  close_to(&mnl, "payments", 0, 0.31224593);
  close_to(&mnl, "payments", 1, 0.0);
  close_to(&mnl, "virtual_surplus", 0, 0.5);
  CU_ASSERT_EQUAL(metric(&mnl, "ads_shown"), 1.0);
  end_run(&mnl);
  RUN(cascade, TWO_ADS, "mechanism=revenue_optimal", "value_distribution=uniform01", "user_model=cascade");
  close_to(&cascade, "ctr", 0, 0.5);
  close_to(&cascade, "ctr", 1, 0.274917);
  close_to(&cascade, "payments", 0, 0.28475423);
  close_to(&cascade, "payments", 1, 0.1374585);
  close_to(&cascade, "virtual_surplus", 0, 0.5549833997);
  end_run(&cascade);
}

/* p_ij of the table: log-odds 0 and .5, -1 and .2. Fitted by means of log p: alpha and beta by hand below. */
static void a_ranking_prices_clicks_by_the_bidder_below(void) {
  RUN(gsp, TWO_ADS, "mechanism=gsp");
  const double a1 = 0.5 * log(0.5 * 0.2689414213699951), a2 = 0.5 * log(0.6224593312018546 * 0.549833997312478);
  close_to(&gsp, "payments", 0, 0.31042377 * 0.6 * exp(a2) / exp(a1) * (0.6 * exp(a2) < exp(a1) ? 1.0 : 0.0));
  close_to(&gsp, "payments", 1, 0.0);
  end_run(&gsp);
  RUN(single, TWO_ADS, "mechanism=single_ad", "user_model=cascade");
  close_to(&single, "payments", 0, 0.3734756);
  close_to(&single, "revenue", 0, 0.3734756);
  end_run(&single);
}

/* max p v of matchings: (1,1),(2,2) has .5 + .3299; without either ad the other takes its best place. Charges: .3734756 - .3299 and 0. */
static void ads_priced_as_if_alone_pay_for_the_clicks_that_come(void) {
  RUN(run, TWO_ADS, "mechanism=additive_vcg");
  close_to(&run, "payments", 0, 0.31042377 * (0.6 * 0.6224593312018546 - 0.6 * 0.549833997312478) / 0.5);
  close_to(&run, "payments", 1, 0.0);
  end_run(&run);
}

/* rho_ij = 0 + cos(1.3 i + .7 j + .37 i j), v_i = frac(.618... i), i = j = 1. */
static void the_formula_instance_is_the_cosine_of_its_indices(void) {
  RUN(run, "instance=cosine", "advertisers=1", "positions=1", "logit_mean=0.0", "logit_scale=2.0");
  const double odds = exp(2.0 * cos(1.3 + 0.7 + 0.37));
  close_to(&run, "welfare", 0, 0.6180339887498949 * odds / (1.0 + odds));
  close_to(&run, "revenue", 0, 0.0);
  end_run(&run);
}

static void a_curve_of_reports_rises_in_steps_to_the_threshold_payment(void) {
  RUN(run, TWO_ADS, "curve_advertiser=2", "misreport_grid=201"); /* reports every hundredth, to 2 */
  double before = 0.0;
  for (int64_t k = 0; k < 201; k++) {
    const double report = element_of(&run, "curve", 0, k), click = element_of(&run, "curve", 1, k),
                 payment = element_of(&run, "curve", 2, k);
    CU_ASSERT_DOUBLE_EQUAL(report, 0.01 * (double)k, 1e-12);
    CU_ASSERT(click >= before - 1e-12 && payment >= -1e-12 && payment <= report * click + 1e-12);
    before = click;
  }
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "curve", 1, 60), 0.37915245, 5e-9);
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "curve", 2, 60), 0.18957623, 5e-9);
  CU_ASSERT_EQUAL(element_of(&run, "curve", 1, 49), 0.0);    /* below .5 nothing is gained: welfare is .5 without it */
  CU_ASSERT_DOUBLE_EQUAL(before, 0.6224593312018546, 1e-12); /* worth 2 it is shown alone, at its best place */
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(one_ad_pays_what_the_other_would_be_worth), UNIT(mnl_users_share_their_clicks_between_two_ads),
                  UNIT(cascade_users_meet_the_more_valuable_ad_first),
                  UNIT(the_largest_revenue_from_uniform_values_is_as_by_hand), UNIT(a_ranking_prices_clicks_by_the_bidder_below),
                  UNIT(ads_priced_as_if_alone_pay_for_the_clicks_that_come),
                  UNIT(the_formula_instance_is_the_cosine_of_its_indices),
                  UNIT(a_curve_of_reports_rises_in_steps_to_the_threshold_payment))
