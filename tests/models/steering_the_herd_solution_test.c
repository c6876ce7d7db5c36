/* Values and phases of the solved programmes against numbers worked out beforehand, closed forms and the exact recursion. */
#include "steering_the_herd.h"

#define P(p, k, d) "baseline_precision=" p, "cost_slope=" k, "discount=" d

static void the_altruists_values_are_those_of_full_precision_where_it_is_cheap(void) {
  SOLVED(-0.2, 1e-12, "value_at_prior", P("0.6", "0.5", "0.9"));
  SOLVED(-0.15, 1e-12, "value_at_prior", P("0.7", "0.5", "0.9"));
  SOLVED(-0.6, 1e-12, "value_at_prior", P("0.6", "1.5", "0.9"));
  SOLVED(-0.48, 1e-12, "value_at_prior", P("0.6", "1.2", "0.5"));
  SOLVED(-0.4, 1e-12, "value_at_prior", P("0.6", "1.2", "0.5"), "prior=0.8");
}

/* To half a unit of the last digit given. */
static void the_exact_recursion_gives_the_values_of_a_dear_cell(void) {
  const struct herd_parameters p = {
      .baseline_precision = 0.8, .cost_slope = 5.0, .cost_exponent = 1.0, .error_cost = 1.0, .discount = 0.9};
  static const double expected[][2] = {{0.5, -0.950324}, {0.55, -0.981872}, {0.65, -1.0}, {0.8, -0.833693}, {0.85, -0.820599}};
  struct herd_exact exact;
  herd_exact_make(&p, &exact);
  for (int k = 0; k < 5; k++) {
    const double b = expected[k][0], l = walras_log(b / (1.0 - b));
    CU_ASSERT_DOUBLE_EQUAL(herd_exact_value(&exact, l), expected[k][1], 5.1e-7);
    CU_ASSERT_DOUBLE_EQUAL(herd_exact_value(&exact, -l), expected[k][1], 5.1e-7);
  }
}

static void the_altruist_stops_where_the_threshold_says(void) {
  SOLVED(0.02, 5.1e-4, "herd_threshold", P("0.6", "0.5", "0.9"));
  SOLVED(0.06, 5.1e-4, "herd_threshold", P("0.6", "1.5", "0.9"));
  SOLVED(0.24, 5.1e-4, "herd_threshold", P("0.6", "1.2", "0.5"));
  SOLVED(0.12, 5.1e-4, "herd_threshold", P("0.7", "0.4", "0.9"), "planner=myopic_altruistic");
}

/* Belief 1/2 is in a phase of full precision up to `full`, and a phase of least precision follows up to `least`. */
static void check_phases(const model_run *run, double full, double least) {
  double full_to = 0.0, least_to = 0.0;
  for (int64_t k = 0; k < 100; k++) {
    const double to = element_of(run, "phase_boundaries", 1, k);
    const int mode = (int)element_of(run, "phase_boundaries", 2, k);
    if (mode == MODE_LEARN_MAX && to > full_to)
      full_to = to;
    if (mode == MODE_LEARN_MIN && to > least_to)
      least_to = to;
  }
  CU_ASSERT_DOUBLE_EQUAL(full_to, full, 1.1e-3);
  CU_ASSERT_DOUBLE_EQUAL(least_to, least, 1.1e-3);
}

static void dear_precision_has_three_phases(void) {
  RUN_TABLES(first, "n_sequences=0", P("0.7", "3.0", "0.8"));
  check_phases(&first, 0.781, 0.823);
  end_run(&first);
  RUN_TABLES(second, "n_sequences=0", P("0.7", "5.0", "0.9"));
  check_phases(&second, 0.793, 0.855);
  end_run(&second);
  RUN_TABLES(third, "n_sequences=0", P("0.6", "8.0", "0.9"));
  check_phases(&third, 0.617, 0.687);
  end_run(&third);
}

#define BIASED "planner=biased", "n_beliefs=601", "n_precisions=60"
static void the_biased_planners_values_have_their_closed_forms(void) {
  SOLVED(-1.1090909, 1e-6, "value_at_prior", BIASED, P("0.7", "0.1", "0.9"));
  SOLVED(-0.15, 1e-9, "value_at_prior", BIASED, P("0.7", "0.1", "0.9"), "prior=0.55");
  SOLVED(-0.1, 1e-9, "value_at_prior", BIASED, P("0.7", "0.1", "0.9"), "prior=0.6");
  SOLVED(0.0, 1e-12, "value_at_prior", BIASED, P("0.7", "0.1", "0.9"), "prior=0.71");
  SOLVED(-0.75, 1e-9, "value_at_prior", BIASED, P("0.7", "0.5", "0.9"), "prior=0.55");
  SOLVED(-0.5, 1e-9, "value_at_prior", BIASED, P("0.7", "0.5", "0.9"), "prior=0.6");
  RUN(run, "n_sequences=0", BIASED, P("0.7", "0.5", "0.9"));
  CU_ASSERT(metric(&run, "value_at_prior") >= metric(&run, "theory_value_at_half") - 1e-8);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "theory_value_at_half"), -1.9090909, 5.1e-8);
  end_run(&run);
}

static void obfuscation_gives_way_when_it_is_dear(void) {
  SOLVED(1.0, 0.0, "obfuscate_share", BIASED, "cost_slope=1.5");
  SOLVED(0.598, 0.02, "obfuscate_share", BIASED, "cost_slope=2.0");
  SOLVED(0.256, 0.02, "obfuscate_share", BIASED, "cost_slope=4.0");
}

static void utilities_have_no_unit_of_their_own(void) {
  RUN(one, "n_sequences=0", BIASED, "cost_slope=0.8", "error_cost=1.5");
  RUN(four, "n_sequences=0", BIASED, "cost_slope=3.2", "error_cost=6.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&four, "value_at_prior"), 4.0 * metric(&one, "value_at_prior"), 1e-9);
  end_run(&one);
  end_run(&four);
}

static void free_precision_is_used_in_full_and_costs_nothing(void) {
  SOLVED(0.0, 1e-15, "value_at_prior", "cost_slope=0.0");
  SOLVED(-0.12, 1e-12, "value_at_prior", "discount=0.0", "cost_slope=0.4");
  SOLVED(-0.2, 1e-12, "value_at_prior", "discount=0.0", "cost_slope=1.0", "prior=0.2");
}

static void far_sight_never_loses(void) {
  static const char *const slopes[] = {"cost_slope=0.5", "cost_slope=2.0", "cost_slope=4.0", "cost_slope=8.0"};
  static const char *const discounts[] = {"discount=0.0", "discount=0.5", "discount=0.9", "discount=0.99"};
  double largest = 0.0;
  for (int k = 0; k < 4; k++)
    for (int d = 0; d < 4; d++) {
      RUN(far, "n_sequences=0", "n_beliefs=401", "n_precisions=20", slopes[k], discounts[d]);
      RUN(near, "n_sequences=0", "n_beliefs=401", "n_precisions=20", slopes[k], discounts[d], "planner=myopic_altruistic");
      const double gain = metric(&far, "value_at_prior") - metric(&near, "value_at_prior");
      CU_ASSERT(gain >= -1e-10);
      largest = fmax(largest, gain);
      end_run(&far);
      end_run(&near);
    }
  CU_ASSERT(largest > 0.01);
}

static void a_programme_for_other_agents_beats_the_bayesian_optimum(void) {
  RUN(run, "n_sequences=0", "cost_slope=8.0", "confirm_weight=0.7", "disconfirm_weight=1.4", "herd_margin=1.5",
      "planner_belief=agents");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "value_at_prior"), -2.1135, 1e-3);
  CU_ASSERT(metric(&run, "value_at_prior") - metric(&run, "hybrid_value_at_prior") > 0.05);
  end_run(&run);
}

static void bad_input_is_refused_by_name(void) {
  REFUSED("baseline_precision", "baseline_precision=1.0");
  REFUSED("discount", "discount=1.0");
  REFUSED("prior", "prior=0.0");
  REFUSED("prior", "prior=1.0");
  REFUSED("n_agents", "n_agents=0");
  REFUSED("herd_margin", "herd_margin=0.5");
  REFUSED("cost_exponent", "cost_exponent=0.0");
  REFUSED("cost_exponent", "cost_exponent=1.5");
  REFUSED("backend", "backend=endpoint");
  REFUSED("planner_smoothing", "planner_smoothing=0.1");
  REFUSED("cross_observation", "cross_observation=0.5");
  REFUSED("n_sequences", "n_sequences=0", "planner=none");
  REFUSED("precision_grid", "precision_grid=0.1", "planner=random");
}

WALRAS_UNIT_TESTS(UNIT(the_altruists_values_are_those_of_full_precision_where_it_is_cheap),
                  UNIT(the_exact_recursion_gives_the_values_of_a_dear_cell), UNIT(the_altruist_stops_where_the_threshold_says),
                  UNIT(dear_precision_has_three_phases), UNIT(the_biased_planners_values_have_their_closed_forms),
                  UNIT(obfuscation_gives_way_when_it_is_dear), UNIT(utilities_have_no_unit_of_their_own),
                  UNIT(free_precision_is_used_in_full_and_costs_nothing), UNIT(far_sight_never_loses),
                  UNIT(a_programme_for_other_agents_beats_the_bayesian_optimum), UNIT(bad_input_is_refused_by_name))
