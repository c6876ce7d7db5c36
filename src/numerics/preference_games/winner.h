/** The minimax winner (von Neumann winner) of a symmetric preference game: a mixture that no response beats more often than not. */
#ifndef WALRAS_NUMERICS_PREFERENCE_GAMES_WINNER_H
#define WALRAS_NUMERICS_PREFERENCE_GAMES_WINNER_H

#include <stdbool.h>
#include <stdint.h>

#include "walras/status.h"

typedef struct walras_preference_winner {
  int64_t support;      /**< responses with more than 1e-9 */
  bool unique;          /**< two ends of the set of winners in a random direction agree within 1e-7 in every entry */
  double suboptimality; /**< max_i (P pi)_i - 1/2 of the mixture: how well the programme was solved */
} walras_preference_winner;

/** Most responses for which it is looked for: its programme has n rows of n entries. */
enum { WALRAS_PREFERENCE_WINNER_MOST = 2000 };

/**
 * The value is 1/2 since the game is symmetric, so that the winners are the mixtures with pi' M >= 0. Two linear programmes find the ends of
 * that set in a fixed random direction. margins [n][n] is M = P - 1/2; winner [n] gets the mean of both ends, a winner as well. Errors: memory;
 * WALRAS_ERROR_NUMERIC when the solver gives no answer that stands its check.
 */
walras_status walras_preference_winner_find(const double *margins, int64_t n, double *winner, walras_preference_winner *facts,
                                            walras_error *error);

#endif
