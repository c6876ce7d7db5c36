#include "models/ai-economist/gtb_setup.h"

#include <string.h>

#include "models/ai-economist/brackets.h"
#include "models/ai-economist/gtb_map.h"
#include "models/ai-economist/gtb_policy.h"
#include "models/ai-economist/gtb_skills.h"

int32_t gtb_rate_levels(const struct ai_parameters *p) {
  return 1 + (int32_t)((p->rate_max - p->rate_min) / p->rate_step + 1e-9);
}

walras_status gtb_setting_plain(const struct ai_parameters *p, gtb_setting *s, walras_error *error) {
  static const gtb_start drawn_places[] = {GTB_START_ANYWHERE, GTB_START_BY_RANK};
  *s = (gtb_setting){.agents = (int32_t)p->n_agents,
                     .height = (int32_t)p->world_height,
                     .width = (int32_t)p->world_width,
                     .drawn_sources = (int32_t)p->n_source,
                     .episode_length = (int32_t)p->episode_length,
                     .tax_period = (int32_t)p->tax_period,
                     .price_most = (int32_t)p->max_bid_ask,
                     .order_duration = (int32_t)p->order_duration,
                     .order_limit = (int32_t)p->max_num_orders,
                     .move_labor = p->move_labor,
                     .collect_labor = p->collect_labor,
                     .order_labor = p->order_labor,
                     .build_labor = p->build_labor,
                     .build_payment = p->build_payment,
                     .build_multiplier_most = p->build_max_multiplier,
                     .payments = p->build_payments.count > 0 ? p->build_payments.values : NULL,
                     .gather_bonus = p->gather_skill_dist == GATHER_PARETO,
                     .random_order = p->agent_order == ORDER_RANDOM,
                     .start = p->map == MAP_SPLIT_WORLD ? GTB_START_BY_HALF : drawn_places[p->fixed_four_skill_and_loc],
                     .start_coin = p->start_coin,
                     .start_stock = {[GTB_STONE] = (int32_t)p->start_stone, [GTB_WOOD] = (int32_t)p->start_wood},
                     .refill_probability = p->resource_regen_prob,
                     .eta = p->isoelastic_eta,
                     .kappa = p->energy_cost,
                     .rate_min = p->rate_min,
                     .rate_step = p->rate_step,
                     .rate_levels = gtb_rate_levels(p)};
  double cutoffs[WALRAS_TAX_BRACKETS_MOST];
  ai_cutoffs(p, cutoffs);
  return ai_schedule(p, cutoffs, &s->taxes, error);
}

/* The map into tiles [height * width]; drawn ones have none. */
static walras_status fill_tiles(const struct ai_parameters *p, uint8_t *tiles, walras_error *error) {
  if (p->map == MAP_LITERAL)
    return gtb_map_literal(p->map_rows.values, p->map_rows.count, (int32_t)p->n_agents, tiles, error);
  if (p->map == MAP_SPLIT_WORLD)
    gtb_map_split_world(tiles);
  else
    gtb_map_open_quadrant(tiles);
  return WALRAS_OK;
}

static void fill_payments(const struct ai_parameters *p, double *payments) {
  gtb_expected_multipliers(p->build_max_multiplier, (int32_t)p->n_agents, payments);
  for (int64_t i = 0; i < p->n_agents; i++)
    payments[i] *= p->build_payment;
}

static void fill_starts(const struct ai_parameters *p, int32_t *starts) {
  for (int64_t i = 0; i < p->starts.count; i++) {
    const double *place = p->starts.lists[i].values;
    starts[i] = (int32_t)(place[0] * (double)p->world_width + place[1]);
  }
}

/* Rates that change with time begin at 0, as the authors' do. */
static void begin_rates(const struct ai_parameters *p, gtb_setting *s) {
  static const double none[WALRAS_TAX_BRACKETS_MOST];
  if (p->tax_model == TAX_SAEZ || p->tax_model == TAX_PLANNER)
    walras_tax_set_rates(&s->taxes, none);
}

walras_status gtb_setting_make(walras_trial *trial, const struct ai_parameters *p, gtb_setting *s) {
  walras_status status = gtb_setting_plain(p, s, walras_trial_error(trial));
  if (status != WALRAS_OK)
    return status;
  uint8_t *tiles = walras_trial_allocate(trial, p->world_height * p->world_width, sizeof *tiles);
  double *payments = walras_trial_allocate(trial, p->n_agents, sizeof *payments);
  int32_t *starts = walras_trial_allocate(trial, p->n_agents, sizeof *starts);
  bool *top = walras_trial_allocate_zero(trial, p->n_agents, sizeof *top);
  if (tiles == NULL || payments == NULL || starts == NULL || top == NULL)
    return walras_trial_status(trial);
  if (p->map != MAP_GENERATED) {
    status = fill_tiles(p, tiles, walras_trial_error(trial));
    s->tiles = tiles;
  }
  if (p->fixed_four_skill_and_loc && p->build_payments.count == 0) {
    fill_payments(p, payments);
    s->ranked_payments = payments;
  }
  if (p->starts.count > 0) {
    fill_starts(p, starts);
    s->starts = starts;
  }
  for (int64_t k = 0; k < p->top_agents.count && p->map == MAP_SPLIT_WORLD; k++)
    top[p->top_agents.values[k]] = true;
  s->top_agents = top;
  begin_rates(p, s);
  gtb_setting_prepare(s);
  return status;
}

walras_status gtb_scripts_make(walras_trial *trial, const struct ai_parameters *p, const gtb_setting *s, uint8_t **actions) {
  *actions = walras_trial_allocate_zero(trial, p->n_agents * p->episode_length, sizeof **actions);
  walras_status status = walras_trial_status(trial);
  for (int64_t i = 0; status == WALRAS_OK && i < p->n_agents; i++) {
    int64_t count;
    status = gtb_script_parse(s, p->scripts.values[i], i, *actions + i * p->episode_length, p->episode_length, &count,
                              walras_trial_error(trial));
  }
  return status;
}
