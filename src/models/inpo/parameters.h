/** Settings of Iterative Nash Policy Optimization: the learner, its judge and its pairs, beside the shared settings of preference games. */
#ifndef WALRAS_INPO_PARAMETERS_H
#define WALRAS_INPO_PARAMETERS_H

#include "models/shared/preference_games/parameters.h"

enum inpo_algorithm {
  ALGORITHM_INPO,
  ALGORITHM_ITERATIVE_DPO,
  ALGORITHM_SPPO,
  ALGORITHM_DNO_PRCT,
  ALGORITHM_NASH_MD,
  ALGORITHM_NASH_MP,
  ALGORITHM_ONLINE_IPO
};
enum inpo_solver { SOLVER_CLOSED_FORM, SOLVER_POPULATION_LOSS, SOLVER_SAMPLED };
enum inpo_schedule { SCHEDULE_CONSTANT, SCHEDULE_THEORY, SCHEDULE_TIME_VARYING };
enum inpo_pair_rule { PAIRS_RANDOM, PAIRS_TOURNAMENT, PAIRS_BEST_WORST, PAIRS_ALL };
enum inpo_judge { JUDGE_BERNOULLI, JUDGE_MAJORITY, JUDGE_REWARD_MODEL };
enum inpo_policy_class { POLICY_TABULAR, POLICY_LINEAR_SOFTMAX, POLICY_MLP };

/** Counts of pairs are kept as a matrix where they are drawn. */
enum { SAMPLED_ACTIONS_MOST = 1024 };

struct inpo_parameters {
  struct preference_parameters game; /* first: its schema's offsets are those of this struct */
  int algorithm, solver, omd_schedule, pair_rule, judge, policy_class;
  int64_t iterations, responses_per_prompt, pairs_sampled, optimizer_steps, minibatch, hidden_layers, hidden_width, loss_probes;
  double omd_parameter, log_ratio_bound, sppo_eta, prct_beta, kl_to_eta_ratio, learning_rate, length_bias, length_correlation,
      opponent_win_rate;
  walras_reals probe_policy;
  bool allow_overshoot, compare_with_nash;
};

enum { INPO_PARAMETERS = PREFERENCE_PARAMETERS + 26 };
extern const walras_parameter inpo_schema[INPO_PARAMETERS];

walras_status inpo_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status inpo_check(const void *parameters, walras_error *error);

/** Learners of winner-loser pairs, which a pair rule builds; the others take win rates. */
bool inpo_takes_pairs(const struct inpo_parameters *p);
/** Prompts, or lists of responses, are drawn: the solver is sampled. */
bool inpo_draws(const void *parameters);
bool inpo_is_tabular(const void *parameters);
/** Iterations after which the policy is looked at: evaluate_every, 2 evaluate_every, ..., and the last one. */
int64_t inpo_evaluations(const void *parameters);

#endif
