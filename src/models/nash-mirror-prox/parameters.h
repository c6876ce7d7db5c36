/** Settings of Nash Mirror Prox and its competitors. */
#ifndef WALRAS_NASH_MIRROR_PROX_PARAMETERS_H
#define WALRAS_NASH_MIRROR_PROX_PARAMETERS_H

#include "models/shared/preference_games/parameters.h"

enum nmp_algorithm {
  NMP_NASH_MP,
  NMP_NASH_MD,
  NMP_NASH_MD_DECREASING,
  NMP_EGPO,
  NMP_OMD,
  NMP_MMD,
  NMP_SELF_PLAY,
  NMP_ONLINE_IPO,
  NMP_NASH_MD_PG,
  NMP_NASH_PROX,
  NMP_NASH_MP_STOCHASTIC,
  NMP_BEST_RESPONSE,
  NMP_ALGORITHMS
};
enum nmp_inner { NMP_INNER_OMD, NMP_INNER_ONLINE_IPO };
enum nmp_baseline { NMP_BASELINE_HALF, NMP_BASELINE_MEAN, NMP_BASELINE_NONE };
enum nmp_policy_class { NMP_TABULAR, NMP_LINEAR_SOFTMAX, NMP_MLP };
enum nmp_optimizer { NMP_SGD, NMP_ADAM };
enum nmp_activation { NMP_TANH, NMP_RELU };

struct nmp_parameters {
  struct preference_parameters game; /* first */
  int algorithm, inner_algorithm, baseline, policy_class, optimizer, activation;
  int64_t iterations, query_budget, inner_steps, outer_loops, batch_size, hidden_layers, hidden_width;
  double prox_step, step_size, subopt_tolerance, inner_learning_rate, target_decay, prox_error;
  walras_strings tournament;
  bool report_spectrum;
};

enum { NMP_PARAMETERS = PREFERENCE_PARAMETERS + 21 };
extern const walras_parameter nmp_schema[NMP_PARAMETERS];
extern const char *const nmp_algorithms[];

walras_status nmp_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status nmp_check(const void *parameters, walras_error *error);

/** The coefficient of the regularisation as the algorithm sees it: self_play sees none. */
double nmp_beta(const struct nmp_parameters *p, int algorithm);

/** Steps of gradient, and vectors of win rates asked for, of one iteration (nash_prox: of one inner step); preference queries that they cost. */
double nmp_queries_per_iteration(const struct nmp_parameters *p, int algorithm);
/** Iterations that the algorithm is given: `iterations`, and no more than query_budget pays for; nash_prox: outer_loops times inner_steps. */
int64_t nmp_iterations(const struct nmp_parameters *p, int algorithm);

/** Evaluations of a run: before the first iteration, every evaluate_every iterations, and after the last. */
int64_t nmp_evaluations(const void *parameters);
/** Most evaluations: their series stand in memory. */
enum { NMP_EVALUATIONS_MOST = 1000000 };

#endif
