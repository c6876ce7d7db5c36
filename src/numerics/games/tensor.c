#include "numerics/games/tensor.h"

#include <assert.h>
#include <stdbool.h>

int64_t walras_game_profiles(const walras_game *game) {
  int64_t profiles = 1;
  assert(game->players >= 1 && game->players <= WALRAS_GAME_PLAYERS_MOST);
  for (int64_t player = 0; player < game->players; player++)
    profiles *= game->actions[player];
  return profiles;
}

/* How far apart the profiles lie that differ by one in this player's action. */
static int64_t stride_of(const walras_game *game, int64_t player) {
  int64_t stride = 1;
  for (int64_t later = player + 1; later < game->players; later++)
    stride *= game->actions[later];
  return stride;
}

int64_t walras_game_action(const walras_game *game, int64_t profile, int64_t player) {
  return profile / stride_of(game, player) % game->actions[player];
}

/* Probability of what all but `player` do in this profile. */
static double weight_of_others(const walras_game *game, int64_t profile, int64_t player, const double *const *mixtures) {
  double weight = 1.0;
  for (int64_t other = game->players - 1; other >= 0; other--) {
    if (other != player)
      weight *= mixtures[other][profile % game->actions[other]];
    profile /= game->actions[other];
  }
  return weight;
}

void walras_game_values(const walras_game *game, int64_t player, const double *const *mixtures, double *values) {
  const int64_t profiles = walras_game_profiles(game);
  for (int64_t action = 0; action < game->actions[player]; action++)
    values[action] = 0.0;
  for (int64_t profile = 0; profile < profiles; profile++)
    values[walras_game_action(game, profile, player)] +=
        weight_of_others(game, profile, player, mixtures) * game->payoffs[player][profile];
}

/* Profiles in which `player` takes action 0 stand for what the others do. */
static bool is_profile_of_others(const walras_game *game, int64_t profile, int64_t player) {
  return walras_game_action(game, profile, player) == 0;
}

walras_payoff_moments walras_game_moments(const walras_game *game, int64_t player, const double *const *mixtures) {
  const int64_t profiles = walras_game_profiles(game), stride = stride_of(game, player);
  const double *const payoff = game->payoffs[player], *const own = mixtures[player];
  walras_payoff_moments m = {0};
  for (int64_t profile = 0; profile < profiles; profile++)
    m.mean +=
        weight_of_others(game, profile, player, mixtures) * own[walras_game_action(game, profile, player)] * payoff[profile];
  for (int64_t profile = 0; profile < profiles; profile++) {
    if (!is_profile_of_others(game, profile, player))
      continue;
    const double weight = weight_of_others(game, profile, player, mixtures);
    double deviation = 0.0, square = 0.0;
    for (int64_t action = 0; action < game->actions[player]; action++) {
      const double d = payoff[profile + action * stride] - m.mean;
      deviation += own[action] * d;
      square += own[action] * (d * d);
    }
    m.variance += weight * square;
    m.opponent_variance += weight * (deviation * deviation);
  }
  return m;
}

double walras_game_gain(const walras_game *game, int64_t player, const double *const *mixtures, double *scratch) {
  walras_game_values(game, player, mixtures, scratch);
  double best = scratch[0], mean = 0.0;
  for (int64_t action = 0; action < game->actions[player]; action++) {
    mean += mixtures[player][action] * scratch[action];
    best = scratch[action] > best ? scratch[action] : best;
  }
  return best - mean;
}

static bool is_stable(const walras_game *game, int64_t profile, double tolerance) {
  for (int64_t player = 0; player < game->players; player++) {
    const int64_t stride = stride_of(game, player);
    const int64_t first = profile - walras_game_action(game, profile, player) * stride;
    for (int64_t action = 0; action < game->actions[player]; action++)
      if (game->payoffs[player][first + action * stride] > game->payoffs[player][profile] + tolerance)
        return false;
  }
  return true;
}

int64_t walras_game_pure_equilibria(const walras_game *game, double tolerance, int64_t most, int64_t *profiles) {
  const int64_t count = walras_game_profiles(game);
  int64_t found = 0;
  for (int64_t profile = 0; profile < count; profile++) {
    if (!is_stable(game, profile, tolerance))
      continue;
    if (found < most)
      profiles[found] = profile;
    found++;
  }
  return found;
}
