/* Constraints between the parameters of Gather-Trade-Build. */
#include <math.h>
#include <string.h>

#include "models/ai-economist/gtb_map.h"
#include "models/ai-economist/gtb_policy.h"
#include "models/ai-economist/gtb_setup.h"

#define REFUSE(...) return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, __VA_ARGS__)

static walras_status check_actors(const struct ai_parameters *p, walras_error *error) {
  if (p->n_agents < 2 || p->n_agents > GTB_AGENTS_MOST)
    REFUSE("n_agents = %lld: economy = gtb has 2 to %d", (long long)p->n_agents, GTB_AGENTS_MOST);
  if (p->agent_policy == POLICY_PPO)
    REFUSE("agent_policy = ppo needs training, which is not there yet; greedy, random or script");
  if (p->tax_model == TAX_MIRRLEES)
    REFUSE("tax_model = mirrlees: only economy = one_step has a law of skills with a density");
  if (p->tax_model == TAX_PLANNER && p->agent_policy != POLICY_RANDOM)
    REFUSE("tax_model = planner needs training, which is not there yet; with agent_policy = random the planner is random too");
  if (p->tax_model == TAX_SAEZ && p->saez_elasticity_source == ELASTICITY_EXACT)
    REFUSE("saez_elasticity_source = exact: only economy = one_step has a known elasticity; estimate or given");
  if (p->tax_model == TAX_SAEZ && p->pareto_weight == WEIGHT_SKILL)
    REFUSE("pareto_weight = skill_power: the Saez formula of economy = gtb weighs incomes: inverse_income or uniform");
  if (p->planner_objective == OBJECTIVE_FIXED_WEIGHTS && p->pareto_weight == WEIGHT_INCOME)
    REFUSE("pareto_weight = inverse_income: everybody starts without income, planner_objective = fixed_weights needs uniform or "
           "skill_power in economy = gtb");
  return WALRAS_OK;
}

static walras_status check_limits(const struct ai_parameters *p, walras_error *error) {
  if (p->tax_period > p->episode_length && p->tax_model != TAX_NONE)
    REFUSE("tax_period = %lld: an episode of %lld steps (episode_length) has no tax day; tax_model = none says so",
           (long long)p->tax_period, (long long)p->episode_length);
  return WALRAS_OK;
}

static walras_status check_map(const struct ai_parameters *p, walras_error *error) {
  const int64_t height = p->world_height, width = p->world_width;
  if (p->map == MAP_LITERAL) {
    const walras_status status = gtb_map_literal(p->map_rows.values, p->map_rows.count, (int32_t)p->n_agents, NULL, error);
    if (status != WALRAS_OK)
      return status;
    if (height != p->map_rows.count || width != (int64_t)strlen(p->map_rows.values[0]))
      REFUSE("world_height = %lld, world_width = %lld: map_rows has %lld rows of %zu tiles", (long long)height, (long long)width,
             (long long)p->map_rows.count, strlen(p->map_rows.values[0]));
    return WALRAS_OK;
  }
  if (p->map != MAP_GENERATED) {
    if (height != GTB_NAMED_MAP_SIDE || width != GTB_NAMED_MAP_SIDE)
      REFUSE("world_height = %lld, world_width = %lld: this map has %d of each; map = generated has any size", (long long)height,
             (long long)width, GTB_NAMED_MAP_SIDE);
    return WALRAS_OK;
  }
  if (p->n_source > gtb_map_room((int32_t)height, (int32_t)width))
    REFUSE("n_source = %lld: a world of %lld x %lld tiles has room for %d", (long long)p->n_source, (long long)height,
           (long long)width, gtb_map_room((int32_t)height, (int32_t)width));
  if (height * width - height - width < p->n_agents)
    REFUSE("world_height = %lld, world_width = %lld: no room for %lld agents", (long long)height, (long long)width,
           (long long)p->n_agents);
  return WALRAS_OK;
}

static bool is_water(const struct ai_parameters *p, int64_t row, int64_t column) {
  uint8_t tiles[GTB_NAMED_MAP_SIDE * GTB_NAMED_MAP_SIDE];
  if (p->map == MAP_LITERAL)
    return p->map_rows.values[row][column] == '@';
  if (p->map == MAP_SPLIT_WORLD)
    gtb_map_split_world(tiles);
  else
    gtb_map_open_quadrant(tiles);
  return tiles[row * GTB_NAMED_MAP_SIDE + column] == GTB_WATER;
}

static walras_status check_starts(const struct ai_parameters *p, walras_error *error) {
  if (p->starts.count == 0)
    return WALRAS_OK;
  if (p->map == MAP_GENERATED)
    REFUSE("starts: water is drawn anew in each episode of map = generated; agents start by rank or anywhere");
  if (p->starts.count != p->n_agents)
    REFUSE("starts: %lld places for %lld agents", (long long)p->starts.count, (long long)p->n_agents);
  for (int64_t i = 0; i < p->n_agents; i++) {
    const walras_reals *at = &p->starts.lists[i];
    const bool whole = at->count == 2 && rint(at->values[0]) == at->values[0] && rint(at->values[1]) == at->values[1];
    if (!whole || at->values[0] >= (double)p->world_height || at->values[1] >= (double)p->world_width)
      REFUSE("starts: entry %lld is not the [row, column] of a tile of %lld x %lld, counted from 0", (long long)(i + 1),
             (long long)p->world_height, (long long)p->world_width);
    if (is_water(p, (int64_t)at->values[0], (int64_t)at->values[1]))
      REFUSE("starts: entry %lld, [%g, %g], is water", (long long)(i + 1), at->values[0], at->values[1]);
    for (int64_t j = 0; j < i; j++)
      if (p->starts.lists[j].values[0] == at->values[0] && p->starts.lists[j].values[1] == at->values[1])
        REFUSE("starts: entries %lld and %lld are one tile", (long long)(j + 1), (long long)(i + 1));
  }
  return WALRAS_OK;
}

static walras_status check_skills(const struct ai_parameters *p, walras_error *error) {
  if (p->build_payments.count > 0 && p->build_payments.count != p->n_agents)
    REFUSE("build_payments: %lld entries for %lld agents", (long long)p->build_payments.count, (long long)p->n_agents);
  for (int64_t i = 0; i < p->build_payments.count; i++)
    if (p->build_payments.values[i] == 0.0 && p->pareto_weight == WEIGHT_SKILL)
      REFUSE("build_payments: entry %lld is 0, which has no weight under pareto_weight = skill_power", (long long)(i + 1));
  for (int64_t k = 0; p->map == MAP_SPLIT_WORLD && k < p->top_agents.count; k++)
    if (p->top_agents.values[k] >= p->n_agents)
      REFUSE("top_agents: entry %lld is rank %lld, there are %lld from 0 on", (long long)(k + 1),
             (long long)p->top_agents.values[k], (long long)p->n_agents);
  return WALRAS_OK;
}

static walras_status check_scripts(const struct ai_parameters *p, const gtb_setting *s, walras_error *error) {
  if (p->agent_policy != POLICY_SCRIPT)
    return WALRAS_OK;
  if (p->scripts.count != p->n_agents)
    REFUSE("scripts: %lld for %lld agents", (long long)p->scripts.count, (long long)p->n_agents);
  walras_status status = WALRAS_OK;
  for (int64_t i = 0; status == WALRAS_OK && i < p->n_agents; i++) {
    int64_t count;
    status = gtb_script_parse(s, p->scripts.values[i], i, NULL, p->episode_length, &count, error);
  }
  return status;
}

/* One environment must stay far from the limits of its counters; the state of all of them is the planner's business. */
static walras_status check_size(const struct ai_parameters *p, const gtb_setting *s, walras_error *error) {
  const double periods = floor((double)p->episode_length / (double)p->tax_period);
  if (periods * (double)(2 * p->n_agents + s->taxes.brackets) * 8.0 > 0x1p30)
    REFUSE("tax_period = %lld: the records of %.0f periods of an environment would take more than 1 GiB",
           (long long)p->tax_period, periods);
  return WALRAS_OK;
}

walras_status gtb_check(const struct ai_parameters *p, walras_error *error) {
  static walras_status (*const checks[])(const struct ai_parameters *, walras_error *) = {check_actors, check_limits, check_map,
                                                                                          check_starts, check_skills};
  for (size_t k = 0; k < sizeof checks / sizeof *checks; k++) {
    const walras_status status = checks[k](p, error);
    if (status != WALRAS_OK)
      return status;
  }
  gtb_setting s;
  walras_status status = gtb_setting_plain(p, &s, error);
  if (status == WALRAS_OK)
    status = check_size(p, &s, error);
  return status == WALRAS_OK ? check_scripts(p, &s, error) : status;
}
