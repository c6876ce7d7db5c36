/**
 * Risk-averse fictitious play of several small square games side by side, one in each lane of vectors. A reply is first sought on the support of the last
 * one: a few operations without branches. Lanes where that support is not the right one any more ask for an exact reply alone.
 */
#ifndef WALRAS_RAE_LANES_H
#define WALRAS_RAE_LANES_H

#include "models/risk-averse-equilibrium/games.h"

enum { GAME_LANES = 8, LANE_ACTIONS_MOST = 8 };

/** A batch of games with n = actions in 2..LANE_ACTIONS_MOST, and without entropy. Vectors: entry (..., lane); all 64-byte aligned. */
struct rae_lanes {
  int64_t actions;
  double risk_aversion, tremble;
  double *payoff[2];     /**< [n][n][GAME_LANES], own actions as rows */
  double *s[2];          /**< [n][GAME_LANES] averages */
  double *reply[2];      /**< [n][GAME_LANES] last replies */
  struct rae_play *play; /**< [GAME_LANES] the same games one by one: payoffs filled; their other parts are working memory */
};

/** Moves the averages of all lanes by rounds t = first, ..., first + rounds - 1. */
typedef void rae_lanes_run_function(struct rae_lanes *lanes, int64_t first, int64_t rounds);
extern rae_lanes_run_function rae_lanes_run_baseline, rae_lanes_run_avx2, rae_lanes_run_avx512;
/** That of this processor. */
rae_lanes_run_function *rae_lanes_run_get(void);

/** The exact reply of player k in one lane to what is seen of the other, q[i stride]; from and to the lane of reply. */
void rae_lanes_reply_alone(struct rae_lanes *lanes, int k, int lane, const double *q, int64_t stride);

#endif
