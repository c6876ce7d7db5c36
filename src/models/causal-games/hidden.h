/** Equilibria when the follower sees the leader's action, but not the map behind it. */
#ifndef WALRAS_CAUSAL_HIDDEN_H
#define WALRAS_CAUSAL_HIDDEN_H

#include "models/causal-games/tables.h"

/**
 * Of one game: the leader's maps from which no other map does better, given the follower's replies. After actions that the map uses she replies
 * best to the beliefs that it gives (the first best map, as elsewhere); after other actions she may do anything that her layers allow.
 */
typedef struct causal_hidden {
  int64_t equilibria;       /**< maps that some replies to unused actions support: all that an optimist counts */
  int64_t robust;           /**< maps that all replies to unused actions leave alone: what a pessimist counts */
  double best[2], worst[2]; /**< payoffs of the equilibria with the most and the least welfare, where there is one */
} causal_hidden;

/** Doubles of working memory. */
int64_t causal_hidden_reals(const struct causal_tables *tables);

/** leader, follower [states][m][n]. */
void causal_solve_hidden(const struct causal_tables *tables, const double *leader, const double *follower, double *work,
                         causal_hidden *hidden);

#endif
