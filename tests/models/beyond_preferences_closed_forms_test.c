/* The studies with closed forms: influence, misuse, insensitive_annotators, at their worked numbers and at their edges. */
#include "model_run.h"

#define RUN(run, study, ...) RUN_MODEL(run, &walras_model_beyond_preferences, "study=" study, __VA_ARGS__)

static void preference_matching_manipulates_and_pleases_where_the_norm_does_neither(void) {
  RUN(run, "influence", "influence_prob=0.2");
  CU_ASSERT_EQUAL(metric(&run, "policy"), 3.0);
  CU_ASSERT_EQUAL(metric(&run, "share_manipulated"), 1.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "satisfaction_preference_matching"), 15.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "initial_value_preference_matching"), 6.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "endorsed_value_preference_matching"), -2.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "satisfaction_role_norm"), 10.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "initial_value_role_norm"), 10.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "endorsed_value_role_norm"), 10.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "satisfaction_initial_preference"), 10.0, 1e-12);
  end_run(&run);
}

static void preference_matching_turns_at_the_threshold(void) {
  RUN(below, "influence", "influence_prob=0.0444");
  RUN(above, "influence", "influence_prob=0.0445");
  CU_ASSERT_DOUBLE_EQUAL(metric(&below, "threshold"), 2.0 / 45.0, 1e-15);
  CU_ASSERT_EQUAL(metric(&below, "policy"), 2.0);
  CU_ASSERT_EQUAL(metric(&above, "policy"), 3.0);
  end_run(&below);
  end_run(&above);
}

/* h uniform on [0, 1] against 0.4 / (9 (r - 1)) with r uniform on [1, 3]: E P(h > h*) = 1 - E min(1, 2/45 / (r - 1)); 4 standard errors of
 * 10^5 users, a false alarm in 16,000. */
static void users_are_manipulated_where_their_own_threshold_says(void) {
  RUN(run, "influence", "heterogeneous=true", "users=100000");
  const double q = 2.0 / 45.0, expected = 1.0 - 0.5 * (q + q * log(2.0 / q));
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "share_manipulated"), expected, 4.0 * sqrt(expected * (1.0 - expected) / 1e5));
  CU_ASSERT(isnan(metric(&run, "policy")) && isnan(metric(&run, "threshold")));
  end_run(&run);
}

static void a_threshold_is_absent_where_the_influenced_user_feels_no_more_than_the_natural_one(void) {
  RUN(run, "influence", "r_influenced_manipulative=1.0");
  CU_ASSERT_PTR_NULL(field_named(&run, "threshold", WALRAS_FIELD_VALUES));
  CU_ASSERT_EQUAL(metric(&run, "policy"), 2.0);
  end_run(&run);
  RUN(myopic, "influence", "discount=0.0");
  CU_ASSERT_PTR_NULL(field_named(&myopic, "threshold", WALRAS_FIELD_VALUES));
  CU_ASSERT_EQUAL(metric(&myopic, "policy"), 2.0);
  end_run(&myopic);
}

static void users_do_not_depend_on_threads(void) {
  model_run one, four;
  run_model(&one, &walras_model_beyond_preferences, 1, SETTINGS("study=influence", "heterogeneous=true", "users=50000"));
  run_model(&four, &walras_model_beyond_preferences, 4, SETTINGS("study=influence", "heterogeneous=true", "users=50000"));
  CU_ASSERT(same_records(&one, &four));
  end_run(&one);
  end_run(&four);
}

static void serving_rules_have_their_worked_signals_and_gains(void) {
  RUN(run, "misuse", "signal_dprime=2.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "tau_utilitarian"), 1.131182, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "tau_nash"), 0.611747, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "tau_max"), 1.356934, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "gain_users_utilitarian"), 0.837084, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "gain_users_nash"), 0.697292, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "gain_users_preference_matching"), 1.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "gain_third_utilitarian"), 0.055765, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "gain_third_nash"), 0.125420, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "gain_third_preference_matching"), -0.715, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "gain_third_veto"), 0.0, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "refuse_in_utilitarian"), 0.128989, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "refuse_in_nash"), 0.270353, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "serve_out_utilitarian"), 0.192473, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "serve_out_nash"), 0.082530, 1e-6);
  end_run(&run);
}

static void a_weak_role_signal_costs_most_in_role_requests(void) {
  RUN(run, "misuse", "signal_dprime=1.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "gain_third_utilitarian"), -0.184614, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "tau_nash"), -0.525921, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "refuse_in_nash"), 0.70, 0.005);
  end_run(&run);
}

static void everything_is_served_where_misuse_does_no_harm_and_nothing_where_others_gain_nothing(void) {
  RUN(harmless, "misuse", "harm=0.0");
  CU_ASSERT(isnan(metric(&harmless, "tau_max")) && isnan(metric(&harmless, "tau_utilitarian")) &&
            isnan(metric(&harmless, "tau_nash")));
  CU_ASSERT_EQUAL(metric(&harmless, "refuse_in_nash"), 0.0);
  CU_ASSERT_EQUAL(metric(&harmless, "serve_out_veto"), 1.0);
  end_run(&harmless);
  RUN(selfish, "misuse", "spillover=0.0");
  CU_ASSERT(isnan(metric(&selfish, "tau_max")) && isnan(metric(&selfish, "tau_nash")));
  CU_ASSERT_EQUAL(metric(&selfish, "refuse_in_nash"), 1.0);
  CU_ASSERT_EQUAL(metric(&selfish, "gain_users_nash"), 0.0);
  end_run(&selfish);
}

/* A million in-role requests are worth so little that third parties bear one misuse in 10^9 only: the root lies far in the tail. */
static void the_veto_is_found_far_in_the_tail(void) {
  RUN(run, "misuse", "spillover=1e-12");
  CU_ASSERT(metric(&run, "tau_max") < -8.0);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "gain_third_veto"), 0.0, 1e-25);
  CU_ASSERT(metric(&run, "gain_third_nash") > 0.0 && metric(&run, "tau_nash") < metric(&run, "tau_max"));
  end_run(&run);
}

static void annotators_forget_how_large_a_harm_is(void) {
  RUN(small, "insensitive_annotators", "harm=1.0");
  RUN(medium, "insensitive_annotators", "harm=5.0");
  RUN(large, "insensitive_annotators", "harm=20.0");
  CU_ASSERT_DOUBLE_EQUAL(metric(&small, "bt_threshold"), 0.622364, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&medium, "bt_threshold"), 0.683920, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&large, "bt_threshold"), 0.683940, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&small, "utilitarian_threshold"), 0.666667, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&medium, "utilitarian_threshold"), 0.909091, 1e-6);
  CU_ASSERT_DOUBLE_EQUAL(metric(&large, "utilitarian_threshold"), 0.975610, 1e-6);
  CU_ASSERT_EQUAL(metric(&large, "permit_bt"), 1.0);
  CU_ASSERT_EQUAL(metric(&large, "permit_utilitarian"), 0.0);
  CU_ASSERT_EQUAL(metric(&large, "permit_contractualist"), 0.0);
  end_run(&small);
  end_run(&medium);
  end_run(&large);
}

static void bad_values_are_refused_by_name(void) {
  const walras_model *model = &walras_model_beyond_preferences;
  CU_ASSERT(model_refuses(model, "discount", SETTINGS("study=influence", "discount=1.0")));
  CU_ASSERT(model_refuses(model, "influence_prob", SETTINGS("study=influence", "influence_prob=1.5")));
  CU_ASSERT(model_refuses(model, "recovery_prob", SETTINGS("study=influence", "recovery_prob=-0.1")));
  CU_ASSERT(model_refuses(model, "influence_prob_range", SETTINGS("study=influence", "influence_prob_range=[0.5,0.2]")));
  CU_ASSERT(model_refuses(model, "r_influenced_range", SETTINGS("study=influence", "r_influenced_range=[1.0]")));
  CU_ASSERT(model_refuses(model, "signal_dprime", SETTINGS("study=misuse", "signal_dprime=0.0")));
  CU_ASSERT(model_refuses(model, "out_of_role_rate", SETTINGS("study=misuse", "out_of_role_rate=1.0")));
  CU_ASSERT(model_refuses(model, "majority_share", SETTINGS("study=insensitive_annotators", "majority_share=1.1")));
  CU_ASSERT(model_refuses(model, "benefit", SETTINGS("study=insensitive_annotators", "benefit=0.0", "harm=0.0")));
}

WALRAS_UNIT_TESTS(UNIT(preference_matching_manipulates_and_pleases_where_the_norm_does_neither),
                  UNIT(preference_matching_turns_at_the_threshold), UNIT(users_are_manipulated_where_their_own_threshold_says),
                  UNIT(a_threshold_is_absent_where_the_influenced_user_feels_no_more_than_the_natural_one),
                  UNIT(users_do_not_depend_on_threads), UNIT(serving_rules_have_their_worked_signals_and_gains),
                  UNIT(a_weak_role_signal_costs_most_in_role_requests),
                  UNIT(everything_is_served_where_misuse_does_no_harm_and_nothing_where_others_gain_nothing),
                  UNIT(the_veto_is_found_far_in_the_tail), UNIT(annotators_forget_how_large_a_harm_is),
                  UNIT(bad_values_are_refused_by_name))
