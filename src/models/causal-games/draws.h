/** Random payoffs. Draws belong to their game and cell: more actions or states, or another confounding, leave the other draws as they are. */
#ifndef WALRAS_CAUSAL_DRAWS_H
#define WALRAS_CAUSAL_DRAWS_H

#include "models/causal-games/parameters.h"

/** Streams of the trial. */
enum { STREAM_BASE, STREAM_STATE, STREAM_LEAVES, STREAM_SIGNALS, CAUSAL_STREAMS };

struct causal_source {
  const struct causal_parameters *p;
  walras_stream stream[CAUSAL_STREAMS];
  double partner; /**< sqrt(1 - rho^2) */
};

void causal_source_make(walras_trial *trial, const struct causal_parameters *p, struct causal_source *source);

/** Pairs of payoffs of `count` consecutive entities from draw block `block`: leader [count], follower [count]. */
void causal_draw_pairs(const struct causal_source *source, int stream, uint64_t first, int64_t count, uint32_t block,
                       double *leader, double *follower);

/** Payoffs of games first..first+count-1 (numbers of games): [states][x1][x2][stride] with stride >= count; Y = (1 - kappa) base + kappa state. */
void causal_draw_games(const struct causal_source *source, uint64_t first, int64_t count, int64_t stride, double *leader,
                       double *follower);

#endif
