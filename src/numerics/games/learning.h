/** Learning in games of two players: fictitious play with any best reply, and the replicator dynamic. */
#ifndef WALRAS_NUMERICS_GAMES_LEARNING_H
#define WALRAS_NUMERICS_GAMES_LEARNING_H

#include <stdbool.h>

#include "numerics/games/bimatrix.h"

/** A reply of `player` (0: rows, 1: columns) to the average play of the other one: writes a mixture to `reply`. `own` is the player's own
 *  average. Smoothed, perturbed, risk-averse or exact: as the caller likes. */
typedef void (*walras_reply_function)(void *context, int player, const double *own, const double *other, double *reply);
/** Asked after every `interval` rounds: true ends the play. */
typedef bool (*walras_stop_function)(void *context, int64_t round, const double *x, const double *y);

typedef struct walras_fictitious_play {
  int64_t rows, columns;
  int64_t first_round; /**< t of the first step: the start counts as this many observations, >= 0 (1 is usual) */
  int64_t rounds;      /**< at most so many steps */
  int64_t interval;    /**< steps between questions to `stop`, >= 1 */
  bool alternating;    /**< columns see the average that rows have just moved; otherwise both move at once */
  walras_reply_function reply;
  walras_stop_function stop; /**< may be NULL */
  void *context;
} walras_fictitious_play;

/** Averages x [rows] and y [columns] (start in, result out) move by (reply - average) / (t + 1), t = first_round, first_round + 1, ...
 *  (Brown 1951). `scratch` [rows + columns]. Returns the number of steps made. */
int64_t walras_fictitious_play_run(const walras_fictitious_play *play, double *x, double *y, double *scratch);

/** Replies for a game as context: the first best action, and all best actions (to 1e-12) in equal shares. At most 1024 actions. */
void walras_reply_first(void *bimatrix, int player, const double *own, const double *other, double *reply);
void walras_reply_even(void *bimatrix, int player, const double *own, const double *other, double *reply);

/** The replicator field (Taylor and Jonker 1978): dx_i = x_i (value_i - mean), for both populations. dx [rows], dy [columns]. */
void walras_replicator_field(const walras_bimatrix *game, const double *x, const double *y, double *dx, double *dy);

/** One step of length `step` of the classical Runge-Kutta method; probabilities stay >= 0 and are scaled to add up to 1.
 *  `scratch` [5 * (rows + columns)]. */
void walras_replicator_step(const walras_bimatrix *game, double step, double *x, double *y, double *scratch);

#endif
