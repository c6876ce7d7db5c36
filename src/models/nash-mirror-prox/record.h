/** Records of a trial from the sums over its prompts. */
#ifndef WALRAS_NASH_MIRROR_PROX_RECORD_H
#define WALRAS_NASH_MIRROR_PROX_RECORD_H

#include "models/nash-mirror-prox/metrics.h"

/** What all prompts add up to: see metrics.h. */
struct nmp_totals {
  const double *sums;        /**< [nmp_sums] */
  const int64_t *counts;     /**< [NMP_COUNTS]; NULL with networks */
  double maxima[NMP_MAXIMA]; /**< NaN: nothing was offered */
};

/** All means, series, extrema and the tournament. */
walras_status nmp_record(walras_trial *trial, const struct nmp_parameters *p, const struct nmp_totals *totals);

/** What is kept of the only prompt of a trial: probabilities [n] each. With more prompts nothing is, and all is NULL. */
struct nmp_keepsakes {
  double *last, *average, *nash;
  double *path;  /**< [evaluations][3] with three responses and tabular policies, else NULL */
  int64_t reals; /**< from `last` on */
  walras_gather *gather;
};
/** Collective. Memory of the arena, zeroed. */
walras_status nmp_keepsakes_create(walras_trial *trial, const struct nmp_parameters *p, walras_population *prompts,
                                   struct nmp_keepsakes *keepsakes);
/** In the block of the prompt, once they are filled. */
walras_status nmp_keepsakes_emit(const walras_block *block, const struct nmp_keepsakes *keepsakes);
/** Collective, after the loop: the same on every rank. */
walras_status nmp_keepsakes_share(struct nmp_keepsakes *keepsakes);
/** Records the policies and the game of a trial's only prompt; nothing with more of them. */
walras_status nmp_record_only_prompt(walras_trial *trial, const struct nmp_parameters *p, const struct nmp_keepsakes *keepsakes);

#endif
