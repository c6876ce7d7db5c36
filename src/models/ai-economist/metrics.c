#include "models/ai-economist/metrics.h"

#include "models/ai-economist/brackets.h"
#include "models/ai-economist/gtb_metrics.h"

const double ai_rate_quantiles[AI_RATE_QUANTILES] = {0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99};

static const struct ai_parameters *of(const void *p) {
  return p;
}
static bool one_step(const void *p) {
  return of(p)->economy == ECONOMY_ONE_STEP;
}
static bool lives(const void *p) {
  return of(p)->economy != ECONOMY_GAMING;
}
/* Incomes of several periods, given or played. */
static bool has_paths(const void *p) {
  return of(p)->economy == ECONOMY_GAMING || gtb_has_tax_days(p);
}
static bool taxes(const void *p) {
  return one_step(p) || gtb_has_tax_days(p);
}
bool ai_has_brackets(const void *p) {
  return one_step(p) && of(p)->tax_model != TAX_MIRRLEES;
}
bool ai_has_worker_table(const void *p) {
  return one_step(p) && of(p)->n_agents <= AI_WORKER_TABLE_MOST && of(p)->worker_representation == REPRESENTATION_AGENTS;
}
bool ai_has_mirrlees(const void *p) {
  return one_step(p) && ai_skills_have_density(of(p)) && of(p)->labor_mode == LABOR_CONTINUOUS && !of(p)->rebate_in_response;
}
bool ai_measures_elasticity(const void *p) {
  return one_step(p) && (of(p)->tax_model != TAX_MIRRLEES || of(p)->elasticity_probe_rates.count > 0);
}
static bool has_saez(const void *p) {
  return lives(p) && of(p)->tax_model == TAX_SAEZ;
}
static bool iterates_saez(const void *p) {
  return one_step(p) && has_saez(p);
}
static bool has_slope(const void *p) {
  return ai_measures_elasticity(p) || gtb_has_saez(p);
}
static bool has_used_elasticity(const void *p) {
  return ai_measures_elasticity(p) || has_saez(p);
}
bool ai_has_fixed_weights(const void *p) {
  return one_step(p) && (of(p)->pareto_weight != WEIGHT_INCOME || of(p)->planner_objective == OBJECTIVE_FIXED_WEIGHTS);
}
static bool plans(const void *p) {
  return one_step(p) && of(p)->tax_model == TAX_PLANNER;
}
static int64_t bracket_count(const void *p) {
  return ai_bracket_count(p);
}
static int64_t agent_count(const void *p) {
  return of(p)->n_agents;
}
static int64_t quantile_count(const void *p) {
  (void)p;
  return AI_RATE_QUANTILES;
}
static int64_t planner_rounds(const void *p) {
  return of(p)->planner == PLANNER_SEARCH ? AI_SEARCH_ROUNDS_MOST
         : of(p)->planner == PLANNER_CEM  ? of(p)->cem_rounds
                                          : of(p)->rl_updates;
}

static const walras_column bracket_columns[] = {
    [BRACKET_CUTOFF] = {.name = "cutoff", .unit = "coin", .doc = "income where the bracket begins"},
    [BRACKET_RATE] = {.name = "rate", .unit = "1", .doc = "marginal rate"},
    [BRACKET_OCCUPANCY] = {.name = "occupancy", .unit = "1", .doc = "share of workers with an income in it"},
    [BRACKET_INCOME] = {.name = "income", .unit = "coin", .doc = "sum of their incomes over the number of all workers"},
    [BRACKET_TAX] = {.name = "tax", .unit = "coin", .doc = "sum of their taxes over the number of all workers"},
    {0}};
static const walras_column worker_columns[] = {
    [WORKER_SKILL] = {.name = "skill", .unit = "coin/h", .doc = "v, ascending"},
    [WORKER_LABOR] = {.name = "labor", .unit = "h", .doc = "hours"},
    [WORKER_INCOME] = {.name = "income", .unit = "coin", .doc = "z, before tax"},
    [WORKER_TAX] = {.name = "tax", .unit = "coin", .doc = "tax paid"},
    [WORKER_COIN] = {.name = "coin", .unit = "coin", .doc = "income less tax, and the rebate"},
    [WORKER_UTILITY] = {.name = "utility", .unit = "coin", .doc = "coin less the cost of labor"},
    {0}};
static const walras_column rate_columns[] = {
    [RATE_QUANTILE] = {.name = "quantile", .unit = "1", .doc = "share of workers with less skill"},
    [RATE_SKILL] = {.name = "skill", .unit = "coin/h", .doc = "skill there"},
    [RATE_INCOME] = {.name = "income", .unit = "coin", .doc = "income there under the Mirrlees schedule"},
    [RATE_RATE] = {.name = "rate", .unit = "1", .doc = "marginal rate of the Mirrlees schedule there"},
    {0}};
static const walras_column gain_columns[] = {
    [GAIN_AGENT] = {.name = "agent",
                    .type = WALRAS_VALUE_INTEGER,
                    .unit = "1",
                    .doc = "row of income_paths, agent of gtb; from 1"},
    [GAIN_GAIN] = {.name = "gain", .unit = "coin", .doc = "tax saved against the same income spread evenly over the periods"},
    [GAIN_PAID] = {.name = "paid", .unit = "coin", .doc = "tax on the path"},
    [GAIN_SMOOTH] = {.name = "smooth", .unit = "coin", .doc = "tax on its mean in every period"},
    {0}};

#define ONE_STEP .absent = "unless economy is one_step", .present = one_step
#define LIVES .absent = "unless economy is one_step or gtb", .present = lives
#define PATHS .absent = "unless economy is gaming or gtb with a tax day", .present = has_paths
#define GTB .absent = "unless economy is gtb", .present = gtb_plays

const walras_metric ai_metrics[AI_METRICS] = {
    [AI_SWF] = {.name = "swf", .unit = "coin", .doc = "the planner's objective", LIVES},
    [AI_SWF_INV_INCOME] = {.name = "swf_inv_income",
                           .unit = "coin",
                           .doc = "mean utility with weights 1/max(income, 1); gtb: 1/max(coin, 1)",
                           LIVES},
    [AI_SWF_INV_INCOME_COIN] = {.name = "swf_inv_income_coin", .unit = "coin", .doc = "mean coin with the same weights", LIVES},
    [AI_UTILITARIAN] = {.name = "utilitarian", .unit = "coin", .doc = "mean utility", LIVES},
    [AI_SWF_EQ_PROD] = {.name = "swf_eq_prod", .unit = "coin", .doc = "equality times productivity", LIVES},
    [AI_SWF_FIXED_WEIGHTS] = {.name = "swf_fixed_weights",
                              .unit = "coin",
                              .doc = "mean utility with the weights of pareto_weight, which do not move with the tax",
                              .absent = "with weights of incomes that no objective asks for, and in other economies",
                              .present = ai_has_fixed_weights},
    [AI_PRODUCTIVITY] = {.name = "productivity", .unit = "coin", .doc = "mean coin", LIVES},
    [AI_EQUALITY] = {.name = "equality", .unit = "1", .doc = "1 less Gini's index of coin, by gini_formula", LIVES},
    [AI_REBATE] = {.name = "rebate",
                   .unit = "coin",
                   .doc = "R, mean tax, which comes back to everyone; gtb: of all tax days of an episode together",
                   .absent = "unless economy is one_step, or gtb with a tax day",
                   .present = taxes},
    [AI_MEAN_LABOR] = {.name = "mean_labor", .unit = "h", .doc = "mean hours; gtb: labor of an episode", LIVES},
    [AI_SHARE_AT_KINK] = {.name = "share_at_kink",
                          .unit = "1",
                          .doc = "share of workers with an income within 1e-6 coin of a cutoff above 0",
                          .absent = "without brackets: tax_model is mirrlees, or another economy",
                          .present = ai_has_brackets},
    [AI_ELASTICITY_OLS_RAW] =
        {.name = "elasticity_ols_raw",
         .unit = "1",
         .doc = "slope of log income on log(1 - marginal rate), over the probes or over this schedule; gtb: over the buffer",
         .undefined = "the rates do not differ, fewer than 10 workers earn, or the buffer of gtb never filled",
         .absent = "tax_model is mirrlees without probes, or another economy",
         .present = has_slope},
    [AI_ELASTICITY_USED] = {.name = "elasticity_used",
                            .unit = "1",
                            .doc = "tax_model = saez: e of the formula; otherwise that slope, at least 0",
                            .undefined = "there is no slope",
                            .absent = "tax_model is mirrlees without probes, or another economy",
                            .present = has_used_elasticity},
    [AI_ELASTICITY_LOG_Z0] = {.name = "elasticity_log_z0",
                              .unit = "log coin",
                              .doc = "intercept of that regression: log income without tax",
                              .undefined = "there is no slope",
                              .absent = "tax_model is mirrlees without probes, or another economy",
                              .present = ai_measures_elasticity},
    [AI_ELASTICITY_EXACT] = {.name = "elasticity_exact",
                             .unit = "1",
                             .doc = "1/(labor_exponent - 1): of income to 1 - rate, where neither kink nor cap binds",
                             ONE_STEP},
    [AI_SAEZ_RESIDUAL] = {.name = "saez_residual",
                          .unit = "1",
                          .doc = "largest distance of a rate from the formula at the incomes it makes",
                          .absent = "unless tax_model is saez in one_step",
                          .present = iterates_saez},
    [AI_SAEZ_TOP_EMPTY] = {.name = "saez_top_empty",
                           .type = WALRAS_VALUE_INTEGER,
                           .unit = "1",
                           .doc = "1: nobody earns more than the last cutoff, where the formula then asks for a rate of 1; gtb: "
                                  "of the last one, 0 without",
                           .absent = "unless tax_model is saez",
                           .present = has_saez},
    [AI_MIRRLEES_SWF] =
        {.name = "mirrlees_swf",
         .unit = "coin",
         .doc = "mean utility under the Mirrlees schedule with the fixed weights of pareto_weight: no schedule has more",
         .absent = "where skills have no density, with whole hours and with rebate_in_response",
         .present = ai_has_mirrlees},
    [AI_MIRRLEES_REBATE] = {.name = "mirrlees_rebate",
                            .unit = "coin",
                            .doc = "rebate under it",
                            .absent = "where skills have no density, with whole hours and with rebate_in_response",
                            .present = ai_has_mirrlees},
    [AI_MIRRLEES_IRONED] = {.name = "mirrlees_ironed",
                            .type = WALRAS_VALUE_INTEGER,
                            .unit = "1",
                            .doc = "1: incomes of its formula fell somewhere with skill, and were ironed",
                            .absent = "where skills have no density, with whole hours and with rebate_in_response",
                            .present = ai_has_mirrlees},
    [AI_MIRRLEES_TOP_RATE] = {.name = "mirrlees_top_rate",
                              .unit = "1",
                              .doc = "its rate where a share of 1e-15 of workers has more skill",
                              .absent = "where skills have no density, with whole hours and with rebate_in_response",
                              .present = ai_has_mirrlees},
    [AI_SCHEDULES_TRIED] = {.name = "schedules_tried",
                            .type = WALRAS_VALUE_INTEGER,
                            .unit = "1",
                            .doc = "schedules that the planner tried on the workers",
                            .absent = "unless tax_model is planner in one_step",
                            .present = plans},
    [AI_PLANNER_SWF] = {.name = "planner_swf",
                        .kind = WALRAS_SERIES,
                        .unit = "coin",
                        .doc = "objective as the planner goes on: best so far of search and cem, mean of the batch of rl",
                        .absent = "unless tax_model is planner in one_step",
                        .present = plans,
                        .length = planner_rounds},
    [AI_BRACKET] = {.name = "bracket",
                    .kind = WALRAS_TABLE,
                    .doc = "the schedule, and who is in each bracket",
                    .absent = "without brackets: tax_model is mirrlees, or another economy",
                    .present = ai_has_brackets,
                    .columns = bracket_columns,
                    .length = bracket_count},
    [AI_WORKER] = {.name = "worker",
                   .kind = WALRAS_TABLE,
                   .doc = "each worker, in ascending order of skill",
                   .absent = "for more than 10,000 workers, for a histogram, and in other economies",
                   .present = ai_has_worker_table,
                   .columns = worker_columns,
                   .length = agent_count},
    [AI_MIRRLEES_RATE] = {.name = "mirrlees_rate",
                          .kind = WALRAS_TABLE,
                          .doc = "the Mirrlees schedule at quantiles of skill",
                          .absent = "where skills have no density, with whole hours and with rebate_in_response",
                          .present = ai_has_mirrlees,
                          .columns = rate_columns,
                          .length = quantile_count},
    [AI_GAMING_GAIN_LEAST] = {.name = "gaming_gain_least", .unit = "coin", .doc = "least tax_gaming_gain of an agent", PATHS},
    [AI_GAMING_GAIN_MEAN] = {.name = "gaming_gain_mean",
                             .unit = "coin",
                             .doc = "mean tax_gaming_gain; gtb: over all environments",
                             PATHS},
    [AI_GAMING_GAIN_MOST] = {.name = "gaming_gain_most", .unit = "coin", .doc = "largest tax_gaming_gain of an agent", PATHS},
    [AI_TAX_GAMING_GAIN] = {.name = "tax_gaming_gain",
                            .kind = WALRAS_TABLE,
                            .doc = "what each agent saves by uneven incomes; gtb: in the first environment",
                            PATHS,
                            .columns = gain_columns,
                            .length = agent_count},
    [AI_HOUSES] = {.name = "houses", .unit = "1", .doc = "houses built, mean over environments", GTB},
    [AI_TRADES] = {.name = "trades", .unit = "1", .doc = "units traded, mean over environments", GTB},
    [AI_LEDGER_ERROR] = {.name = "ledger_error",
                         .unit = "coin",
                         .doc = "largest gap of an environment: of all coin on a tax day, and of coin to houses built at the end",
                         GTB},
    [AI_REFUSED_ACTIONS] = {.name = "refused_actions",
                            .type = WALRAS_VALUE_INTEGER,
                            .unit = "1",
                            .doc = "actions that were not possible and became nothing; all environments",
                            GTB},
    [AI_TOP_BUILDER_SHARE] = {.name = "top_builder_share",
                              .unit = "1",
                              .doc = "share of houses built by the best builder, mean over environments",
                              .undefined = "nobody built a house",
                              GTB},
    [AI_SECOND_BUILDER_SHARE] = {.name = "second_builder_share",
                                 .unit = "1",
                                 .doc = "share of houses built by the second best, mean over environments",
                                 .undefined = "nobody built a house",
                                 GTB},
    [AI_GTB_AGENT] = {.name = "agent",
                      .kind = WALRAS_TABLE,
                      .doc = "agents of the first environment at the end",
                      GTB,
                      .columns = gtb_agent_columns,
                      .length = agent_count},
    [AI_GTB_RANK] = {.name = "rank",
                     .kind = WALRAS_TABLE,
                     .doc = "agents by skill, means over environments",
                     GTB,
                     .columns = gtb_rank_columns,
                     .length = agent_count},
    [AI_GTB_TRADE] = {.name = "trade",
                      .kind = WALRAS_TABLE,
                      .doc = "trades of the first environment; the first 100,000",
                      GTB,
                      .columns = gtb_trade_columns,
                      .length = gtb_trade_entries},
    [AI_GTB_TAX_LEDGER] = {.name = "tax_ledger",
                           .kind = WALRAS_TABLE,
                           .doc = "tax days of the first environment",
                           .absent = "unless economy is gtb with a tax day",
                           .present = gtb_has_tax_days,
                           .columns = gtb_ledger_columns,
                           .length = gtb_ledger_entries},
    [AI_GTB_PERIOD_RATE] = {.name = "period_rate",
                            .kind = WALRAS_TABLE,
                            .doc = "the schedule of each period",
                            GTB,
                            .columns = gtb_rate_columns,
                            .length = gtb_rate_entries},
    [AI_GTB_HOUSE] = {.name = "house",
                      .kind = WALRAS_TABLE,
                      .doc = "houses of the first environment, by row and column",
                      GTB,
                      .columns = gtb_house_columns,
                      .length = gtb_tiles},
    [AI_GTB_MAP] = {.name = "map",
                    .kind = WALRAS_TABLE,
                    .doc = "water and sources of the first environment",
                    GTB,
                    .columns = gtb_map_columns,
                    .length = gtb_tiles},
};
