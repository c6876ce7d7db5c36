#include "llm_economist.h"

static void language_models_are_refused_by_name(void) {
  REFUSED("worker_policy = llm", "worker_policy=llm");
  REFUSED("planner = llm", "planner=llm");
}

static void wrong_workers_are_refused_by_name(void) {
  REFUSED("percent_ego", "percent_ego=50.0", "percent_alt=30.0");
  REFUSED("labor_exponent", "labor_exponent=1.0");
  REFUSED("gb2_tau", "gb2_tau=0.0");
  REFUSED("gb2_tau", "gb2_tau=0.4");
  REFUSED("gb2_sigma", "gb2_sigma=-1.0");
  REFUSED("skill_list", "agent_mix=list", "skill_list=[1.0,2.0]", "n_workers=3");
  REFUSED("skill_list", "agent_mix=list", "skill_list=[1.0,0.0]", "n_workers=2");
  REFUSED("skill_list", "skill_list=[1.0,2.0]");
  REFUSED("fixed_hours", "worker_policy=fixed", "fixed_hours=120.0");
  REFUSED("labor_mode", "worker_policy=bandit", "labor_mode=continuous");
  REFUSED("tax_year = 1", "worker_policy=bandit", "tax_year=1");
  REFUSED("percent_ego", "percent_ego=90.0", "percent_alt=10.0", "labor_mode=continuous");
  REFUSED("swf = min", "percent_ego=90.0", "percent_alt=10.0", "swf=min");
  REFUSED("labor_cost", "labor_cost_mode=median40", "labor_cost=0.1");
}

static void wrong_schedules_are_refused_by_name(void) {
  REFUSED("bracket_cutoffs", "bracket_setting=list");
  REFUSED("bracket_cutoffs", "bracket_setting=list", "bracket_cutoffs=[0.0,5.0,5.0]");
  REFUSED("bracket_cutoffs", "bracket_setting=list", "bracket_cutoffs=[1.0,5.0]");
  REFUSED("bracket_cutoffs", "bracket_cutoffs=[0.0,5.0]");
  REFUSED("fixed_rates", "planner=fixed", "bracket_setting=flat", "fixed_rates=[0.1,0.2,0.3]");
  REFUSED("fixed_rates", "planner=saez", "fixed_rates=[0.1,0.2,0.3]");
  REFUSED("start_rates", "start_rates=[0.5,0.55,0.5]");
  REFUSED("start_rates", "start_rates=[0.5,0.5,1.0]", "rate_max=0.9");
  REFUSED("saez_elasticity", "planner=saez", "saez_elasticity=[0.1,0.2]");
  REFUSED("saez_elasticity", "planner=saez", "saez_elasticity=[-0.1]");
  REFUSED("raw_delta: row 2", "planner=script", "raw_delta=([10.0,0.0,0.0],[10.0,0.0])");
  REFUSED("raw_delta", "planner=script", "raw_delta=([10.0,0.0,0.0])", "horizon=10", "tax_year=10");
  REFUSED("bracket_setting", "planner=us_fed_2024", "bracket_setting=three");
  REFUSED("planner = saez_iterated", "planner=saez_iterated", "bracket_setting=flat");
}

static void wrong_planners_are_refused_by_name(void) {
  REFUSED("tax_year = 20", "tax_year=20", "horizon=10");
  REFUSED("use planner = cem", "planner=enumerate", "rate_step=0.001");
  REFUSED("compare_optimum = false", "planner=us_fed_2024", "bracket_setting=us_fed_2024", "rate_step=0.001",
          "compare_optimum=true", "bracket_setting=list", "bracket_cutoffs=[0.0,1.0,2.0]", "planner=fixed");
  REFUSED("planner = mirrlees", "planner=mirrlees");
  REFUSED("density", "planner=mirrlees", "agent_mix=list", "skill_list=[1.0,2.0]", "n_workers=2", "swf=reference_inverse_income",
          "labor_mode=continuous");
  REFUSED("history_len", "history_len=20");
  REFUSED("icrl_explore", "planner=uniform50", "icrl_explore=0.5");
  REFUSED("perturbation", "perturbation=0.1");
  REFUSED("learning_rate", "learning_rate=0.1");
}

static void defaults_follow_the_setting(void) {
  RUN(federal, "planner=us_fed_2024", "horizon=1", "tax_year=1", "n_workers=5");
  CU_ASSERT_EQUAL(element(&federal, "final_rate", 6), 0.37);
  end_run(&federal);
  RUN(start, "horizon=1", "tax_year=1", "n_workers=5");
  CU_ASSERT_EQUAL(element(&start, "final_rate", 0), 0.5);
  CU_ASSERT_TRUE(isnan(element(&start, "final_rate", 3)));
  end_run(&start);
}

WALRAS_UNIT_TESTS(UNIT(language_models_are_refused_by_name), UNIT(wrong_workers_are_refused_by_name),
                  UNIT(wrong_schedules_are_refused_by_name), UNIT(wrong_planners_are_refused_by_name),
                  UNIT(defaults_follow_the_setting))
