#include "models/ai-economist/parameters.h"

#define INTEGER(field, ...) WALRAS_INTEGER(struct ai_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct ai_parameters, field, __VA_ARGS__)
#define REALS(field, ...) WALRAS_REAL_ARRAY(struct ai_parameters, field, __VA_ARGS__)
#define LISTS(field, ...) WALRAS_REAL_LISTS(struct ai_parameters, field, __VA_ARGS__)
#define BOOLEAN(field, ...) WALRAS_BOOLEAN(struct ai_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct ai_parameters, field, .words = list, __VA_ARGS__)
/* A parameter of the networks, which are not there yet. */
#define PPO_REAL(field, bounds, value, in, text) REAL(field, .range = bounds, .standard = value, .unit = in, .doc = "ppo: " text)
#define PPO_INTEGER(field, bounds, value, in, text)                                                                              \
  INTEGER(field, .range = bounds, .standard = value, .unit = in, .doc = "ppo: " text)

static const char *const economies[] = {"one_step", "gtb", "gaming", NULL};
const char *const ai_tax_models[] = {"none", "us_federal_2018", "fixed", "saez", "mirrlees", "planner", NULL};
const char *const ai_skill_laws[] = {"uniform", "pareto", "pareto_clipped", "lognormal", "gb2", "list", NULL};
static const char *const planners[] = {"search", "cem", "rl", NULL};
static const char *const objectives[] = {"inv_income_utility", "eq_times_prod", "inv_income_coin",
                                         "utilitarian",        "fixed_weights", NULL};
static const char *const samplings[] = {"random", "quantile", "rank_mean", NULL};
static const char *const ginis[] = {"authors", "exact", NULL};
static const char *const labor_modes[] = {"continuous", "integer", NULL};
static const char *const spacings[] = {"us_federal", "linear", "log", "quantile", "list", NULL};
static const char *const weights[] = {"inverse_income", "uniform", "skill_power", NULL};
static const char *const worker_policies[] = {"best_response", "mlp", NULL};
static const char *const nets[] = {"mlp", "conv_lstm", NULL};
static const char *const representations[] = {"agents", "histogram", NULL};
static const char *const elasticities[] = {"exact", "estimate", "given", NULL};
static const char *const gather_laws[] = {"none", "pareto", NULL};
static const char *const maps[] = {"open_quadrant", "split_world", "generated", "literal", NULL};
static const char *const orders[] = {"random", "index", NULL};
static const char *const policies[] = {"script", "random", "greedy", "ppo", NULL};
static const char *const value_clips[] = {"value_change", "loss_cap", NULL};

/* When parameters are read. */
#define ONE_STEP "economy == 'one_step'"
#define GTB "economy == 'gtb'"
#define LIVES "economy != 'gaming'"
#define OWN_BRACKETS "(tax_model == 'fixed' or tax_model == 'saez' or tax_model == 'planner')"
#define SEARCHES ONE_STEP " and tax_model == 'planner' and planner == 'search'"
/* The planner's search begins at the Saez schedule, among others. */
#define SAEZ "tax_model == 'saez' or (" SEARCHES ")"
/* One rate has no cutoff to place, and the Saez bins no last one to end at. */
#define TOP_CUTOFF                                                                                                               \
  OWN_BRACKETS                                                                                                                   \
  " and ((n_brackets > 1 and (bracket_spacing == 'linear' or bracket_spacing == 'log')) or (n_brackets == 1 and (" SAEZ ")))"

const walras_parameter ai_schema[AI_PARAMETERS] = {
    WORD(economy, economies, .standard = "one_step",
         .doc = "one_step: workers choose hours once; gtb: Gather-Trade-Build; gaming: taxes on given incomes over time"),
    INTEGER(n_agents, .range = "[2, 1e9]",
            .rule = "100; length of skill_list; 4 in gtb (at most 64); rows of income_paths in gaming", .unit = "workers",
            .doc = "N, workers"),
    WORD(skill_dist, ai_skill_laws, .standard = "uniform", .read_when = ONE_STEP, .doc = "law of skills; list: skill_list"),
    WORD(skill_sampling, samplings, .standard = "quantile", .read_when = ONE_STEP " and skill_dist != 'list'",
         .doc = "quantile: Q((i + 1/2)/N), without noise; random: drawn; rank_mean: the mean of each rank over 1000 drawn sets"),
    REAL(skill_min, .range = "(0, 1e12]", .standard = "1.24", .unit = "coin/h",
         .read_when = ONE_STEP " and (skill_dist == 'uniform' or skill_dist == 'pareto')",
         .doc = "uniform: lowest skill; pareto: scale"),
    REAL(skill_max, .range = "(0, 1e12]", .standard = "159.1", .unit = "coin/h",
         .read_when = ONE_STEP " and skill_dist == 'uniform'", .doc = "uniform: highest skill"),
    REAL(skill_pareto, .range = "(1, 100]", .standard = "4.0", .unit = "1",
         .read_when = ONE_STEP " and (skill_dist == 'pareto' or skill_dist == 'pareto_clipped')",
         .doc = "a, tail index of pareto and pareto_clipped"),
    REAL(skill_max_multiplier, .range = "[1, 1e6]", .standard = "3.0", .unit = "coin/h",
         .read_when = ONE_STEP " and skill_dist == 'pareto_clipped'",
         .doc = "M, pareto_clipped: min(M, (M - 1) x + 1), x of Lomax's law; its highest skill"),
    REAL(skill_mu, .range = "[-30, 30]", .standard = "3.5", .unit = "log coin/h",
         .read_when = ONE_STEP " and skill_dist == 'lognormal'", .doc = "lognormal: mean of the logarithm"),
    REAL(skill_sigma, .range = "(0, 10]", .standard = "0.5", .unit = "1", .read_when = ONE_STEP " and skill_dist == 'lognormal'",
         .doc = "lognormal: sd of the logarithm"),
    REAL(gb2_mu, .range = "(0, 1e12]", .standard = "45.25", .unit = "coin/h", .read_when = ONE_STEP " and skill_dist == 'gb2'",
         .doc = "gb2: scale; the default is 72,400 USD for 40 hours, at 40 USD a coin"),
    REAL(gb2_sigma, .range = "(0, 1000]", .standard = "2.0721070746154746", .unit = "1",
         .read_when = ONE_STEP " and skill_dist == 'gb2'", .doc = "gb2: shape"),
    REAL(gb2_nu, .range = "(0, 1000]", .standard = "0.48651871959386955", .unit = "1",
         .read_when = ONE_STEP " and skill_dist == 'gb2'", .doc = "gb2: shape of the lower tail"),
    REAL(gb2_tau, .range = "(0, 1000]", .standard = "1.1410398548220329", .unit = "1",
         .read_when = ONE_STEP " and skill_dist == 'gb2'", .doc = "gb2: shape of the upper tail"),
    REALS(skill_list, .range = "(0, 1e12]", .standard = "[]", .unit = "coin/h", .read_when = ONE_STEP " and skill_dist == 'list'",
          .doc = "skill_dist = list: each worker's skill"),
    REAL(labor_cost, .range = "(0, 1e12]", .standard = "0.0005", .unit = "coin/h^delta", .read_when = ONE_STEP,
         .doc = "c, utility is coin - c l^delta"),
    REAL(labor_exponent, .range = "(1, 100]", .standard = "3.5", .unit = "1", .read_when = ONE_STEP,
         .doc = "delta; the elasticity of income is 1/(delta - 1)"),
    REAL(labor_max, .range = "(0, 1e6]", .standard = "100.0", .unit = "h", .read_when = ONE_STEP " and labor_capped",
         .doc = "most hours of a worker"),
    BOOLEAN(labor_capped, .standard = "true", .read_when = ONE_STEP, .doc = "false: no most hours"),
    WORD(labor_mode, labor_modes, .standard = "continuous", .read_when = ONE_STEP,
         .doc = "integer: the best of 0..labor_max whole hours"),
    BOOLEAN(rebate_in_response, .standard = "false", .read_when = ONE_STEP,
            .doc = "workers count the share 1/N of their own tax that comes back to them"),
    WORD(worker_policy, worker_policies, .standard = "best_response", .read_when = ONE_STEP,
         .doc = "how workers choose; mlp needs training, which is not there yet"),
    WORD(worker_representation, representations, .standard = "agents", .aliases = "population", .read_when = ONE_STEP,
         .doc = "histogram: skills in narrow weighted bins instead of one by one"),
    WORD(tax_model, ai_tax_models, .rule = "planner; us_federal_2018 in gtb and gaming", .doc = "who sets the rates, and how"),
    WORD(bracket_spacing, spacings, .standard = "us_federal", .read_when = OWN_BRACKETS,
         .doc = "cutoffs: of 2018's law, evenly, by powers of two, at quantiles of incomes, or bracket_cutoffs"),
    REALS(bracket_cutoffs, .range = "[0, 1e15]", .standard = "[]", .unit = "coin",
          .read_when = OWN_BRACKETS " and bracket_spacing == 'list'", .doc = "bracket_spacing = list: 0, then ascending"),
    REALS(fixed_bracket_rates, .range = "[0, 1]", .standard = "[]", .unit = "1", .read_when = "tax_model == 'fixed'",
          .doc = "tax_model = fixed: a rate for each bracket"),
    REAL(usd_scaling, .range = "(0, 1e9]", .rule = "40; 1000 in gtb and gaming", .unit = "USD/coin",
         .read_when = "tax_model == 'us_federal_2018' or (" OWN_BRACKETS " and bracket_spacing == 'us_federal') or (" ONE_STEP
                      " and ((" TOP_CUTOFF ") or (" SEARCHES ")))",
         .doc = "what a coin is worth where the law's cutoffs are used"),
    INTEGER(n_brackets, .range = "[1, 64]", .rule = "7; as many as bracket_cutoffs", .unit = "brackets",
            .read_when = OWN_BRACKETS, .doc = "J"),
    REAL(top_bracket_cutoff, .range = "(0, 1e15]", .rule = "510300/usd_scaling; 100 in gtb and gaming", .unit = "coin",
         .read_when = TOP_CUTOFF,
         .doc = "last cutoff of linear and log spacing, and of the Saez bins where there is only one bracket"),
    REAL(rate_min, .range = "[0, 1]", .standard = "0.0", .unit = "1",
         .read_when = "tax_model == 'planner' or tax_model == 'saez'", .doc = "lowest rate of the planner and of Saez"),
    REAL(rate_max, .range = "[0, 1]", .standard = "1.0", .unit = "1",
         .read_when = "tax_model == 'planner' or tax_model == 'saez'", .doc = "highest rate of the planner and of Saez"),
    REAL(rate_step, .range = "[1e-3, 1]", .standard = "0.05", .unit = "1", .read_when = "tax_model == 'planner'",
         .doc = "grid of the planner's rates"),
    INTEGER(tax_period, .range = "[1, 1e9]", .standard = "100", .unit = "steps", .read_when = GTB,
            .doc = "gtb: steps between tax days"),
    INTEGER(episode_length, .range = "[1, 1e9]", .standard = "1000", .unit = "steps", .read_when = GTB,
            .doc = "gtb: steps of an episode"),
    WORD(planner_objective, objectives, .standard = "inv_income_utility", .read_when = LIVES,
         .doc =
             "what the planner maximises: utility or coin weighted by 1/income, equality times productivity, plain mean utility, "
             "or utility with the weights of pareto_weight"),
    REAL(mixing_weight, .range = "[0, 1]", .standard = "0.0", .unit = "1",
         .read_when = LIVES " and planner_objective == 'eq_times_prod'",
         .doc = "eq_times_prod: 0 as it stands, 1 productivity only"),
    WORD(pareto_weight, weights, .standard = "inverse_income",
         .read_when = ONE_STEP " or (" GTB " and (tax_model == 'saez' or planner_objective == 'fixed_weights'))",
         .doc = "welfare weights of saez, mirrlees and fixed_weights; skill_power: v^-pareto_weight_exponent"),
    REAL(pareto_weight_exponent, .range = "[0, 10]", .standard = "1.0", .unit = "1",
         .read_when = LIVES " and pareto_weight == 'skill_power'", .doc = "k of skill_power"),
    WORD(gini_formula, ginis, .standard = "authors", .read_when = LIVES,
         .doc = "authors: normalised below 30 workers, low by about 1/N from there on; exact: normalised for any N"),
    WORD(planner, planners, .standard = "search", .read_when = ONE_STEP " and tax_model == 'planner'",
         .doc = "tax_model = planner: how it finds its rates"),
    INTEGER(search_refine, .range = "[0, 1]", .standard = "1", .unit = "1", .read_when = SEARCHES,
            .doc = "search: after the grid steps of 0.02, 0.01 and 0.005; 0: stay on the grid"),
    INTEGER(cem_samples, .range = "[2, 1e6]", .standard = "200", .unit = "schedules",
            .read_when = ONE_STEP " and tax_model == 'planner' and planner == 'cem'", .doc = "cem: schedules drawn each round"),
    INTEGER(cem_elite, .range = "[1, 1e6]", .standard = "20", .unit = "schedules",
            .read_when = ONE_STEP " and tax_model == 'planner' and planner == 'cem'",
            .doc = "cem: the best, which the next round is drawn around"),
    INTEGER(cem_rounds, .range = "[1, 1e6]", .standard = "40", .unit = "rounds",
            .read_when = ONE_STEP " and tax_model == 'planner' and planner == 'cem'", .doc = "cem: rounds"),
    INTEGER(rl_batch, .range = "[2, 1e6]", .standard = "40", .unit = "episodes",
            .read_when = ONE_STEP " and tax_model == 'planner' and planner == 'rl'", .doc = "rl: episodes of an update"),
    INTEGER(rl_updates, .range = "[1, 1e6]", .standard = "500", .unit = "updates",
            .read_when = ONE_STEP " and tax_model == 'planner' and planner == 'rl'", .doc = "rl: policy-gradient updates"),
    REAL(rl_learning_rate, .range = "(0, 10]", .standard = "0.03", .unit = "1",
         .read_when = ONE_STEP " and tax_model == 'planner' and planner == 'rl'", .doc = "rl: Adam's step"),
    REAL(rl_entropy, .range = "[0, 1e3]", .standard = "0.2", .unit = "1",
         .read_when = ONE_STEP " and tax_model == 'planner' and planner == 'rl'",
         .doc = "rl: entropy bonus at the start; falls to 0 over 70 % of the updates"),
    WORD(saez_elasticity_source, elasticities,
         .rule = "given where saez_elasticity is given; else exact in one_step, estimate in gtb", .read_when = SAEZ,
         .doc = "exact: 1/(labor_exponent - 1); estimate: regression of log income on log(1 - rate); given: saez_elasticity"),
    REAL(saez_elasticity, .range = "[0, 100]", .standard = "0.5", .unit = "1",
         .read_when = "(" SAEZ ") and saez_elasticity_source != 'exact'",
         .doc = "e of the Saez formula, or where the estimate starts"),
    REAL(saez_elasticity_memory, .range = "[0, 1]", .standard = "0.98", .unit = "1",
         .read_when = "(" SAEZ ") and saez_elasticity_source == 'estimate'", .doc = "estimate: weight of the one before"),
    INTEGER(saez_buffer, .range = "[10, 1e9]", .standard = "500", .unit = "pairs", .read_when = GTB " and tax_model == 'saez'",
            .doc = "gtb: pairs of income and rate that the estimate keeps; random rates until it is full"),
    INTEGER(saez_bins, .range = "[2, 1e5]", .standard = "100", .unit = "bins", .read_when = SAEZ,
            .doc = "saez: even bins of incomes up to the last cutoff"),
    INTEGER(saez_iterations, .range = "[1, 1e6]", .standard = "200", .unit = "1", .read_when = ONE_STEP " and (" SAEZ ")",
            .doc = "saez in one_step: steps towards the fixed point"),
    REAL(saez_damping, .range = "(0, 1]", .standard = "0.1", .unit = "1", .read_when = ONE_STEP " and (" SAEZ ")",
         .doc = "saez in one_step: share of the way in each step"),
    REAL(saez_start_rate, .range = "[0, 1]", .standard = "0.3", .unit = "1", .read_when = ONE_STEP " and (" SAEZ ")",
         .doc = "saez in one_step: all rates at the start"),
    REALS(elasticity_probe_rates, .range = "[0, 1)", .standard = "[]", .unit = "1", .read_when = ONE_STEP,
          .doc =
              "flat rates whose incomes are pooled for the measured elasticity; none: the incomes under the schedule in force"),
    INTEGER(environments, .range = "[1, 1e9]", .standard = "1", .unit = "environments", .read_when = GTB,
            .doc = "gtb: worlds of their own that one trial plays; scalars are means over them"),
    REAL(isoelastic_eta, .range = "[0, 1]", .standard = "0.23", .unit = "1", .read_when = GTB,
         .doc = "gtb: eta, curvature of the utility of coin"),
    REAL(energy_cost, .range = "[0, 1e6]", .standard = "0.21", .unit = "util/labor", .read_when = GTB,
         .doc = "gtb: kappa, utility of a unit of labor"),
    REAL(move_labor, .range = "[0, 1e6]", .standard = "1.0", .unit = "labor", .read_when = GTB, .doc = "gtb: labor of a move"),
    REAL(collect_labor, .range = "[0, 1e6]", .standard = "1.0", .unit = "labor", .read_when = GTB,
         .doc = "gtb: labor of taking a unit"),
    REAL(order_labor, .range = "[0, 1e6]", .standard = "0.25", .unit = "labor", .read_when = GTB,
         .doc = "gtb: labor of an order"),
    REAL(build_labor, .range = "[0, 1e6]", .standard = "10.0", .unit = "labor", .read_when = GTB, .doc = "gtb: labor of a house"),
    REAL(build_payment, .range = "[0, 1e6]", .standard = "10.0", .unit = "coin",
         .read_when = GTB " and count(build_payments) == 0", .doc = "gtb: coin for a house of the least skilled"),
    REAL(build_max_multiplier, .range = "[1, 1e6]", .standard = "3.0", .unit = "1",
         .read_when = GTB " and count(build_payments) == 0", .doc = "gtb: the most skilled get so many times that"),
    REALS(build_payments, .range = "[0, 1e9]", .standard = "[]", .unit = "coin", .read_when = GTB,
          .doc = "gtb: each agent's own payment; none: by skill"),
    WORD(gather_skill_dist, gather_laws, .standard = "pareto", .read_when = GTB, .doc = "gtb: chance of a second unit"),
    REAL(resource_regen_prob, .range = "[0, 1]", .standard = "0.01", .unit = "1", .read_when = GTB,
         .doc = "gtb: chance of an empty source, each step"),
    INTEGER(max_bid_ask, .range = "[1, 60]", .standard = "10", .unit = "coin", .read_when = GTB, .doc = "gtb: highest price"),
    INTEGER(order_duration, .range = "[1, 1e9]", .standard = "50", .unit = "steps", .read_when = GTB,
            .doc = "gtb: life of an order"),
    INTEGER(max_num_orders, .range = "[1, 255]", .standard = "5", .unit = "orders", .read_when = GTB,
            .doc = "gtb: open orders of an agent, each resource"),
    WORD(map, maps, .rule = "open_quadrant; literal where map_rows is given", .read_when = GTB, .doc = "gtb: the world"),
    INTEGER(world_height, .range = "[3, 1000]", .rule = "by the map: 25; generated for more than 4 agents: 40", .unit = "tiles",
            .read_when = GTB, .doc = "gtb: H, rows of the world"),
    INTEGER(world_width, .range = "[3, 1000]", .rule = "by the map: 25; generated for more than 4 agents: 40", .unit = "tiles",
            .read_when = GTB, .doc = "gtb: W, columns of the world"),
    INTEGER(n_source, .range = "[1, 125000]", .rule = "20 H W/625, rounded", .unit = "tiles",
            .read_when = GTB " and map == 'generated'", .doc = "gtb, map = generated: sources of each resource"),
    WALRAS_STRING_ARRAY(struct ai_parameters, map_rows, .standard = "[]", .read_when = GTB " and map == 'literal'",
                        .doc = "gtb, map = literal: a string for each row of W (wood), S (stone), @ (water) and . (empty)"),
    LISTS(starts, .range = "[0, 999]", .standard = "()", .unit = "tiles", .read_when = GTB,
          .doc = "gtb: [row, column] where each agent starts; none: by rank"),
    REAL(start_coin, .range = "[0, 1e9]", .standard = "0.0", .unit = "coin", .read_when = GTB,
         .doc = "gtb: coin of each agent at the start"),
    INTEGER(start_wood, .range = "[0, 1e9]", .standard = "0", .unit = "units", .read_when = GTB,
            .doc = "gtb: wood of each agent at the start"),
    INTEGER(start_stone, .range = "[0, 1e9]", .standard = "0", .unit = "units", .read_when = GTB,
            .doc = "gtb: stone of each agent at the start"),
    INTEGER(fixed_four_skill_and_loc, .range = "[0, 1]", .standard = "1", .unit = "1",
            .read_when = GTB " and (count(build_payments) == 0 or (count(starts) == 0 and map != 'split_world'))",
            .doc = "gtb: payments are expected order statistics and places go by rank; 0: both are drawn"),
    WALRAS_INTEGER_ARRAY(struct ai_parameters, top_agents, .range = "[0, 63]", .standard = "[0]", .unit = "1",
                         .read_when = GTB " and map == 'split_world' and count(starts) == 0",
                         .doc = "gtb, map = split_world: ranks, 0 the best builder, that start in the upper half"),
    WORD(agent_order, orders, .standard = "random", .read_when = GTB, .doc = "gtb: who acts first within a step"),
    WORD(agent_policy, policies, .standard = "greedy", .read_when = GTB,
         .doc = "gtb: how agents act; ppo needs training, which is not there yet"),
    WALRAS_STRING_ARRAY(struct ai_parameters, scripts, .standard = "[]", .read_when = GTB " and agent_policy == 'script'",
                        .doc = "gtb, agent_policy = script: each agent's tokens . L R U D B bWp bSp aWp aSp"),
    REAL(greedy_min_pay, .range = "[0, 1e9]", .standard = "15.0", .unit = "coin",
         .read_when = GTB " and agent_policy == 'greedy'",
         .doc = "gtb, greedy: agents with this payment or more build, others sell"),
    LISTS(income_paths, .range = "[-1e15, 1e15]", .standard = "()", .unit = "coin", .read_when = "economy == 'gaming'",
          .doc = "gaming: each agent's incomes, period by period"),
    WORD(net, nets, .standard = "mlp", .doc = "ppo: networks of agents and planner"),
    PPO_REAL(ppo_learning_rate, "(0, 10]", "3e-4", "1", "step of the agents"),
    PPO_REAL(ppo_planner_learning_rate, "(0, 10]", "1e-4", "1", "step of the planner"),
    PPO_REAL(ppo_entropy, "[0, 1e3]", "0.025", "1", "entropy bonus of the agents"),
    PPO_REAL(ppo_planner_entropy_start, "[0, 1e3]", "2.0", "1", "entropy bonus of the planner at the start"),
    PPO_REAL(ppo_planner_entropy_end, "[0, 1e3]", "0.125", "1", "entropy bonus of the planner at the end"),
    PPO_REAL(ppo_planner_entropy_steps, "[1, 1e15]", "5e7", "steps", "steps of the linear way between them"),
    PPO_REAL(ppo_discount, "[0, 1]", "0.998", "1", "discount factor"),
    PPO_REAL(ppo_gae_lambda, "[0, 1]", "0.98", "1", "lambda of the advantage estimate"),
    PPO_REAL(ppo_clip, "(0, 10]", "0.3", "1", "clip of the probability ratio"),
    PPO_REAL(ppo_value_clip, "(0, 1e9]", "50.0", "1", "clip of the value"),
    WORD(ppo_value_clip_kind, value_clips, .standard = "value_change", .doc = "ppo: what that clip bounds"),
    PPO_REAL(ppo_value_coefficient, "(0, 1e3]", "0.05", "1", "weight of the value loss"),
    PPO_REAL(ppo_gradient_clip, "(0, 1e9]", "10.0", "1", "largest norm of a gradient"),
    PPO_INTEGER(ppo_sequence_length, "[1, 1e6]", "25", "steps", "length of recurrent sequences"),
    PPO_INTEGER(ppo_rollout_steps, "[1, 1e9]", "200", "steps", "steps between updates"),
    PPO_INTEGER(ppo_environments, "[1, 1e6]", "30", "environments", "environments in parallel"),
    PPO_INTEGER(ppo_minibatch, "[1, 1e9]", "1500", "steps", "steps of a gradient"),
    PPO_INTEGER(ppo_epochs, "[1, 1e3]", "1", "1", "passes over a batch"),
    PPO_INTEGER(ppo_phase1_episodes, "[0, 1e9]", "25000", "episodes", "without taxes"),
    PPO_INTEGER(ppo_phase2_episodes, "[0, 1e9]", "400000", "episodes", "with the planner"),
    PPO_REAL(ppo_energy_anneal, "(0, 1e12]", "10000.0", "steps", "steps in which the cost of labor comes up"),
    PPO_REAL(ppo_rate_anneal, "(0, 1e6]", "0.001", "1/episode", "growth of the highest rate"),
};
