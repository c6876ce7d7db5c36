/** Where pairs of responses come from, and what labels say of them. */
#ifndef WALRAS_MODELS_DNO_DATA_H
#define WALRAS_MODELS_DNO_DATA_H

#include "models/dno/view.h"

/* ---- how the pairs of a round are shared out to prompts: systematic sampling, so that each prompt gets N rho_x up to less than one ---- */

typedef struct dno_allotment {
  int64_t pairs, prompts;
  double start;             /**< uniform in (0, 1): where the first share begins */
  const double *cumulative; /**< [prompts + 1] of rho, from 0 to 1; NULL: uniform */
} dno_allotment;

/** The first pair of a prompt; that of `prompts` is the number of pairs. */
int64_t dno_allotment_first(const dno_allotment *allotment, int64_t prompt);
/** The prompt of a pair. */
int64_t dno_allotment_prompt(const dno_allotment *allotment, int64_t pair);

/* ---- one prompt's step ---- */

/** The exact step of a prompt: everything [n], probabilities where it says so and log-probabilities elsewhere. */
struct dno_step {
  const double *before; /**< pi_t */
  double *anchor;       /**< pi_t, or what it is smoothed to */
  double *opponent;     /**< probabilities: whom the reward is measured against */
  double *reward;       /**< r_t less one half */
  double *target;       /**< ~ anchor exp(r_t / eta) */
  double *data;         /**< probabilities: mu */
};

/** Fills the step from `before` and its margins M pi_t [n]. */
void dno_step_make(const struct dno_parameters *p, const struct dno_view *view, const double *margins, struct dno_step *step);

/** A drawn pair and its label. */
typedef struct dno_labelled {
  int32_t first, second;
  double label;
} dno_labelled;

/** What draws need beside the step: prefix sums [n] of mu and of the opponent, and the round's streams. */
typedef struct dno_sampler {
  const struct dno_parameters *p;
  const struct dno_view *view;
  const struct dno_step *step;
  double *data_cumulative, *opponent_cumulative;
  walras_stream pairs, opponents[2];
} dno_sampler;

/** Builds the prefix sums in `memory` [2 n]. */
dno_sampler dno_sampler_make(const struct dno_world *world, const struct dno_view *view, const struct dno_step *step,
                             int64_t round, double *memory);
/** Pair number `pair` of the round. False for two equal responses, which say nothing. */
bool dno_sampler_draw(const dno_sampler *sampler, int64_t pair, dno_labelled *out);

#endif
