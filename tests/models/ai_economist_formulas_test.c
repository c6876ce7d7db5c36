/* Saez's and Mirrlees's taxes, and elasticities found by regression, on workers who answer exactly. */
#include "ai_economist.h"

/* 1000 workers at quantiles: rates and welfare computed by a program of its own. */
static void the_saez_schedule_is_the_fixed_point_computed_elsewhere(void) {
  static const double rates[] = {0.956, 0.927, 0.894, 0.786, 0.785, 0.440, 0.171};
  RUN(run, "n_agents=1000", "tax_model=saez");
  for (int j = 0; j < 7; j++)
    NEAR(bracket(&run, BRACKET_RATE, j), rates[j], 6e-4);
  NEAR(metric(&run, "swf_inv_income"), 3245.6, 0.06);
  NEAR(metric(&run, "productivity"), 4549.50, 0.006);
  NEAR(metric(&run, "equality"), 0.8158, 6e-5);
  NEAR(metric(&run, "elasticity_used"), 0.4, 1e-15);
  CU_ASSERT(metric(&run, "saez_residual") < 1e-3);
  end_run(&run);
}

/* Its formula divides by a tail of nobody. */
static void nobody_above_the_last_cutoff_is_told_and_taxed_at_one(void) {
  RUN(run, "tax_model=saez", "skill_max=20.0", "n_agents=200");
  CU_ASSERT_EQUAL(metric(&run, "saez_top_empty"), 1.0);
  NEAR(bracket(&run, BRACKET_RATE, 6), 1.0, 1e-8);
  end_run(&run);
}

static void the_elasticity_of_saez_is_exact_given_or_estimated(void) {
  RUN(exact, "tax_model=saez", "labor_exponent=3.0", "skill_max=50.0");
  RUN(given, "tax_model=saez", "saez_elasticity=0.7");
  RUN(kept, "tax_model=saez", "saez_elasticity_source=estimate", "saez_elasticity=0.7", "saez_elasticity_memory=1.0");
  RUN(moved, "tax_model=saez", "saez_elasticity_source=estimate", "saez_elasticity=0.7");
  CU_ASSERT_EQUAL(metric(&exact, "elasticity_used"), 0.5);
  CU_ASSERT_EQUAL(metric(&given, "elasticity_used"), 0.7);
  CU_ASSERT_EQUAL(metric(&kept, "elasticity_used"), 0.7);
  CU_ASSERT_EQUAL(metric(&kept, "swf"), metric(&given, "swf"));
  CU_ASSERT(metric(&moved, "elasticity_used") != 0.7 && metric(&moved, "elasticity_used") >= 0.0);
  end_run(&exact);
  end_run(&given);
  end_run(&kept);
  end_run(&moved);
}

/* On one linear piece log z = (1 + e) log v - e log(c delta) + e log(1 - t): pooled flat rates give e to rounding. */
static void pooled_flat_rates_give_the_elasticity_exactly(void) {
  static const struct {
    const char *exponent, *law;
    double elasticity;
  } cases[] = {{"labor_exponent=3.5", "skill_dist=uniform", 0.4},
               {"labor_exponent=2.0", "skill_dist=lognormal", 1.0},
               {"labor_exponent=6.0", "skill_dist=pareto_clipped", 0.2}};
  for (int k = 0; k < 3; k++) {
    RUN(run, "tax_model=none", cases[k].exponent, cases[k].law, "labor_capped=false",
        "elasticity_probe_rates=[0.0,0.1,0.3,0.5,0.8]");
    NEAR(metric(&run, "elasticity_ols_raw"), cases[k].elasticity, 1e-9);
    NEAR(metric(&run, "elasticity_used"), cases[k].elasticity, 1e-9);
    end_run(&run);
  }
}

/* Rates rise with income, so that a cross-section has the wrong sign. */
static void a_cross_section_of_the_federal_tax_has_a_negative_slope(void) {
  RUN(run, "tax_model=us_federal_2018");
  CU_ASSERT(metric(&run, "elasticity_ols_raw") < 0.0);
  CU_ASSERT_EQUAL(metric(&run, "elasticity_used"), 0.0);
  end_run(&run);
}

static void a_single_rate_has_no_slope(void) {
  RUN(run, "tax_model=none");
  CU_ASSERT(isnan(metric(&run, "elasticity_ols_raw")) && isnan(metric(&run, "elasticity_used")));
  end_run(&run);
}

#define PARETO_TAIL                                                                                                              \
  "n_agents=4000", "skill_dist=pareto", "skill_min=20.0", "skill_pareto=3.0", "pareto_weight=skill_power", "labor_capped=false"

static void mirrlees_welfare_is_that_computed_elsewhere(void) {
  RUN(optimal, PARETO_TAIL, "tax_model=mirrlees");
  RUN(none, PARETO_TAIL, "tax_model=none");
  NEAR(metric(&optimal, "swf_fixed_weights"), 979.305, 5e-4);
  NEAR(metric(&optimal, "mirrlees_swf"), metric(&optimal, "swf_fixed_weights"), 1e-9);
  NEAR(metric(&optimal, "rebate"), 149.736, 5e-4);
  NEAR(metric(&optimal, "mirrlees_rebate"), metric(&optimal, "rebate"), 1e-9);
  NEAR(metric(&none, "swf_fixed_weights"), 922.927, 5e-4);
  CU_ASSERT_EQUAL(metric(&none, "mirrlees_swf"), metric(&optimal, "mirrlees_swf"));
  CU_ASSERT_EQUAL(metric(&optimal, "mirrlees_ironed"), 0.0);
  end_run(&optimal);
  end_run(&none);
}

/* t/(1 - t) = (1 + 1/e) (1 - Gbar)/a, and for g = 1/v of Pareto's law Gbar(v) = 20/v: t at quantile q with v = 20 (1 - q)^(-1/3). */
static void mirrlees_rates_are_the_closed_form(void) {
  RUN(run, PARETO_TAIL, "tax_model=none");
  for (int64_t k = 0; k < AI_RATE_QUANTILES; k++) {
    const double v = element_of(&run, "mirrlees_rate", RATE_SKILL, k), ratio = 3.5 * (1.0 - 20.0 / v) / 3.0,
                 rate = ratio / (1.0 + ratio);
    NEAR(v, 20.0 * pow(1.0 - ai_rate_quantiles[k], -1.0 / 3.0), 1e-10);
    NEAR(element_of(&run, "mirrlees_rate", RATE_RATE, k), rate, 1e-12);
    NEAR(element_of(&run, "mirrlees_rate", RATE_INCOME, k), v * pow(v * (1.0 - rate) / (0.0005 * 3.5), 0.4), 1e-8);
  }
  end_run(&run);
}

/* Those who need the coin most and those who have it are one: no reason to tax. */
static void equal_weights_ask_for_no_tax(void) {
  RUN(run, "skill_dist=lognormal", "pareto_weight=uniform", "tax_model=mirrlees", "labor_capped=false");
  CU_ASSERT_EQUAL(metric(&run, "rebate"), 0.0);
  NEAR(metric(&run, "mirrlees_swf"), metric(&run, "utilitarian"), 1e-9);
  end_run(&run);
}

/* With the weights 1/max(z, 1) as given the rates are a fixed point: welfare with those weights is a bound for the federal tax. */
static void weights_that_follow_incomes_bound_other_taxes_with_the_same_weights(void) {
  RUN(federal, "n_agents=2000", "planner_objective=fixed_weights", "tax_model=us_federal_2018");
  RUN(saez, "n_agents=2000", "planner_objective=fixed_weights", "tax_model=saez");
  CU_ASSERT_EQUAL(metric(&federal, "mirrlees_swf"), metric(&saez, "mirrlees_swf"));
  CU_ASSERT(metric(&federal, "swf") < metric(&saez, "swf"));
  CU_ASSERT(metric(&saez, "swf") < metric(&saez, "mirrlees_swf"));
  end_run(&federal);
  end_run(&saez);
}

/* m_1 is the median of the Mirrlees incomes, half of the workers below each; without a density of the incomes without tax. */
static void quantile_cutoffs_are_quantiles_of_reference_incomes(void) {
  RUN(law, "n_agents=4000", "skill_dist=pareto", "skill_min=20.0", "skill_pareto=3.0", "pareto_weight=skill_power",
      "labor_capped=false", "tax_model=fixed", "bracket_spacing=quantile", "n_brackets=2", "fixed_bracket_rates=[0.0,0.0]");
  NEAR(bracket(&law, BRACKET_CUTOFF, 1), element_of(&law, "mirrlees_rate", RATE_INCOME, 4), 0.2);
  RUN(list, "skill_dist=list", "skill_list=[10.0,40.0,20.0,30.0]", "tax_model=fixed", "bracket_spacing=quantile", "n_brackets=3",
      "fixed_bracket_rates=[0.0,0.0,0.0]");
  NEAR(bracket(&list, BRACKET_CUTOFF, 1), worker(&list, WORKER_INCOME, 1), 1e-9);
  NEAR(bracket(&list, BRACKET_CUTOFF, 2), worker(&list, WORKER_INCOME, 2), 1e-9);
  end_run(&law);
  end_run(&list);
}

static void linear_and_log_cutoffs_end_at_the_top(void) {
  RUN(linear, "tax_model=fixed", "bracket_spacing=linear", "n_brackets=5", "top_bracket_cutoff=1000.0",
      "fixed_bracket_rates=[0.1,0.2,0.3,0.4,0.5]");
  RUN(doubling, "tax_model=fixed", "bracket_spacing=log", "n_brackets=5", "top_bracket_cutoff=1000.0",
      "fixed_bracket_rates=[0.1,0.2,0.3,0.4,0.5]");
  static const double even[] = {0.0, 250.0, 500.0, 750.0, 1000.0}, powers[] = {0.0, 125.0, 250.0, 500.0, 1000.0};
  for (int j = 0; j < 5; j++) {
    CU_ASSERT_EQUAL(bracket(&linear, BRACKET_CUTOFF, j), even[j]);
    CU_ASSERT_EQUAL(bracket(&doubling, BRACKET_CUTOFF, j), powers[j]);
  }
  end_run(&linear);
  end_run(&doubling);
}

WALRAS_UNIT_TESTS(UNIT(the_saez_schedule_is_the_fixed_point_computed_elsewhere),
                  UNIT(nobody_above_the_last_cutoff_is_told_and_taxed_at_one),
                  UNIT(the_elasticity_of_saez_is_exact_given_or_estimated), UNIT(pooled_flat_rates_give_the_elasticity_exactly),
                  UNIT(a_cross_section_of_the_federal_tax_has_a_negative_slope), UNIT(a_single_rate_has_no_slope),
                  UNIT(mirrlees_welfare_is_that_computed_elsewhere), UNIT(mirrlees_rates_are_the_closed_form),
                  UNIT(equal_weights_ask_for_no_tax), UNIT(weights_that_follow_incomes_bound_other_taxes_with_the_same_weights),
                  UNIT(quantile_cutoffs_are_quantiles_of_reference_incomes), UNIT(linear_and_log_cutoffs_end_at_the_top))
