#include <string.h>

#include "models/nash-mirror-prox/record.h"

walras_status nmp_keepsakes_create(walras_trial *trial, const struct nmp_parameters *p, walras_population *prompts,
                                   struct nmp_keepsakes *keepsakes) {
  const int64_t n = p->game.actions, path = nmp_has_path(p) ? 3 * nmp_evaluations(p) : 0;
  *keepsakes = (struct nmp_keepsakes){0};
  if (p->game.prompts != 1)
    return WALRAS_OK;
  double *const memory = walras_trial_allocate_zero(trial, 3 * n + path, sizeof *memory);
  if (memory == NULL)
    return walras_trial_status(trial);
  keepsakes->last = memory;
  keepsakes->average = memory + n;
  keepsakes->nash = memory + 2 * n;
  keepsakes->path = path > 0 ? memory + 3 * n : NULL;
  keepsakes->reals = 3 * n + path;
  return walras_gather_create(prompts, &keepsakes->gather);
}

walras_status nmp_keepsakes_emit(const walras_block *block, const struct nmp_keepsakes *keepsakes) {
  if (keepsakes->reals == 0)
    return WALRAS_OK;
  return walras_block_emit(block, keepsakes->gather, keepsakes->last, keepsakes->reals * (int64_t)sizeof *keepsakes->last);
}

walras_status nmp_keepsakes_share(struct nmp_keepsakes *keepsakes) {
  if (keepsakes->reals == 0)
    return WALRAS_OK;
  const void *data = NULL;
  const walras_status status = walras_gather_all(keepsakes->gather, &data, NULL);
  if (status == WALRAS_OK)
    memcpy(keepsakes->last, data, (size_t)keepsakes->reals * sizeof *keepsakes->last);
  return status;
}
