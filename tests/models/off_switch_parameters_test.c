/* Refusals name the parameter and its range; defaults follow from others. */
#include "models/off-switch/parameters.h"
#include "off_switch.h"

static void numbers_out_of_range_are_refused_by_name(void) {
  REFUSED("sigma", "sigma=-0.1");
  REFUSED("beta", "beta=-1");
  REFUSED("assumed_beta", "assumed_beta=-1");
  REFUSED("error_prob", "error_prob=1.1");
  REFUSED("error_prob", "error_prob=-0.1");
  REFUSED("assumed_error_prob", "assumed_error_prob=2");
  REFUSED("probit_tau", "probit_tau=0");
  REFUSED("assumed_probit_tau", "assumed_probit_tau=-1");
  REFUSED("n_overseers", "n_overseers=0");
  REFUSED("n_overseers", "n_overseers=100");
  REFUSED("wait_cost", "wait_cost=-0.1");
  REFUSED("mu", "mu=2e6");
  REFUSED("n_instances", "mode=game", "n_instances=0");
  REFUSED("n_actions", "mode=designer", "n_actions=1001");
  REFUSED("prior_sd", "mode=designer", "prior_sd=0");
  REFUSED("pop_sigma_median", "mode=population", "pop_sigma_median=0");
  REFUSED("beta_noise", "mode=population", "beta_noise=-1");
  REFUSED("quad_tol", "quad_tol=1e-15");
  REFUSED("delta_low", "mode=population", "delta_low=1", "delta_high=1");
  REFUSED("ladder_steps", "ladder_steps=1");
  REFUSED("ladder_steps", "ladder_steps=5", "mu=0", "sigma=0");
}

static void nan_and_infinity_are_refused_everywhere(void) {
  for (int64_t i = 0; i < OFF_SWITCH_PARAMETERS; i++) {
    char setting[64];
    if (off_switch_schema[i].type != WALRAS_TYPE_REAL)
      continue;
    for (int sign = 0; sign < 2; sign++) {
      snprintf(setting, sizeof setting, "%s=%s", off_switch_schema[i].name, sign == 0 ? "nan" : "\"inf\"");
      REFUSED(off_switch_schema[i].name, setting);
    }
  }
  REFUSED("belief_values", "belief_family=discrete", "belief_values=[1.0,nan]");
}

static void beliefs_need_values_and_weights_that_fit(void) {
  REFUSED("belief_weights: all are 0", "belief_family=discrete", "belief_values=[1.0,2.0]", "belief_weights=[0.0,0.0]");
  REFUSED("belief_weights: 1 for 2", "belief_family=discrete", "belief_values=[1.0,2.0]", "belief_weights=[1.0]");
  REFUSED("belief_weights", "belief_family=discrete", "belief_values=[1.0,2.0]", "belief_weights=[1.0,-1.0]");
  REFUSED("belief_values", "belief_family=two_point", "belief_values=[1.0,2.0,3.0]");
  REFUSED("belief_values", "belief_family=discrete");
  REFUSED("belief_values", "belief_values=[1.0,2.0]");
  REFUSED("sigma", "belief_family=two_point", "belief_values=[1.0,2.0]", "sigma=1");
}

static void robots_of_a_population_err_about_temperatures_only(void) {
  REFUSED("assumed_human_policy", "mode=population", "human_policy=rational");
  REFUSED("assumed_human_policy", "mode=population", "assumed_human_policy=probit");
}

static void language_models_are_refused_with_what_to_do(void) {
  REFUSED("human_policy = language_model", "human_policy=language_model");
  REFUSED("assumed_human_policy = language_model", "assumed_human_policy=language_model");
  REFUSED("logistic", "human_policy=language_model");
}

static void what_a_mode_does_not_read_is_refused(void) {
  REFUSED("beta_bias", "beta_bias=1");
  REFUSED("n_actions", "n_actions=2");
  REFUSED("mu", "mode=population", "mu=0.1");
  REFUSED("beta", "mode=population", "beta=0.1");
  REFUSED("belief_family", "mode=designer", "belief_family=discrete", "belief_values=[1.0]");
  REFUSED("ladder_steps", "mode=game", "ladder_steps=10");
  REFUSED("delta_low", "mode=game", "delta_low=0");
}

static void what_r_assumes_follows_what_is_true_unless_given(void) {
  RUN(same, "human_policy=bernoulli_error", "error_prob=0.3", "mu=0.1");
  const struct off_switch_parameters *p = same.parameters;
  CU_ASSERT(p->assumed_human_policy == FAMILY_BERNOULLI && p->assumed_error_prob == 0.3 && p->assumed_beta == 0.5);
  CU_ASSERT(metric(&same, "assumed_delta") == metric(&same, "delta"));
  end_run(&same);
  RUN(other, "human_policy=bernoulli_error", "error_prob=0.3", "assumed_human_policy=rational", "mu=0.1");
  CU_ASSERT(metric(&other, "assumed_delta") > metric(&other, "delta"));
  CU_ASSERT(metric(&other, "frac_wait") == 1.0 && metric(&other, "frac_defer") == 1.0);
  end_run(&other);
}

static void a_discrete_belief_has_its_own_mean_and_spread(void) {
  RUN(run, "belief_family=two_point", "belief_values=[3.0,-1.0]", "belief_weights=[1.0,3.0]");
  const struct off_switch_parameters *p = run.parameters;
  CU_ASSERT_DOUBLE_EQUAL(p->mu, 0.0, 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(p->sigma, sqrt(3.0), 1e-15);
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "act_value"), 0.0, 1e-15);
  CU_ASSERT(isnan(metric(&run, "stein_gap")));
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(numbers_out_of_range_are_refused_by_name), UNIT(nan_and_infinity_are_refused_everywhere),
                  UNIT(beliefs_need_values_and_weights_that_fit), UNIT(robots_of_a_population_err_about_temperatures_only),
                  UNIT(language_models_are_refused_with_what_to_do), UNIT(what_a_mode_does_not_read_is_refused),
                  UNIT(what_r_assumes_follows_what_is_true_unless_given), UNIT(a_discrete_belief_has_its_own_mean_and_spread))
