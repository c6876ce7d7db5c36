/* Parameters that make no sense are refused with their name and place. */
#include "facility_location.h"

static void numbers_outside_their_ranges_are_refused_by_name(void) {
  CU_ASSERT(REFUSED("agents", "agents=0"));
  CU_ASSERT(REFUSED("domain_length", "domain_length=0.0"));
  CU_ASSERT(REFUSED("domain_length", "domain_length=-1.0"));
  CU_ASSERT(REFUSED("beta_a", "distribution=beta", "beta_a=0.0"));
  CU_ASSERT(REFUSED("share_right", "distribution=two_point", "share_right=1.5"));
  CU_ASSERT(REFUSED("normal_sd", "distribution=truncated_normal", "normal_sd=0.0"));
  CU_ASSERT(REFUSED("normal_mean", "distribution=truncated_normal", "normal_mean=100.0"));
}

static void lists_name_the_entry_that_is_wrong(void) {
  CU_ASSERT(REFUSED("locations: entry 2 is 1.5", "distribution=list", "locations=[0.5, 1.5]"));
  CU_ASSERT(REFUSED("locations: 2 values for agents = 3", "distribution=list", "locations=[0.5, 0.7]", "agents=3"));
  CU_ASSERT(
      REFUSED("custom_phantoms: 3 values for agents = 3", "mechanism=phantom", "agents=3", "custom_phantoms=[0.1, 0.2, 0.3]"));
  CU_ASSERT(REFUSED("custom_phantoms: entry 2 is 1.2", "mechanism=phantom", "agents=3", "custom_phantoms=[0.1, 1.2]"));
  CU_ASSERT(REFUSED("custom_phantoms: 0 values", "mechanism=phantom", "agents=3"));
}

static void weights_and_positions_must_fit_together(void) {
  CU_ASSERT(REFUSED("mixture_a: 3 shapes for 2", "distribution=mixture", "mixture_a=[1.0, 2.0, 3.0]"));
  CU_ASSERT(REFUSED("mixture_b", "distribution=mixture", "mixture_b=[1.0]"));
  CU_ASSERT(REFUSED("mixture_weights: they sum to 0.9", "distribution=mixture", "mixture_weights=[0.4, 0.5]"));
  CU_ASSERT(REFUSED("atom_weights: 2 weights for 3", "distribution=atoms", "atom_weights=[0.5, 0.5]"));
  CU_ASSERT(REFUSED("atom_weights: they sum to", "distribution=atoms", "atom_weights=[0.5, 0.5, 0.5]"));
  CU_ASSERT(REFUSED("atom_positions: entry 2 is not above", "distribution=atoms", "atom_positions=[0.5, 0.5, 1.0]"));
}

static void parameters_without_effect_are_refused(void) {
  CU_ASSERT(REFUSED("custom_phantoms has no effect", "custom_phantoms=[0.5]", "agents=2"));
  CU_ASSERT(REFUSED("beta_a has no effect", "beta_a=2.0"));
  CU_ASSERT(REFUSED("misreport_grid has no effect", "misreport_grid=11"));
  CU_ASSERT(REFUSED("misreport_grid has no effect", "task=misreport", "mechanism=mean", "misreport_grid=11"));
  CU_ASSERT(REFUSED("best_reply_tol has no effect", "best_reply_tol=1e-6"));
  CU_ASSERT(REFUSED("worst_case_samples has no effect", "task=worst_case", "worst_case_samples=10"));
  CU_ASSERT(REFUSED("distribution has no effect", "task=worst_case", "distribution=beta"));
  CU_ASSERT(REFUSED("profiles has no effect", "task=scale", "profiles=2"));
  CU_ASSERT(REFUSED("phantom_grid has no effect", "task=outcome", "phantom_grid=4"));
  CU_ASSERT(REFUSED("exhaustive has no effect", "task=outcome", "exhaustive=true", "atom_grid=4"));
}

static void tasks_refuse_what_they_cannot_do(void) {
  CU_ASSERT(REFUSED("use \"region\"", "task=worst_case", "agents=30"));
  CU_ASSERT(REFUSED("use \"random\"", "task=worst_case", "mechanism=mean"));
  CU_ASSERT(REFUSED("use \"random\"", "task=worst_case", "mechanism=nash", "worst_case_method=region"));
  CU_ASSERT(REFUSED("mechanism = random_rank", "task=worst_case", "mechanism=random_rank", "worst_case_method=random"));
  CU_ASSERT(REFUSED("mechanism = median", "task=equilibrium", "mechanism=median"));
  CU_ASSERT(REFUSED("atom_grid = 0", "task=axioms", "exhaustive=true"));
  CU_ASSERT(REFUSED("make more than", "task=axioms", "exhaustive=true", "atom_grid=100", "agents=5"));
  CU_ASSERT(REFUSED("at most 10000 agents", "task=misreport", "mechanism=nash", "agents=20000"));
  CU_ASSERT(REFUSED("whole profiles", "task=axioms", "agents=20000000"));
}

static void the_number_of_agents_follows_the_list(void) {
  RUN(run, "distribution=list", "locations=[0.5, 0.7]", "mechanism=mean");
  CU_ASSERT_DOUBLE_EQUAL(metric(&run, "facility_location"), 0.6, 1e-15);
  end_run(&run);
}

WALRAS_UNIT_TESTS(UNIT(numbers_outside_their_ranges_are_refused_by_name), UNIT(lists_name_the_entry_that_is_wrong),
                  UNIT(weights_and_positions_must_fit_together), UNIT(parameters_without_effect_are_refused),
                  UNIT(tasks_refuse_what_they_cannot_do), UNIT(the_number_of_agents_follows_the_list))
