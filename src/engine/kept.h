/** The registry of what must survive a trial's rounds: a model's replicated data and the state of its entities on this rank. */
#ifndef WALRAS_ENGINE_KEPT_H
#define WALRAS_ENGINE_KEPT_H

#include <stdbool.h>
#include <stddef.h>

#include "walras/population.h"
#include "walras/trial.h"

typedef struct walras_kept {
  struct walras_kept *next;            /**< registered later */
  const char *name;                    /**< unique in the trial; a copy in the arena */
  void *data;                          /**< the model's or the arena's */
  size_t bytes;                        /**< at `data` */
  const walras_population *population; /**< whose entities on this rank these are; NULL: equal on every rank of the group */
  size_t entity_bytes;                 /**< of each of them; 0 without a population */
} walras_kept;

/** The first entry, in the order of registration; NULL when nothing is kept. Valid until the trial ends. */
const walras_kept *walras_trial_kept(const walras_trial *trial);

/** Adds a copy of an entry. Errors: WALRAS_ERROR_STATE (no data, or a name that is taken), _MEMORY. Master thread only. */
walras_status walras_trial_register(walras_trial *trial, const walras_kept *entry);

/** Collective. WALRAS_ERROR_STATE, with the name, where a rank keeps other replicated data than the group's first rank. */
walras_status walras_trial_compare_kept(walras_trial *trial);

#endif
