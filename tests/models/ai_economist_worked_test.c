/* Numbers worked out by hand or published elsewhere: hours under flat taxes, kinks, Gini's index, and welfare under known schedules. */
#include "ai_economist.h"

#define FOUR_SKILLS "skill_dist=list", "skill_list=[1.24,10.0,100.0,159.1]"
#define ONE_RATE "tax_model=fixed", "bracket_spacing=list", "bracket_cutoffs=[0.0]"

/* l = (v (1 - t)/(c delta))^e with c = 0.0005, delta = 3.5, e = 0.4. */
static void hours_under_flat_taxes_are_the_closed_form(void) {
  static const struct {
    const char *rate;
    double hours[4];
  } cases[] = {{"fixed_bracket_rates=[0.0]", {13.8087, 31.8262, 79.9438, 96.2616}},
               {"fixed_bracket_rates=[0.3]", {11.9727, 27.5946, 69.3145, 83.4626}},
               {"fixed_bracket_rates=[0.5]", {10.4651, 24.1197, 60.5861, 72.9526}}};
  for (int k = 0; k < 3; k++) {
    RUN(run, FOUR_SKILLS, ONE_RATE, cases[k].rate);
    for (int i = 0; i < 4; i++)
      NEAR(worker(&run, WORKER_LABOR, i), cases[k].hours[i], 1e-4);
    end_run(&run);
  }
}

#define FIVE_SKILLS "skill_dist=list", "skill_list=[30.0,60.0,66.0,80.0,120.0]"
#define ONE_KINK "tax_model=fixed", "bracket_spacing=list", "bracket_cutoffs=[0.0,2000.0]"

/* Rates that fall make the worker of skill 60 jump over the kink. */
static void workers_answer_kinks_of_both_kinds(void) {
  static const double up[] = {1420.534, 2963.361, 3386.369, 4433.011, 7820.356},
                      down[] = {1122.904, 3748.811, 4283.939, 5607.997, 9893.171};
  RUN(rising, FIVE_SKILLS, ONE_KINK, "fixed_bracket_rates=[0.1,0.5]");
  RUN(falling, FIVE_SKILLS, ONE_KINK, "fixed_bracket_rates=[0.5,0.1]");
  for (int i = 0; i < 5; i++) {
    NEAR(worker(&rising, WORKER_INCOME, i), up[i], 1e-3);
    NEAR(worker(&falling, WORKER_INCOME, i), down[i], 1e-3);
  }
  NEAR(metric(&rising, "rebate"), 1248.7203, 1e-4);
  NEAR(metric(&falling, "rebate"), 1222.9687, 1e-4);
  end_run(&rising);
  end_run(&falling);
}

/* Skill 42 wants more than 2000 coin at the lower rate and less at the higher one: it stays at the kink, alone. */
static void workers_bunch_at_a_kink_of_rising_rates(void) {
  RUN(run, "skill_dist=list", "skill_list=[30.0,42.0,80.0]", ONE_KINK, "fixed_bracket_rates=[0.1,0.5]");
  CU_ASSERT_EQUAL(worker(&run, WORKER_INCOME, 1), 2000.0);
  NEAR(metric(&run, "share_at_kink"), 1.0 / 3.0, 1e-15);
  end_run(&run);
}

/* Without a tax and with delta = 2, c = 1 income is v^2/2. */
#define SQUARES "tax_model=none", "labor_cost=1.0", "labor_exponent=2.0"

static void equality_is_one_less_the_normalised_gini_index(void) {
  RUN(run, SQUARES, "skill_dist=list", "skill_list=[1.0,2.0,3.0,4.0]");
  /* incomes in the ratio 1 4 9 16: sum of (2 i - 5) x_i = -3 - 4 + 9 + 48 = 50; 50/(3 * 30) */
  NEAR(metric(&run, "equality"), 1.0 - 50.0 / 90.0, 1e-12);
  end_run(&run);
  RUN(even, SQUARES, "skill_dist=list", "skill_list=[1.0,1.4142135623730951,1.7320508075688772,2.0]");
  NEAR(metric(&even, "equality"), 2.0 / 3.0, 1e-12);
  NEAR(metric(&even, "productivity"), 1.25, 1e-12);
  end_run(&even);
}

/* Incomes 1..40 (times 1/2): 0.31707 by the authors' formula, which is low by about 1/N; 0.33333 exactly. */
static void the_authors_gini_index_is_low_from_thirty_workers_on(void) {
  char list[1200] = "skill_list=[";
  for (int i = 1; i <= 40; i++)
    snprintf(list + strlen(list), sizeof list - strlen(list), "%s%.17g", i > 1 ? "," : "", sqrt((double)i));
  strcat(list, "]");
  RUN(authors, SQUARES, "skill_dist=list", list);
  RUN(exact, SQUARES, "skill_dist=list", list, "gini_formula=exact");
  NEAR(metric(&authors, "equality"), 1.0 - 0.31707, 5e-6);
  NEAR(metric(&exact, "equality"), 1.0 - 1.0 / 3.0, 1e-12);
  end_run(&authors);
  end_run(&exact);
}

/* 1000 workers at quantiles: computed by a program of its own. */
static void welfare_under_known_schedules_is_as_computed_elsewhere(void) {
  static const struct {
    const char *model, *rates;
    double inverse_income, productivity, equality, both;
  } cases[] = {{"tax_model=none", "gini_formula=authors", 727.44, 6431.41, 0.5933, 3815.4},
               {"tax_model=us_federal_2018", "gini_formula=authors", 1980.53, 5469.88, 0.7239, 3959.9},
               {"tax_model=fixed", "fixed_bracket_rates=[0.87,0.92,0.86,0.77,0.90,0.45,0.00]", 3272.6, 4633.69, 0.8061, 3735.3},
               {"tax_model=fixed", "fixed_bracket_rates=[0.43,0.53,0.51,0.47,0.44,0.27,0.03]", 2548.9, 5652.22, 0.7125, 4027.3}};
  for (int k = 0; k < 4; k++) {
    RUN(run, "n_agents=1000", cases[k].model, cases[k].rates);
    NEAR(metric(&run, "swf_inv_income"), cases[k].inverse_income, 0.06);
    NEAR(metric(&run, "productivity"), cases[k].productivity, 0.006);
    NEAR(metric(&run, "equality"), cases[k].equality, 6e-5);
    NEAR(metric(&run, "swf_eq_prod"), cases[k].both, 0.06);
    end_run(&run);
  }
}

/* Nothing to divide by: coin, tax and hours are all 0. */
static void a_tax_of_everything_stops_all_work(void) {
  RUN(few, ONE_RATE, "fixed_bracket_rates=[1.0]", "n_agents=29");
  RUN(many, ONE_RATE, "fixed_bracket_rates=[1.0]", "n_agents=30");
  RUN(exact, ONE_RATE, "fixed_bracket_rates=[1.0]", "n_agents=30", "gini_formula=exact");
  CU_ASSERT_EQUAL(metric(&few, "mean_labor"), 0.0);
  CU_ASSERT_EQUAL(metric(&few, "productivity"), 0.0);
  CU_ASSERT_EQUAL(metric(&few, "swf"), 0.0);
  CU_ASSERT_EQUAL(metric(&few, "equality"), 1.0);
  CU_ASSERT_EQUAL(metric(&many, "equality"), 0.0);
  CU_ASSERT_EQUAL(metric(&exact, "equality"), 1.0);
  CU_ASSERT(isnan(metric(&few, "elasticity_ols_raw")));
  end_run(&few);
  end_run(&many);
  end_run(&exact);
}

/* Federal cutoffs in thousands: 0 and 60 pay 0 + 9.0585, 30 and 30 pay 6.8120. A falling schedule turns the sign. */
static void uneven_incomes_cost_under_rising_rates_and_save_under_falling_ones(void) {
  RUN(law, "economy=gaming", "income_paths=([0.0,60.0],[30.0,30.0])");
  NEAR(element_of(&law, "tax_gaming_gain", GAIN_PAID, 0), 9.0585, 1e-12);
  NEAR(element_of(&law, "tax_gaming_gain", GAIN_SMOOTH, 0), 6.8120, 1e-12);
  NEAR(element_of(&law, "tax_gaming_gain", GAIN_GAIN, 0), -2.2465, 1e-12);
  CU_ASSERT_EQUAL(element_of(&law, "tax_gaming_gain", GAIN_GAIN, 1), 0.0);
  NEAR(metric(&law, "gaming_gain_least"), -2.2465, 1e-12);
  CU_ASSERT_EQUAL(metric(&law, "gaming_gain_most"), 0.0);
  RUN(falling, "economy=gaming", "income_paths=([0.0,60.0],[30.0,30.0])", "tax_model=fixed", "bracket_spacing=list",
      "bracket_cutoffs=[0.0,30.0]", "fixed_bracket_rates=[0.5,0.1]");
  NEAR(metric(&falling, "gaming_gain_most"), 2.0 * 15.0 - 18.0, 1e-12);
  end_run(&law);
  end_run(&falling);
}

/* 26 U.S.C. 1(j): tax on the worker's own income, cutoffs unscaled, is in the unit tests of schedules; here the scaling. */
static void the_laws_cutoffs_are_divided_by_usd_scaling(void) {
  RUN(run, "tax_model=us_federal_2018", "usd_scaling=100.0");
  CU_ASSERT_EQUAL(bracket(&run, BRACKET_CUTOFF, 1), 97.0);
  CU_ASSERT_EQUAL(bracket(&run, BRACKET_CUTOFF, 6), 5103.0);
  CU_ASSERT_EQUAL(bracket(&run, BRACKET_RATE, 6), 0.37);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(hours_under_flat_taxes_are_the_closed_form), UNIT(workers_answer_kinks_of_both_kinds),
                  UNIT(workers_bunch_at_a_kink_of_rising_rates), UNIT(equality_is_one_less_the_normalised_gini_index),
                  UNIT(the_authors_gini_index_is_low_from_thirty_workers_on),
                  UNIT(welfare_under_known_schedules_is_as_computed_elsewhere), UNIT(a_tax_of_everything_stops_all_work),
                  UNIT(uneven_incomes_cost_under_rising_rates_and_save_under_falling_ones),
                  UNIT(the_laws_cutoffs_are_divided_by_usd_scaling))
