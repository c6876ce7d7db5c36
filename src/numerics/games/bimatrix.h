/**
 * Games of two players in normal form: values of actions, payoffs and their moments under mixtures, exploitability, pure equilibria.
 * A game is a view: the caller owns the payoffs. Nothing is allocated; sums run in the order of the indices.
 */
#ifndef WALRAS_NUMERICS_GAMES_BIMATRIX_H
#define WALRAS_NUMERICS_GAMES_BIMATRIX_H

#include <stdint.h>

/** Both players' payoffs, row-major [rows][columns]; rows, columns >= 1, finite. */
typedef struct walras_bimatrix {
  int64_t rows, columns;
  const double *row;    /**< of the row player */
  const double *column; /**< of the column player */
} walras_bimatrix;

/** Expected payoff of each row (column) against the mixture y [columns] (x [rows]) of the other player. */
void walras_bimatrix_row_values(const walras_bimatrix *game, const double *y, double *values);
void walras_bimatrix_column_values(const walras_bimatrix *game, const double *x, double *values);

/** Expected payoffs of both players, row player first. */
void walras_bimatrix_payoffs(const walras_bimatrix *game, const double *x, const double *y, double payoffs[2]);

/** What each player gains by the best reply to the other's mixture: both >= 0 up to rounding, both 0 in a Nash equilibrium. Their greater
 *  one is the epsilon of an epsilon-equilibrium, their sum the exploitability (in zero-sum games, the duality gap). */
void walras_bimatrix_gains(const walras_bimatrix *game, const double *x, const double *y, double gains[2]);

/** A payoff under independent mixtures. */
typedef struct walras_payoff_moments {
  double mean;
  double variance;          /**< of the payoff of one play */
  double opponent_variance; /**< over the opponent's action, of one's own mixture's expected payoff: s' Sigma s */
} walras_payoff_moments;

/** Moments of both players' payoffs, row player first. Deviations from the mean are squared: nothing cancels. */
void walras_bimatrix_moments(const walras_bimatrix *game, const double *x, const double *y, walras_payoff_moments moments[2]);

/**
 * All pure Nash equilibria: cells from which neither player gains more than `tolerance` >= 0 by leaving alone, in row-major order. Returns how
 * many there are and writes the first `most` of them (row * columns + column) to `cells` (may be NULL with most = 0).
 * `scratch` [rows + columns].
 */
int64_t walras_bimatrix_pure_equilibria(const walras_bimatrix *game, double tolerance, double *scratch, int64_t most,
                                        int64_t *cells);

#endif
