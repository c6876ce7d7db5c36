/** How fast mirror prox is near an equilibrium, by linearisation. */
#ifndef WALRAS_NASH_MIRROR_PROX_SPECTRUM_H
#define WALRAS_NASH_MIRROR_PROX_SPECTRUM_H

#include "numerics/preference_games/game.h"

struct nmp_spectrum {
  double largest, least; /**< singular values of A on the tangent */
  double contraction;    /**< factor of KL to the equilibrium in an iteration, for a start in general position */
};

/**
 * With D = diag(pi_b) and A = D^1/2 M D^1/2 on the complement of sqrt(pi_b), one iteration takes u = D^1/2 (log pi - log pi_b) to theta (1 + alpha theta A (1 + alpha A)) u,
 * theta = 1 / (1 + alpha beta), and KL is |u|^2 / 2. A is skew: of a pair +-i s it shrinks |u|^2 by theta^2 ((1 - theta x)^2 + theta^2 x), x = (alpha s)^2.
 *
 * margins [n][n]; nash [n] log-probabilities; work [2 n n + 2 n].
 */
struct nmp_spectrum nmp_spectrum_find(const walras_preference_game *game, const double *nash, double alpha, double beta,
                                      double *work);

#endif
