/**
 * The equilibrium of a preference game regularised by beta KL to a reference: the one policy with pi = normalise(log ref + P pi / beta). Found by
 * mirror-prox sweeps of step 2, which converge linearly from any start (KL to the equilibrium falls by 1 + 2 beta or more a sweep), and finished by
 * Newton's method on the log-policy where the matrix is dense and small.
 */
#ifndef WALRAS_NUMERICS_PREFERENCE_GAMES_EQUILIBRIUM_H
#define WALRAS_NUMERICS_PREFERENCE_GAMES_EQUILIBRIUM_H

#include "numerics/preference_games/game.h"

typedef struct walras_preference_equilibrium {
  double residual;      /**< sp(log pi - log ref - P pi / beta) in nats: the certificate */
  int64_t sweeps;       /**< of mirror prox, two products each */
  int64_t newton_steps; /**< accepted ones */
} walras_preference_equilibrium;

/** The residual at which the search ends; claims that use the equilibrium require one below WALRAS_EQUILIBRIUM_CERTIFIED. */
#define WALRAS_EQUILIBRIUM_TOLERANCE 1e-12
#define WALRAS_EQUILIBRIUM_CERTIFIED 1e-10
/** Newton's method up to so many responses. */
enum { WALRAS_EQUILIBRIUM_NEWTON_MOST = 2000 };

/** Doubles that the search works in. */
int64_t walras_preference_equilibrium_reals(const walras_preference_game *game);

/**
 * policy [n] gets the equilibrium as log-probabilities. `reference` [n] is finite everywhere; beta > 0. At most `sweeps_most` sweeps: the caller
 * looks at the residual. With |log pi| of some 1/beta, rounding keeps the residual above about 1e-16/beta, where the search ends too.
 */
walras_preference_equilibrium walras_preference_equilibrium_find(const walras_preference_game *game, const double *reference,
                                                                 double beta, int64_t sweeps_most, double *policy, double *work);

/** The proximal step of mirror descent in closed form, policy [n] in place: normalise(theta l + (1 - theta) log ref + alpha theta g), theta = 1 /
 *  (1 + alpha beta), for win rates or margins g [n]. */
void walras_preference_prox(double *policy, const double *reference, double beta, double alpha, const double *g, int64_t n);

#endif
