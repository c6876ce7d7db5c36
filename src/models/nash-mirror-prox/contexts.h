/** Prompts of trials with networks, made once and read in every pass: features, policies, and the games where they fit. */
#ifndef WALRAS_NASH_MIRROR_PROX_CONTEXTS_H
#define WALRAS_NASH_MIRROR_PROX_CONTEXTS_H

#include "models/nash-mirror-prox/metrics.h"

struct nmp_contexts {
  const struct nmp_parameters *p;
  const double *rows; /**< [prompts][row]: features, reference, start, equilibrium, residual, and the margins of a kept game */
  int64_t row;
  bool keeps_games;
};

/** One prompt of it. */
struct nmp_context {
  const double *features;                 /**< [feature_dim] */
  const double *reference, *start, *nash; /**< [n] log-probabilities; nash is NULL without regularisation */
  double residual;
  struct preference_prompt prompt;
};

/** Bytes of a prompt's row. */
double nmp_context_bytes(const struct nmp_parameters *p);
/** Collective. */
walras_status nmp_contexts_create(walras_trial *trial, const struct nmp_parameters *p, struct nmp_contexts *contexts);
/** Any thread. A game that is not kept is made in `memory` [preference_prompt_reals]. */
void nmp_context_of(const walras_trial *trial, const struct nmp_contexts *contexts, int64_t prompt, double *memory,
                    struct nmp_context *out);

#endif
