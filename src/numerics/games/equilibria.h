/**
 * Mixed Nash equilibria of games of two players. Plain arithmetic in a fixed order: the same bits everywhere. Degenerate games may have
 * continua of equilibria; what is found of them then is said at each function.
 */
#ifndef WALRAS_NUMERICS_GAMES_EQUILIBRIA_H
#define WALRAS_NUMERICS_GAMES_EQUILIBRIA_H

#include <stdbool.h>
#include <stdint.h>

#include "numerics/games/bimatrix.h"

enum { WALRAS_SUPPORT_MOST = 16 }; /**< actions of a player in an enumeration of supports */

/**
 * All equilibria whose supports are of equal size, by enumerating those supports (Dickhaut and Kaplan 1991; in a nondegenerate game all
 * equilibria are of this kind). Supports of k actions: smaller k first, then lexicographic, rows before columns. Both players have at most
 * WALRAS_SUPPORT_MOST actions (asserted). `tolerance` > 0 (1e-9): by so much may an action outside of the support look better, relative to
 * the largest payoff; probabilities in the support are above it. Returns how many were found, and writes the first `most` to x [most][rows]
 * and y [most][columns]. In degenerate games equilibria on supports of unequal sizes, and all of a continuum, are left out.
 */
int64_t walras_support_equilibria(const walras_bimatrix *game, double tolerance, int64_t most, double *x, double *y);

/** Numbers of doubles, and of integers, that walras_lemke_howson works in. */
int64_t walras_lemke_howson_reals(int64_t rows, int64_t columns);
int64_t walras_lemke_howson_integers(int64_t rows, int64_t columns);

/**
 * One equilibrium by the path of Lemke and Howson (1964) on which the label `dropped` (0..rows-1: a row; rows..rows+columns-1: a column) is
 * missing; ties of the ratio test are broken lexicographically, so that degenerate games end, too. x [rows], y [columns]; `reals` and
 * `integers` are working memory. False when the path has not ended after `steps` pivots (its length can be exponential), or when rounding
 * has left no pivot.
 */
bool walras_lemke_howson(const walras_bimatrix *game, int64_t dropped, int64_t steps, double *reals, int64_t *integers, double *x,
                         double *y);

#endif
