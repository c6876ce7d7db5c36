#include "llm_economist.h"

static void the_authors_constants_put_most_workers_at_the_cap(void) {
  RUN(federal, THOUSAND, "planner=us_fed_2024", "compare_optimum=false");
  CU_ASSERT_DOUBLE_EQUAL(metric(&federal, "swf_inverse_income"), 7130.96, 0.01);
  CU_ASSERT_DOUBLE_EQUAL(metric(&federal, "mean_labor"), 96.74, 0.005);
  CU_ASSERT_DOUBLE_EQUAL(metric(&federal, "share_max"), 0.884, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&federal, "mean_income"), 146943.5, 0.05);
  CU_ASSERT_DOUBLE_EQUAL(metric(&federal, "rebate"), 34265.1, 0.05);
  end_run(&federal);
  RUN(half, THOUSAND, "planner=uniform50", "bracket_setting=us_fed_2024", "compare_optimum=false");
  CU_ASSERT_DOUBLE_EQUAL(metric(&half, "swf_inverse_income"), 17522.09, 0.005);
  CU_ASSERT_DOUBLE_EQUAL(metric(&half, "mean_labor"), 94.18, 0.005);
  end_run(&half);
  RUN(high, THOUSAND, "planner=fixed", "fixed_rates=[0.9,0.9,0.9]", "compare_optimum=false");
  CU_ASSERT_DOUBLE_EQUAL(metric(&high, "swf_inverse_income"), 53907.7, 0.05);
  CU_ASSERT_DOUBLE_EQUAL(metric(&high, "share_max"), 0.261, 1e-12);
  end_run(&high);
}

static void a_full_tax_leaves_nothing(void) {
  RUN(run, THOUSAND, "planner=fixed", "fixed_rates=[1.0,1.0,1.0]", "compare_optimum=false");
  const char *const zeros[] = {"swf_inverse_income", "swf_reference",   "swf_utilitarian", "swf_least", "mean_income",
                               "mean_labor",         "follower_regret", "rebate",          "share_max", "budget_residual"};
  for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
    CU_ASSERT_EQUAL(metric(&run, zeros[i]), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "zero_income_share"), 1.0);
  end_run(&run);
}

static void a_median_week_of_forty_hours_sets_the_cost_of_labour(void) {
  RUN(federal, MEDIAN40, "planner=us_fed_2024", "compare_optimum=false");
  CU_ASSERT_DOUBLE_EQUAL(metric(&federal, "labor_cost_used"), 0.0236672, 5e-8);
  CU_ASSERT_DOUBLE_EQUAL(metric(&federal, "mean_labor"), 39.94, 0.005);
  CU_ASSERT_DOUBLE_EQUAL(metric(&federal, "swf_inverse_income"), 16576.3, 0.05);
  CU_ASSERT_DOUBLE_EQUAL(metric(&federal, "swf_reference"), metric(&federal, "swf_inverse_income"), 1e-9);
  end_run(&federal);
  RUN(untaxed, MEDIAN40, "planner=fixed", "bracket_setting=flat", "fixed_rates=[0.0]", "compare_optimum=false");
  CU_ASSERT_DOUBLE_EQUAL(metric(&untaxed, "mean_labor"), 43.664, 0.0005);
  end_run(&untaxed);
}

/* Welfare by reference weights, mean utility, mean income and the Gini coefficient of coin under three-bracket schedules. */
static void fixed_schedules_have_the_welfare_of_the_reference_table(void) {
  const struct {
    const char *rates;
    double welfare, utility, income, gini;
  } rows[] = {{"fixed_rates=[0.0,0.0,0.0]", 772.6, 68830, 93730, 0.662},
              {"fixed_rates=[0.12,0.24,0.35]", 15867.9, 67336, 84368, 0.490},
              {"fixed_rates=[0.3,0.3,0.3]", 21763.0, 67140, 83001, 0.469},
              {"fixed_rates=[0.2,0.4,0.6]", 22397.8, 63650, 75726, 0.379},
              {"fixed_rates=[0.4,0.2,0.5]", 26841.5, 64938, 77644, 0.395},
              {"fixed_rates=[0.8,0.6,0.4]", 35747.8, 58713, 67273, 0.318},
              {"fixed_rates=[0.9,0.75,0.5]", 35383.1, 51689, 57446, 0.249},
              {"fixed_rates=[0.8,0.8,0.8]", 35512.4, 48830, 51790, 0.136},
              {"fixed_rates=[0.99,0.99,0.99]", 13230.0, 15581, 15625, 0.007}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    RUN(run, MEDIAN40, "planner=fixed", rows[i].rates, "compare_optimum=false");
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "swf_reference"), rows[i].welfare, 0.06);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_utility"), rows[i].utility, 0.6);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_income"), rows[i].income, 0.6);
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, "gini_coin"), rows[i].gini, 0.0011);
    end_run(&run);
  }
}

static void the_best_schedule_of_the_grid_is_found(void) {
  RUN(three, MEDIAN40, "planner=enumerate");
  CU_ASSERT_DOUBLE_EQUAL(metric(&three, "swf_reference"), 37418.7, 0.05);
  CU_ASSERT_EQUAL(metric(&three, "stackelberg_gap"), 0.0);
  CU_ASSERT_TRUE(element(&three, "final_rate", 0) == 0.8 && element(&three, "final_rate", 1) == 0.6 &&
                 element(&three, "final_rate", 2) == 0.6);
  end_run(&three);
  RUN(seven, MEDIAN40, "planner=enumerate", "bracket_setting=us_fed_2024");
  const double rates[] = {0.9, 0.8, 0.7, 0.6, 0.6, 0.6, 0.6};
  CU_ASSERT_DOUBLE_EQUAL(metric(&seven, "swf_reference"), 38016.6, 0.05);
  for (int j = 0; j < 7; j++)
    CU_ASSERT_EQUAL(element(&seven, "final_rate", j), rates[j]);
  end_run(&seven);
  RUN(federal, MEDIAN40, "planner=us_fed_2024");
  CU_ASSERT_EQUAL(metric(&federal, "stackelberg_gap"), 1.0);
  end_run(&federal);
}

/* The least paid stop where all they earn is taken, and each then weighs as much as a whole dollar of income. */
static void weights_by_chosen_incomes_reward_idling(void) {
  RUN(high, THOUSAND, "planner=fixed", "fixed_rates=[0.9,0.9,0.9]", "compare_optimum=false");
  RUN(idle, THOUSAND, "planner=fixed", "fixed_rates=[1.0,0.9,0.9]", "compare_optimum=false");
  CU_ASSERT_DOUBLE_EQUAL(metric(&idle, "swf_inverse_income"), 6.45e7, 0.005e7);
  CU_ASSERT_DOUBLE_EQUAL(metric(&idle, "swf_inverse_income") / metric(&high, "swf_inverse_income"), 1197.0, 0.5);
  CU_ASSERT_TRUE(metric(&idle, "swf_reference") < metric(&high, "swf_reference"));
  end_run(&high);
  end_run(&idle);
}

static void two_workers_by_hand(void) {
  RUN(run, "n_workers=2", "agent_mix=list", "skill_list=[10.0,40.0]", "planner=uniform50", "bracket_setting=flat",
      "labor_mode=continuous", "horizon=1", "tax_year=1");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "rebate"), 480.2486, 5e-5);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "mean_utility"), 0.5 * (566.3906 + 1080.1761), 1e-4);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "swf_inverse_income"), 566.3906 / 241.1975 + 1080.1761 / 1679.7969, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "swf_least"), 566.3906, 1e-4);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "median_income"), 0.5 * (241.1975 + 1679.7969), 1e-4);
  end_run(&run);
}

/* Skills, cutoffs and c times s: labour and the inverse welfare stay, money is s times as much. */
static void a_change_of_currency_changes_no_labour(void) {
  RUN(one, "n_workers=4", "agent_mix=list", "skill_list=[10.0,40.0,90.0,700.0]", "planner=fixed", "bracket_setting=list",
      "bracket_cutoffs=[0.0,1000.0,5000.0]", "fixed_rates=[0.2,0.5,0.3]", "labor_mode=continuous", "horizon=1", "tax_year=1");
  RUN(other, "n_workers=4", "agent_mix=list", "skill_list=[80.0,320.0,720.0,5600.0]", "planner=fixed", "bracket_setting=list",
      "bracket_cutoffs=[0.0,8000.0,40000.0]", "fixed_rates=[0.2,0.5,0.3]", "labor_cost=0.004", "labor_mode=continuous",
      "horizon=1", "tax_year=1");
  CU_ASSERT_DOUBLE_EQUAL(metric(&one, "mean_labor"), metric(&other, "mean_labor"), 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(metric(&one, "swf_inverse_income"), metric(&other, "swf_inverse_income"), 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(8.0 * metric(&one, "mean_utility"), metric(&other, "mean_utility"), 1e-8);
  end_run(&one);
  end_run(&other);
}

static void the_order_of_workers_is_of_no_meaning(void) {
  RUN(one, "n_workers=5", "agent_mix=list", "skill_list=[10.0,40.0,90.0,700.0,3.0]", "horizon=1", "tax_year=1");
  RUN(other, "n_workers=5", "agent_mix=list", "skill_list=[700.0,3.0,90.0,10.0,40.0]", "horizon=1", "tax_year=1");
  const char *const names[] = {"swf_inverse_income", "swf_reference", "median_income", "mean_labor", "swf_optimum"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    CU_ASSERT_DOUBLE_EQUAL(metric(&one, names[i]), metric(&other, names[i]), 1e-12 * fabs(metric(&one, names[i])));
  end_run(&one);
  end_run(&other);
}

static void all_taxes_are_paid_back(void) {
  RUN(run, "n_workers=20000", "planner=us_fed_2024", "horizon=1", "tax_year=1");
  CU_ASSERT_TRUE(fabs(metric(&run, "budget_residual")) < 1e-12);
  CU_ASSERT_TRUE(metric(&run, "rebate") > 0.0);
  end_run(&run);
}

/* Quantile workers are added up where they stand; the same as a list they are sorted. */
static void inequality_is_the_same_of_ordered_and_of_sorted_workers(void) {
  RUN(ordered, "n_workers=5", "skill_sampling=quantile", "agent_mix=uniform", "planner=us_fed_2024", "horizon=1", "tax_year=1",
      "labor_mode=continuous");
  RUN(sorted, "n_workers=5", "agent_mix=list", "skill_list=[111.742,17.026,143.314,48.598,80.17]", "planner=us_fed_2024",
      "horizon=1", "tax_year=1", "labor_mode=continuous");
  CU_ASSERT_DOUBLE_EQUAL(metric(&ordered, "skill_mean"), metric(&sorted, "skill_mean"), 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&ordered, "gini_income"), metric(&sorted, "gini_income"), 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&ordered, "gini_coin"), metric(&sorted, "gini_coin"), 1e-12);
  end_run(&ordered);
  end_run(&sorted);
}

static void threads_change_no_bit(void) {
  const char *const settings[] = {"n_workers=40000", "horizon=4", "tax_year=1", "swf=reference_inverse_income",
                                  "labor_mode=continuous"};
  model_run one, three;
  run_model(&one, &walras_model_llm_economist, 1, settings, 5);
  run_model(&three, &walras_model_llm_economist, 3, settings, 5);
  CU_ASSERT_TRUE(same_records(&one, &three));
  end_run(&one);
  end_run(&three);
}

WALRAS_UNIT_TESTS(UNIT(the_authors_constants_put_most_workers_at_the_cap), UNIT(a_full_tax_leaves_nothing),
                  UNIT(a_median_week_of_forty_hours_sets_the_cost_of_labour),
                  UNIT(fixed_schedules_have_the_welfare_of_the_reference_table), UNIT(the_best_schedule_of_the_grid_is_found),
                  UNIT(weights_by_chosen_incomes_reward_idling), UNIT(two_workers_by_hand),
                  UNIT(a_change_of_currency_changes_no_labour), UNIT(the_order_of_workers_is_of_no_meaning),
                  UNIT(all_taxes_are_paid_back), UNIT(inequality_is_the_same_of_ordered_and_of_sorted_workers),
                  UNIT(threads_change_no_bit))
