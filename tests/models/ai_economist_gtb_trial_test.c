/* Trials of Gather-Trade-Build: what they record, for any number of threads, and which parameters they refuse. */
#include "ai_economist.h"

#include "models/ai-economist/gtb_metrics.h"

#define GTB_RUN(run, ...) RUN(run, "economy=gtb", __VA_ARGS__)
#define GTB_REFUSED(word, ...) REFUSED(word, "economy=gtb", __VA_ARGS__)

/* The house of the worked example, by parameters alone. */
#define TINY                                                                                                                     \
  "n_agents=2", "map_rows=[\"W.S\",\"...\",\"...\"]", "starts=([0,1],[2,2])", "build_payments=[20.0,10.0]",                      \
      "agent_policy=script", "scripts=[\"L R R D B .\",\". . . . . .\"]", "tax_period=6", "episode_length=6",                    \
      "gather_skill_dist=none"

static void the_worked_example_is_recorded_to_its_digits(void) {
  GTB_RUN(run, TINY);
  NEAR(element_of(&run, "agent", GTB_AGENT_COIN, 0), 18.897, 1e-12);
  NEAR(element_of(&run, "agent", GTB_AGENT_COIN, 1), 1.103, 1e-12);
  NEAR(element_of(&run, "agent", GTB_AGENT_LABOR, 0), 16.0, 0.0);
  NEAR(element_of(&run, "agent", GTB_AGENT_UTILITY, 0), 7.824667, 5e-7);
  NEAR(element_of(&run, "agent", GTB_AGENT_UTILITY, 1), 0.101829, 5e-7);
  NEAR(element_of(&run, "tax_ledger", GTB_LEDGER_INCOME, 0), 20.0, 0.0);
  NEAR(element_of(&run, "tax_ledger", GTB_LEDGER_PAID, 0), 2.206, 1e-12);
  NEAR(element_of(&run, "tax_ledger", GTB_LEDGER_REBATE, 1), 1.103, 1e-12);
  NEAR(metric(&run, "rebate"), 1.103, 1e-12);
  NEAR(metric(&run, "productivity"), 10.0, 1e-12);
  NEAR(metric(&run, "houses"), 1.0, 0.0);
  NEAR(metric(&run, "trades"), 0.0, 0.0);
  NEAR(metric(&run, "refused_actions"), 0.0, 0.0);
  NEAR(metric(&run, "equality"), 1.0 - (18.897 - 1.103) / 20.0, 1e-9);
  NEAR(metric(&run, "swf_eq_prod"), metric(&run, "equality") * 10.0, 1e-12);
  NEAR(element_of(&run, "house", GTB_HOUSE_ROW, 0), 1.0, 0.0);
  NEAR(element_of(&run, "house", GTB_HOUSE_COLUMN, 0), 2.0, 0.0);
  NEAR(element_of(&run, "map", GTB_MAP_TILE, 0), GTB_MAP_WOOD, 0.0);
  NEAR(element_of(&run, "map", GTB_MAP_TILE, 1), GTB_MAP_STONE, 0.0);
  const double u = metric(&run, "utilitarian"), weighted = metric(&run, "swf_inv_income");
  NEAR(u, (7.824667 + 0.101829) / 2.0, 1e-6);
  NEAR(weighted, (7.824667 / 18.897 + 0.101829 / 1.103) / (1.0 / 18.897 + 1.0 / 1.103), 1e-6);
  end_run(&run);
}

static void objectives_follow_their_words(void) {
  static const char *const objectives[] = {"planner_objective=eq_times_prod", "planner_objective=inv_income_coin",
                                           "planner_objective=utilitarian"};
  static const char *const metrics[] = {"swf_eq_prod", "swf_inv_income_coin", "utilitarian"};
  for (int k = 0; k < 3; k++) {
    GTB_RUN(run, TINY, objectives[k]);
    NEAR(metric(&run, "swf"), metric(&run, metrics[k]), 0.0);
    end_run(&run);
  }
  GTB_RUN(mixed, TINY, "planner_objective=eq_times_prod", "mixing_weight=1.0");
  NEAR(metric(&mixed, "swf"), metric(&mixed, "productivity"), 0.0);
  end_run(&mixed);
  /* Weights 1/20 and 1/10 of payments. */
  GTB_RUN(fixed, TINY, "planner_objective=fixed_weights", "pareto_weight=skill_power");
  NEAR(metric(&fixed, "swf"), (7.824667 + 2.0 * 0.101829) / 3.0, 1e-6);
  end_run(&fixed);
}

/* By the day of 20 and of 0 coin against 10 and 10: two periods of 6 steps, the house in the first. */
static void one_large_income_pays_more_than_two_even_ones_under_the_law(void) {
  GTB_RUN(run, TINY, "episode_length=12");
  const double tax10 = 0.97 + 0.12 * 0.3;
  NEAR(element_of(&run, "tax_gaming_gain", GAIN_PAID, 0), 2.206, 1e-12);
  NEAR(element_of(&run, "tax_gaming_gain", GAIN_SMOOTH, 0), 2.0 * tax10, 1e-12);
  NEAR(metric(&run, "gaming_gain_least"), 2.0 * tax10 - 2.206, 1e-12);
  NEAR(metric(&run, "gaming_gain_most"), 0.0, 0.0);
  end_run(&run);
  /* Falling rates reward it: (.5, .1) above 10 coin. */
  GTB_RUN(falling, TINY, "episode_length=12", "tax_model=fixed", "bracket_spacing=list", "bracket_cutoffs=[0.0,10.0]",
          "fixed_bracket_rates=[0.5,0.1]");
  NEAR(metric(&falling, "gaming_gain_most"), 10.0 - 6.0, 1e-12);
  end_run(&falling);
}

static void trials_are_the_same_for_any_number_of_threads(void) {
  static const char *const settings[][8] = {{"economy=gtb", "agent_policy=random", "environments=50", "episode_length=230",
                                             "start_coin=20.0", "map=generated", "world_height=14", "world_width=11"},
                                            {"economy=gtb", "environments=33", "tax_model=saez", "saez_buffer=60",
                                             "episode_length=450", "saez_elasticity_memory=0.5", "map=split_world",
                                             "n_agents=5"}};
  for (int k = 0; k < 2; k++) {
    model_run one, three;
    run_model(&one, &walras_model_ai_economist, 1, settings[k], 8);
    run_model(&three, &walras_model_ai_economist, 3, settings[k], 8);
    CU_ASSERT(same_records(&one, &three));
    end_run(&one);
    end_run(&three);
  }
}

/* The first of many environments is the one that a trial of one plays: entities do not know how many they are. */
static void the_first_environment_does_not_depend_on_the_others(void) {
  GTB_RUN(one, "episode_length=300");
  GTB_RUN(many, "episode_length=300", "environments=20");
  for (int64_t i = 0; i < 4; i++)
    NEAR(element_of(&one, "agent", GTB_AGENT_COIN, i), element_of(&many, "agent", GTB_AGENT_COIN, i), 0.0);
  NEAR(element_of(&one, "trade", GTB_TRADE_STEP, 5), element_of(&many, "trade", GTB_TRADE_STEP, 5), 0.0);
  CU_ASSERT(metric(&one, "productivity") != metric(&many, "productivity"));
  end_run(&one);
  end_run(&many);
}

/* Coin comes from houses alone, under every tax; incomes before tax are all of it. */
static void coin_is_created_by_building_only(void) {
  static const char *const taxes[] = {"tax_model=none", "tax_model=us_federal_2018", "tax_model=saez"};
  for (int k = 0; k < 3; k++) {
    GTB_RUN(run, "environments=9", "episode_length=500", taxes[k]);
    double built = 0.0, coin = 0.0, income = 0.0;
    for (int64_t rank = 0; rank < 4; rank++) {
      const double payment = element_of(&run, "rank", GTB_RANK_COLUMN_SUMS, rank);
      built += payment * element_of(&run, "rank", GTB_RANK_COLUMN_SUMS + 6, rank);
      income += element_of(&run, "rank", GTB_RANK_COLUMN_SUMS + 2, rank);
      coin += element_of(&run, "rank", GTB_RANK_COLUMN_SUMS + 4, rank);
    }
    CU_ASSERT(coin > 500.0);
    NEAR(coin, built, 1e-9 * coin);
    NEAR(coin, income, 1e-9 * coin);
    NEAR(coin / 4.0, metric(&run, "productivity"), 1e-9 * coin);
    CU_ASSERT(metric(&run, "ledger_error") <= 1e-9 * coin);
    CU_ASSERT_EQUAL(metric(&run, "refused_actions"), 0.0);
    end_run(&run);
  }
}

/* Agents who do not look at taxes act the same under any of them; the rebate makes them more equal. */
static void taxes_level_what_blind_agents_earn(void) {
  double equality[3], houses[3];
  static const char *const rates[] = {"fixed_bracket_rates=[0.0]", "fixed_bracket_rates=[0.25]", "fixed_bracket_rates=[0.5]"};
  for (int k = 0; k < 3; k++) {
    GTB_RUN(run, "environments=5", "tax_model=fixed", "bracket_spacing=list", "bracket_cutoffs=[0.0]", rates[k]);
    equality[k] = metric(&run, "equality");
    houses[k] = metric(&run, "houses");
    end_run(&run);
  }
  CU_ASSERT(equality[0] < equality[1] && equality[1] < equality[2]);
  CU_ASSERT(houses[0] == houses[1] && houses[1] == houses[2]);
}

static double rate_of(const model_run *run, int64_t period, int64_t bracket) {
  return element_of(run, "period_rate", GTB_RATE_RATE, 7 * period + bracket);
}

/* 20 environments of 4 agents: 80 pairs a period. A buffer of 200 is full after the third; rates are random until then. */
static void saez_rates_are_random_until_the_buffer_is_full(void) {
  GTB_RUN(run, "environments=20", "tax_model=saez", "saez_buffer=200", "episode_length=300", "tax_period=50");
  for (int64_t period = 0; period < 3; period++)
    CU_ASSERT(fabs(rate_of(&run, period, 0) - 0.5) < 6.0 * 0.289 / sqrt(20.0));
  GTB_RUN(more, "environments=40", "tax_model=saez", "saez_buffer=200", "episode_length=300", "tax_period=50");
  CU_ASSERT(rate_of(&more, 2, 0) != rate_of(&run, 2, 0)); /* full after the second */
  CU_ASSERT(metric(&run, "elasticity_used") != 0.5);
  NEAR(metric(&run, "elasticity_used"), 0.5, 3.0 * 0.02 * (0.5 + fabs(metric(&run, "elasticity_ols_raw")) + 3.0));
  end_run(&run);
  end_run(&more);
  GTB_RUN(empty, "environments=2", "tax_model=saez", "saez_buffer=1000", "episode_length=300", "tax_period=50");
  CU_ASSERT(isnan(metric(&empty, "elasticity_ols_raw")) && metric(&empty, "elasticity_used") == 0.5);
  end_run(&empty);
  GTB_RUN(given, "environments=20", "tax_model=saez", "saez_buffer=100", "saez_elasticity=0.7", "episode_length=100",
          "tax_period=50");
  NEAR(metric(&given, "elasticity_used"), 0.7, 0.0);
  end_run(&given);
}

/* The whole sequence by hand once: with a buffer that a period fills, its rates are the formula's on that period's pairs. */
static void saez_rates_stay_between_their_limits(void) {
  GTB_RUN(run, "environments=30", "tax_model=saez", "saez_buffer=120", "rate_min=0.1", "rate_max=0.6", "episode_length=500",
          "tax_period=50");
  for (int64_t period = 0; period < 10; period++)
    for (int64_t j = 0; j < 7; j++)
      CU_ASSERT(rate_of(&run, period, j) >= 0.1 && rate_of(&run, period, j) <= 0.6);
  NEAR(metric(&run, "saez_top_empty"), 1.0, 0.0); /* nobody has 510 coin in a period: the top rate is the largest there is */
  NEAR(rate_of(&run, 9, 6), 0.6, 0.0);
  end_run(&run);
}

/* A planner at random keeps a rate in one of 22 cases, else takes one of 21 levels: over 400 environments its first rates have the mean
 * .5 * 21/22 (keeping 0), with a standard deviation of .0155; 6 of them. */
static void a_random_planner_chooses_among_all_levels(void) {
  GTB_RUN(run, "environments=400", "tax_model=planner", "agent_policy=random", "episode_length=4", "tax_period=2");
  for (int64_t j = 0; j < 7; j++)
    CU_ASSERT(fabs(rate_of(&run, 0, j) - 0.5 * 21.0 / 22.0) < 6.0 * 0.0155);
  CU_ASSERT(rate_of(&run, 0, 0) != rate_of(&run, 1, 0));
  end_run(&run);
}

static void an_episode_may_end_between_tax_days(void) {
  GTB_RUN(run, "episode_length=250");
  CU_ASSERT(!isnan(element_of(&run, "tax_ledger", GTB_LEDGER_INCOME, 7)));
  CU_ASSERT(isnan(element_of(&run, "tax_ledger", GTB_LEDGER_INCOME, 8))); /* there are no more entries */
  CU_ASSERT_EQUAL(element_of(&run, "period_rate", GTB_RATE_PERIOD, 20), 3.0);
  end_run(&run);
  GTB_RUN(never, "episode_length=50", "tax_model=none");
  CU_ASSERT(isnan(metric(&never, "rebate")) && isnan(metric(&never, "gaming_gain_mean")));
  CU_ASSERT(metric(&never, "productivity") >= 0.0);
  end_run(&never);
}

static void wrong_parameters_are_refused_by_name(void) {
  GTB_REFUSED("n_agents", "n_agents=1");
  GTB_REFUSED("n_agents", "n_agents=65");
  GTB_REFUSED("tax_period", "tax_period=0");
  GTB_REFUSED("tax_period", "tax_period=2000");
  GTB_REFUSED("isoelastic_eta", "isoelastic_eta=1.5");
  GTB_REFUSED("isoelastic_eta", "isoelastic_eta=-0.1");
  GTB_REFUSED("fixed_bracket_rates", "tax_model=fixed", "fixed_bracket_rates=[0.1,0.2,0.3,0.4,0.5,0.6,1.2]");
  GTB_REFUSED("fixed_bracket_rates", "tax_model=fixed", "fixed_bracket_rates=[0.1]");
  GTB_REFUSED("bracket_cutoffs", "tax_model=fixed", "bracket_spacing=list", "bracket_cutoffs=[0.0,5.0,5.0]",
              "fixed_bracket_rates=[0.1,0.1,0.1]");
  GTB_REFUSED("map_rows", "n_agents=2", "map_rows=[\"@.\",\"@@\",\"@@\"]", "world_width=3");
  GTB_REFUSED("map_rows", "n_agents=2", "map_rows=[\"@..\",\"@@@\",\"..\"]");
  GTB_REFUSED("map_rows", "n_agents=2", "map_rows=[\"@@@\",\"@@@\",\"@@.\"]");
  GTB_REFUSED("map_rows", "n_agents=2", "map=literal");
  GTB_REFUSED("map_rows", "map=generated", "map_rows=[\"...\",\"...\",\"...\"]");
  GTB_REFUSED("world_height", "world_height=30");
  GTB_REFUSED("world_width", "map=generated", "world_height=3", "world_width=3", "n_agents=8");
  GTB_REFUSED("n_source", "map=generated", "n_source=100");
  GTB_REFUSED("n_source", "n_source=20");
  GTB_REFUSED("scripts", "agent_policy=script");
  GTB_REFUSED("scripts", "scripts=[\".\"]");
  GTB_REFUSED("token 1 of agent 2", "agent_policy=script", "scripts=[\".\",\".\",\"L Q\",\".\"]");
  GTB_REFUSED("scripts", "agent_policy=script", "scripts=[\". .\",\".\",\".\",\".\"]", "episode_length=1", "tax_period=1");
  GTB_REFUSED("starts", "starts=([0,0],[0,1])");
  GTB_REFUSED("entry 2", "starts=([0,0],[0,25],[1,1],[2,2])");
  GTB_REFUSED("water", "starts=([0,0],[0,12],[1,1],[2,2])");
  GTB_REFUSED("one tile", "starts=([0,0],[0,1],[0,0],[2,2])");
  GTB_REFUSED("starts", "starts=([0,0],[0,1.5],[1,0],[2,2])");
  GTB_REFUSED("build_payments", "build_payments=[10.0,20.0]");
  GTB_REFUSED("build_payment ", "build_payments=[10.0,20.0,11.0,12.0]", "build_payment=11.0");
  GTB_REFUSED("top_agents", "map=split_world", "top_agents=[4]");
  GTB_REFUSED("top_agents", "top_agents=[1]");
  GTB_REFUSED("agent_policy", "agent_policy=ppo");
  GTB_REFUSED("training", "tax_model=planner");
  GTB_REFUSED("tax_model", "tax_model=mirrlees");
  GTB_REFUSED("saez_elasticity_source", "tax_model=saez", "saez_elasticity_source=exact");
  GTB_REFUSED("pareto_weight", "tax_model=saez", "pareto_weight=skill_power");
  GTB_REFUSED("pareto_weight", "planner_objective=fixed_weights");
  GTB_REFUSED("pareto_weight", "pareto_weight=uniform");
  GTB_REFUSED("bracket_spacing", "tax_model=saez", "bracket_spacing=quantile");
  GTB_REFUSED("greedy_min_pay", "agent_policy=random", "greedy_min_pay=3.0");
  REFUSED("environments", "environments=10");
  REFUSED("isoelastic_eta", "isoelastic_eta=0.5");
}

WALRAS_UNIT_TESTS(UNIT(the_worked_example_is_recorded_to_its_digits), UNIT(objectives_follow_their_words),
                  UNIT(one_large_income_pays_more_than_two_even_ones_under_the_law),
                  UNIT(trials_are_the_same_for_any_number_of_threads), UNIT(the_first_environment_does_not_depend_on_the_others),
                  UNIT(coin_is_created_by_building_only), UNIT(taxes_level_what_blind_agents_earn),
                  UNIT(saez_rates_are_random_until_the_buffer_is_full), UNIT(saez_rates_stay_between_their_limits),
                  UNIT(a_random_planner_chooses_among_all_levels), UNIT(an_episode_may_end_between_tax_days),
                  UNIT(wrong_parameters_are_refused_by_name))
