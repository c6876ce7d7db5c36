/* Gather-Trade-Build: its place among the economies. */
#include <assert.h>

#include "models/ai-economist/economies.h"

static walras_status check(const struct ai_parameters *p, walras_error *error) {
  (void)p;
  return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                     "economy = gtb: the Gather-Trade-Build simulator is not part of this version; use one_step or gaming");
}

static void footprint(const struct ai_parameters *p, walras_footprint *out) {
  *out = (walras_footprint){.population = p->n_agents, .block = p->n_agents};
}

static walras_status run(walras_trial *trial, const struct ai_parameters *p) {
  assert(p->economy == ECONOMY_GTB);
  return check(p, walras_trial_error(trial));
}

const ai_economy gtb_economy = {.check = check, .footprint = footprint, .run = run};
