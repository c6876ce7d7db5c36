/**
 * Sampled comparisons. Labels that are flipped with probability eps are those of the game (1 - 2 eps) P + eps, so that a game's `scale` does the
 * flipping. Sums of independent comparisons are drawn as what they are, binomial counts, at the cost of the logarithm of their number.
 */
#ifndef WALRAS_NUMERICS_PREFERENCE_GAMES_ORACLE_H
#define WALRAS_NUMERICS_PREFERENCE_GAMES_ORACLE_H

#include "numerics/preference_games/game.h"

/** One comparison: response i beats j, decided by `uniform` on (0, 1). */
bool walras_preference_duel(const walras_preference_game *game, int64_t i, int64_t j, double uniform);

/** Prefix sums of a policy as probabilities [n], for walras_categorical: cumulative [n] may be p. */
void walras_preference_cumulate(const double *p, int64_t n, double *cumulative);

/**
 * For each response `comparisons` opponents drawn from a policy q, and the share of wins: out[i] = Binomial(B, (P q)_i) / B, unbiased with variance
 * at most 1 / (4 B). margins [n] is M q of the game that is played; out may be margins. Response i is entity first + i. Costs n B queries.
 */
void walras_preference_estimate(const double *margins, int64_t n, int64_t comparisons, const walras_stream *stream,
                                uint64_t first, double *out);

/**
 * `comparisons` pairs (i ~ p, j ~ q), tallied by i: counts[i] of them, of which wins[i] were won by i. p [n] probabilities, margins [n] = M q,
 * work [n]. Uses walras_preference_tally_entities entities of `stream` from `entity`. Costs B queries.
 */
void walras_preference_tally(const double *p, const double *margins, int64_t n, int64_t comparisons, const walras_stream *stream,
                             uint64_t entity, int64_t *counts, int64_t *wins, double *work);
int64_t walras_preference_tally_entities(int64_t n, int64_t comparisons);

#endif
