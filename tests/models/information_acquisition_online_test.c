/* Learning: the radius and mixture of the worked numbers, who deviates, what it costs, and that nothing depends on threads. */
#include "models/information_acquisition.h"

#include "models/information-acquisition/online.h"

#define MONITORING "preset=monitoring", "confidence_scale=0.1"

static void the_mixture_has_its_worked_numbers(void) {
  RUN(practical, MONITORING, "online_algorithm=robust_etc", "horizon=1e9");
  CU_ASSERT_DOUBLE_EQUAL(metric(&practical, "rho"), 0.06, 1e-9);
  CU_ASSERT_DOUBLE_EQUAL(metric(&practical, "epsilon"), 0.1 * sqrt(2.0 * (18.0 * log(2.0) + log(4e9)) / 250000.0), 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&practical, "alpha"), 0.0998, 5e-5);
  CU_ASSERT_DOUBLE_EQUAL(metric(&practical, "regret"), 3.6e7, 0.03 * 3.6e7);
  CU_ASSERT_EQUAL(metric(&practical, "n_per_profile"), 250000.0);
  RUN(theory, "preset=monitoring", "online_algorithm=robust_etc", "horizon=1e9");
  CU_ASSERT_DOUBLE_EQUAL(metric(&theory, "alpha"), 0.526, 5e-4);
  CU_ASSERT_DOUBLE_EQUAL(metric(&theory, "regret"), 1.87e8, 0.03 * 1.87e8);
  RUN(large, MONITORING, "online_algorithm=robust_etc", "horizon=1e13");
  CU_ASSERT_DOUBLE_EQUAL(metric(&large, "regret"), 2.06e10, 0.03 * 2.06e10);
  end_run(&practical);
  end_run(&theory);
  end_run(&large);
}

static void robust_mechanisms_are_obeyed_and_plugged_in_ones_are_not(void) {
  RUN(robust, MONITORING, "online_algorithm=robust_etc");
  RUN(plugin, MONITORING, "online_algorithm=plugin_etc");
  CU_ASSERT_EQUAL(metric(&robust, "deviation_count"), 0.0);
  CU_ASSERT_EQUAL(metric(&robust, "deviation_rate"), 0.0);
  CU_ASSERT(metric(&plugin, "deviation_count") >= 1.0);
  CU_ASSERT_EQUAL(metric(&plugin, "deviation_rate"), 1.0);
  CU_ASSERT_EQUAL(metric(&plugin, "alpha"), 0.0);
  CU_ASSERT(metric(&plugin, "regret") > 2.0 * metric(&robust, "regret"));
  end_run(&robust);
  end_run(&plugin);
}

static void who_knows_the_structure_regrets_nothing(void) {
  RUN(run, "preset=random", "agents=3", "common_noise=0.6", "online_algorithm=oracle");
  CU_ASSERT_EQUAL(metric(&run, "regret"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "deviation_count"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "opt"), metric(&run, "value_correlated"));
  end_run(&run);
}

static void uncorrelated_learning_regrets_the_gain_of_correlation_in_every_round(void) {
  RUN(run, MONITORING, "online_algorithm=uncorrelated_etc", "horizon=1e13");
  const double gain = metric(&run, "correlation_gain");
  CU_ASSERT(metric(&run, "regret") >= 1e13 * gain);
  CU_ASSERT(metric(&run, "commit_gap") < gain + 0.005);
  CU_ASSERT_EQUAL(metric(&run, "deviation_count"), 0.0);
  end_run(&run);
}

static void the_parts_of_regret_add_up(void) {
  RUN(run, MONITORING, "online_algorithm=robust_etc", "horizon=1e9");
  const double explored = 4.0 * metric(&run, "n_per_profile");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "regret"), metric(&run, "explore_regret") + (1e9 - explored) * metric(&run, "commit_gap"),
                         1e-3);
  CU_ASSERT(metric(&run, "explore_regret") < explored);
  CU_ASSERT_EQUAL(element_of(&run, "regret_path", 0, 0), 1.0);
  CU_ASSERT_EQUAL(element_of(&run, "regret_path", 0, 36), 1e9);
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "regret_path", 1, 36), metric(&run, "regret"), 1e-6);
  for (int64_t i = 1; i <= 36; i++)
    CU_ASSERT(element_of(&run, "regret_path", 1, i) > element_of(&run, "regret_path", 1, i - 1));
  end_run(&run);
}

/* 10^7 rounds of a payoff whose standard deviation is below 1: five standard errors are 1.6e-3. A false alarm in two million seeds. */
static void drawn_rounds_pay_what_is_expected(void) {
  RUN(expected, MONITORING, "online_algorithm=robust_etc", "horizon=1e7");
  RUN(drawn, MONITORING, "online_algorithm=robust_etc", "horizon=1e7", "simulate_rounds=true");
  CU_ASSERT_DOUBLE_EQUAL(metric(&drawn, "commit_gap"), metric(&expected, "commit_gap"), 1.6e-3);
  CU_ASSERT(metric(&drawn, "commit_gap") != metric(&expected, "commit_gap"));
  end_run(&expected);
  end_run(&drawn);
}

static void results_do_not_depend_on_threads(void) {
  static const char *const settings[] = {
      "preset=random",        "agents=3",         "common_noise=0.7", "online_algorithm=robust_etc", "horizon=2000000",
      "simulate_rounds=true", "costs_known=false"};
  model_run one, three;
  run_model(&one, ACQUISITION, 1, settings, sizeof settings / sizeof *settings);
  run_model(&three, ACQUISITION, 3, settings, sizeof settings / sizeof *settings);
  CU_ASSERT(same_records(&one, &three));
  end_run(&one);
  end_run(&three);
}

/* The same exploration whatever the algorithm and the scale of confidence: comparisons are paired. */
static void algorithms_see_the_same_exploration(void) {
  RUN(robust, MONITORING, "online_algorithm=robust_etc");
  RUN(plugin, "preset=monitoring", "online_algorithm=plugin_etc");
  CU_ASSERT_EQUAL(metric(&robust, "explore_regret"), metric(&plugin, "explore_regret"));
  CU_ASSERT_EQUAL(metric(&robust, "n_per_profile"), metric(&plugin, "n_per_profile"));
  end_run(&robust);
  end_run(&plugin);
}

/* Two switch points of ceil(log2 10^9) = 30 steps, and estimates to about 1 / sqrt(n): the loss barely grows. */
static void costs_are_learnt_in_logarithmically_many_rounds(void) {
  RUN(known, MONITORING, "online_algorithm=robust_etc", "horizon=1e9");
  RUN(unknown, MONITORING, "online_algorithm=robust_etc", "horizon=1e9", "costs_known=false");
  CU_ASSERT_EQUAL(metric(&unknown, "cost_rounds"), 60.0);
  CU_ASSERT(isnan(metric(&known, "cost_rounds")));
  CU_ASSERT_EQUAL(metric(&unknown, "deviation_count"), 0.0);
  CU_ASSERT(metric(&unknown, "alpha") > metric(&known, "alpha"));
  CU_ASSERT(metric(&unknown, "regret") < 2.5 * metric(&known, "regret"));
  end_run(&known);
  end_run(&unknown);
}

/* With the true law for an estimate the differences of pay at the switches are the costs, over all efforts. */
static void switches_reveal_costs_exactly_where_signals_are_known(void) {
  RUN(run, "accuracy=([0.5,0.7,0.85],[0.5,0.8])", "cost=([0.0,0.02,0.08],[0.0,0.05])", "online_algorithm=robust_etc",
      "horizon=1e12");
  acquisition_structure *s = calloc(1, sizeof *s);
  acquisition_single *single = calloc(1, sizeof *single);
  acquisition_oracle *oracle = calloc(1, sizeof *oracle);
  acquisition_costs costs;
  CU_ASSERT_EQUAL(acquisition_structure_build(run.trial, run.parameters, s), WALRAS_OK);
  acquisition_single_of_law(s, s->law, false, single);
  CU_ASSERT_EQUAL(acquisition_find_oracle(run.trial, s, single, oracle), WALRAS_OK);
  acquisition_learn_costs(s, oracle, single, single, 0.0, &costs);
  for (int agent = 0; agent < 2; agent++)
    for (int effort = 0; effort < s->efforts[agent]; effort++)
      CU_ASSERT_DOUBLE_EQUAL(costs.estimate.of[agent][effort], s->cost.of[agent][effort], 1e-10);
  CU_ASSERT(costs.rounds >= 3 * 40 && costs.rounds <= 4 * 40);
  free(oracle);
  free(single);
  free(s);
  end_run(&run);
}

/* Both margins of the preset by hand: .75 - .06 - .5 for effort, the cost itself for none. */
static void the_oracle_has_the_largest_margins_of_the_preset(void) {
  RUN(run, "preset=monitoring", "online_algorithm=oracle");
  acquisition_structure *s = calloc(1, sizeof *s);
  acquisition_single *single = calloc(1, sizeof *single);
  acquisition_oracle *oracle = calloc(1, sizeof *oracle);
  CU_ASSERT_EQUAL(acquisition_structure_build(run.trial, run.parameters, s), WALRAS_OK);
  acquisition_single_generated(s, single);
  const acquisition_agent agent = {.s = s, .agent = 0, .law = single->law[0], .cost = s->cost.of[0]};
  double work, rest;
  CU_ASSERT_EQUAL(acquisition_largest_margin(run.trial, &agent, 1, &work), WALRAS_OK);
  CU_ASSERT_EQUAL(acquisition_largest_margin(run.trial, &agent, 0, &rest), WALRAS_OK);
  CU_ASSERT_DOUBLE_EQUAL(work, 0.19, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(rest, 0.06, 1e-10);
  CU_ASSERT_EQUAL(acquisition_find_oracle(run.trial, s, single, oracle), WALRAS_OK);
  CU_ASSERT_DOUBLE_EQUAL(oracle->rho, 0.06, 1e-10);
  /* The cheapest rule of margin rho: y (a - 1/2) - c = rho, paid with probability a. */
  CU_ASSERT_DOUBLE_EQUAL(oracle->pay[0][1], 0.75 * (0.06 + 0.06) / 0.25, 1e-8);
  free(oracle);
  free(single);
  free(s);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(the_mixture_has_its_worked_numbers), UNIT(robust_mechanisms_are_obeyed_and_plugged_in_ones_are_not),
                  UNIT(who_knows_the_structure_regrets_nothing),
                  UNIT(uncorrelated_learning_regrets_the_gain_of_correlation_in_every_round), UNIT(the_parts_of_regret_add_up),
                  UNIT(drawn_rounds_pay_what_is_expected), UNIT(results_do_not_depend_on_threads),
                  UNIT(algorithms_see_the_same_exploration), UNIT(costs_are_learnt_in_logarithmically_many_rounds),
                  UNIT(switches_reveal_costs_exactly_where_signals_are_known),
                  UNIT(the_oracle_has_the_largest_margins_of_the_preset))
