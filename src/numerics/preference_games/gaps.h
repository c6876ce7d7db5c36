/**
 * How far a policy is from the solutions of a symmetric preference game. All gaps in units of win probability; a duality gap of a symmetric game
 * is twice the suboptimality. Policies are log-probabilities [n].
 */
#ifndef WALRAS_NUMERICS_PREFERENCE_GAMES_GAPS_H
#define WALRAS_NUMERICS_PREFERENCE_GAMES_GAPS_H

#include "numerics/preference_games/game.h"

/** subopt(pi) = max_i (P pi)_i - 1/2 >= 0: what the best answer wins above one half. work [2 n]; its first n are left with M pi. */
double walras_preference_subopt(const walras_preference_game *game, const double *policy, double *work);
/** The same for a policy as probabilities [n]; work [n] is left with M p. */
double walras_preference_subopt_of(const walras_preference_game *game, const double *p, double *work);

/**
 * The best answer to `policy` in the game regularised by beta > 0 times KL to `reference`: response [n] = normalise(log reference + P pi / beta).
 * work [2 n].
 */
void walras_preference_best_response(const walras_preference_game *game, const double *reference, double beta,
                                     const double *policy, double *response, double *work);

/**
 * subopt_beta(pi) = max_p J(p, pi) - 1/2 in closed form. It equals beta KL(pi || best response to pi) (from pi' M pi = 0), which is how it is
 * computed: never negative, and accurate far below the rounding of win rates. beta = 0: subopt. INFINITY where the policy has mass that the
 * reference has not. work [3 n].
 */
double walras_preference_regularised_subopt(const walras_preference_game *game, const double *reference, double beta,
                                            const double *policy, double *work);

/** The fixed point's residual sp(log pi - log reference - P pi / beta) in nats, beta > 0. work [3 n]. */
double walras_preference_residual(const walras_preference_game *game, const double *reference, double beta, const double *policy,
                                  double *work);

/** Facts of a dense matrix of margins M [n][n]. */
typedef struct walras_preference_facts {
  int64_t copeland_winner; /**< index of the largest Copeland score (number of responses beaten), ties lowest */
  int64_t copeland_score;  /**< n - 1: a Condorcet winner */
  double
      intransitivity_index; /**< ||M - M_t|| / ||M||, M_t,ij = r_i - r_j, r_i the mean of row i: 0 additive, 1 purely cyclic; 0 for M = 0 */
} walras_preference_facts;
/** borda [n] gets mean_j P_ij. */
walras_preference_facts walras_preference_facts_of(const double *margins, int64_t n, double *borda);

#endif
