#include "llm_economist.h"
#include "models/llm-economist/course.h"

static double saez_rate(const model_run *run, int bracket) {
  return rint(10000.0 * element(run, "final_rate", bracket)) / 100.0;
}

static void check_saez(const char *workers, const char *brackets, const char *elasticity, const double *percent, int count) {
  RUN(run, "planner=saez", "skill_sampling=quantile", "labor_mode=continuous", "labor_cost_mode=median40", "horizon=1",
      "tax_year=1", "compare_optimum=false", workers, brackets, elasticity);
  for (int j = 0; j < count; j++)
    CU_ASSERT_DOUBLE_EQUAL(saez_rate(&run, j), percent[j], 1e-9);
  end_run(&run);
}

static void the_saez_routine_has_the_authors_rates_to_their_two_digits(void) {
  const char *const seven = "bracket_setting=us_fed_2024", *const three = "bracket_setting=three";
  check_saez("n_workers=100", seven, "saez_elasticity=[0.4]", (double[]){98.65, 94.02, 82.03, 63.92, 54.70, 48.28, 54.98}, 7);
  check_saez("n_workers=1000", seven, "saez_elasticity=[0.4]", (double[]){98.88, 93.77, 80.90, 64.53, 56.78, 51.66, 61.24}, 7);
  check_saez("n_workers=100000", seven, "saez_elasticity=[0.4]", (double[]){98.91, 92.38, 79.68, 66.08, 59.31, 53.41, 62.47}, 7);
  check_saez("n_workers=1000", seven, "saez_elasticity=[3.0]", (double[]){92.18, 66.74, 36.10, 19.52, 14.90, 12.47, 17.40}, 7);
  check_saez("n_workers=100", three, "saez_elasticity=[0.18,0.11,0.57]", (double[]){95.33, 88.69, 54.28}, 3);
  check_saez("n_workers=1000", three, "saez_elasticity=[0.18,0.11,0.57]", (double[]){94.97, 88.71, 55.36}, 3);
}

/* The routine is blind to its own effect; iterated on realised incomes it is near the optimum. */
static void iteration_brings_saez_near_the_optimum(void) {
  RUN(three, MEDIAN40, "planner=saez_iterated");
  CU_ASSERT_DOUBLE_EQUAL(metric(&three, "swf_reference"), 37368.4, 37368.4 * 1e-3);
  CU_ASSERT_TRUE(fabs(metric(&three, "stackelberg_gap")) < 0.01);
  end_run(&three);
  RUN(seven, MEDIAN40, "planner=saez_iterated", "bracket_setting=us_fed_2024", "compare_optimum=false");
  CU_ASSERT_DOUBLE_EQUAL(metric(&seven, "swf_reference"), 37662.0, 37662.0 * 1e-3);
  end_run(&seven);
}

/* Labour at an inner optimum is (1 - t)^e: a change of 1 - t by x changes it by (1 + x)^e - 1. */
static void measured_elasticities_are_those_of_labour_where_no_kink_is_near(void) {
  RUN(run, MEDIAN40, "planner=saez_empirical", "bracket_setting=flat", "labor_max=1000.0", "start_rates=[0.5]",
      "perturbation=0.05", "compare_optimum=false");
  const double up = (1.0 - pow(0.9, 0.4)) / 0.1, down = (pow(1.1, 0.4) - 1.0) / 0.1;
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "elasticity", 0), 0.5 * (up + down), 1e-9);
  end_run(&run);
}

/* Reference: mean weights of a thousand workers instead of the law's, which moves rates by up to 3e-4. */
static void the_optimal_rates_without_brackets_are_the_formulas(void) {
  RUN(run, MEDIAN40, "planner=mirrlees", "compare_optimum=false");
  const double rates[] = {0.9676, 0.9146, 0.8157, 0.7106, 0.6456, 0.6030};
  for (int i = 0; i < 6; i++)
    CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "mirrlees", 2, i), rates[i], 4e-4);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "swf_reference"), 38199.4, 0.05);
  CU_ASSERT_TRUE(fabs(metric(&run, "budget_residual")) < 1e-12);
  end_run(&run);
}

static void workers_between_the_designed_skills_get_what_lies_between(void) {
  RUN(run, "n_workers=30000", "skill_sampling=quantile", "labor_mode=continuous", "labor_cost_mode=median40",
      "swf=reference_inverse_income", "horizon=1", "tax_year=1", "planner=mirrlees");
  RUN(iterated, "n_workers=30000", "skill_sampling=quantile", "labor_mode=continuous", "labor_cost_mode=median40",
      "swf=reference_inverse_income", "horizon=1", "tax_year=1", "planner=saez_iterated", "bracket_setting=us_fed_2024");
  CU_ASSERT_TRUE(metric(&run, "swf_reference") > metric(&iterated, "swf_reference"));
  CU_ASSERT_TRUE(metric(&run, "swf_reference") < 1.03 * metric(&iterated, "swf_reference"));
  end_run(&run);
  end_run(&iterated);
}

/* Changes in percent points on the 10 % grid, at most 20 a year. */
static void changes_are_clipped_rounded_half_to_even_and_kept_in_range(void) {
  struct economist_parameters p = {.rate_step = 0.1, .delta_max = 0.2, .rate_max = 1.0, .delta_rule = DELTA_SATURATE};
  p.bracket_cutoffs = (walras_reals){5, (const double[]){0, 1, 2, 3, 4}};
  double rates[] = {0.5, 0.5, 0.5, 0.5, 0.9};
  economist_apply_delta(&p, (const double[]){25.0, 5.0, 15.0, -60.0, 20.0}, rates);
  const double expected[] = {0.7, 0.5, 0.7, 0.3, 1.0};
  for (int j = 0; j < 5; j++)
    CU_ASSERT_EQUAL(rates[j], expected[j]);
  p.delta_rule = DELTA_REFLECT;
  rates[4] = 0.9;
  economist_apply_delta(&p, (const double[]){0.0, 0.0, 0.0, 0.0, 20.0}, rates);
  CU_ASSERT_EQUAL(rates[4], 0.7);
  p.rate_max = 0.9;
  economist_apply_delta(&p, (const double[]){20.0, 20.0, 20.0, -20.0, 10.0}, rates);
  CU_ASSERT_TRUE(rates[0] == 0.9 && rates[1] == 0.7 && rates[2] == 0.9 && rates[3] == 0.1 && rates[4] == 0.8);
}

static void a_script_moves_the_rates_year_by_year(void) {
  RUN(run, "planner=script", "raw_delta=([25.0,-5.0,15.0],[20.0,0.0,-60.0])", "tax_year=2", "horizon=7", "n_workers=10");
  const double rates[] = {0.5, 0.5, 0.5, 0.7, 0.5, 0.7, 0.9, 0.5, 0.5, 0.9, 0.5, 0.5};
  for (int i = 0; i < 12; i++)
    CU_ASSERT_EQUAL(element_of(&run, "rates", 3, i), rates[i]);
  end_run(&run);
}

/* Warm-up: no rates change before its step. */
static void a_warm_up_keeps_the_first_rates(void) {
  RUN(run, "planner=us_fed_2024", "warmup=5", "tax_year=2", "horizon=10", "n_workers=10", "compare_optimum=false");
  for (int year = 0; year < 5; year++)
    CU_ASSERT_EQUAL(element_of(&run, "rates", 3, 7 * year), year < 3 ? 0.5 : 0.1);
  end_run(&run);
}

static void search_stays_on_the_grid_within_its_steps_and_ends_at_its_best(void) {
  RUN(run, MEDIAN40, "planner=icrl_search", "horizon=60", "tax_year=2", "rate_max=0.9");
  double best = -INFINITY;
  bool lawful = true;
  for (int year = 0; year < 30; year++) {
    best = fmax(best, element(&run, "swf", 2 * year + 1));
    for (int j = 0; j < 3; j++) {
      const double rate = element_of(&run, "rates", 3, 3 * year + j),
                   before = year > 0 ? element_of(&run, "rates", 3, 3 * year - 3 + j) : 0.5;
      lawful &= rate >= 0.0 && rate <= 0.9 && fabs(rate - before) < 0.2 + 1e-12 && fabs(10.0 * rate - rint(10.0 * rate)) < 1e-12;
    }
  }
  CU_ASSERT_TRUE(lawful);
  CU_ASSERT_EQUAL(element(&run, "swf", 59), best);
  end_run(&run);
}

static void search_without_exploration_stays_where_it_began(void) {
  RUN(run, MEDIAN40, "planner=icrl_search", "icrl_ablation=no_exploration", "horizon=20", "compare_optimum=false");
  for (int j = 0; j < 3; j++)
    CU_ASSERT_EQUAL(element(&run, "final_rate", j), 0.5);
  end_run(&run);
}

static void an_enumeration_lists_its_best_schedules_in_order(void) {
  RUN(run, MEDIAN40, "planner=enumerate", "compare_optimum=false");
  CU_ASSERT_EQUAL(element_of(&run, "enumeration", 2, 0), 0.8);
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "enumeration", 3, 0), metric(&run, "swf_reference"), 1e-9);
  for (int i = 1; i < 20; i++)
    CU_ASSERT_TRUE(element_of(&run, "enumeration", 3, 3 * i) <= element_of(&run, "enumeration", 3, 3 * i - 3));
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(the_saez_routine_has_the_authors_rates_to_their_two_digits), UNIT(iteration_brings_saez_near_the_optimum),
                  UNIT(measured_elasticities_are_those_of_labour_where_no_kink_is_near),
                  UNIT(the_optimal_rates_without_brackets_are_the_formulas),
                  UNIT(workers_between_the_designed_skills_get_what_lies_between),
                  UNIT(changes_are_clipped_rounded_half_to_even_and_kept_in_range), UNIT(a_script_moves_the_rates_year_by_year),
                  UNIT(a_warm_up_keeps_the_first_rates), UNIT(search_stays_on_the_grid_within_its_steps_and_ends_at_its_best),
                  UNIT(search_without_exploration_stays_where_it_began), UNIT(an_enumeration_lists_its_best_schedules_in_order))
