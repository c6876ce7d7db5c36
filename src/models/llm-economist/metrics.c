#include "models/llm-economist/metrics.h"

#include "models/llm-economist/elections.h"

#define SCALAR(id, metric_name, metric_unit, ...)                                                                                \
  [id] = {.name = (metric_name), .kind = WALRAS_SCALAR, .unit = (metric_unit), __VA_ARGS__}

static bool compares_optimum(const void *parameters) {
  return ((const struct economist_parameters *)parameters)->compare_optimum;
}

static bool votes(const void *parameters) {
  return ((const struct economist_parameters *)parameters)->governance == GOVERNANCE_VOTE;
}

static bool votes_flat(const void *parameters) {
  return ((const struct economist_parameters *)parameters)->governance == GOVERNANCE_VOTE_FLAT;
}

static int64_t election_rows(const void *parameters) {
  return economist_elections(parameters) * economist_candidates(parameters);
}

static int64_t platform_rows(const void *parameters) {
  return election_rows(parameters) * economist_brackets(parameters);
}

static int64_t steps(const void *parameters) {
  return economist_steps(parameters);
}

static int64_t brackets(const void *parameters) {
  return economist_brackets(parameters);
}

static int64_t federal_brackets(const void *parameters) {
  (void)parameters;
  return ECONOMIST_FEDERAL_J;
}

static int64_t rates(const void *parameters) {
  return economist_years(parameters) * economist_brackets(parameters);
}

static const walras_column rate_columns[] = {
    {.name = "tax_year", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "from 0"},
    {.name = "bracket", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "from 1"},
    {.name = "cutoff", .type = WALRAS_VALUE_REAL, .unit = "USD", .doc = "where the bracket begins"},
    {.name = "rate", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "marginal tax rate"},
    {0}};

static const walras_column bracket_columns[] = {
    {.name = "cutoff", .type = WALRAS_VALUE_REAL, .unit = "USD", .doc = "where the bracket begins"},
    {.name = "share", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "workers whose income ends in it"},
    {.name = "income", .type = WALRAS_VALUE_REAL, .unit = "USD", .doc = "their mean income; 0 without any"},
    {.name = "tax", .type = WALRAS_VALUE_REAL, .unit = "USD", .doc = "their mean tax; 0 without any"},
    {.name = "rate", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "marginal tax rate"},
    {0}};

static const walras_column saez_columns[] = {
    {.name = "income", .type = WALRAS_VALUE_REAL, .unit = "USD", .doc = "z, where the bracket is evaluated"},
    {.name = "share_below", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "F, share of incomes up to z"},
    {.name = "density", .type = WALRAS_VALUE_REAL, .unit = "1/USD", .doc = "f, kernel density at z"},
    {.name = "pareto", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "a, local Pareto parameter"},
    {.name = "weight_above", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "G, mean social weight from z on"},
    {.name = "rate", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "by the formula, before rate_max"},
    {0}};

static const walras_column enumeration_columns[] = {
    {.name = "rank", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "1 is the best schedule"},
    {.name = "bracket", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "from 1"},
    {.name = "rate", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "marginal tax rate"},
    {.name = "swf", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "the planner's welfare of the schedule"},
    {0}};

static const walras_column mirrlees_columns[] = {
    {.name = "quantile", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "of the law of skills"},
    {.name = "skill", .type = WALRAS_VALUE_REAL, .unit = "USD/h", .doc = "v"},
    {.name = "rate", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "optimal marginal rate"},
    {0}};

static const walras_column election_columns[] = {
    {.name = "tax_year", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "that the winner governs, from 1"},
    {.name = "candidate", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "from 1"},
    {.name = "worker",
     .type = WALRAS_VALUE_INTEGER,
     .unit = "1",
     .doc = "candidate_rule = quantile: the rank in order of skill, from 0; otherwise the worker; platforms: the platform"},
    {.name = "skill", .type = WALRAS_VALUE_REAL, .unit = "USD/h", .doc = "of the candidate; 0 with literal platforms"},
    {.name = "votes", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "workers"},
    {.name = "elected", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "1: the winner"},
    {0}};

static const walras_column platform_columns[] = {
    {.name = "tax_year", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "as in the table of elections"},
    {.name = "candidate", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "from 1"},
    {.name = "bracket", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "from 1"},
    {.name = "rate", .type = WALRAS_VALUE_REAL, .unit = "1", .doc = "promised marginal tax rate"},
    {0}};

static int64_t quantiles(const void *parameters) {
  (void)parameters;
  return ECONOMIST_QUANTILES;
}

static const char *const type_words[] = {"egotistical", "altruistic", "adversarial", NULL};

static const walras_column worker_columns[] = {
    {.name = "skill", .type = WALRAS_VALUE_REAL, .unit = "USD/h", .doc = "v"},
    {.name = "labor", .type = WALRAS_VALUE_REAL, .unit = "h", .doc = "hours a week, last step"},
    {.name = "income", .type = WALRAS_VALUE_REAL, .unit = "USD", .doc = "before tax"},
    {.name = "tax", .type = WALRAS_VALUE_REAL, .unit = "USD", .doc = "before the rebate"},
    {.name = "utility", .type = WALRAS_VALUE_REAL, .unit = "USD", .doc = "with the rebate"},
    {.name = "type", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "whose welfare the worker works for", .words = type_words},
    {.name = "satisfied", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "1: with the tax policy"},
    {0}};

static bool uses_saez(const void *parameters) {
  const struct economist_parameters *p = parameters;
  return p->governance == GOVERNANCE_PLANNER && (p->planner == PLANNER_SAEZ || p->planner == PLANNER_SAEZ_EMPIRICAL);
}

static bool uses_elasticity(const void *parameters) {
  const struct economist_parameters *p = parameters;
  return uses_saez(p) || (p->governance == GOVERNANCE_PLANNER && p->planner == PLANNER_SAEZ_ITERATED);
}

static bool lists_workers(const void *parameters) {
  return ((const struct economist_parameters *)parameters)->n_workers <= ECONOMIST_TABLE_WORKERS;
}

static int64_t workers(const void *parameters) {
  return ((const struct economist_parameters *)parameters)->n_workers;
}

static int64_t best_rates(const void *parameters) {
  return ECONOMIST_BEST * economist_brackets(parameters);
}

const walras_metric economist_metrics[ECONOMIST_METRICS] = {
    SCALAR(METRIC_SWF_INVERSE_INCOME, "swf_inverse_income", "1",
           .doc = "sum over workers of utility / max(income, 1), last step"),
    SCALAR(METRIC_SWF_REFERENCE, "swf_reference", "1",
           .doc = "the same with the incomes of rational workers under the federal schedule of 2024"),
    SCALAR(METRIC_SWF_UTILITARIAN, "swf_utilitarian", "USD", .doc = "sum of utilities, last step"),
    SCALAR(METRIC_SWF_LEAST, "swf_least", "USD", .doc = "smallest utility, last step"),
    SCALAR(METRIC_SWF_ADJUSTED, "swf_adjusted", "1",
           .doc = "the planner's welfare of the utilities after satisfaction, r u, last step"),
    SCALAR(METRIC_SWF_OPTIMUM, "swf_optimum", "1",
           .doc = "the planner's welfare under the best schedule found on the grid, rational workers",
           .absent = "compare_optimum = false", .present = compares_optimum),
    SCALAR(METRIC_SWF_FEDERAL, "swf_federal", "1",
           .doc = "the planner's welfare under the federal schedule of 2024, rational workers",
           .absent = "compare_optimum = false", .present = compares_optimum),
    SCALAR(METRIC_SWF_REFERENCE_LATE, "swf_reference_late", "1",
           .doc = "mean of swf_reference over the last ten tax years (all of fewer)"),
    SCALAR(METRIC_MEAN_INCOME, "mean_income", "USD", .doc = "before tax, last step"),
    SCALAR(METRIC_MEDIAN_INCOME, "median_income", "USD", .doc = "before tax, last step; half-way between two middle workers"),
    SCALAR(METRIC_MEAN_UTILITY, "mean_utility", "USD", .doc = "last step"),
    SCALAR(METRIC_MEAN_ADJUSTED_UTILITY, "mean_adjusted_utility", "USD", .doc = "mean of r u, last step"),
    SCALAR(METRIC_REBATE, "rebate", "USD", .doc = "tax revenue per worker, last step"),
    SCALAR(METRIC_BUDGET_RESIDUAL, "budget_residual", "1",
           .doc = "taxes less rebates, worker by worker, over all taxes, last step; 0 without taxes"),
    SCALAR(METRIC_MEAN_LABOR, "mean_labor", "h", .doc = "hours a week, last step"),
    SCALAR(METRIC_SHARE_MAX, "share_max", "1", .doc = "workers at labor_max, last step"),
    SCALAR(METRIC_ZERO_INCOME_SHARE, "zero_income_share", "1", .doc = "workers without income, last step"),
    SCALAR(METRIC_SHARE_SATISFIED, "share_satisfied", "1", .doc = "workers who are satisfied with tax and rebate, last step"),
    SCALAR(METRIC_SHARE_AT_OPTIMUM, "share_at_optimum", "1", .doc = "workers whose hours are a best response, last step"),
    SCALAR(METRIC_FOLLOWER_REGRET, "follower_regret", "1",
           .doc = "utility lost against best responses at equal rates and rebate, over the size of the latter, last step"),
    SCALAR(METRIC_GINI_INCOME, "gini_income", "1",
           .doc = "Gini coefficient of incomes before tax, last step; 0 for equal ones, 1 - 1/N for one owner",
           .undefined = "nobody has an income"),
    SCALAR(METRIC_GINI_COIN, "gini_coin", "1", .doc = "the same of income less tax plus rebate",
           .undefined = "nobody has an income"),
    SCALAR(METRIC_UTILITY_SPLIT, "utility_split", "USD",
           .doc =
               "mean utility of workers 1, 3, 5... against that of 2, 4, 6..., last step: sampling error seen within one trial"),
    SCALAR(METRIC_WELFARE_SPLIT, "welfare_split", "1", .doc = "the same of utility / max(income, 1)"),
    SCALAR(METRIC_STACKELBERG_GAP, "stackelberg_gap", "1",
           .doc = "(optimum - welfare) / (optimum - federal) of the planner's welfare; 0 best, 1 federal",
           .absent = "compare_optimum = false", .present = compares_optimum, .undefined = "the federal schedule is the optimum"),
    SCALAR(METRIC_TURNOVER, "turnover", "1", .doc = "share of tax years after the first with a new leader",
           .absent = "governance without vote", .present = votes),
    SCALAR(METRIC_CONDORCET_RATE, "condorcet_rate", "1", .doc = "flat rate that loses to no other in a vote of all workers",
           .absent = "governance other than vote_flat", .present = votes_flat, .undefined = "each rate loses to another"),
    SCALAR(METRIC_MEDIAN_IDEAL_RATE, "median_ideal_rate", "1", .doc = "median of the workers' best flat rates on the grid",
           .absent = "governance other than vote_flat", .present = votes_flat),
    SCALAR(METRIC_MEDIAN_VOTER_FORMULA, "median_voter_formula", "1",
           .doc = "best flat rate of the median worker without a cap on hours, by the formula",
           .absent = "governance other than vote_flat", .present = votes_flat),
    SCALAR(METRIC_LABOR_COST_USED, "labor_cost_used", "USD/h^delta", .doc = "c"),
    SCALAR(METRIC_SKILL_MEAN, "skill_mean", "USD/h", .doc = "mean of v"),
    SCALAR(METRIC_INCOME40_MEDIAN, "income40_median", "USD", .doc = "median income at 40 hours"),
    [METRIC_INCOME40_SHARE] = {.name = "income40_share",
                               .kind = WALRAS_VECTOR,
                               .unit = "1",
                               .dimension = "federal_bracket",
                               .length = federal_brackets,
                               .doc = "workers in each federal bracket with their incomes at 40 hours"},
    [METRIC_FINAL_RATE] = {.name = "final_rate",
                           .kind = WALRAS_VECTOR,
                           .unit = "1",
                           .dimension = "bracket",
                           .length = brackets,
                           .doc = "marginal tax rates of the last step"},
    [METRIC_ELASTICITY] = {.name = "elasticity",
                           .kind = WALRAS_VECTOR,
                           .unit = "1",
                           .dimension = "bracket",
                           .length = brackets,
                           .doc = "elasticities that the Saez planner used",
                           .absent = "planners other than Saez's",
                           .present = uses_elasticity},
    [SERIES_SWF] =
        {.name = "swf", .kind = WALRAS_SERIES, .unit = "1", .length = steps, .doc = "the planner's welfare of each step"},
    [SERIES_MEAN_LABOR] =
        {.name = "mean_labor_step", .kind = WALRAS_SERIES, .unit = "h", .length = steps, .doc = "hours a week of each step"},
    [SERIES_REBATE] = {.name = "rebate_step",
                       .kind = WALRAS_SERIES,
                       .unit = "USD",
                       .length = steps,
                       .doc = "tax revenue per worker of each step"},
    [TABLE_RATES] = {.name = "rates",
                     .kind = WALRAS_TABLE,
                     .columns = rate_columns,
                     .length = rates,
                     .doc = "marginal tax rates of every tax year"},
    [TABLE_BRACKET] = {.name = "bracket",
                       .kind = WALRAS_TABLE,
                       .columns = bracket_columns,
                       .length = brackets,
                       .doc = "brackets and who is in them at the last step"},
    [TABLE_SAEZ] = {.name = "saez",
                    .kind = WALRAS_TABLE,
                    .columns = saez_columns,
                    .length = brackets,
                    .doc = "what the authors' Saez routine saw in each bracket",
                    .absent = "planners other than saez and saez_empirical",
                    .present = uses_saez},
    [TABLE_ENUMERATION] = {.name = "enumeration",
                           .kind = WALRAS_TABLE,
                           .columns = enumeration_columns,
                           .length = best_rates,
                           .doc = "the best schedules of the grid, a row for each rate",
                           .absent = "unless planner = enumerate with at most three brackets",
                           .present = economist_lists_best},
    [TABLE_MIRRLEES] = {.name = "mirrlees",
                        .kind = WALRAS_TABLE,
                        .columns = mirrlees_columns,
                        .length = quantiles,
                        .doc = "optimal marginal rates without brackets",
                        .absent = "planners other than mirrlees",
                        .present = economist_designs},
    [TABLE_ELECTION] = {.name = "election",
                        .kind = WALRAS_TABLE,
                        .columns = election_columns,
                        .length = election_rows,
                        .doc = "every candidate of every election",
                        .absent = "governance without vote, nobody standing, or more than a million rates in all platforms",
                        .present = economist_lists_elections},
    [TABLE_PLATFORM] = {.name = "platform",
                        .kind = WALRAS_TABLE,
                        .columns = platform_columns,
                        .length = platform_rows,
                        .doc = "what the candidates promise, a row for each rate",
                        .absent = "as the table of elections",
                        .present = economist_lists_elections},
    [TABLE_WORKER] = {.name = "worker",
                      .kind = WALRAS_TABLE,
                      .columns = worker_columns,
                      .length = workers,
                      .doc = "every worker at the last step",
                      .absent = "more than 10,000 workers",
                      .present = lists_workers},
};
