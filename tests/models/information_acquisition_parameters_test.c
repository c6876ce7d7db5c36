/* Mistakes in configs: each is refused with the parameter's name and the place in it. */
#include "models/information_acquisition.h"

#include "models/information-acquisition/parameters.h"

static void priors_that_are_no_law_are_refused(void) {
  CU_ASSERT(REFUSED("prior: its values sum to 1.1", "prior=[0.5,0.6]"));
  CU_ASSERT(REFUSED("prior: its values sum to", "prior=[0.5,0.500000002]"));
  CU_ASSERT(REFUSED("prior: 3 values for states = 2", "prior=[0.2,0.3,0.5]"));
  CU_ASSERT(REFUSED("prior", "prior=[-0.5,1.5]"));
}

static void accuracies_outside_their_range_or_ragged_are_refused(void) {
  CU_ASSERT(REFUSED("accuracy[1][1] = 0.4 is outside [1/states, 1]", "accuracy=([0.5,0.75],[0.5,0.4])"));
  CU_ASSERT(REFUSED("accuracy", "accuracy=([0.5,0.75],[0.5,1.2])"));
  CU_ASSERT(REFUSED("accuracy[1]: 3 efforts, but cost[1] has 2", "accuracy=([0.5,0.75],[0.5,0.7,0.8])"));
  CU_ASSERT(REFUSED("accuracy: 1 lists for agents = 2", "accuracy=([0.5,0.75])"));
}

static void costs_that_are_negative_or_begin_above_0_are_refused(void) {
  CU_ASSERT(REFUSED("cost[0][0] = 0.01", "cost=([0.01,0.06],[0.0,0.06])"));
  CU_ASSERT(REFUSED("cost", "cost=([0.0,-0.06],[0.0,0.06])"));
  CU_ASSERT(REFUSED("cost: 3 lists for agents = 2", "cost=([0.0,0.1],[0.0,0.1],[0.0,0.1])"));
}

static void utility_matrices_that_are_missing_or_out_of_range_are_refused(void) {
  CU_ASSERT(REFUSED("utility_matrix: utility = matrix needs", "utility=matrix"));
  CU_ASSERT(REFUSED("utility_matrix", "utility=matrix", "utility_matrix=([1.0,0.0],[0.0,1.5])"));
  CU_ASSERT(REFUSED("utility_matrix", "utility=matrix", "utility_matrix=([1.0,0.0],[0.0,nan])"));
  CU_ASSERT(REFUSED("utility_matrix[1]: 3 values for states = 2", "utility=matrix", "utility_matrix=([1.0,0.0],[0.0,1.0,0.5])"));
  CU_ASSERT(REFUSED("utility_matrix has no effect", "utility_matrix=([1.0,0.0],[0.0,1.0])"));
}

static void caps_and_horizons_that_cannot_be_are_refused(void) {
  CU_ASSERT(REFUSED("payment_cap", "payment_cap=0.0"));
  CU_ASSERT(REFUSED("payment_cap", "payment_cap=-1.0"));
  CU_ASSERT(REFUSED("horizon = 3: exploration does not fit", "online_algorithm=robust_etc", "horizon=3"));
  CU_ASSERT(REFUSED("explore_coeff", "online_algorithm=robust_etc", "horizon=1000000", "explore_coeff=200.0"));
  CU_ASSERT(REFUSED("simulate_rounds", "online_algorithm=robust_etc", "simulate_rounds=true"));
}

static void joint_tables_that_are_no_laws_of_signals_are_refused(void) {
  CU_ASSERT(REFUSED("joint_table: 1 lists; the efforts in cost make 2 profiles", "agents=1",
                    "joint_table=([0.5,0.5,0.0,0.0,0.0,0.0])"));
  CU_ASSERT(REFUSED("joint_table[1]: 2 values", "agents=1", "joint_table=([0.5,0.5,0.0,0.0,0.0,0.0],[0.5,0.5])"));
  CU_ASSERT(REFUSED("joint_table[1]: its values sum to 1.1", "agents=1",
                    "joint_table=([0.5,0.5,0.0,0.0,0.0,0.0],[0.0,0.0,0.5,0.0,0.1,0.5])"));
  CU_ASSERT(REFUSED("joint_table[1][0] = 0.5: the null signal", "agents=1",
                    "joint_table=([0.5,0.5,0.0,0.0,0.0,0.0],[0.5,0.0,0.0,0.0,0.0,0.5])"));
  CU_ASSERT(REFUSED("joint_table[1]: state 0 is not as likely", "agents=1",
                    "joint_table=([0.5,0.5,0.0,0.0,0.0,0.0],[0.0,0.0,0.5,0.1,0.2,0.2])"));
}

static void what_a_preset_or_a_table_leaves_without_effect_is_refused(void) {
  CU_ASSERT(REFUSED("prior has no effect here: it is read when preset == 'none'", "preset=monitoring", "prior=[0.5,0.5]"));
  CU_ASSERT(REFUSED("accuracy has no effect", "preset=random", "accuracy=([0.5,0.75],[0.5,0.75])"));
  CU_ASSERT(REFUSED("preset_cost has no effect", "preset_cost=0.1"));
  CU_ASSERT(REFUSED("random_cost_max has no effect", "preset=monitoring", "random_cost_max=0.2"));
  CU_ASSERT(REFUSED("preset = monitoring has 2 agents", "preset=monitoring", "agents=3"));
  CU_ASSERT(REFUSED("common_noise has no effect", "agents=1", "common_noise=0.5",
                    "joint_table=([0.5,0.5,0.0,0.0,0.0,0.0],[0.0,0.0,0.5,0.0,0.0,0.5])"));
  CU_ASSERT(REFUSED("simulate_rounds has no effect", "simulate_rounds=true"));
  CU_ASSERT(REFUSED("costs_known = false has no effect", "costs_known=false"));
}

static void random_ranges_are_in_order_and_above_chance(void) {
  CU_ASSERT(REFUSED("random_accuracy_min", "preset=random", "random_accuracy_min=0.4"));
  CU_ASSERT(REFUSED("random_accuracy_min", "preset=random", "random_accuracy_min=0.9", "random_accuracy_max=0.8"));
  CU_ASSERT(REFUSED("random_cost_min", "preset=random", "random_cost_min=0.2"));
}

static void sizes_that_no_machine_holds_are_refused(void) {
  CU_ASSERT(REFUSED("more than", "preset=random", "agents=10", "states=10"));
  CU_ASSERT(REFUSED("at most 6 agents", "preset=random", "agents=7", "online_algorithm=robust_etc"));
}

static void an_effort_that_nothing_incentivises_stops_online_algorithms_by_name(void) {
  CU_ASSERT(REFUSED("effort level 1 cannot be incentivised: accuracy and cost", "online_algorithm=robust_etc",
                    "cost=([0.0,0.3],[0.0,0.06])"));
  CU_ASSERT(REFUSED("effort level 0 cannot be incentivised", "online_algorithm=robust_etc", "cost=([0.0,0.0],[0.0,0.06])"));
}

static void rounds_of_exploration_are_the_exact_power(void) {
  static const struct {
    const char *horizon;
    int64_t rounds;
  } rows[] = {{"horizon=1000000000", 250000}, {"horizon=1000000", 2500},   {"horizon=1e12", 25000000},
              {"horizon=1e15", 2500000000},   {"horizon=10000000", 11604}, {"horizon=8", 1}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    RUN(run, "online_algorithm=robust_etc", rows[i].horizon);
    CU_ASSERT_EQUAL(metric(&run, "n_per_profile"), (double)rows[i].rounds);
    end_run(&run);
  }
}

WALRAS_UNIT_TESTS(UNIT(priors_that_are_no_law_are_refused), UNIT(accuracies_outside_their_range_or_ragged_are_refused),
                  UNIT(costs_that_are_negative_or_begin_above_0_are_refused),
                  UNIT(utility_matrices_that_are_missing_or_out_of_range_are_refused),
                  UNIT(caps_and_horizons_that_cannot_be_are_refused), UNIT(joint_tables_that_are_no_laws_of_signals_are_refused),
                  UNIT(what_a_preset_or_a_table_leaves_without_effect_is_refused),
                  UNIT(random_ranges_are_in_order_and_above_chance), UNIT(sizes_that_no_machine_holds_are_refused),
                  UNIT(an_effort_that_nothing_incentivises_stops_online_algorithms_by_name),
                  UNIT(rounds_of_exploration_are_the_exact_power))
