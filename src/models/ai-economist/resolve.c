/* Defaults that follow from other parameters, and parameters that are given where nothing reads them. */
#include <math.h>
#include <string.h>

#include "models/ai-economist/economies.h"
#include "numerics/taxes/schedule.h"

/* Given where `reads` is false they would change nothing. */
struct reader {
  const char *name, *where;
  bool (*reads)(const struct ai_parameters *p);
};

static bool one_step(const struct ai_parameters *p) {
  return p->economy == ECONOMY_ONE_STEP;
}
static bool gtb(const struct ai_parameters *p) {
  return p->economy == ECONOMY_GTB;
}
static bool gaming(const struct ai_parameters *p) {
  return p->economy == ECONOMY_GAMING;
}
static bool lives(const struct ai_parameters *p) {
  return p->economy != ECONOMY_GAMING;
}
static bool samples_skills(const struct ai_parameters *p) {
  return one_step(p) && p->skill_dist != SKILL_LIST;
}
static bool reads_minimum(const struct ai_parameters *p) {
  return one_step(p) && (p->skill_dist == SKILL_UNIFORM || p->skill_dist == SKILL_PARETO);
}
static bool reads_maximum(const struct ai_parameters *p) {
  return one_step(p) && p->skill_dist == SKILL_UNIFORM;
}
static bool reads_tail(const struct ai_parameters *p) {
  return one_step(p) && (p->skill_dist == SKILL_PARETO || p->skill_dist == SKILL_PARETO_CLIPPED);
}
static bool reads_clip(const struct ai_parameters *p) {
  return one_step(p) && p->skill_dist == SKILL_PARETO_CLIPPED;
}
static bool reads_lognormal(const struct ai_parameters *p) {
  return one_step(p) && p->skill_dist == SKILL_LOGNORMAL;
}
static bool reads_gb2(const struct ai_parameters *p) {
  return one_step(p) && p->skill_dist == SKILL_GB2;
}
static bool reads_list(const struct ai_parameters *p) {
  return one_step(p) && p->skill_dist == SKILL_LIST;
}
static bool reads_labor_max(const struct ai_parameters *p) {
  return one_step(p) && p->labor_capped;
}
static bool has_brackets(const struct ai_parameters *p) {
  return p->tax_model != TAX_NONE && p->tax_model != TAX_MIRRLEES;
}
static bool chooses_spacing(const struct ai_parameters *p) {
  return has_brackets(p) && p->tax_model != TAX_FEDERAL;
}
static bool reads_cutoffs(const struct ai_parameters *p) {
  return chooses_spacing(p) && p->bracket_spacing == SPACING_LIST;
}
static bool reads_rates(const struct ai_parameters *p) {
  return p->tax_model == TAX_FIXED;
}
static bool reads_count(const struct ai_parameters *p) {
  return chooses_spacing(p);
}
static bool reads_range(const struct ai_parameters *p) {
  return p->tax_model == TAX_PLANNER || p->tax_model == TAX_SAEZ;
}
static bool plans(const struct ai_parameters *p) {
  return p->tax_model == TAX_PLANNER;
}
static bool reads_mixing(const struct ai_parameters *p) {
  return lives(p) && p->planner_objective == OBJECTIVE_EQUALITY_PRODUCTIVITY;
}
static bool reads_exponent(const struct ai_parameters *p) {
  return lives(p) && p->pareto_weight == WEIGHT_SKILL;
}
static bool searches(const struct ai_parameters *p) {
  return one_step(p) && plans(p) && p->planner == PLANNER_SEARCH;
}
static bool reads_cem(const struct ai_parameters *p) {
  return one_step(p) && plans(p) && p->planner == PLANNER_CEM;
}
static bool reads_rl(const struct ai_parameters *p) {
  return one_step(p) && plans(p) && p->planner == PLANNER_RL;
}
static bool plans_one_step(const struct ai_parameters *p) {
  return one_step(p) && plans(p);
}
static bool uses_saez(const struct ai_parameters *p) {
  return p->tax_model == TAX_SAEZ;
}
/* The planner's search begins at the Saez schedule, among others. */
static bool iterates_saez(const struct ai_parameters *p) {
  return one_step(p) && (uses_saez(p) || searches(p));
}
static bool reads_saez(const struct ai_parameters *p) {
  return uses_saez(p) || searches(p);
}
/* One rate has no cutoff to place, and the Saez bins no last one to end at. */
static bool places_evenly(const struct ai_parameters *p) {
  return chooses_spacing(p) && p->n_brackets > 1 && (p->bracket_spacing == SPACING_LINEAR || p->bracket_spacing == SPACING_LOG);
}
static bool reads_top_cutoff(const struct ai_parameters *p) {
  return places_evenly(p) || (chooses_spacing(p) && p->n_brackets == 1 && reads_saez(p));
}
/* The law's cutoffs, and in one_step the top cutoff that follows from them, and the law's rates as a start of the search. */
static bool reads_scaling(const struct ai_parameters *p) {
  const bool law = p->tax_model == TAX_FEDERAL || (chooses_spacing(p) && p->bracket_spacing == SPACING_FEDERAL);
  return law || (one_step(p) && (reads_top_cutoff(p) || searches(p)));
}
static bool reads_elasticity(const struct ai_parameters *p) {
  return reads_saez(p) && p->saez_elasticity_source != ELASTICITY_EXACT;
}
static bool estimates(const struct ai_parameters *p) {
  return reads_saez(p) && p->saez_elasticity_source == ELASTICITY_ESTIMATE;
}
static bool buffers(const struct ai_parameters *p) {
  return gtb(p) && uses_saez(p);
}
static bool draws_payments(const struct ai_parameters *p) {
  return gtb(p) && p->build_payments.count == 0;
}
/* Payments or places by rank: literal payments leave the places, split_world and literal places leave the payments. */
static bool ranks(const struct ai_parameters *p) {
  return draws_payments(p) || (gtb(p) && p->starts.count == 0 && p->map != MAP_SPLIT_WORLD);
}
static bool draws_map(const struct ai_parameters *p) {
  return gtb(p) && p->map == MAP_GENERATED;
}
static bool reads_rows(const struct ai_parameters *p) {
  return gtb(p) && p->map == MAP_LITERAL;
}
static bool reads_top(const struct ai_parameters *p) {
  return gtb(p) && p->map == MAP_SPLIT_WORLD && p->starts.count == 0;
}
static bool reads_scripts(const struct ai_parameters *p) {
  return gtb(p) && p->agent_policy == POLICY_SCRIPT;
}
static bool is_greedy(const struct ai_parameters *p) {
  return gtb(p) && p->agent_policy == POLICY_GREEDY;
}
static bool reads_weight(const struct ai_parameters *p) {
  return one_step(p) || (gtb(p) && (uses_saez(p) || p->planner_objective == OBJECTIVE_FIXED_WEIGHTS));
}
static bool never(const struct ai_parameters *p) {
  (void)p;
  return false;
}

static const struct reader readers[] = {
    {"skill_dist", "economy = one_step", one_step},
    {"skill_sampling", "economy = one_step with a law of skills", samples_skills},
    {"skill_min", "skill_dist = uniform and pareto", reads_minimum},
    {"skill_max", "skill_dist = uniform", reads_maximum},
    {"skill_pareto", "skill_dist = pareto and pareto_clipped", reads_tail},
    {"skill_max_multiplier", "skill_dist = pareto_clipped", reads_clip},
    {"skill_mu", "skill_dist = lognormal", reads_lognormal},
    {"skill_sigma", "skill_dist = lognormal", reads_lognormal},
    {"gb2_mu", "skill_dist = gb2", reads_gb2},
    {"gb2_sigma", "skill_dist = gb2", reads_gb2},
    {"gb2_nu", "skill_dist = gb2", reads_gb2},
    {"gb2_tau", "skill_dist = gb2", reads_gb2},
    {"skill_list", "skill_dist = list", reads_list},
    {"labor_cost", "economy = one_step", one_step},
    {"labor_exponent", "economy = one_step", one_step},
    {"labor_max", "economy = one_step with labor_capped", reads_labor_max},
    {"labor_capped", "economy = one_step", one_step},
    {"labor_mode", "economy = one_step", one_step},
    {"rebate_in_response", "economy = one_step", one_step},
    {"worker_policy", "economy = one_step", one_step},
    {"worker_representation", "economy = one_step", one_step},
    {"bracket_spacing", "a tax model with brackets of its own", chooses_spacing},
    {"bracket_cutoffs", "bracket_spacing = list", reads_cutoffs},
    {"fixed_bracket_rates", "tax_model = fixed", reads_rates},
    {"usd_scaling", "a tax with the law's cutoffs, or that follow from them,", reads_scaling},
    {"n_brackets", "a tax model with brackets of its own", reads_count},
    {"top_bracket_cutoff", "bracket_spacing = linear and log, and a formula or planner with one bracket,", reads_top_cutoff},
    {"rate_min", "tax_model = planner and saez", reads_range},
    {"rate_max", "tax_model = planner and saez", reads_range},
    {"rate_step", "tax_model = planner", plans},
    {"tax_period", "economy = gtb", gtb},
    {"episode_length", "economy = gtb", gtb},
    {"planner_objective", "economy = one_step and gtb", lives},
    {"mixing_weight", "planner_objective = eq_times_prod", reads_mixing},
    {"pareto_weight", "economy = one_step, and in gtb tax_model = saez and planner_objective = fixed_weights", reads_weight},
    {"pareto_weight_exponent", "pareto_weight = skill_power", reads_exponent},
    {"gini_formula", "economy = one_step and gtb", lives},
    {"planner", "economy = one_step with tax_model = planner", plans_one_step},
    {"search_refine", "planner = search", searches},
    {"cem_samples", "planner = cem", reads_cem},
    {"cem_elite", "planner = cem", reads_cem},
    {"cem_rounds", "planner = cem", reads_cem},
    {"rl_batch", "planner = rl", reads_rl},
    {"rl_updates", "planner = rl", reads_rl},
    {"rl_learning_rate", "planner = rl", reads_rl},
    {"rl_entropy", "planner = rl", reads_rl},
    {"saez_elasticity_source", "tax_model = saez, and planner = search, which begins there too", reads_saez},
    {"saez_elasticity", "saez_elasticity_source = given and estimate", reads_elasticity},
    {"saez_elasticity_memory", "saez_elasticity_source = estimate", estimates},
    {"saez_buffer", "economy = gtb with tax_model = saez", buffers},
    {"saez_bins", "tax_model = saez, and planner = search, which begins there too", reads_saez},
    {"saez_iterations", "economy = one_step with tax_model = saez or planner = search", iterates_saez},
    {"saez_damping", "economy = one_step with tax_model = saez or planner = search", iterates_saez},
    {"saez_start_rate", "economy = one_step with tax_model = saez or planner = search", iterates_saez},
    {"elasticity_probe_rates", "economy = one_step", one_step},
    {"environments", "economy = gtb", gtb},
    {"isoelastic_eta", "economy = gtb", gtb},
    {"energy_cost", "economy = gtb", gtb},
    {"move_labor", "economy = gtb", gtb},
    {"collect_labor", "economy = gtb", gtb},
    {"order_labor", "economy = gtb", gtb},
    {"build_labor", "economy = gtb", gtb},
    {"build_payment", "economy = gtb without build_payments", draws_payments},
    {"build_max_multiplier", "economy = gtb without build_payments", draws_payments},
    {"build_payments", "economy = gtb", gtb},
    {"gather_skill_dist", "economy = gtb", gtb},
    {"resource_regen_prob", "economy = gtb", gtb},
    {"max_bid_ask", "economy = gtb", gtb},
    {"order_duration", "economy = gtb", gtb},
    {"max_num_orders", "economy = gtb", gtb},
    {"map", "economy = gtb", gtb},
    {"world_height", "economy = gtb", gtb},
    {"world_width", "economy = gtb", gtb},
    {"n_source", "map = generated", draws_map},
    {"map_rows", "map = literal", reads_rows},
    {"starts", "economy = gtb", gtb},
    {"start_coin", "economy = gtb", gtb},
    {"start_wood", "economy = gtb", gtb},
    {"start_stone", "economy = gtb", gtb},
    {"fixed_four_skill_and_loc", "economy = gtb without build_payments or without places of its own", ranks},
    {"top_agents", "map = split_world without starts", reads_top},
    {"agent_order", "economy = gtb", gtb},
    {"agent_policy", "economy = gtb", gtb},
    {"scripts", "agent_policy = script", reads_scripts},
    {"greedy_min_pay", "agent_policy = greedy", is_greedy},
    {"income_paths", "economy = gaming", gaming},
    {"net", "the training of networks, which is not there yet,", never},
};

/* All networks' parameters begin with ppo_. */
static walras_status refuse_unread(const struct ai_parameters *p, const walras_given *given, walras_error *error) {
  for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
    if (walras_is_given(given, readers[i].name) && !readers[i].reads(p))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s has no effect here: only %s reads it", readers[i].name,
                         readers[i].where);
  for (int i = 0; i < AI_PARAMETERS; i++)
    if (strncmp(ai_schema[i].name, "ppo_", 4) == 0 && walras_is_given(given, ai_schema[i].name))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                         "%s has no effect: it is for the training of networks, which is not there yet", ai_schema[i].name);
  return WALRAS_OK;
}

static int64_t standard_agents(const struct ai_parameters *p) {
  switch (p->economy) {
  case ECONOMY_GTB:
    return 4;
  case ECONOMY_GAMING:
    return p->income_paths.count;
  default:
    return p->skill_dist == SKILL_LIST ? p->skill_list.count : 100;
  }
}

const ai_economy *ai_economy_of(const struct ai_parameters *p) {
  static const ai_economy *const economies[] = {
      [ECONOMY_ONE_STEP] = &one_step_economy, [ECONOMY_GTB] = &gtb_economy, [ECONOMY_GAMING] = &gaming_economy};
  return economies[p->economy];
}

static void resolve_world(struct ai_parameters *p, const walras_given *given) {
  if (!walras_is_given(given, "map"))
    p->map = p->map_rows.count > 0 ? MAP_LITERAL : MAP_OPEN_QUADRANT;
  const int64_t side = p->map == MAP_GENERATED && p->n_agents > 4 ? 40 : 25;
  if (!walras_is_given(given, "world_height"))
    p->world_height = p->map == MAP_LITERAL && p->map_rows.count > 0 ? p->map_rows.count : side;
  if (!walras_is_given(given, "world_width"))
    p->world_width = p->map == MAP_LITERAL && p->map_rows.count > 0 ? (int64_t)strlen(p->map_rows.values[0]) : side;
  if (!walras_is_given(given, "n_source")) {
    const int64_t even = (int64_t)rint(20.0 * (double)(p->world_height * p->world_width) / 625.0);
    p->n_source = even > 1 ? even : 1;
  }
}

walras_status ai_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct ai_parameters *p = parameters;
  if (!walras_is_given(given, "tax_model"))
    p->tax_model = one_step(p) ? TAX_PLANNER : TAX_FEDERAL;
  if (!walras_is_given(given, "n_agents"))
    p->n_agents = standard_agents(p);
  if (!walras_is_given(given, "usd_scaling"))
    p->usd_scaling = one_step(p) ? 40.0 : 1000.0;
  if (!walras_is_given(given, "top_bracket_cutoff"))
    p->top_bracket_cutoff = one_step(p) ? walras_federal_cutoffs_2018[WALRAS_FEDERAL_BRACKETS - 1] / p->usd_scaling : 100.0;
  if (!walras_is_given(given, "n_brackets"))
    p->n_brackets = p->bracket_spacing == SPACING_LIST && p->bracket_cutoffs.count > 0 ? p->bracket_cutoffs.count : 7;
  if (!walras_is_given(given, "saez_elasticity_source"))
    p->saez_elasticity_source = walras_is_given(given, "saez_elasticity") ? ELASTICITY_GIVEN
                                : one_step(p)                             ? ELASTICITY_EXACT
                                                                          : ELASTICITY_ESTIMATE;
  resolve_world(p, given);
  const walras_status status = refuse_unread(p, given, error);
  const ai_economy *economy = ai_economy_of(p);
  return status == WALRAS_OK && economy->resolve != NULL ? economy->resolve(p, given, error) : status;
}

bool ai_skills_have_density(const struct ai_parameters *p) {
  return p->skill_dist != SKILL_LIST && p->skill_dist != SKILL_PARETO_CLIPPED;
}

double ai_labor_most(const struct ai_parameters *p) {
  return p->labor_capped ? p->labor_max : INFINITY;
}
