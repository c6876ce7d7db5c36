/** Values of zero-sum games and optimal mixtures of both players. */
#ifndef WALRAS_NUMERICS_GAMES_ZERO_SUM_H
#define WALRAS_NUMERICS_GAMES_ZERO_SUM_H

#include <stdbool.h>
#include <stdint.h>

#include "walras/status.h"

/** Number of doubles that walras_zero_sum_small works in. */
int64_t walras_zero_sum_reals(int64_t rows, int64_t columns);

/**
 * The value of the game in which the row player gets payoff [rows][columns] and the column player pays it, by a dense simplex method in place
 * (Dantzig's normal form: max sum of y over y >= 0, payoff y <= 1) with the lexicographic ratio test. For small games: its cost grows with
 * rows * (rows + columns) a pivot. x [rows] and y [columns] (each may be NULL) get optimal mixtures. `reals` [walras_zero_sum_reals] and `basic`
 * [rows] are working memory. False when rounding left no pivot, or a thousand pivots per action were not enough.
 */
bool walras_zero_sum_small(int64_t rows, int64_t columns, const double *payoff, double *reals, int64_t *basic, double *value,
                           double *x, double *y);

/** The same by the linear-program core, for games of any size: max v over mixtures x with x' payoff >= v. WALRAS_ERROR_NUMERIC when the solver
 *  gives no answer that stands its check, WALRAS_ERROR_MEMORY. */
walras_status walras_zero_sum_program(int64_t rows, int64_t columns, const double *payoff, double *value, double *x, double *y,
                                      walras_error *error);

#endif
