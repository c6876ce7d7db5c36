/**
 * A symmetric preference game ready to be played: products of its matrix of margins M = P - 1/2 with policies. Dense, or never materialised:
 * cyclic games in O(n) by prefix sums, skew forms of rank 2 r in O(n r).
 *
 * Margins and win rates: M q is how far each response's win rate against q is above one half. (Entries of q sum to 1, so P q = 1/2 + M q.) Updates
 * that are normalised may take margins for win rates.
 */
#ifndef WALRAS_NUMERICS_PREFERENCE_GAMES_GAME_H
#define WALRAS_NUMERICS_PREFERENCE_GAMES_GAME_H

#include "numerics/preference_games/source.h"

typedef struct walras_preference_game {
  int64_t n;
  const double *margins;                  /**< M [n][n] of the unflipped game, or NULL: by `source`, implicit */
  const walras_preference_source *source; /**< may be NULL with margins */
  double scale;                           /**< what is played is scale M: 1 - 2 eps under flips of labels with probability eps */
} walras_preference_game;

/** The source's products take O(n) or O(n rank) without a matrix: CYCLIC, CONDORCET, RPS3, and linear SCORES without utilities. */
bool walras_preference_is_implicit(const walras_preference_source *source);

/** out = scale M q; q and out [n], out must not be q. One row is one dot product in fixed order. */
void walras_preference_product(const walras_preference_game *game, const double *q, double *out);
/** The same for rows first..first+count-1 only: out [count], on `rows` [count][n] of M. */
void walras_preference_rows_product(const double *rows, int64_t count, int64_t n, double scale, const double *q, double *out);
/** The same with rows made on the way, from any source. */
void walras_preference_made_product(const walras_preference_source *source, int64_t first, int64_t count, double scale,
                                    const double *q, double *out);

/** P_ij of the game that is played, in [0, 1]. */
double walras_preference_probability(const walras_preference_game *game, int64_t i, int64_t j);
/** P(p beats q) for policies as probabilities [n]; work [n]. */
double walras_preference_value(const walras_preference_game *game, const double *p, const double *q, double *work);

/** Sets margins with |M_ij| < band to 0, in place [count]: comparisons that a fair coin answers. */
void walras_preference_tie(double *margins, int64_t count, double band);

#endif
