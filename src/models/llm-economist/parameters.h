/** Parameters of the LLM Economist, as the schema fills them. */
#ifndef WALRAS_ECONOMIST_PARAMETERS_H
#define WALRAS_ECONOMIST_PARAMETERS_H

#include "numerics/taxes/schedule.h"
#include "walras/model.h"

enum economist_mix { MIX_US_INCOME, MIX_UNIFORM, MIX_LIST, MIX_LOGNORMAL };
enum economist_sampling { SAMPLING_RANDOM, SAMPLING_QUANTILE };
enum economist_cost_mode { COST_GIVEN, COST_MEDIAN40 };
enum economist_labor_mode { LABOR_GRID10, LABOR_CONTINUOUS };
enum economist_policy { POLICY_RATIONAL, POLICY_BANDIT, POLICY_LLM, POLICY_FIXED };
enum economist_brackets { BRACKETS_FLAT, BRACKETS_THREE, BRACKETS_US_FED_2024, BRACKETS_LIST };
enum economist_planner {
  PLANNER_US_FED_2024,
  PLANNER_FIXED,
  PLANNER_UNIFORM50,
  PLANNER_SAEZ,
  PLANNER_SAEZ_ITERATED,
  PLANNER_SAEZ_EMPIRICAL,
  PLANNER_ENUMERATE,
  PLANNER_ICRL_SEARCH,
  PLANNER_CEM,
  PLANNER_MIRRLEES,
  PLANNER_SCRIPT,
  PLANNER_LLM
};
enum economist_delta_rule { DELTA_SATURATE, DELTA_REFLECT };
enum economist_swf { SWF_INVERSE_INCOME, SWF_UTILITARIAN, SWF_REFERENCE, SWF_MIN };
enum economist_saez_top { SAEZ_TOP_MEAN, SAEZ_TOP_TENTH };
enum economist_governance { GOVERNANCE_PLANNER, GOVERNANCE_VOTE, GOVERNANCE_VOTE_FLAT };
enum economist_ablation { ABLATION_NONE, ABLATION_NO_EXPLORATION, ABLATION_NO_EXPLOITATION };
enum economist_candidates { CANDIDATES_QUANTILE, CANDIDATES_RANDOM, CANDIDATES_ALL, CANDIDATES_NONE };

/** Streams of random numbers: one for each purpose. */
enum {
  ECONOMIST_STREAM_SKILL,
  ECONOMIST_STREAM_TYPE,
  ECONOMIST_STREAM_PERSONA,
  ECONOMIST_STREAM_SATISFACTION,
  ECONOMIST_STREAM_BANDIT,
  ECONOMIST_STREAM_PLANNER,
  ECONOMIST_STREAM_CANDIDATES,
  ECONOMIST_STREAM_VOTE_NOISE,
  ECONOMIST_STREAM_TIES
};

enum {
  ECONOMIST_HOURS = 11,               /**< grid points of labour: 0, 10, ..., 100 of 100 hours */
  ECONOMIST_FEDERAL_J = 7,            /**< brackets of the federal schedule */
  ECONOMIST_ENUMERATED_J = 3,         /**< brackets up to which all grid schedules are tried */
  ECONOMIST_BEST = 20,                /**< schedules listed by an enumeration */
  ECONOMIST_TABLE_WORKERS = 10000,    /**< workers up to which they are recorded one by one */
  ECONOMIST_COMPARED_WORKERS = 10000, /**< workers up to which the optimum is computed unasked */
  ECONOMIST_BLOCK = 8192              /**< workers per block: their arrays stay in a second-level cache */
};

struct economist_parameters {
  int64_t n_workers;
  int agent_mix, skill_sampling, labor_cost_mode, labor_mode, worker_policy, bracket_setting, planner, delta_rule, swf, saez_top;
  int governance, candidate_rule;
  double gb2_mu, gb2_sigma, gb2_nu, gb2_tau;
  walras_reals skill_list;
  double skill_mu, skill_sigma;
  double labor_cost, labor_exponent, labor_max, fixed_hours;
  double percent_ego, percent_alt, percent_adv;
  walras_reals bracket_cutoffs; /**< [J] */
  walras_reals fixed_rates;     /**< [J] */
  walras_reals start_rates;     /**< [J] */
  double rate_step, delta_max, rate_max;
  walras_real_lists raw_delta; /**< [tax years][J] percent points */
  int64_t tax_year, horizon, warmup, history_len;
  walras_reals saez_elasticity; /**< [1] or [J] */
  double saez_reference_hours, perturbation;
  walras_real_lists platforms; /**< [candidates][J] rates */
  int64_t n_candidates;
  double vote_noise, flat_grid_step;
  double explore_rate, choice_precision, learning_rate;
  double burden_tolerance_mean, burden_tolerance_sd, satisfaction_slope, dissatisfaction_factor;
  bool satisfaction_in_choice;
  int64_t anticipation_sample, vote_years;
  double icrl_explore, icrl_jump;
  int icrl_ablation;
  bool compare_optimum;
};

enum { ECONOMIST_PARAMETERS = 59 };
extern const walras_parameter economist_schema[ECONOMIST_PARAMETERS];

walras_status economist_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status economist_check(const void *parameters, walras_error *error);

/** J. */
int64_t economist_brackets(const struct economist_parameters *p);
/** Steps of a trial: the horizon, or one for each tax year of rational voters. */
int64_t economist_steps(const struct economist_parameters *p);
/** Tax years of a trial, a last short one included. */
int64_t economist_years(const struct economist_parameters *p);
/** Steps of one tax year. */
int64_t economist_year_length(const struct economist_parameters *p);
/** Choices depend on the rates alone, so that all steps of a tax year are one. */
bool economist_is_stationary(const struct economist_parameters *p);
/** Workers with other aims than their own utility. */
bool economist_has_types(const struct economist_parameters *p);
/** Rates change from one tax year to the next. */
bool economist_moves(const struct economist_parameters *p);
/** planner = mirrlees sets the rates. */
bool economist_designs(const void *parameters);
/** An enumeration lists its best schedules. */
bool economist_lists_best(const void *parameters);
/** Rates on the planner's grid 0, rate_step, ... <= rate_max, and the k-th of them as the nearest decimal. */
int64_t economist_grid_rates(const struct economist_parameters *p);
double economist_grid_rate(const struct economist_parameters *p, int64_t k);

#endif
