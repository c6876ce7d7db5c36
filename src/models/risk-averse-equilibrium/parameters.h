/** Parameters of the risk-averse equilibrium. */
#ifndef WALRAS_RAE_PARAMETERS_H
#define WALRAS_RAE_PARAMETERS_H

#include "walras/walras.h"

enum rae_mode {
  MODE_BEST_RESPONSE,
  MODE_EQUILIBRIA_2X2,
  MODE_FICTITIOUS_PLAY,
  MODE_RANDOM_GAMES,
  MODE_PSRO,
  MODE_TRUST_GRID,
  MODE_INTERSECTION,
  MODE_INTERSECTION_FIXED,
  MODE_MIXED_TRAFFIC
};
enum rae_perturbation { PERTURB_TREMBLE, PERTURB_LOGIT, PERTURB_NONE };
enum rae_init { INIT_UNIFORM, INIT_DIRICHLET, INIT_LIST };
enum rae_class { CLASS_GENERAL_SUM, CLASS_ZERO_SUM, CLASS_COMMON_INTEREST };
enum rae_distribution { PAYOFF_UNIFORM, PAYOFF_NORMAL };
enum rae_meta { META_EQUILIBRIUM, META_UNIFORM, META_LATEST };
enum rae_policy { POLICY_TABULAR, POLICY_NET };

/** Actions of a matrix game at most. */
enum { ACTIONS_MOST = 1000 };
/** Risk aversions and trembles that drivers of mixed traffic draw theirs from, each, at most. */
enum { DRIVER_CLASSES_MOST = 8 };

struct rae_parameters {
  int mode, perturbation, init, game_class, payoff_dist, meta_strategy, trust_policy;
  walras_real_lists payoff1, payoff2;
  bool symmetric, include_episode_variance, second_population;
  walras_reals opponent, init1, init2, driver_risk_aversions, driver_trembles;
  double risk_aversion, tremble, logit_temperature, fp_tol, goal_reward, crash_penalty, fixed_advance_prob,
      fixed_opponent_advance_prob, risk_averse_share, policy_learning_rate, stag_reward, maul_penalty, plant_reward;
  int64_t iterations, n_games, game_size, approach_cells, horizon, fp_iterations, n_episodes, population_size, br_updates, n_eval,
      grid_size, n_plants, trust_horizon;
};

enum { RAE_PARAMETERS = 43 };
extern const walras_parameter rae_schema[RAE_PARAMETERS];
walras_status rae_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status rae_check(const void *parameters, walras_error *error);

/** Whether a mode of matrix games draws its game: no payoffs were given. */
bool rae_draws(const struct rae_parameters *p);
/** Actions of player 0 or 1 in the modes of matrix games. */
int64_t rae_actions(const struct rae_parameters *p, int player);
/** Whether the mode is one of matrix games of two given or drawn players. */
bool rae_is_one_game(const struct rae_parameters *p);
/** The tremble that is played against: 0 unless perturbation = tremble. */
double rae_tremble(const struct rae_parameters *p);
/** The temperature of replies: 0 unless perturbation = logit. */
double rae_temperature(const struct rae_parameters *p);

#endif
