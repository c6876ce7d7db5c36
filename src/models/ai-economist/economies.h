/** The economies of the model: one table, an entry for each value of `economy`. */
#ifndef WALRAS_AI_ECONOMIST_ECONOMIES_H
#define WALRAS_AI_ECONOMIST_ECONOMIES_H

#include "models/ai-economist/parameters.h"

/** What an economy does about its own parameters and trials; see walras_model for each. */
typedef struct ai_economy {
  walras_status (*resolve)(struct ai_parameters *p, const walras_given *given, walras_error *error); /**< may be NULL */
  walras_status (*check)(const struct ai_parameters *p, walras_error *error);
  void (*footprint)(const struct ai_parameters *p, walras_footprint *footprint);
  walras_status (*run)(walras_trial *trial, const struct ai_parameters *p);
} ai_economy;

extern const ai_economy one_step_economy, gtb_economy, gaming_economy;

/** The entry of p->economy. */
const ai_economy *ai_economy_of(const struct ai_parameters *p);

#endif
