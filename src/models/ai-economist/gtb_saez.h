/**
 * The Saez formula in Gather-Trade-Build: one buffer of the newest (income, marginal rate) pairs of all environments of a trial, in the order of
 * (period, environment, agent); random rates until it is full, then once per period an estimate of the elasticity and new rates.
 */
#ifndef WALRAS_MODELS_AI_ECONOMIST_GTB_SAEZ_H
#define WALRAS_MODELS_AI_ECONOMIST_GTB_SAEZ_H

#include "models/ai-economist/gtb_world.h"
#include "models/ai-economist/parameters.h"
#include "numerics/taxes/saez_binned.h"

/** What lives from period to period; plain, kept by the trial. */
typedef struct gtb_saez_state {
  int64_t pairs;     /**< in the buffer */
  double elasticity; /**< e in use */
  double slope;      /**< latest estimate before it is cut at 0 */
  int32_t usable;    /**< there is a slope */
  int32_t top_empty; /**< nobody earned more than the last cutoff */
} gtb_saez_state;

typedef struct gtb_saez {
  const struct ai_parameters *p;
  gtb_saez_state *state;            /**< one */
  double *incomes, *marginal_rates; /**< [saez_buffer] */
  double *rates;                    /**< [brackets] once the buffer is full */
  walras_saez_bins bins;
  int64_t *counts;
  double *sums;
  walras_saez_components components;
} gtb_saez;

/** In the trial's memory; what must survive is kept. */
walras_status gtb_saez_create(walras_trial *trial, const struct ai_parameters *p, const walras_tax_schedule *taxes,
                              gtb_saez *saez);

bool gtb_saez_is_full(const gtb_saez *saez);

/** A period's pairs [count][2], oldest first; then, when the buffer is full, new rates over the cutoffs of `taxes`. */
void gtb_saez_learn(gtb_saez *saez, const walras_tax_schedule *taxes, const double *pairs, int64_t count);

#endif
