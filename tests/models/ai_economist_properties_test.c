/* What must hold whatever the numbers: symmetries, monotone answers, samples of the law, and the same bits for any threads. */
#include "ai_economist.h"

#define KINKED "tax_model=fixed", "bracket_spacing=list", "fixed_bracket_rates=[0.1,0.5,0.2]"

/* v to s v and c to s c: the same hours, everything in coin times s, with cutoffs scaled too. */
static void scaling_skills_and_cost_scales_coin_and_leaves_hours(void) {
  RUN(one, KINKED, "skill_dist=list", "skill_list=[5.0,20.0,60.0,100.0]", "bracket_cutoffs=[0.0,1000.0,4000.0]");
  RUN(eight, KINKED, "skill_dist=list", "skill_list=[40.0,160.0,480.0,800.0]", "bracket_cutoffs=[0.0,8000.0,32000.0]",
      "labor_cost=0.004");
  for (int i = 0; i < 4; i++) {
    NEAR(worker(&eight, WORKER_LABOR, i), worker(&one, WORKER_LABOR, i), 1e-12 * 100.0);
    NEAR(worker(&eight, WORKER_INCOME, i), 8.0 * worker(&one, WORKER_INCOME, i), 1e-12 * 1e5);
    NEAR(worker(&eight, WORKER_UTILITY, i), 8.0 * worker(&one, WORKER_UTILITY, i), 1e-12 * 1e5);
  }
  NEAR(metric(&eight, "equality"), metric(&one, "equality"), 1e-13);
  end_run(&one);
  end_run(&eight);
}

static void the_order_of_workers_changes_nothing(void) {
  RUN(one, "skill_dist=list", "skill_list=[5.0,20.0,60.0,100.0,7.0]", "tax_model=saez");
  RUN(other, "skill_dist=list", "skill_list=[100.0,7.0,5.0,60.0,20.0]", "tax_model=saez");
  CU_ASSERT(same_records(&one, &other));
  end_run(&one);
  end_run(&other);
}

static void a_bracket_more_with_equal_rates_on_both_sides_changes_nothing(void) {
  RUN(three, KINKED, "bracket_cutoffs=[0.0,1000.0,4000.0]");
  RUN(four, "tax_model=fixed", "bracket_spacing=list", "fixed_bracket_rates=[0.1,0.5,0.5,0.2]",
      "bracket_cutoffs=[0.0,1000.0,2500.0,4000.0]");
  for (int i = 0; i < 100; i++)
    NEAR(worker(&four, WORKER_UTILITY, i), worker(&three, WORKER_UTILITY, i), 1e-9);
  NEAR(metric(&four, "swf"), metric(&three, "swf"), 1e-9);
  end_run(&three);
  end_run(&four);
}

static void a_higher_flat_rate_never_raises_labor(void) {
  double before[100];
  for (int k = 0; k <= 20; k++) {
    char rate[64];
    snprintf(rate, sizeof rate, "fixed_bracket_rates=[%.2f]", 0.05 * k);
    RUN(run, "tax_model=fixed", "bracket_spacing=list", "bracket_cutoffs=[0.0]", rate, "skill_max=300.0");
    for (int i = 0; i < 100; i++) {
      CU_ASSERT(k == 0 || worker(&run, WORKER_LABOR, i) <= before[i]);
      before[i] = worker(&run, WORKER_LABOR, i);
    }
    end_run(&run);
  }
}

/* Every coin that is taxed comes back. */
static void coin_is_income_and_taxes_return_as_rebates(void) {
  RUN(run, "tax_model=us_federal_2018", "n_agents=500", "skill_dist=lognormal");
  double income = 0.0, coin = 0.0, tax = 0.0, by_bracket = 0.0, share = 0.0;
  for (int i = 0; i < 500; i++) {
    income += worker(&run, WORKER_INCOME, i);
    coin += worker(&run, WORKER_COIN, i);
    tax += worker(&run, WORKER_TAX, i);
  }
  for (int j = 0; j < 7; j++) {
    by_bracket += bracket(&run, BRACKET_TAX, j);
    share += bracket(&run, BRACKET_OCCUPANCY, j);
  }
  NEAR(coin, income, 1e-12 * income);
  NEAR(metric(&run, "rebate"), tax / 500.0, 1e-12 * tax);
  NEAR(by_bracket, tax / 500.0, 1e-12 * tax);
  NEAR(share, 1.0, 1e-13);
  end_run(&run);
}

/* A worker who gets a share 1/N of its own tax back answers a rate of t (1 - 1/N), and the tax it pays is that of t. */
static void counting_ones_own_rebate_is_a_lower_rate(void) {
  RUN(counts, "skill_dist=list", "skill_list=[20.0,50.0]", "tax_model=fixed", "bracket_spacing=list", "bracket_cutoffs=[0.0]",
      "fixed_bracket_rates=[0.6]", "rebate_in_response=true");
  RUN(lower, "skill_dist=list", "skill_list=[20.0,50.0]", "tax_model=fixed", "bracket_spacing=list", "bracket_cutoffs=[0.0]",
      "fixed_bracket_rates=[0.3]");
  for (int i = 0; i < 2; i++) {
    NEAR(worker(&counts, WORKER_LABOR, i), worker(&lower, WORKER_LABOR, i), 1e-12);
    NEAR(worker(&counts, WORKER_TAX, i), 0.6 * worker(&counts, WORKER_INCOME, i), 1e-9);
    NEAR(worker(&counts, WORKER_UTILITY, i),
         worker(&counts, WORKER_COIN, i) - 0.0005 * pow(worker(&counts, WORKER_LABOR, i), 3.5), 1e-9);
  }
  end_run(&counts);
  end_run(&lower);
}

/* Whole hours are never better than free ones, by at most what half an hour away from the best costs, and are near them. */
static void whole_hours_are_the_best_of_the_grid(void) {
  RUN(free, "tax_model=us_federal_2018", "skill_max=150.0");
  RUN(whole, "tax_model=us_federal_2018", "skill_max=150.0", "labor_mode=integer");
  for (int i = 0; i < 100; i++) {
    const double hours = worker(&whole, WORKER_LABOR, i);
    CU_ASSERT_EQUAL(hours, floor(hours));
    CU_ASSERT(fabs(hours - worker(&free, WORKER_LABOR, i)) <= 1.0);
    CU_ASSERT(worker(&whole, WORKER_UTILITY, i) - metric(&whole, "rebate") <=
              worker(&free, WORKER_UTILITY, i) - metric(&free, "rebate"));
  }
  end_run(&free);
  end_run(&whole);
}

static void nobody_works_more_than_the_cap(void) {
  RUN(capped, "tax_model=none", "labor_max=40.0");
  RUN(free, "tax_model=none", "labor_capped=false");
  for (int i = 0; i < 100; i++)
    CU_ASSERT_EQUAL(worker(&capped, WORKER_LABOR, i), fmin(40.0, worker(&free, WORKER_LABOR, i)));
  end_run(&capped);
  end_run(&free);
}

/* ---- samples of the law ---- */

static void quantile_skills_are_the_quantiles_of_the_law(void) {
  RUN(uniform, "tax_model=none", "skill_min=1.0", "skill_max=2.0", "n_agents=4");
  RUN(pareto, "tax_model=none", "skill_dist=pareto", "skill_min=3.0", "skill_pareto=2.0", "n_agents=2");
  RUN(clipped, "tax_model=none", "skill_dist=pareto_clipped", "n_agents=64");
  for (int i = 0; i < 4; i++)
    CU_ASSERT_EQUAL(worker(&uniform, WORKER_SKILL, i), 1.0 + (i + 0.5) / 4.0);
  NEAR(worker(&pareto, WORKER_SKILL, 1), 3.0 / sqrt(0.25), 1e-12);
  NEAR(worker(&clipped, WORKER_SKILL, 0), 1.0 + 2.0 * (pow(1.0 - 0.5 / 64.0, -0.25) - 1.0), 1e-12);
  for (int i = 60; i < 64; i++) /* a share of 2^-4 has the highest skill */
    CU_ASSERT_EQUAL(worker(&clipped, WORKER_SKILL, i), 3.0);
  CU_ASSERT(worker(&clipped, WORKER_SKILL, 59) < 3.0);
  end_run(&uniform);
  end_run(&pareto);
  end_run(&clipped);
}

/* 10,000 draws: the mean of a uniform law has a standard error of 0.456, five of them; ascending; Kolmogorov's distance below 0.025, false
 * alarm 2 exp(-2 10000 0.025^2) = 7e-6. */
static void random_skills_follow_the_law_in_ascending_order(void) {
  RUN(run, "tax_model=none", "skill_sampling=random", "n_agents=10000");
  double mean = 0.0, distance = 0.0;
  for (int i = 0; i < 10000; i++) {
    const double v = worker(&run, WORKER_SKILL, i), share = (v - 1.24) / (159.1 - 1.24);
    CU_ASSERT(i == 0 || v >= worker(&run, WORKER_SKILL, i - 1));
    mean += v / 10000.0;
    distance = fmax(distance, fmax(fabs(share - i / 10000.0), fabs(share - (i + 1) / 10000.0)));
  }
  NEAR(mean, 80.17, 5.0 * 0.456);
  CU_ASSERT(distance < 0.025);
  end_run(&run);
}

/* Expected order statistics of 4 draws, times 10: the authors' payments 11.3333, 13.2693, 16.4705, 22.2603. A mean over 1000 sets has a
 * standard error of at most 0.6/sqrt(1000) here, five of them. */
static void rank_means_are_expected_order_statistics(void) {
  static const double expected[] = {1.13333, 1.32693, 1.64705, 2.22603};
  RUN(run, "tax_model=none", "skill_dist=pareto_clipped", "skill_sampling=rank_mean", "n_agents=4");
  for (int i = 0; i < 4; i++)
    NEAR(worker(&run, WORKER_SKILL, i), expected[i], 5.0 * 0.6 / sqrt(1000.0));
  CU_ASSERT(fabs(worker(&run, WORKER_SKILL, 3) - expected[3]) > 1e-6);
  end_run(&run);
}

/* 100,000 workers in 2048 bins of 0.24 % width: sums within the square of that, about, since bins have the mean of their skills. */
static void a_histogram_of_skills_agrees_with_workers_one_by_one(void) {
  RUN(agents, "n_agents=100000", "tax_model=us_federal_2018", "pareto_weight=skill_power", "skill_sampling=random");
  RUN(bins, "n_agents=100000", "tax_model=us_federal_2018", "pareto_weight=skill_power", "skill_sampling=random",
      "worker_representation=histogram");
  static const char *const names[] = {"swf_inv_income", "utilitarian",       "productivity", "equality",
                                      "rebate",         "swf_fixed_weights", "mean_labor"};
  for (int k = 0; k < 7; k++) {
    NEAR(metric(&bins, names[k]), metric(&agents, names[k]), 6e-6 * metric(&agents, names[k]));
    CU_ASSERT(metric(&bins, names[k]) != metric(&agents, names[k]));
  }
  NEAR(metric(&bins, "elasticity_ols_raw"), metric(&agents, "elasticity_ols_raw"), 0.01 * 10.0);
  end_run(&agents);
  end_run(&bins);
}

static void results_do_not_depend_on_threads(void) {
  static const char *const cases[][4] = {
      {"tax_model=saez", "skill_sampling=random", "skill_dist=gb2", "pareto_weight=skill_power"},
      {"tax_model=us_federal_2018", "skill_sampling=random", "skill_dist=lognormal", "worker_representation=histogram"},
      {"tax_model=none", "skill_sampling=rank_mean", "skill_dist=pareto", "planner_objective=fixed_weights"},
      {"tax_model=planner", "planner=rl", "rl_updates=2", "skill_sampling=random"}};
  for (int k = 0; k < 4; k++) {
    const char *settings[] = {cases[k][0], cases[k][1], cases[k][2], cases[k][3], "n_agents=40000"};
    const int64_t count = k == 2 ? 4 : 5; /* a thousand sets of 100 workers are enough */
    model_run one, three;
    run_model(&one, &walras_model_ai_economist, 1, settings, count);
    run_model(&three, &walras_model_ai_economist, 3, settings, count);
    CU_ASSERT(same_records(&one, &three));
    end_run(&one);
    end_run(&three);
  }
}

WALRAS_UNIT_TESTS(UNIT(scaling_skills_and_cost_scales_coin_and_leaves_hours), UNIT(the_order_of_workers_changes_nothing),
                  UNIT(a_bracket_more_with_equal_rates_on_both_sides_changes_nothing),
                  UNIT(a_higher_flat_rate_never_raises_labor), UNIT(coin_is_income_and_taxes_return_as_rebates),
                  UNIT(counting_ones_own_rebate_is_a_lower_rate), UNIT(whole_hours_are_the_best_of_the_grid),
                  UNIT(nobody_works_more_than_the_cap), UNIT(quantile_skills_are_the_quantiles_of_the_law),
                  UNIT(random_skills_follow_the_law_in_ascending_order), UNIT(rank_means_are_expected_order_statistics),
                  UNIT(a_histogram_of_skills_agrees_with_workers_one_by_one), UNIT(results_do_not_depend_on_threads))
