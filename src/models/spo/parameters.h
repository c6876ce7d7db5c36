/** Parameters of Self-Play Preference Optimization. */
#ifndef WALRAS_SPO_PARAMETERS_H
#define WALRAS_SPO_PARAMETERS_H

#include "models/shared/preference_games/parameters.h"

enum spo_mode { MODE_TABULAR, MODE_TRAJECTORY };
enum spo_algorithm { ALGORITHM_SPO, ALGORITHM_DUELING, ALGORITHM_REWARD_MODEL, ALGORITHM_GROUND_TRUTH, ALGORITHM_BT_STATIC };
enum spo_no_regret { LEARNER_HEDGE, LEARNER_REGRET_MATCHING, LEARNER_OPTIMISTIC_HEDGE, LEARNER_EXP3 };
enum spo_simulator { SIMULATOR_POINT_MASS, SIMULATOR_PENDULUM, SIMULATOR_MOUNTAIN_CAR, SIMULATOR_PLANAR_BANDIT };
enum spo_rater {
  RATER_MAX_RETURN,
  RATER_NOISY,
  RATER_BRADLEY_TERRY,
  RATER_INTRANSITIVE_SECTORS,
  RATER_POPULATION,
  RATER_NON_MARKOV
};
enum spo_policy { POLICY_LINEAR, POLICY_LINEAR_GAUSSIAN, POLICY_MLP_GAUSSIAN, POLICY_MIXTURE_GAUSSIAN };
enum spo_optimizer { OPTIMIZER_REINFORCE_ADAM, OPTIMIZER_PPO, OPTIMIZER_EVOLUTION };
enum spo_reward_features { REWARD_TRAJECTORY_QUADRATIC, REWARD_MLP };

struct spo_parameters {
  struct preference_parameters game;
  int mode, algorithm, no_regret, simulator, rater, policy, optimizer, reward_features;
  int64_t iterations, horizon, sectors, rater_types, mixture_components, hidden_layers, hidden_width;
  int64_t batch_trajectories, queue_size, queries_cap, ppo_epochs, reward_window, reward_fit_steps, snapshots;
  int64_t evaluation_trajectories;
  double learning_rate, start_noise, constraint_fraction, policy_noise, policy_learning_rate, ppo_clip, initial_log_std;
  walras_reals sector_margins, policy_weights, log_std_range;
  bool value_net;
};

enum { SPO_PARAMETERS = PREFERENCE_PARAMETERS + 34 };
extern const walras_parameter spo_schema[SPO_PARAMETERS];

walras_status spo_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status spo_check(const void *parameters, walras_error *error);

/** Trajectories judged by a reward model. */
static inline bool spo_has_reward_model(const struct spo_parameters *p) {
  return p->algorithm == ALGORITHM_REWARD_MODEL || p->algorithm == ALGORITHM_BT_STATIC;
}

/** That model pays every step, by a network. */
static inline bool spo_has_reward_network(const struct spo_parameters *p) {
  return spo_has_reward_model(p) && p->reward_features == REWARD_MLP;
}

/** Which settings of mode = trajectory go together. */
walras_status trajectory_check(const struct spo_parameters *p, walras_error *error);

/** Features and actions of a simulator: what policies map between. */
int64_t spo_features(const struct spo_parameters *p);
int64_t spo_actions(const struct spo_parameters *p);

/** Evaluations of a tabular trial: after every evaluate_every iterations, and after the last. */
int64_t spo_evaluations(const struct spo_parameters *p);
/** Evaluation number `evaluation` (0-based) is after so many iterations. */
int64_t spo_evaluation_iteration(const struct spo_parameters *p, int64_t evaluation);

#endif
