/** Parameters of variance-reduced Halpern iteration. */
#ifndef WALRAS_VR_HALPERN_PARAMETERS_H
#define WALRAS_VR_HALPERN_PARAMETERS_H

#include "models/shared/preference_games/parameters.h"

enum halpern_problem_kind {
  PROBLEM_POLICEMAN_BURGLAR,
  PROBLEM_QUADRATIC_MINMAX,
  PROBLEM_LEAST_SQUARES,
  PROBLEM_RANDOM_GAME,
  PROBLEM_SPARSE_GAME,
  PROBLEM_PREFERENCE_GAME,
  PROBLEM_LP_SADDLE
};
enum halpern_algorithm {
  ALGORITHM_COCOERCIVE,      /* Algorithm 1 */
  ALGORITHM_INEXACT,         /* Algorithm 2 */
  ALGORITHM_HALPERN,         /* deterministic */
  ALGORITHM_RESOLVENT_EXACT, /* Halpern on an exact resolvent */
  ALGORITHM_EXTRAGRADIENT,
  ALGORITHM_EAG, /* anchored extragradient */
  ALGORITHM_VR_EXTRAGRADIENT,
  ALGORITHM_VR_FORB,
  ALGORITHM_RESTARTED, /* Algorithm 1 from its last point each time the residual has halved */
  ALGORITHMS
};
enum halpern_wealth { WEALTH_GAUSSIAN, WEALTH_SINUSOID };
enum halpern_design { DESIGN_GAUSSIAN, DESIGN_COSINE };
enum halpern_schedule { SCHEDULE_DECREASING, SCHEDULE_CONSTANT, SCHEDULE_ALWAYS_FULL };
enum halpern_snapshot { SNAPSHOT_CURRENT, SNAPSHOT_FROZEN };
enum halpern_sampling { SAMPLING_UNIFORM, SAMPLING_IMPORTANCE };
enum halpern_diagnostic { DIAGNOSTIC_NONE, DIAGNOSTIC_PROJECT_SIMPLEX };

struct halpern_parameters {
  struct preference_parameters game; /* of problem = preference_game; first, where its schema expects it */
  int problem, wealth, design, algorithm, page_schedule, snapshot_rule, sampling, diagnostic;
  int64_t dimension, components, iterations, batch_size, residual_every, path_points;
  walras_strings algorithms;
  walras_reals step_sizes, vector;
  double theta, density, x_max, y_max, budget_epochs, target_residual;
  double step_size, step_size_times_norm, step_size_times_lipschitz, page_probability;
  double resolvent_step, inner_multiplier, inner_step_multiplier, inner_step, snapshot_probability;
};

enum { HALPERN_PARAMETERS = PREFERENCE_PARAMETERS + 32 };
extern const walras_parameter halpern_schema[HALPERN_PARAMETERS];
extern const char *const halpern_algorithms[]; /* their names */

walras_status halpern_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status halpern_check(const void *parameters, walras_error *error);

/** Methods of a trial, and the enum halpern_algorithm of each. */
int64_t halpern_methods(const struct halpern_parameters *p);
int halpern_method(const struct halpern_parameters *p, int64_t index);
bool halpern_runs(const struct halpern_parameters *p, int algorithm);
/** Some method draws components. */
bool halpern_samples(const struct halpern_parameters *p);
/** Two simplices. */
bool halpern_is_game(const struct halpern_parameters *p);
/** Entries of u: both players', or the unknowns of least squares. */
int64_t halpern_size(const struct halpern_parameters *p);

#endif
