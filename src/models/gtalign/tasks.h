/** One trial of each mode. */
#ifndef WALRAS_GTALIGN_TASKS_H
#define WALRAS_GTALIGN_TASKS_H

#include "models/gtalign/metrics.h"

walras_status gtalign_run_reward(walras_trial *trial, const struct gtalign_parameters *p);
/** Modes optimal and train. */
walras_status gtalign_run_policy(walras_trial *trial, const struct gtalign_parameters *p);
/** Modes decide and steer. */
walras_status gtalign_run_matrix(walras_trial *trial, const struct gtalign_parameters *p);
walras_status gtalign_run_compare(walras_trial *trial, const struct gtalign_parameters *p);

/** Mode decide: interactions whose assistants go by noisy copies of the matrix. */
walras_status gtalign_decide(walras_trial *trial, const struct gtalign_environment *e, const struct gtalign_matrix *matrix);

/** What each type of users gets under the policy, and would get from one of its own; records it. Collective. */
walras_status gtalign_study_types(walras_trial *trial, const struct gtalign_environment *e, const struct gtalign_grid *grid,
                                  const struct gtalign_policy *policy);

/** Learns weights by gradient, and records the course: parameters [tables][weights] afterwards, on every rank. Collective. */
walras_status gtalign_learn(walras_trial *trial, const struct gtalign_environment *e, const struct gtalign_grid *grid,
                            struct gtalign_policy *policy);

#endif
