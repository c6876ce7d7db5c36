/* Defaults that follow from other parameters, and parameters that are given where nothing reads them. */
#include <math.h>
#include <string.h>

#include "models/ai-economist/economies.h"
#include "numerics/taxes/schedule.h"

static bool one_step(const struct ai_parameters *p) {
  return p->economy == ECONOMY_ONE_STEP;
}
/* Networks' parameters are net, and those that begin with ppo_. */
static walras_status refuse_training(const walras_given *given, walras_error *error) {
  for (int i = 0; i < AI_PARAMETERS; i++)
    if ((strncmp(ai_schema[i].name, "ppo_", 4) == 0 || strcmp(ai_schema[i].name, "net") == 0) &&
        walras_is_given(given, ai_schema[i].name))
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
  const walras_status status = refuse_training(given, error);
  const ai_economy *economy = ai_economy_of(p);
  return status == WALRAS_OK && economy->resolve != NULL ? economy->resolve(p, given, error) : status;
}

bool ai_skills_have_density(const struct ai_parameters *p) {
  return p->skill_dist != SKILL_LIST && p->skill_dist != SKILL_PARETO_CLIPPED;
}

double ai_labor_most(const struct ai_parameters *p) {
  return p->labor_capped ? p->labor_max : INFINITY;
}
