/** Parameters of the AI Economist, of all its economies. */
#ifndef WALRAS_AI_ECONOMIST_PARAMETERS_H
#define WALRAS_AI_ECONOMIST_PARAMETERS_H

#include "walras/walras.h"

enum ai_economy_kind { ECONOMY_ONE_STEP, ECONOMY_GTB, ECONOMY_GAMING };
enum ai_skill_law { SKILL_UNIFORM, SKILL_PARETO, SKILL_PARETO_CLIPPED, SKILL_LOGNORMAL, SKILL_GB2, SKILL_LIST };
enum ai_sampling { SAMPLING_RANDOM, SAMPLING_QUANTILE, SAMPLING_RANK_MEAN };
enum ai_gini { GINI_AUTHORS, GINI_EXACT };
enum ai_labor { LABOR_CONTINUOUS, LABOR_INTEGER };
enum ai_tax { TAX_NONE, TAX_FEDERAL, TAX_FIXED, TAX_SAEZ, TAX_MIRRLEES, TAX_PLANNER };
enum ai_spacing { SPACING_FEDERAL, SPACING_LINEAR, SPACING_LOG, SPACING_QUANTILE, SPACING_LIST };
enum ai_objective {
  OBJECTIVE_INCOME_UTILITY,
  OBJECTIVE_EQUALITY_PRODUCTIVITY,
  OBJECTIVE_INCOME_COIN,
  OBJECTIVE_UTILITARIAN,
  OBJECTIVE_FIXED_WEIGHTS
};
enum ai_weight { WEIGHT_INCOME, WEIGHT_UNIFORM, WEIGHT_SKILL };
enum ai_planner { PLANNER_SEARCH, PLANNER_CEM, PLANNER_RL };
enum ai_worker_policy { WORKERS_RESPOND, WORKERS_MLP };
enum ai_net { NET_MLP, NET_CONV_LSTM };
enum ai_representation { REPRESENTATION_AGENTS, REPRESENTATION_HISTOGRAM };
enum ai_elasticity { ELASTICITY_EXACT, ELASTICITY_ESTIMATE, ELASTICITY_GIVEN };
enum ai_gather_law { GATHER_NONE, GATHER_PARETO };
enum ai_map { MAP_OPEN_QUADRANT, MAP_SPLIT_WORLD, MAP_GENERATED, MAP_LITERAL };
enum ai_agent_order { ORDER_RANDOM, ORDER_INDEX };
enum ai_agent_policy { POLICY_SCRIPT, POLICY_RANDOM, POLICY_GREEDY, POLICY_PPO };
enum ai_value_clip { VALUE_CLIP_CHANGE, VALUE_CLIP_LOSS };

enum {
  AI_GTB_AGENTS_MOST = 64,
  AI_WORKER_TABLE_MOST = 10000, /**< workers that are recorded one by one */
  AI_LIST_MOST = 1000000,       /**< skills in a list, and workers whose Mirrlees incomes are found one by one */
  AI_PROBES_MOST = 1000,        /**< elasticity_probe_rates */
  AI_HOURS_MOST = 255           /**< labor_max of labor_mode = integer */
};

/** Streams of random numbers: one for each purpose. The simulator's begin at AI_STREAM_GTB. */
enum { AI_STREAM_SKILLS, AI_STREAM_CEM = 2, AI_STREAM_POLICY, AI_STREAM_GTB = 64 };

struct ai_parameters {
  int economy;
  int64_t n_agents; /**< N */
  /* Skills and work of the one-step economy. */
  int skill_dist, skill_sampling, labor_mode, worker_representation, worker_policy;
  double skill_min, skill_max, skill_pareto, skill_max_multiplier, skill_mu, skill_sigma, gb2_mu, gb2_sigma, gb2_nu, gb2_tau;
  walras_reals skill_list; /**< [n_agents] of skill_dist = list */
  double labor_cost, labor_exponent, labor_max;
  bool labor_capped, rebate_in_response;
  /* Taxes. */
  int tax_model, bracket_spacing;
  walras_reals bracket_cutoffs;     /**< [n_brackets] of bracket_spacing = list */
  walras_reals fixed_bracket_rates; /**< [n_brackets] of tax_model = fixed */
  double usd_scaling, top_bracket_cutoff, rate_min, rate_max, rate_step;
  int64_t n_brackets; /**< J */
  int64_t tax_period, episode_length;
  /* The planner, and what it is after. */
  int planner_objective, pareto_weight, gini_formula, planner;
  double mixing_weight, pareto_weight_exponent;
  int64_t cem_samples, cem_elite, cem_rounds, rl_batch, rl_updates, search_refine;
  double rl_learning_rate, rl_entropy;
  /* The Saez formula, and the elasticity in it. */
  int saez_elasticity_source;
  double saez_elasticity, saez_elasticity_memory, saez_damping, saez_start_rate;
  int64_t saez_buffer, saez_bins, saez_iterations;
  walras_reals elasticity_probe_rates;
  /* Gather-Trade-Build. */
  int64_t environments; /**< worlds of one trial */
  double isoelastic_eta, energy_cost, move_labor, collect_labor, order_labor, build_labor, build_payment, build_max_multiplier;
  walras_reals build_payments; /**< [n_agents], or none */
  int gather_skill_dist, map, agent_order, agent_policy, net;
  double resource_regen_prob, start_coin, greedy_min_pay;
  int64_t max_bid_ask, order_duration, max_num_orders, world_height, world_width, n_source, start_wood, start_stone;
  walras_strings map_rows, scripts;
  walras_real_lists starts; /**< [n_agents] rows of (row, column), or none */
  int64_t fixed_four_skill_and_loc;
  walras_integers top_agents;
  /* Tax gaming. */
  walras_real_lists income_paths; /**< [n_agents] rows of P incomes */
  /* Training. */
  double ppo_learning_rate, ppo_planner_learning_rate, ppo_entropy, ppo_planner_entropy_start, ppo_planner_entropy_end,
      ppo_planner_entropy_steps, ppo_discount, ppo_gae_lambda, ppo_clip, ppo_value_clip, ppo_value_coefficient, ppo_gradient_clip,
      ppo_energy_anneal, ppo_rate_anneal;
  int ppo_value_clip_kind;
  int64_t ppo_sequence_length, ppo_rollout_steps, ppo_environments, ppo_minibatch, ppo_epochs, ppo_phase1_episodes,
      ppo_phase2_episodes;
};

enum { AI_PARAMETERS = 112 };
extern const walras_parameter ai_schema[AI_PARAMETERS];

walras_status ai_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status ai_check(const void *parameters, walras_error *error);

/** The words of the enumerations, for messages. */
extern const char *const ai_tax_models[], *const ai_skill_laws[];

/** The law of skills has a density: what the Mirrlees formula needs. */
bool ai_skills_have_density(const struct ai_parameters *p);
/** Most hours there are: infinity without a cap. */
double ai_labor_most(const struct ai_parameters *p);

#endif
