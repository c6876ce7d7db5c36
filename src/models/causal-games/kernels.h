/**
 * Solves CAUSAL_LANES games side by side: the benchmark, the sequential causal Nash equilibrium, and the baselines of pure strategies. Compiled once
 * per vector width with the same bits: each lane is a game of its own, and nothing is summed over lanes.
 */
#ifndef WALRAS_CAUSAL_KERNELS_H
#define WALRAS_CAUSAL_KERNELS_H

#include "models/causal-games/tables.h"

enum { CAUSAL_LANES = 8 };

/** Payoffs of a batch of games: [state][x1][x2][stride], the games running fastest. */
typedef struct causal_payoffs {
  const double *leader, *follower;
  int64_t stride;
} causal_payoffs;

typedef double causal_lanes[CAUSAL_LANES];

/** What comes out, one value per game. */
typedef struct causal_solution {
  causal_lanes stackelberg[2], stackelberg_leader, stackelberg_follower; /* payoffs, and the actions */
  causal_lanes scne[2], map;                                             /* payoffs, and the leader's map */
  causal_lanes nash, nash_best, nash_worst;                              /* pure equilibria: number, best and worst welfare */
  causal_lanes optimum, instinct[2];                                     /* most welfare; payoffs of both instincts */
} causal_solution;

/** Doubles of working memory that a kernel needs: the follower's answers [slots] of payoffs and kinds, and more. Zeroed once. */
int64_t causal_kernel_reals(const struct causal_tables *tables);

/** Games first..first+CAUSAL_LANES-1 of the batch. `work` [causal_kernel_reals()] keeps in its first 3 slots * CAUSAL_LANES reals the leader's payoff,
 *  the follower's, and the kind of her map, of each slot. */
typedef void causal_solve(const struct causal_tables *tables, const causal_payoffs *payoffs, int64_t first, double *work,
                          causal_solution *solution);

typedef struct causal_kernels {
  causal_solve *rational, *satisficing;
} causal_kernels;

extern const causal_kernels causal_kernels_baseline, causal_kernels_avx2, causal_kernels_avx512;
/** Those of this processor. */
const causal_kernels *causal_kernels_get(void);

#endif
