/** One round of regression: from pi_t to the parameters, or the wins, that determine pi_{t+1}. */
#ifndef WALRAS_MODELS_DNO_FIT_H
#define WALRAS_MODELS_DNO_FIT_H

#include "models/dno/regression.h"
#include "models/dno/training.h"

/** What a regression needs over the rounds of a trial. */
struct dno_fit {
  const struct dno_stage *stage;
  walras_population *prompts, *pairs; /* pairs: where pairs are drawn one by one */
  walras_state *state;                /* of prompts: dno_state_vectors vectors of n */
  walras_state *drawn;                /* of pairs */
  walras_reduction *newton, *counted;
  dno_regression regression;
  double *row; /* [d] */
  dno_trainer trainer;
  dno_allotment allotment;
  double *wins;         /* [n][n] of a single prompt with drawn pairs */
  struct dno_step step; /* of the single prompt, on every rank */
  double *before, *margins, *cumulative, *network;
  int64_t round, used;
};

/** State of one prompt: log pi_t, its margins M pi_t, their sum over rounds, the mean of policies, and, where the game is regularised, the log of
 *  its equilibrium. */
enum dno_state_vector { STATE_POLICY, STATE_MARGINS, STATE_SUM, STATE_MEAN, STATE_NASH };
static inline int64_t dno_state_vectors(const struct dno_parameters *p) {
  return dno_is_regularised(p) ? STATE_NASH + 1 : STATE_NASH;
}

/** Whether pairs are drawn outside of the pass over prompts, so that many threads share one prompt's or theta's data. */
bool dno_fit_draws(const struct dno_parameters *p);

walras_status dno_fit_make(const struct dno_stage *stage, walras_population *prompts, walras_state *state, struct dno_fit *fit);

/** Prepares round `round`: finds stage->next_theta for a policy with parameters, or the wins of a single prompt's table. `used` counts the pairs
 *  drawn, if any. Collective. */
walras_status dno_fit_round(struct dno_fit *fit, int64_t round);

#endif
