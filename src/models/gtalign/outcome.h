/** What interactions come to: means over outcomes, from expectations or from counts. */
#ifndef WALRAS_GTALIGN_OUTCOME_H
#define WALRAS_GTALIGN_OUTCOME_H

#include "models/gtalign/policy.h"

enum gtalign_mean {
  MEAN_MUTUAL,
  MEAN_MUTUAL_SQUARE,
  MEAN_USER,
  MEAN_LLM,
  MEAN_REWARD,
  MEAN_ANSWER,
  MEAN_CHARS,
  MEAN_ALL_CHARS,
  MEAN_SHARE, /* of DA, CQ, AQ */
  MEANS = MEAN_SHARE + ANSWERS
};

struct gtalign_outcome {
  double mean[MEANS];
  double violation; /* largest sqrt(UL) - (U + L)/2 of an outcome that occurs, or 0 */
};

/** weight [outcomes]: probabilities of outcomes from occupancy [QUESTIONS][actions]. */
void gtalign_outcome_weights(const struct gtalign_environment *e, const double *occupancy, double *weight);
/** Adds the outcomes with their weights [outcomes]. */
void gtalign_outcome_add(const struct gtalign_environment *e, const struct gtalign_values *values, const double *weight,
                         struct gtalign_outcome *outcome);

/** Expectations under the policy over all users, by the grid. Collective; a loop over types where each has a table. */
walras_status gtalign_evaluate(walras_trial *trial, const struct gtalign_environment *e, const struct gtalign_grid *grid,
                               const struct gtalign_policy *policy, struct gtalign_outcome *outcome);
/** That of a policy with one table, without communication; work [gtalign_policy_work]. */
void gtalign_evaluate_common(const struct gtalign_environment *e, const struct gtalign_grid *grid,
                             const struct gtalign_policy *policy, double *work, struct gtalign_outcome *outcome);

/** Draws n_instances interactions. Collective. */
walras_status gtalign_draw(walras_trial *trial, const struct gtalign_environment *e, const struct gtalign_policy *policy,
                           struct gtalign_outcome *outcome);

#endif
