/* Best replies to manipulable rules end at the Uniform Phantom of the true locations. */
#include "facility_location.h"
#include "models/facility-location/equilibrium.h"

static void the_five_agents_settle_in_two_sweeps_and_a_third_changes_nothing(void) {
  RUN(run, "task=equilibrium", "mechanism=mean", "distribution=list", "locations=[0.1, 0.2, 0.2, 0.9, 1.0]");
  static const double reports[] = {0, 0, 0, 1, 1};
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "equilibrium_location"), 0.4, 1e-15);
  CU_ASSERT(metric(&run, "equilibrium_sweeps") <= 3.0);
  CU_ASSERT_DOUBLE_EQUAL(element(&run, "best_reply_path", 1), 0.4, 1e-15);
  for (int agent = 0; agent < 5; agent++)
    CU_ASSERT_EQUAL(element_of(&run, "equilibrium_reports", 2, agent), reports[agent]);
  CU_ASSERT_EQUAL(metric(&run, "equilibrium_converged"), 1.0);
  end_run(&run);
}

static void best_replies_end_at_the_uniform_phantom_where_nobody_gains(void) {
  static const char *const sizes[] = {"agents=2", "agents=3", "agents=10", "agents=50"};
  for (int size = 0; size < 4; size++) {
    RUN(mean, "task=equilibrium", "mechanism=mean", sizes[size], "profiles=200", "domain_length=3.0",
        "best_reply_max_sweeps=1000000");
    CU_ASSERT_EQUAL(metric(&mean, "equilibrium_converged"), 1.0);
    CU_ASSERT(metric(&mean, "equilibrium_error") < 1e-9 && metric(&mean, "equilibrium_residual_gain") < 1e-9);
    CU_ASSERT(metric(&mean, "direct_equilibrium_gain") < 1e-9);
    end_run(&mean);
  }
  RUN(nash, "task=equilibrium", "mechanism=nash", "agents=5", "profiles=20");
  CU_ASSERT_EQUAL(metric(&nash, "equilibrium_converged"), 1.0);
  CU_ASSERT(metric(&nash, "equilibrium_error") < 1e-9 && metric(&nash, "equilibrium_residual_gain") < 1e-9);
  end_run(&nash);
}

/* Agents at the Uniform Phantom itself share what is left: here y = 0.5 with one agent there. */
static void agents_at_the_equilibrium_share_the_residual(void) {
  const double locations[] = {0.1, 0.5, 0.9};
  const facility_rule rule = {.mechanism = MECHANISM_MEAN, .agents = 3, .length = 1.0};
  double reports[3];
  CU_ASSERT_DOUBLE_EQUAL(facility_mean_equilibrium(&rule, locations, 0.5, reports), 0.0, 1e-15);
  CU_ASSERT(reports[0] == 0.0 && reports[2] == 1.0);
  CU_ASSERT_DOUBLE_EQUAL(reports[1], 0.5, 1e-15);
  /* from any other place somebody gains */
  CU_ASSERT(facility_mean_equilibrium(&rule, locations, 0.7, reports) > 0.1);
}

static void best_replies_that_are_cut_short_say_so(void) {
  RUN(run, "task=equilibrium", "mechanism=mean", "distribution=list", "locations=[0.499, 0.501]", "best_reply_max_sweeps=5");
  CU_ASSERT_EQUAL(metric(&run, "equilibrium_converged"), 0.0);
  CU_ASSERT_EQUAL(metric(&run, "equilibrium_sweeps"), 5.0);
  CU_ASSERT(metric(&run, "equilibrium_residual_gain") > 1e-4);
  end_run(&run);
}

static void a_hundred_thousand_agents_settle_at_the_uniform_phantom(void) {
  RUN(run, "task=equilibrium", "mechanism=mean", "agents=100000", "best_reply_max_sweeps=1000");
  CU_ASSERT_EQUAL(metric(&run, "equilibrium_converged"), 1.0);
  CU_ASSERT(metric(&run, "equilibrium_error") < 1e-9);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(the_five_agents_settle_in_two_sweeps_and_a_third_changes_nothing),
                  UNIT(best_replies_end_at_the_uniform_phantom_where_nobody_gains),
                  UNIT(agents_at_the_equilibrium_share_the_residual), UNIT(best_replies_that_are_cut_short_say_so),
                  UNIT(a_hundred_thousand_agents_settle_at_the_uniform_phantom))
