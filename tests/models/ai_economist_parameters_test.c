/* Refusals name the parameter and say what to do. */
#include "ai_economist.h"

static void rates_and_cutoffs_of_a_wrong_form_are_refused(void) {
  REFUSED("fixed_bracket_rates", "tax_model=fixed", "fixed_bracket_rates=[0.1,0.1,0.1,0.1,0.1,0.1,1.1]");
  REFUSED("fixed_bracket_rates", "tax_model=fixed", "fixed_bracket_rates=[0.1,-0.1,0.1,0.1,0.1,0.1,0.1]");
  REFUSED("fixed_bracket_rates: 0 rates for 7 brackets", "tax_model=fixed");
  REFUSED("fixed_bracket_rates: 2 rates for 3 brackets", "tax_model=fixed", "bracket_spacing=linear", "n_brackets=3",
          "fixed_bracket_rates=[0.1,0.2]");
  REFUSED("bracket_cutoffs: the first cutoff is 1", "tax_model=fixed", "bracket_spacing=list", "bracket_cutoffs=[1.0,2.0]",
          "fixed_bracket_rates=[0.1,0.2]");
  REFUSED("bracket_cutoffs: entry 3", "tax_model=fixed", "bracket_spacing=list", "bracket_cutoffs=[0.0,2.0,2.0]",
          "fixed_bracket_rates=[0.1,0.2,0.3]");
  REFUSED("bracket_cutoffs", "tax_model=fixed", "bracket_spacing=list", "fixed_bracket_rates=[0.1]");
  REFUSED("n_brackets = 5", "tax_model=fixed", "n_brackets=5", "fixed_bracket_rates=[0.1,0.2,0.3,0.4,0.5]");
  REFUSED("rate_min = 0.5", "tax_model=planner", "planner=rl", "rate_min=0.5", "rate_max=0.4");
  REFUSED("saez_start_rate = 0.9", "tax_model=saez", "saez_start_rate=0.9", "rate_max=0.5");
}

static void labor_and_skills_without_meaning_are_refused(void) {
  REFUSED("labor_exponent", "labor_exponent=1.0");
  REFUSED("labor_cost", "labor_cost=0.0");
  REFUSED("labor_cost", "labor_cost=-1.0");
  REFUSED("skill_list", "skill_dist=list", "skill_list=[1.0,0.0]");
  REFUSED("skill_min", "skill_min=0.0");
  REFUSED("skill_min = 200", "skill_min=200.0");
  REFUSED("n_agents", "n_agents=1");
  REFUSED("n_agents = 3: skill_list has 2", "skill_dist=list", "skill_list=[1.0,2.0]", "n_agents=3");
  REFUSED("skill_list: 0 skills", "skill_dist=list", "n_agents=3");
  REFUSED("gb2_tau", "skill_dist=gb2", "gb2_sigma=1.0", "gb2_tau=1.0");
  REFUSED("labor_max = 256", "labor_mode=integer", "labor_max=256.0");
  REFUSED("labor_max = 10.5", "labor_mode=integer", "labor_max=10.5");
  REFUSED("labor_capped", "labor_mode=integer", "labor_capped=false");
}

static void the_mirrlees_formula_needs_a_density_and_free_hours(void) {
  REFUSED("skill_dist = list has no density", "tax_model=mirrlees", "skill_dist=list", "skill_list=[1.0,2.0]");
  REFUSED("skill_dist = pareto_clipped", "tax_model=mirrlees", "skill_dist=pareto_clipped");
  REFUSED("labor_mode", "tax_model=mirrlees", "labor_mode=integer");
  REFUSED("skill_sampling", "tax_model=mirrlees", "skill_sampling=random");
  REFUSED("labor_max = 10", "tax_model=mirrlees", "labor_max=10.0");
  REFUSED("pareto_weight_exponent = 2", "skill_dist=gb2", "pareto_weight=skill_power", "pareto_weight_exponent=2.0");
}

static void what_needs_training_is_refused_and_says_so(void) {
  REFUSED("worker_policy = mlp needs the training", "worker_policy=mlp");
  REFUSED("ppo_clip", "ppo_clip=0.2");
  REFUSED("net", "net=conv_lstm");
}

static void parameters_without_an_effect_are_refused(void) {
  REFUSED("skill_max", "skill_dist=pareto", "skill_max=10.0");
  REFUSED("labor_max", "labor_capped=false", "labor_max=10.0");
  REFUSED("bracket_spacing", "tax_model=none", "bracket_spacing=linear");
  REFUSED("fixed_bracket_rates", "tax_model=us_federal_2018", "fixed_bracket_rates=[0.1]");
  REFUSED("usd_scaling", "tax_model=fixed", "bracket_spacing=list", "bracket_cutoffs=[0.0,1.0]", "fixed_bracket_rates=[0.1,0.2]",
          "usd_scaling=10.0");
  REFUSED("top_bracket_cutoff", "tax_model=us_federal_2018", "top_bracket_cutoff=10.0");
  REFUSED("top_bracket_cutoff", "tax_model=fixed", "bracket_spacing=linear", "n_brackets=1", "fixed_bracket_rates=[0.1]",
          "top_bracket_cutoff=10.0");
  REFUSED("mixing_weight", "mixing_weight=0.5");
  REFUSED("pareto_weight_exponent", "pareto_weight_exponent=2.0");
  REFUSED("rl_updates", "tax_model=none", "rl_updates=5");
  REFUSED("tax_period", "tax_period=5");
  REFUSED("income_paths", "income_paths=([1.0],[2.0])");
  REFUSED("skill_min", "economy=gaming", "income_paths=([1.0],[2.0])", "skill_min=2.0");
  REFUSED("saez_elasticity", "tax_model=saez", "saez_elasticity_source=exact", "saez_elasticity=0.5");
}

static void gaming_takes_paths_of_one_length_and_taxes_that_stand(void) {
  REFUSED("income_paths: 0 rows", "economy=gaming", "n_agents=2");
  REFUSED("income_paths: row 2 has 1 incomes, row 1 has 2", "economy=gaming", "income_paths=([1.0,2.0],[2.0])");
  REFUSED("n_agents = 3: income_paths has 2 rows", "economy=gaming", "income_paths=([1.0],[2.0])", "n_agents=3");
  REFUSED("tax_model = saez", "economy=gaming", "income_paths=([1.0],[2.0])", "tax_model=saez");
  REFUSED("bracket_spacing = quantile", "economy=gaming", "income_paths=([1.0],[2.0])", "tax_model=fixed",
          "bracket_spacing=quantile", "fixed_bracket_rates=[0.1,0.1,0.1,0.1,0.1,0.1,0.1]");
}

WALRAS_UNIT_TESTS(UNIT(rates_and_cutoffs_of_a_wrong_form_are_refused), UNIT(labor_and_skills_without_meaning_are_refused),
                  UNIT(the_mirrlees_formula_needs_a_density_and_free_hours), UNIT(what_needs_training_is_refused_and_says_so),
                  UNIT(parameters_without_an_effect_are_refused), UNIT(gaming_takes_paths_of_one_length_and_taxes_that_stand))
