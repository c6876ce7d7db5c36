/* The parameters as data. */
#include "models/llm-economist/parameters.h"

#define INTEGER(field, ...) WALRAS_INTEGER(struct economist_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct economist_parameters, field, __VA_ARGS__)
#define BOOLEAN(field, ...) WALRAS_BOOLEAN(struct economist_parameters, field, __VA_ARGS__)
#define REALS(field, ...) WALRAS_REAL_ARRAY(struct economist_parameters, field, __VA_ARGS__)
#define LISTS(field, ...) WALRAS_REAL_LISTS(struct economist_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct economist_parameters, field, .words = list, __VA_ARGS__)

static const char *const mixes[] = {"us_income", "uniform", "list", "lognormal", NULL};
static const char *const samplings[] = {"random", "quantile", NULL};
static const char *const cost_modes[] = {"given", "median40", NULL};
static const char *const labor_modes[] = {"grid10", "continuous", NULL};
static const char *const policies[] = {"rational", "bandit", "llm", "fixed", NULL};
static const char *const settings[] = {"flat", "three", "us_fed_2024", "list", NULL};
static const char *const planners[] = {"us_fed_2024",    "fixed",     "uniform50",   "saez", "saez_iterated",
                                       "saez_empirical", "enumerate", "icrl_search", "cem",  "mirrlees",
                                       "script",         "llm",       NULL};
static const char *const delta_rules[] = {"saturate", "reflect", NULL};
static const char *const welfares[] = {"inverse_income", "utilitarian", "reference_inverse_income", "min", NULL};
static const char *const tops[] = {"mean", "tenth", NULL};
static const char *const governances[] = {"planner", "vote", "vote_flat", NULL};
static const char *const candidate_rules[] = {"quantile", "random", "all", "none", NULL};

static const char *const ablations[] = {"none", "no_exploration", "no_exploitation", NULL};

const walras_parameter economist_schema[ECONOMIST_PARAMETERS] = {
    INTEGER(n_workers, .range = "[2, 1e9]", .standard = "100", .unit = "workers", .doc = "N"),
    WORD(agent_mix, mixes, .standard = "us_income",
         .doc = "law of the skills: GB2 of US incomes at 40 hours, uniform on [1.24, 159.1], a list, or lognormal"),
    REAL(gb2_mu, .range = "(0, 1e12]", .standard = "72402.78177917618", .unit = "USD", .read_when = "agent_mix == 'us_income'",
         .doc = "us_income: scale of the GB2 law"),
    REAL(gb2_sigma, .range = "(0, 100]", .standard = "2.0721070746154746", .unit = "1", .read_when = "agent_mix == 'us_income'",
         .doc = "us_income: its power"),
    REAL(gb2_nu, .range = "(0, 1000]", .standard = "0.48651871959386955", .unit = "1", .read_when = "agent_mix == 'us_income'",
         .doc = "us_income: shape of the low end"),
    REAL(gb2_tau, .range = "(0, 1000]", .standard = "1.1410398548220329", .unit = "1", .read_when = "agent_mix == 'us_income'",
         .doc = "us_income: shape of the tail, whose Pareto index is gb2_sigma gb2_tau"),
    REALS(skill_list, .range = "(0, 1e12]", .standard = "[]", .unit = "USD/h", .read_when = "agent_mix == 'list'",
          .doc = "list: the skills, n_workers of them"),
    REAL(skill_mu, .range = "[-100, 100]", .standard = "3.5", .unit = "log(USD/h)", .read_when = "agent_mix == 'lognormal'",
         .doc = "lognormal: mean of the log skill"),
    REAL(skill_sigma, .range = "(0, 10]", .standard = "0.5", .unit = "1", .read_when = "agent_mix == 'lognormal'",
         .doc = "lognormal: standard deviation of the log skill"),
    WORD(skill_sampling, samplings, .standard = "random",
         .doc = "random: independent draws; quantile: worker i has the quantile (i + 1/2) / N"),
    REAL(labor_cost, .range = "(0, 1e12]", .standard = "0.0005", .unit = "USD/h^delta", .read_when = "labor_cost_mode == 'given'",
         .doc = "c of the cost c l^delta of labour"),
    WORD(labor_cost_mode, cost_modes, .standard = "given",
         .doc = "median40: c such that the median worker works 40 hours at the federal marginal rate of 12 %"),
    REAL(labor_exponent, .range = "(1, 100]", .standard = "3.5", .unit = "1", .doc = "delta; the elasticity is 1 / (delta - 1)"),
    REAL(labor_max, .range = "(0, 1e6]", .standard = "100.0", .unit = "h", .doc = "most hours a week"),
    WORD(labor_mode, labor_modes, .standard = "grid10",
         .doc = "grid10: eleven even hours from 0 to labor_max; continuous: any, exactly"),
    WORD(worker_policy, policies, .standard = "rational",
         .doc = "rational: best response; bandit: learns from its utilities; fixed: fixed_hours; llm: not built in"),
    REAL(fixed_hours, .range = "[0, 1e6]", .standard = "40.0", .unit = "h", .read_when = "worker_policy == 'fixed'",
         .doc = "hours under worker_policy = fixed"),
    REAL(percent_ego, .range = "[0, 100]", .standard = "100.0", .unit = "%", .doc = "workers who care for their own utility"),
    REAL(percent_alt, .range = "[0, 100]", .standard = "0.0", .unit = "%", .doc = "workers whose utility is social welfare"),
    REAL(percent_adv, .range = "[0, 100]", .standard = "0.0", .unit = "%",
         .doc = "workers whose utility is minus social welfare"),
    WORD(bracket_setting, settings, .rule = "three; us_fed_2024 with planner = us_fed_2024, flat with governance = vote_flat",
         .doc = "cutoffs of the brackets"),
    REALS(bracket_cutoffs, .range = "[0, 1e15]", .rule = "those of bracket_setting", .unit = "USD",
          .read_when = "bracket_setting == 'list'", .doc = "bracket_setting = list: ascending, the first one 0"),
    WORD(planner, planners, .standard = "icrl_search", .read_when = "governance == 'planner'",
         .doc = "who or what sets the rates"),
    REALS(fixed_rates, .range = "[0, 1]", .rule = "0.5 in every bracket", .unit = "1",
          .read_when = "governance == 'planner' and planner == 'fixed'", .doc = "planner = fixed: the rates"),
    REALS(start_rates, .range = "[0, 1]", .rule = "0.5 in every bracket", .unit = "1",
          .read_when = "governance == 'vote' or warmup > 0 or (governance == 'planner' and (planner == 'icrl_search' or planner "
                       "== 'script' or planner == 'saez_empirical'))",
          .doc = "rates of the first tax year where rates move"),
    REAL(rate_step, .range = "[0.001, 1]", .standard = "0.1", .unit = "1", .doc = "grid of the planner's rates"),
    REAL(delta_max, .range = "(0, 1]", .standard = "0.2", .unit = "1", .doc = "largest change of a rate in a tax year"),
    REAL(rate_max, .range = "(0, 1]", .standard = "1.0", .unit = "1", .doc = "highest rate that a planner may set"),
    WORD(delta_rule, delta_rules, .rule = "saturate; reflect with governance = vote",
         .read_when = "(governance == 'vote' and count(platforms) == 0) or (governance == 'planner' and (planner == "
                      "'icrl_search' or planner == 'script'))",
         .doc = "a change out of range stops at the end, or changes its sign"),
    LISTS(raw_delta, .range = "[-1e6, 1e6]", .standard = "()", .unit = "%",
          .read_when = "governance == 'planner' and planner == 'script'",
          .doc = "planner = script: the changes of the second, third... tax year, in percent points, one row each"),
    WORD(swf, welfares, .standard = "inverse_income",
         .doc = "the planner's objective; inverse_income weighs by chosen incomes and rewards idling where rate_max is 1"),
    INTEGER(tax_year, .range = "[1, 1e9]", .standard = "128", .unit = "steps", .doc = "steps between changes of rates"),
    INTEGER(horizon, .range = "[1, 1e9]", .standard = "2560", .unit = "steps", .doc = "steps of a trial"),
    INTEGER(warmup, .range = "[0, 1e9]", .standard = "0", .unit = "steps", .doc = "no rates change before this step"),
    INTEGER(history_len, .range = "[1, 1e9]", .standard = "50", .unit = "steps",
            .read_when = "planner == 'llm' or worker_policy == 'llm'", .doc = "what a language model is told of the past"),
    REALS(saez_elasticity, .range = "[0, 1000]", .standard = "[0.4]", .unit = "1",
          .read_when = "governance == 'planner' and planner == 'saez'",
          .doc = "elasticities in the Saez routine: one, or one for each bracket"),
    REAL(saez_reference_hours, .range = "(0, 1e6]", .standard = "100.0", .unit = "h",
         .read_when = "governance == 'planner' and (planner == 'saez' or planner == 'saez_empirical')",
         .doc = "hours of its incomes"),
    WORD(saez_top, tops, .standard = "mean",
         .read_when = "governance == 'planner' and (planner == 'saez' or planner == 'saez_empirical')",
         .doc = "where it evaluates the top bracket: mean income there, or a tenth of the way"),
    REAL(perturbation, .range = "(0, 0.5)", .standard = "0.05", .unit = "1",
         .read_when = "governance == 'planner' and planner == 'saez_empirical'",
         .doc = "saez_empirical: change of a rate that shows the elasticity"),
    WORD(governance, governances, .standard = "planner",
         .doc = "planner; vote: an elected worker each tax year; vote_flat: majority vote over flat rates"),
    LISTS(platforms, .range = "[0, 1]", .standard = "()", .unit = "1", .read_when = "governance == 'vote'",
          .doc = "vote: the candidates' rates, instead of workers'"),
    INTEGER(n_candidates, .range = "[1, 1e9]", .rule = "10, or the number of workers where that is less", .unit = "workers",
            .read_when =
                "governance == 'vote' and count(platforms) == 0 and (candidate_rule == 'quantile' or candidate_rule == 'random')",
            .doc = "vote: candidates of candidate_rule"),
    WORD(candidate_rule, candidate_rules, .standard = "quantile", .read_when = "governance == 'vote' and count(platforms) == 0",
         .doc = "vote: who stands"),
    REAL(vote_noise, .range = "[0, 1e12]", .standard = "0.0", .unit = "USD",
         .read_when = "governance == 'vote' and (count(platforms) > 0 or candidate_rule != 'none')",
         .doc = "vote: Gumbel scale on a voter's comparison of utilities"),
    REAL(flat_grid_step, .range = "[0.005, 1]", .standard = "0.05", .unit = "1", .read_when = "governance == 'vote_flat'",
         .doc = "vote_flat: grid of the flat rate"),
    REAL(explore_rate, .range = "[0, 1]", .standard = "0.3", .unit = "1", .read_when = "worker_policy == 'bandit'",
         .doc = "bandit: exploration at the start of a tax year"),
    REAL(choice_precision, .range = "(0, 1e9]", .standard = "10.0", .unit = "1", .read_when = "worker_policy == 'bandit'",
         .doc = "bandit: inverse noise of its choices"),
    REAL(learning_rate, .range = "(0, 1]", .standard = "0.5", .unit = "1", .read_when = "worker_policy == 'bandit'",
         .doc = "bandit: weight of the newest utility"),
    REAL(burden_tolerance_mean, .range = "[-1e6, 1e6]", .standard = "0.1", .unit = "1",
         .doc = "mean over workers of the net tax, as a share of income, that satisfies half the time"),
    REAL(burden_tolerance_sd, .range = "[0, 1e6]", .standard = "0.1", .unit = "1", .doc = "its standard deviation"),
    REAL(satisfaction_slope, .range = "[0, 1e6]", .standard = "0.05", .unit = "1",
         .doc = "softness of satisfaction in the burden; 0: satisfied up to the tolerance exactly"),
    REAL(dissatisfaction_factor, .range = "[0, 1]", .standard = "0.5", .unit = "1", .doc = "r of a dissatisfied worker"),
    BOOLEAN(satisfaction_in_choice, .standard = "true", .read_when = "worker_policy == 'bandit'",
            .doc = "bandits learn r u instead of u"),
    INTEGER(anticipation_sample, .range = "[2, 1e9]", .rule = "10000, or the number of workers where that is less",
            .unit = "workers", .read_when = "governance == 'vote' and (count(platforms) > 0 or candidate_rule != 'none')",
            .doc = "vote: quantiles of the skills on which candidates evaluate platforms"),
    INTEGER(vote_years, .range = "[1, 1e6]", .standard = "20", .unit = "tax years",
            .read_when = "governance == 'vote' and worker_policy == 'rational'",
            .doc = "vote with rational workers: tax years, a step each"),
    REAL(icrl_explore, .range = "[0, 1]", .standard = "0.7", .unit = "1",
         .read_when = "governance == 'planner' and planner == 'icrl_search' and icrl_ablation == 'none'",
         .doc = "icrl_search: probability that a trial starts from the best rates so far, not from the current ones"),
    REAL(icrl_jump, .range = "[0, 1]", .rule = "0.5, or 1 for one bracket", .unit = "1",
         .read_when = "governance == 'planner' and planner == 'icrl_search' and icrl_ablation == 'none'",
         .doc = "icrl_search: probability that a trial changes a bracket"),
    WORD(icrl_ablation, ablations, .standard = "none", .read_when = "governance == 'planner' and planner == 'icrl_search'",
         .doc = "icrl_search: no_exploration: always the best rates so far; no_exploitation: a random walk"),
    BOOLEAN(compare_optimum, .rule = "true up to 10,000 workers",
            .doc = "compute the best schedule on the grid too, for stackelberg_gap"),
};
