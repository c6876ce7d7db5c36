#include "models/llm-economist/types.h"

#include <math.h>

enum { FEISTEL_ROUNDS = 6 };

economist_types economist_types_make(walras_trial *trial, const struct economist_parameters *p) {
  economist_types types = {.stream = walras_trial_stream(trial, ECONOMIST_STREAM_TYPE, 0), .workers = p->n_workers, .half = 1};
  while ((int64_t)1 << (2 * types.half) < p->n_workers)
    types.half++;
  types.altruists = (int64_t)rint(0.01 * p->percent_alt * (double)p->n_workers);
  types.adversaries = (int64_t)rint(0.01 * p->percent_adv * (double)p->n_workers);
  if (types.altruists + types.adversaries > p->n_workers)
    types.adversaries = p->n_workers - types.altruists;
  return types;
}

/* A Feistel network permutes the numbers of 2 half bits. */
static uint64_t permute(const economist_types *types, uint64_t x) {
  const uint64_t mask = ((uint64_t)1 << types->half) - 1;
  uint64_t left = x >> types->half, right = x & mask;
  for (uint32_t round = 0; round < FEISTEL_ROUNDS; round++) {
    const uint64_t next = left ^ (walras_bits(&types->stream, right, round) & mask);
    left = right;
    right = next;
  }
  return left << types->half | right;
}

/* Numbers beyond the workers are walked over: the permutation of all has cycles that come back among them. */
enum economist_type economist_type_of(const economist_types *types, int64_t worker) {
  if (types->altruists + types->adversaries == 0)
    return TYPE_EGOTISTICAL;
  uint64_t place = permute(types, (uint64_t)worker);
  while (place >= (uint64_t)types->workers)
    place = permute(types, place);
  if (place < (uint64_t)types->altruists)
    return TYPE_ALTRUISTIC;
  return place < (uint64_t)(types->altruists + types->adversaries) ? TYPE_ADVERSARIAL : TYPE_EGOTISTICAL;
}
