/**
 * Stackelberg equilibria of games of two players: the row player leads, commits to an action or a mixture, and the column player replies.
 */
#ifndef WALRAS_NUMERICS_GAMES_STACKELBERG_H
#define WALRAS_NUMERICS_GAMES_STACKELBERG_H

#include "numerics/games/bimatrix.h"
#include "numerics/linear_program/linear_program.h"

typedef struct walras_commitment {
  int64_t leader;   /**< the action committed to; -1 for a mixture */
  int64_t follower; /**< the reply */
  double payoff[2]; /**< leader's, follower's */
} walras_commitment;

/** Commitment to an action. The follower's best reply, and then the leader's best action, are the first ones by walras_argmax_first with
 *  `tolerance`: the tie of a follower is not broken in the leader's favour. */
walras_commitment walras_stackelberg_pure(const walras_bimatrix *game, double tolerance);

/**
 * Commitment to a mixture of two actions in closed form (rows = 2, asserted): each reply is best on an interval of mixtures, on which the
 * leader's payoff is linear. Ties of the follower (to `tolerance`) are broken in the leader's favour (strong Stackelberg equilibrium), so that
 * the leader gets at least what walras_stackelberg_pure gives with the same tolerance, to rounding. mixture [2].
 */
walras_commitment walras_stackelberg_mixed_two(const walras_bimatrix *game, double tolerance, double *mixture);

/**
 * Commitment to a mixture, by a linear program for each reply (Conitzer and Sandholm 2006), ties in the leader's favour. `program` has `rows`
 * columns (variables), to be maximised; it is built anew and may be used for game after game. mixture [rows], scratch [rows].
 * WALRAS_ERROR_NUMERIC when the solver gives no answer that stands its check.
 */
walras_status walras_stackelberg_mixed(const walras_bimatrix *game, walras_linear_program *program, double tolerance,
                                       double *mixture, double *scratch, walras_commitment *commitment, walras_error *error);

#endif
