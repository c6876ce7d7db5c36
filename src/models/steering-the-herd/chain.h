/** The histories that a sequence of agents can reach under a policy without chance, as a table; and the loop over sequences on it. */
#ifndef WALRAS_HERD_CHAIN_H
#define WALRAS_HERD_CHAIN_H

#include "models/steering-the-herd/policy.h"

enum { HERD_CHAIN_MOST = 1 << 14, HERD_LANES = 8 };

struct herd_chain {
  int32_t states;
  int32_t *next;                     /**< [states][2] after the choice of B [0] or G [1] */
  uint32_t *last;                    /**< [states] a word up to this one is a right signal: precision in units of 2^-32, less 1 */
  int32_t *follows, *herds_up;       /**< [states] 0 or 1; herds_up: what agents that herd choose */
  int32_t *absorbs;                  /**< [states][2] 1 where a sequence under B [0] or G [1] stays for ever */
  double *precision, *cost, *belief; /**< [states] */
};

/** What one agent position adds up over lanes. Reals in HERD_LANES partial sums: lane i of a chunk adds to i mod HERD_LANES. */
struct herd_tally {
  int64_t right, up, herding;
  double precision[HERD_LANES], cost[HERD_LANES], belief[HERD_LANES];
};

/** Finds all histories from the prior; memory from the trial. `*found` is false when there are more than HERD_CHAIN_MOST. */
walras_status herd_chain_make(walras_trial *trial, const struct herd_policy *policy, struct herd_chain *chain, bool *found);

/** One agent of each of `count` sequences: moves state and followed, adds to the tally. word, truth (1 = G), state, followed: [count]. */
typedef void herd_advance(const struct herd_chain *chain, int64_t count, const uint32_t *word, const int32_t *truth,
                          int32_t *state, int32_t *followed, struct herd_tally *tally);
extern herd_advance herd_advance_baseline, herd_advance_avx2, herd_advance_avx512;
/** That of this processor. */
herd_advance *herd_advance_get(void);

double herd_lane_sum(const double lanes[HERD_LANES]);

#endif
