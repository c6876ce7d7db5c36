/**
 * Games of any number of players in normal form, payoffs as tensors: a profile of actions a is the number
 * ((a_0 n_1 + a_1) n_2 + a_2) ..., the last player's action running fastest. The caller owns the payoffs; nothing is allocated.
 */
#ifndef WALRAS_NUMERICS_GAMES_TENSOR_H
#define WALRAS_NUMERICS_GAMES_TENSOR_H

#include <stdint.h>

#include "numerics/games/bimatrix.h"

enum { WALRAS_GAME_PLAYERS_MOST = 16 };

typedef struct walras_game {
  int64_t players;              /**< 1..WALRAS_GAME_PLAYERS_MOST */
  const int64_t *actions;       /**< [players], each >= 1 */
  const double *const *payoffs; /**< [players] tensors of walras_game_profiles() payoffs */
} walras_game;

/** The number of profiles: the product of all players' actions (the caller keeps it below 2^63). */
int64_t walras_game_profiles(const walras_game *game);
/** The action of `player` in a profile. */
int64_t walras_game_action(const walras_game *game, int64_t profile, int64_t player);

/** Expected payoff of each action of `player` against the others' independent mixtures [players][actions]; values [actions[player]]. The
 *  player's own mixture is not read. */
void walras_game_values(const walras_game *game, int64_t player, const double *const *mixtures, double *values);

/** Mean and variances of a player's payoff under independent mixtures; opponents count as one whose actions are their joint profiles. */
walras_payoff_moments walras_game_moments(const walras_game *game, int64_t player, const double *const *mixtures);

/** What `player` gains by the best reply to the others' mixtures; `scratch` [actions[player]]. */
double walras_game_gain(const walras_game *game, int64_t player, const double *const *mixtures, double *scratch);

/** All pure Nash equilibria to `tolerance` >= 0, as walras_bimatrix_pure_equilibria: the count, and the first `most` profiles. */
int64_t walras_game_pure_equilibria(const walras_game *game, double tolerance, int64_t most, int64_t *profiles);

#endif
