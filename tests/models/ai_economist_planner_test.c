/* Planners: what they find is the best there is, or near it, within their range and grid. */
#include "ai_economist.h"

/* 1000 workers: the best schedules that a program of its own found, by rates to a hundredth and welfare to five digits. */
static void search_finds_the_best_brackets_known(void) {
  RUN(poor, "n_agents=1000", "tax_model=planner");
  RUN(both, "n_agents=1000", "tax_model=planner", "planner_objective=eq_times_prod");
  static const double rates[] = {.87, .92, .86, .77, .90, .45, .00};
  for (int j = 0; j < 7; j++)
    NEAR(bracket(&poor, BRACKET_RATE, j), rates[j], 0.011);
  CU_ASSERT(metric(&poor, "swf") >= 3272.6 && metric(&poor, "swf") < 3273.6);
  CU_ASSERT(metric(&both, "swf") >= 4027.3 && metric(&both, "swf") < 4028.0);
  CU_ASSERT_EQUAL(metric(&both, "swf"), metric(&both, "swf_eq_prod"));
  end_run(&poor);
  end_run(&both);
}

/* One rate: the grid's best is the best of 21 trials by hand. */
static void search_of_a_single_rate_is_exact_on_the_grid(void) {
#define ONE_RATE "bracket_spacing=list", "bracket_cutoffs=[0.0]"
  RUN(search, "tax_model=planner", ONE_RATE, "search_refine=0");
  double best = -INFINITY, best_rate = -1.0;
  for (int k = 0; k <= 20; k++) {
    char rate[64];
    snprintf(rate, sizeof rate, "fixed_bracket_rates=[%.17g]", k * 0.05);
    RUN(fixed, "tax_model=fixed", ONE_RATE, rate);
    if (metric(&fixed, "swf") > best) {
      best = metric(&fixed, "swf");
      best_rate = k * 0.05;
    }
    end_run(&fixed);
  }
  NEAR(metric(&search, "swf"), best, 1e-9);
  NEAR(bracket(&search, BRACKET_RATE, 0), best_rate, 1e-15);
  end_run(&search);
}

static void refinement_only_improves(void) {
  RUN(grid, "tax_model=planner", "search_refine=0");
  RUN(fine, "tax_model=planner");
  CU_ASSERT(metric(&fine, "swf") > metric(&grid, "swf"));
  NEAR(metric(&grid, "swf"), 3276.3, 0.06);
  CU_ASSERT(metric(&fine, "schedules_tried") > metric(&grid, "schedules_tried"));
  end_run(&grid);
  end_run(&fine);
}

/* Seed 42: 99.9 % of the grid's optimum; learning goes up. */
static void the_policy_gradient_learns_the_optimum(void) {
  RUN(run, "tax_model=planner", "planner=rl");
  CU_ASSERT(metric(&run, "swf") > 0.998 * 3276.3 && metric(&run, "swf") <= 3276.4);
  CU_ASSERT(element(&run, "planner_swf", 499) > element(&run, "planner_swf", 0));
  CU_ASSERT(element(&run, "planner_swf", 499) <= metric(&run, "swf") * 1.0001);
  CU_ASSERT_EQUAL(metric(&run, "schedules_tried"), 20000.0);
  for (int j = 0; j < 7; j++) {
    const double steps = bracket(&run, BRACKET_RATE, j) / 0.05;
    NEAR(steps, rint(steps), 1e-12);
  }
  end_run(&run);
}

static void the_cross_entropy_method_finds_it_too(void) {
  RUN(run, "tax_model=planner", "planner=cem");
  CU_ASSERT(metric(&run, "swf") >= 3276.3);
  CU_ASSERT_EQUAL(metric(&run, "schedules_tried"), 8000.0);
  for (int k = 1; k < 40; k++)
    CU_ASSERT(element(&run, "planner_swf", k) >= element(&run, "planner_swf", k - 1));
  NEAR(element(&run, "planner_swf", 39), metric(&run, "swf"), 1e-9);
  end_run(&run);
}

static void planners_keep_to_their_range(void) {
  static const char *const planners[] = {"planner=search", "planner=cem", "planner=rl"};
  for (int k = 0; k < 3; k++) {
    RUN(run, "tax_model=planner", planners[k], "rate_min=0.1", "rate_max=0.45");
    for (int j = 0; j < 7; j++)
      CU_ASSERT(bracket(&run, BRACKET_RATE, j) >= 0.1 && bracket(&run, BRACKET_RATE, j) <= 0.45);
    NEAR(bracket(&run, BRACKET_RATE, 3), 0.45, 1e-12);
    end_run(&run);
  }
  REFUSED("rate_step", "rate_min=0.3", "rate_max=0.3");
  REFUSED("cem_elite = 30 is above", "planner=cem", "cem_samples=20", "cem_elite=30");
}

/* Mixing weight 1: productivity alone, which taxes only lower. */
static void productivity_alone_wants_no_tax(void) {
  RUN(run, "tax_model=planner", "planner_objective=eq_times_prod", "mixing_weight=1.0");
  RUN(none, "tax_model=none");
  CU_ASSERT_EQUAL(metric(&run, "rebate"), 0.0);
  NEAR(metric(&run, "swf"), metric(&none, "productivity"), 1e-9);
  end_run(&run);
  end_run(&none);
}

/* Every objective is best for the search that was after it. */
static void each_objective_is_best_for_its_own_planner(void) {
  static const char *const names[] = {"inv_income_utility", "eq_times_prod", "inv_income_coin", "utilitarian"};
  static const char *const metrics[] = {"swf_inv_income", "swf_eq_prod", "swf_inv_income_coin", "utilitarian"};
  double found[4][4];
  for (int k = 0; k < 4; k++) {
    char objective[64];
    snprintf(objective, sizeof objective, "planner_objective=%s", names[k]);
    RUN(run, "tax_model=planner", "n_agents=50", objective);
    for (int m = 0; m < 4; m++)
      found[k][m] = metric(&run, metrics[m]);
    CU_ASSERT_EQUAL(metric(&run, "swf"), found[k][k]);
    end_run(&run);
  }
  for (int k = 0; k < 4; k++)
    for (int m = 0; m < 4; m++)
      CU_ASSERT(found[m][m] >= found[k][m]);
}

WALRAS_UNIT_TESTS(UNIT(search_finds_the_best_brackets_known), UNIT(search_of_a_single_rate_is_exact_on_the_grid),
                  UNIT(refinement_only_improves), UNIT(the_policy_gradient_learns_the_optimum),
                  UNIT(the_cross_entropy_method_finds_it_too), UNIT(planners_keep_to_their_range),
                  UNIT(productivity_alone_wants_no_tax), UNIT(each_objective_is_best_for_its_own_planner))
