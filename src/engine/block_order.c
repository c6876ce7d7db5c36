#include <stdlib.h>

#include "engine/trial_state.h"
#include "numerics/random/philox.h"

uint64_t walras_block_order_seed(void) {
  const char *seed = getenv("WALRAS_BLOCK_ORDER_SEED");
  return seed != NULL ? strtoull(seed, NULL, 10) : 0;
}

/* Fisher and Yates's shuffle, from the inside out. */
const int64_t *walras_block_order(walras_trial *trial, int64_t count) {
  if (trial->order_seed == 0)
    return NULL;
  const uint32_t key[2] = {(uint32_t)trial->order_seed, (uint32_t)(trial->order_seed >> 32)};
  const uint64_t loop = trial->orders++;
  int64_t *order = walras_trial_allocate(trial, count, sizeof *order);
  for (int64_t i = 0; order != NULL && i < count; i++) {
    const uint32_t counter[4] = {(uint32_t)i, (uint32_t)(i >> 32), (uint32_t)loop, (uint32_t)(loop >> 32)};
    uint32_t draw[4];
    walras_philox4x32(counter, key, draw);
    const int64_t at = (int64_t)(((uint64_t)draw[1] << 32 | draw[0]) % ((uint64_t)i + 1));
    order[i] = order[at];
    order[at] = i;
  }
  return order;
}
