#include "models/risk-averse-equilibrium/parameters.h"

#define INTEGER(field, ...) WALRAS_INTEGER(struct rae_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct rae_parameters, field, __VA_ARGS__)
#define REALS(field, ...) WALRAS_REAL_ARRAY(struct rae_parameters, field, __VA_ARGS__)
#define LISTS(field, ...) WALRAS_REAL_LISTS(struct rae_parameters, field, __VA_ARGS__)
#define BOOLEAN(field, ...) WALRAS_BOOLEAN(struct rae_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct rae_parameters, field, .words = list, __VA_ARGS__)

static const char *const modes[] = {"best_response", "equilibria_2x2", "fictitious_play",    "random_games",  "psro",
                                    "trust_grid",    "intersection",   "intersection_fixed", "mixed_traffic", NULL};
static const char *const perturbations[] = {"tremble", "logit", "none", NULL};
static const char *const inits[] = {"uniform", "dirichlet", "list", NULL};
static const char *const classes[] = {"general_sum", "zero_sum", "common_interest", NULL};
static const char *const distributions[] = {"uniform", "normal", NULL};
static const char *const metas[] = {"equilibrium", "uniform", "latest", NULL};
static const char *const policies[] = {"tabular", "net", NULL};

const walras_parameter rae_schema[RAE_PARAMETERS] = {
    WORD(mode, modes, .standard = "fictitious_play",
         .doc =
             "matrix games: best_response, equilibria_2x2, fictitious_play, random_games; a stag hunt on a grid: psro "
             "(populations), trust_grid (one learner against itself); two cars: intersection, intersection_fixed, mixed_traffic"),
    LISTS(payoff1, .standard = "()", .unit = "utility",
          .read_when = "mode == 'best_response' or mode == 'equilibria_2x2' or mode == 'fictitious_play'",
          .doc = "M_1, an array for each own action, an entry for each action of the other; () = drawn"),
    LISTS(payoff2, .standard = "()", .unit = "utility", .read_when = "mode == 'fictitious_play'",
          .doc = "M_2, likewise with player 2's own actions as arrays"),
    BOOLEAN(symmetric, .standard = "false", .read_when = "mode == 'fictitious_play'", .doc = "M_2 = M_1: payoff2 is left out"),
    REALS(opponent, .range = "[0, 1]", .rule = "uniform", .unit = "1", .read_when = "mode == 'best_response'",
          .doc = "mode best_response: probability of each action of the other, before trembles"),
    REAL(risk_aversion, .range = "[0, 1e6]", .standard = "0.5", .unit = "1/utility", .read_when = "mode != 'mixed_traffic'",
         .doc = "lambda, weight of the variance against the mean"),
    REAL(tremble, .range = "[0, 1]", .rule = "0.05; 0 in mode best_response and where perturbation is not tremble", .unit = "1",
         .read_when =
             "mode != 'trust_grid' and (perturbation == 'tremble' or mode == 'psro' or mode == 'intersection' or mode "
             "== 'intersection_fixed' or mode == 'mixed_traffic') and (mode != 'psro' or meta_strategy == 'equilibrium')",
         .doc =
             "eps, probability that the other's action (a car's: its own, too) is replaced by a uniform one; mixed_traffic: what "
             "drivers expect"),
    WORD(perturbation, perturbations, .standard = "tremble",
         .read_when =
             "mode == 'best_response' or mode == 'equilibria_2x2' or mode == 'fictitious_play' or mode == 'random_games'",
         .doc = "matrix games: tremble: uniform mistakes; logit: entropy-regularised replies; none: neither"),
    REAL(logit_temperature, .range = "(0, 1e3]", .standard = "0.1", .unit = "utility",
         .read_when = "(mode == 'best_response' or mode == 'equilibria_2x2' or mode == 'fictitious_play' or mode == "
                      "'random_games') and (perturbation == 'logit' or mode == 'fictitious_play')",
         .doc = "eta, weight of the entropy of one's own mixture; perturbation = logit"),
    INTEGER(iterations, .range = "[1, 1e8]", .standard = "20000", .unit = "rounds",
            .read_when = "mode == 'fictitious_play' or mode == 'random_games'", .doc = "T, rounds of fictitious play"),
    REAL(fp_tol, .range = "[0, 1]", .standard = "1e-8", .unit = "utility",
         .read_when = "mode == 'fictitious_play' or mode == 'random_games'",
         .doc = "play ends at this regret, looked at every 200 rounds; 0 = after all rounds"),
    WORD(init, inits, .standard = "uniform", .read_when = "mode == 'fictitious_play' or mode == 'random_games'",
         .doc = "where play starts; dirichlet: uniformly in the simplex"),
    REALS(init1, .range = "[0, 1]", .standard = "[]", .unit = "1", .read_when = "mode == 'fictitious_play' and init == 'list'",
          .doc = "init = list: player 1's start"),
    REALS(init2, .range = "[0, 1]", .standard = "[]", .unit = "1", .read_when = "mode == 'fictitious_play' and init == 'list'",
          .doc = "init = list: player 2's start"),
    INTEGER(n_games, .range = "[1, 1e9]", .rule = "10000; 1 in mode best_response", .unit = "games",
            .read_when = "(mode == 'best_response' or mode == 'random_games') and count(payoff1) == 0 and count(payoff2) == 0",
            .doc = "drawn games of a trial: played in random_games, in best_response only looked through for mean_rise_max and "
                   "variance_rise_max"),
    INTEGER(game_size, .range = "[2, 1000]", .standard = "5", .unit = "actions",
            .read_when = "(mode == 'best_response' or mode == 'fictitious_play' or mode == 'random_games') and count(payoff1) == "
                         "0 and count(payoff2) == 0",
            .doc = "n, actions of either player in a drawn game"),
    WORD(game_class, classes, .standard = "general_sum",
         .read_when = "(mode == 'best_response' or mode == 'fictitious_play' or mode == 'random_games') and count(payoff1) == 0 "
                      "and count(payoff2) == 0",
         .doc = "drawn games: independent payoffs, M_2 = -M_1' (zero_sum) or M_2 = M_1' (common_interest)"),
    WORD(payoff_dist, distributions, .standard = "uniform",
         .read_when = "(mode == 'best_response' or mode == 'fictitious_play' or mode == 'random_games') and count(payoff1) == 0 "
                      "and count(payoff2) == 0",
         .doc = "law of a drawn payoff: uniform on (0, 1), or standard normal"),
    INTEGER(approach_cells, .range = "[1, 20]", .standard = "2", .unit = "cells",
            .read_when = "mode == 'intersection' or mode == 'intersection_fixed' or mode == 'mixed_traffic'",
            .doc = "D, cells before the intersection; cars start in any of them"),
    INTEGER(horizon, .range = "[2, 200]", .standard = "8", .unit = "steps",
            .read_when = "mode == 'intersection' or mode == 'intersection_fixed' or mode == 'mixed_traffic'",
            .doc = "H, steps until both cars give up"),
    REAL(goal_reward, .range = "[0, 1e9]", .standard = "10.0", .unit = "utility",
         .read_when = "mode == 'intersection' or mode == 'intersection_fixed' or mode == 'mixed_traffic'",
         .doc = "G, of clearing the intersection"),
    REAL(crash_penalty, .range = "[0, 1e9]", .standard = "20.0", .unit = "utility",
         .read_when = "mode == 'intersection' or mode == 'intersection_fixed' or mode == 'mixed_traffic'",
         .doc = "K, of a crash"),
    INTEGER(fp_iterations, .range = "[1, 1e5]", .standard = "30", .unit = "rounds",
            .read_when = "mode == 'intersection' or mode == 'mixed_traffic'",
            .doc = "rounds of fictitious play at the intersection, where averages go round in circles"),
    REAL(fixed_advance_prob, .range = "[0, 1]", .standard = "0.5", .unit = "1", .read_when = "mode == 'intersection_fixed'",
         .doc = "mode intersection_fixed: the car advances with this probability, wherever it is"),
    REAL(fixed_opponent_advance_prob, .range = "[0, 1]", .standard = "0.5", .unit = "1",
         .read_when = "mode == 'intersection_fixed'", .doc = "the other car likewise"),
    REAL(risk_averse_share, .range = "[0, 1]", .standard = "0.5", .unit = "1", .read_when = "mode == 'mixed_traffic'",
         .doc = "probability that a driver is one who minds risk"),
    REALS(driver_risk_aversions, .range = "(0, 1e6]", .standard = "[0.02, 0.1, 0.5]", .unit = "1/utility",
          .read_when = "mode == 'mixed_traffic'",
          .doc = "a driver who minds risk has one of these, evenly, and the policy that such drivers learn among themselves"),
    REALS(driver_trembles, .range = "[0, 1]", .standard = "[0.02, 0.05, 0.1]", .unit = "1",
          .read_when = "mode == 'mixed_traffic'",
          .doc = "every driver acts with one of these trembles, evenly, whatever was expected in learning"),
    INTEGER(n_episodes, .range = "[0, 1e12]", .standard = "1000000", .unit = "episodes",
            .read_when = "mode == 'intersection' or mode == 'intersection_fixed' or mode == 'mixed_traffic'",
            .doc = "drawn episodes of two cars, beside the exact moments; 0 = none"),
    INTEGER(population_size, .range = "[1, 1000]", .standard = "20", .unit = "policies", .read_when = "mode == 'psro'",
            .doc = "mode psro: policies in the end, the random one included"),
    INTEGER(br_updates, .range = "[1, 1e8]", .standard = "2000", .unit = "updates",
            .read_when = "mode == 'psro' or mode == 'trust_grid'",
            .doc = "steps of the policy gradient for a policy, each of two batches of 64 episodes"),
    INTEGER(n_eval, .range = "[1, 1e9]", .standard = "1000", .unit = "episodes",
            .read_when = "mode == 'psro' or mode == 'trust_grid'", .doc = "episodes by which a pair of policies is judged"),
    BOOLEAN(include_episode_variance, .standard = "true", .read_when = "mode == 'psro' and meta_strategy == 'equilibrium'",
            .doc = "mode psro: the meta-strategy's risk counts the variance within pairs, beside that between opponents"),
    WORD(meta_strategy, metas, .standard = "equilibrium", .read_when = "mode == 'psro'",
         .doc = "mode psro, whom a new policy is trained against: the risk-averse equilibrium of the population, all members "
                "equally (fictitious self-play), or the latest one (plain self-play)"),
    BOOLEAN(second_population, .standard = "false", .read_when = "mode == 'psro'",
            .doc = "mode psro: trains another population by the same rules from other draws, for mean_vs_population and "
                   "mauls_vs_population; twice the time"),
    WORD(trust_policy, policies, .standard = "tabular", .read_when = "mode == 'psro' or mode == 'trust_grid'",
         .doc = "of the stag hunt: a table over clipped relative places, or a net of 32 hyperbolic tangents over them"),
    REAL(policy_learning_rate, .range = "(0, 1e3]", .rule = "1e-2 (tabular), 1e-3 (net)", .unit = "1",
         .read_when = "mode == 'psro' or mode == 'trust_grid'", .doc = "of Adam (0.9, 0.999, 1e-8)"),
    INTEGER(grid_size, .range = "[3, 50]", .standard = "5", .unit = "cells",
            .read_when = "mode == 'psro' or mode == 'trust_grid'", .doc = "g, the stag hunt's grid has g x g cells"),
    INTEGER(n_plants, .range = "[1, 64]", .standard = "2", .unit = "plants",
            .read_when = "mode == 'psro' or mode == 'trust_grid'", .doc = "plants on the grid at any time"),
    INTEGER(trust_horizon, .range = "[1, 1000]", .standard = "20", .unit = "steps",
            .read_when = "mode == 'psro' or mode == 'trust_grid'", .doc = "steps of an episode of the stag hunt"),
    REAL(stag_reward, .range = "[0, 1e9]", .standard = "5.0", .unit = "utility",
         .read_when = "mode == 'psro' or mode == 'trust_grid'", .doc = "to each of two hunters who meet the stag"),
    REAL(maul_penalty, .range = "[0, 1e9]", .standard = "2.0", .unit = "utility",
         .read_when = "mode == 'psro' or mode == 'trust_grid'", .doc = "for meeting the stag alone"),
    REAL(plant_reward, .range = "[0, 1e9]", .standard = "1.0", .unit = "utility",
         .read_when = "mode == 'psro' or mode == 'trust_grid'", .doc = "for a plant"),
};
