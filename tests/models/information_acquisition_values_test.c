/* The six values: worked numbers, the closed form of monitoring, and how values move with the instance. */
#include "models/information_acquisition.h"

#include "models/information-acquisition/classes.h"

/* Values are stored as multiples of 2^-33. */
static const double to_print = 6e-10;

static void the_monitoring_instance_has_its_six_values(void) {
  RUN(run, "preset=monitoring");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_no_hire"), 0.5, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_single_agent"), 0.57, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_uncorrelated"), 0.57, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_deterministic_joint"), 0.57, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_correlated"), 0.75 - 0.12 / 0.94, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_first_best"), 0.69, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "correlation_gain"), 0.0523404255, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "monitoring_mass"), 3.0 / 47.0, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "expected_payment"), 6.0 / 47.0, to_print);
  CU_ASSERT_EQUAL(metric(&run, "lp_variables"), 172.0);
  CU_ASSERT_EQUAL(metric(&run, "lp_rows"), 224.0);
  end_run(&run);
}

static void a_higher_cap_pays_for_rarer_monitoring(void) {
  CHECK_METRIC("value_correlated", 0.6262886598, to_print, "preset=monitoring", "payment_cap=2.0");
  CHECK_METRIC("value_correlated", 0.6285425101, to_print, "preset=monitoring", "payment_cap=5.0");
  CHECK_METRIC("value_correlated", 0.63, 1e-4, "preset=monitoring", "payment_cap=1000.0");
}

static void the_closed_form_has_its_worked_numbers(void) {
  static const double rows[][4] = {{0.75, 0.06, 1.0, 0.6223404255},
                                   {0.6, 0.02, 1.0, 0.5591836735},
                                   {0.9, 0.1, 0.5, 0.675},
                                   {0.75, 0.06, 0.3, 0.6},
                                   {0.75, 0.01, 0.021, 0.7125652174},
                                   {0.9, 0.02, 0.041, 0.8278043478},
                                   {0.95, 0.02, 0.03, 0.5},
                                   {0.5, 0.0, 1.0, 0.5},
                                   {0.8, 0.0, 1.0, 0.8}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char accuracy[64], cost[64], cap[64];
    snprintf(accuracy, sizeof accuracy, "preset_accuracy=%.17g", rows[i][0]);
    snprintf(cost, sizeof cost, "preset_cost=%.17g", rows[i][1]);
    snprintf(cap, sizeof cap, "payment_cap=%.17g", rows[i][2]);
    CU_ASSERT_DOUBLE_EQUAL(acquisition_closed_form(rows[i][0], rows[i][1], rows[i][2]), rows[i][3], 1e-10);
    CHECK_METRIC("value_correlated", rows[i][3], to_print, "preset=monitoring", accuracy, cost, cap);
  }
}

static void the_gain_grows_with_common_noise(void) {
  static const double rows[][2] = {{0.0, 0.57}, {0.25, 0.57110092}, {0.5, 0.59328358}, {0.75, 0.60849057}, {1.0, 0.62234043}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char kappa[64];
    snprintf(kappa, sizeof kappa, "common_noise=%g", rows[i][0]);
    CHECK_METRIC("value_correlated", rows[i][1], 6e-9, "preset=monitoring", kappa);
  }
}

#define THREE_STATES                                                                                                             \
  "states=3", "prior=[0.3,0.3,0.4]", "accuracy=([0.3333333333333333,0.7],[0.3333333333333333,0.6])",                             \
      "cost=([0.0,0.05],[0.0,0.03])", "common_noise=0.4"

static void an_instance_of_three_states_has_its_values(void) {
  RUN(run, THREE_STATES);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_no_hire"), 0.4, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_uncorrelated"), 0.6045454545, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_correlated"), 0.6057943668, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_first_best"), 0.65, to_print);
  end_run(&run);
}

static void an_instance_of_three_efforts_has_its_values(void) {
  RUN(run, "accuracy=([0.5,0.7,0.85],[0.5,0.7,0.85])", "cost=([0.0,0.02,0.08],[0.0,0.02,0.08])", "common_noise=0.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_single_agent"), 0.63, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_uncorrelated"), 0.63, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_deterministic_joint"), 0.63, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_correlated"), 0.63, to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_first_best"), 0.77, to_print);
  end_run(&run);
}

static const char *const values[] = {"value_no_hire",    "value_single_agent", "value_uncorrelated", "value_deterministic_joint",
                                     "value_correlated", "value_first_best"};
enum { VALUES = sizeof values / sizeof *values };

/* Each value of `b` is `scale` times that of `a`. */
static void check_scaled(const model_run *a, const model_run *b, double scale) {
  for (int i = 0; i < VALUES; i++)
    CU_ASSERT_DOUBLE_EQUAL(metric(b, values[i]), scale * metric(a, values[i]), 1e-9);
}

static void scaling_utility_costs_and_cap_scales_every_value(void) {
  RUN(whole, THREE_STATES, "utility=matrix", "utility_matrix=([1.0,0.2,0.0],[0.0,0.9,0.1],[0.5,0.4,0.6])");
  RUN(half, "states=3", "prior=[0.3,0.3,0.4]", "accuracy=([0.3333333333333333,0.7],[0.3333333333333333,0.6])",
      "cost=([0.0,0.025],[0.0,0.015])", "common_noise=0.4", "payment_cap=0.5", "utility=matrix",
      "utility_matrix=([0.5,0.1,0.0],[0.0,0.45,0.05],[0.25,0.2,0.3])");
  check_scaled(&whole, &half, 0.5);
  end_run(&whole);
  end_run(&half);
}

static void the_order_of_agents_states_and_decisions_does_not_matter(void) {
  RUN(run, THREE_STATES, "utility=matrix", "utility_matrix=([1.0,0.2,0.0],[0.0,0.9,0.1],[0.5,0.4,0.6])");
  RUN(agents, "states=3", "prior=[0.3,0.3,0.4]", "accuracy=([0.3333333333333333,0.6],[0.3333333333333333,0.7])",
      "cost=([0.0,0.03],[0.0,0.05])", "common_noise=0.4", "utility=matrix",
      "utility_matrix=([1.0,0.2,0.0],[0.0,0.9,0.1],[0.5,0.4,0.6])");
  RUN(states, "states=3", "prior=[0.4,0.3,0.3]", "accuracy=([0.3333333333333333,0.7],[0.3333333333333333,0.6])",
      "cost=([0.0,0.05],[0.0,0.03])", "common_noise=0.4", "utility=matrix",
      "utility_matrix=([0.0,1.0,0.2],[0.1,0.0,0.9],[0.6,0.5,0.4])");
  RUN(decisions, THREE_STATES, "utility=matrix", "utility_matrix=([0.5,0.4,0.6],[1.0,0.2,0.0],[0.0,0.9,0.1])");
  check_scaled(&run, &agents, 1.0);
  check_scaled(&run, &states, 1.0);
  check_scaled(&run, &decisions, 1.0);
  end_run(&run);
  end_run(&agents);
  end_run(&states);
  end_run(&decisions);
}

/* No value of `b` is below that of `a`. */
static void check_no_lower(const model_run *a, const model_run *b) {
  for (int i = 0; i < VALUES; i++)
    CU_ASSERT(metric(b, values[i]) >= metric(a, values[i]) - 1e-9);
}

static void a_dominated_effort_lowers_no_value(void) {
  RUN(run, "common_noise=0.6");
  RUN(more, "common_noise=0.6", "accuracy=([0.5,0.75,0.75],[0.5,0.75])", "cost=([0.0,0.06,0.08],[0.0,0.06])");
  check_no_lower(&run, &more);
  end_run(&run);
  end_run(&more);
}

static void a_free_agent_without_knowledge_lowers_no_value(void) {
  RUN(run, "common_noise=0.5");
  RUN(more, "common_noise=0.5", "agents=3", "accuracy=([0.5,0.75],[0.5,0.75],[0.5,0.500001])",
      "cost=([0.0,0.06],[0.0,0.06],[0.0,0.0])");
  check_no_lower(&run, &more);
  end_run(&run);
  end_run(&more);
}

static void a_higher_cap_never_lowers_the_correlated_value(void) {
  double before = 0.0;
  static const char *const caps[] = {"payment_cap=0.05", "payment_cap=0.1", "payment_cap=0.2", "payment_cap=0.5",
                                     "payment_cap=3.0"};
  for (size_t i = 0; i < sizeof caps / sizeof *caps; i++) {
    RUN(run, "preset=random", "agents=3", "common_noise=0.7", caps[i]);
    CU_ASSERT(metric(&run, "value_correlated") >= before - 1e-9);
    before = metric(&run, "value_correlated");
    end_run(&run);
  }
}

static void free_effort_is_used_in_full_and_paid_nothing(void) {
  RUN(run, "cost=([0.0,0.0],[0.0,0.0])", "accuracy=([0.5,0.7],[0.5,0.8])", "common_noise=0.3");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_correlated"), metric(&run, "value_first_best"), to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "expected_payment"), 0.0, to_print);
  end_run(&run);
}

static void effort_dearer_than_the_cap_cannot_be_bought(void) {
  RUN(run, "cost=([0.0,0.3],[0.0,0.3])", "payment_cap=0.2", "accuracy=([0.5,1.0],[0.5,1.0])");
  for (int i = 0; i < VALUES - 1; i++)
    CU_ASSERT_DOUBLE_EQUAL(metric(&run, values[i]), 0.5, to_print);
  CU_ASSERT_EQUAL(element_of(&run, "prices", 2, 1), (double)INFINITY);
  end_run(&run);
}

static void perfect_signals_of_everybody_are_worth_the_maximum(void) {
  RUN(run, "accuracy=([0.5,1.0],[0.5,1.0])", "cost=([0.0,0.0],[0.0,0.0])", "common_noise=0.3");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_correlated"), 1.0, to_print);
  end_run(&run);
}

static void a_single_agent_has_nobody_to_be_correlated_with(void) {
  RUN(run, "agents=1", "states=3", "accuracy=([0.4,0.6,0.9])", "cost=([0.0,0.02,0.09])");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_uncorrelated"), metric(&run, "value_correlated"), to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_single_agent"), metric(&run, "value_correlated"), to_print);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_deterministic_joint"), metric(&run, "value_correlated"), to_print);
  end_run(&run);
}

/* p = a c / (a - 1/2) where c / (a - 1/2) <= M, else none. */
static void the_price_of_one_binary_effort_has_a_closed_form(void) {
  RUN(run, "accuracy=([0.5,0.8],[0.5,0.55])", "cost=([0.0,0.1],[0.0,0.06])");
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "prices", 2, 0), 0.0, 0.0);
  CU_ASSERT_DOUBLE_EQUAL(element_of(&run, "prices", 2, 1), 0.8 * 0.1 / 0.3, to_print);
  CU_ASSERT_EQUAL(element_of(&run, "prices", 2, 3), (double)INFINITY);
  end_run(&run);
}

static void classes_keep_their_order_with_more_agents_and_states(void) {
  static const char *const sizes[][2] = {{"agents=3", "states=2"}, {"agents=2", "states=4"}, {"agents=1", "states=5"}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    RUN(run, "preset=random", "common_noise=0.5", sizes[i][0], sizes[i][1]);
    CU_ASSERT(metric(&run, "ordering_margin") >= -1e-7);
    end_run(&run);
  }
}

static void with_many_agents_the_classes_without_joint_payments_remain(void) {
  RUN(run, "preset=random", "agents=8");
  CU_ASSERT(isnan(metric(&run, "value_correlated")) && isnan(metric(&run, "correlation_gain")));
  CU_ASSERT(metric(&run, "value_uncorrelated") >= metric(&run, "value_single_agent"));
  CU_ASSERT(metric(&run, "value_first_best") >= metric(&run, "value_uncorrelated"));
  end_run(&run);
}

/* The generator's own law, written out as a table. */
static void a_joint_table_stands_for_the_generator(void) {
  RUN(generated, "common_noise=1.0");
  RUN(table, "joint_table=([0.5,0.5,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],"
             "[0.0,0.0,0.375,0.125,0.125,0.375,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],"
             "[0.0,0.0,0.0,0.0,0.0,0.0,0.375,0.125,0.0,0.0,0.0,0.0,0.125,0.375,0.0,0.0,0.0,0.0],"
             "[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.375,0.125,0.0,0.0,0.0,0.0,0.0,0.0,0.125,0.375])");
  check_scaled(&generated, &table, 1.0);
  end_run(&generated);
  end_run(&table);
}

/* Two workers see better than one: the second profile's accuracies are 0.75 alone and 1 together. */
static void signals_that_depend_on_others_efforts_leave_the_joint_classes(void) {
  static const char table[] = "joint_table=([0.5,0.5,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],"
                              "[0.0,0.0,0.375,0.125,0.125,0.375,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],"
                              "[0.0,0.0,0.0,0.0,0.0,0.0,0.375,0.125,0.0,0.0,0.0,0.0,0.125,0.375,0.0,0.0,0.0,0.0],"
                              "[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.5,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.5])";
  RUN(run, table);
  CU_ASSERT(isnan(metric(&run, "value_uncorrelated")));
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_first_best"), 1.0 - 0.12, to_print);
  CU_ASSERT(metric(&run, "value_correlated") > 0.7);
  end_run(&run);
  CU_ASSERT(REFUSED("joint_table", table, "online_algorithm=uncorrelated_etc"));
}

WALRAS_UNIT_TESTS(UNIT(the_monitoring_instance_has_its_six_values), UNIT(a_higher_cap_pays_for_rarer_monitoring),
                  UNIT(the_closed_form_has_its_worked_numbers), UNIT(the_gain_grows_with_common_noise),
                  UNIT(an_instance_of_three_states_has_its_values), UNIT(an_instance_of_three_efforts_has_its_values),
                  UNIT(scaling_utility_costs_and_cap_scales_every_value),
                  UNIT(the_order_of_agents_states_and_decisions_does_not_matter), UNIT(a_dominated_effort_lowers_no_value),
                  UNIT(a_free_agent_without_knowledge_lowers_no_value), UNIT(a_higher_cap_never_lowers_the_correlated_value),
                  UNIT(free_effort_is_used_in_full_and_paid_nothing), UNIT(effort_dearer_than_the_cap_cannot_be_bought),
                  UNIT(perfect_signals_of_everybody_are_worth_the_maximum), UNIT(a_single_agent_has_nobody_to_be_correlated_with),
                  UNIT(the_price_of_one_binary_effort_has_a_closed_form),
                  UNIT(classes_keep_their_order_with_more_agents_and_states),
                  UNIT(with_many_agents_the_classes_without_joint_payments_remain), UNIT(a_joint_table_stands_for_the_generator),
                  UNIT(signals_that_depend_on_others_efforts_leave_the_joint_classes))
