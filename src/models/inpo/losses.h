/** INPO's two losses of a round (Zhang et al. 2024, equations 7 and 8) as exact expectations over pairs of pi_t, and the minimiser of the second. */
#ifndef WALRAS_INPO_LOSSES_H
#define WALRAS_INPO_LOSSES_H

#include "models/inpo/exact.h"

/** The round that losses are of: its step, game, reference [n] and policy pi_t [n]. */
struct inpo_round {
  const struct inpo_step *step;
  const walras_preference_game *game;
  const double *reference, *policy;
};

struct inpo_losses {
  double win_rates; /**< equation 7: against differences of win rates */
  double pairs;     /**< equation 8: against 1 / (2 eta) for the winner of each pair; free of win rates */
};

/** At `probe` [n], log-probabilities. work [3 n]. O(n^2). */
struct inpo_losses inpo_losses_at(const struct inpo_round *round, const double *probe, double *work);

/** What equation 8 exceeds equation 7 by at every policy: (1/4 - 2 Var_{y ~ pi_t} P(y > pi_t)) / eta^2. work [2 n]. */
double inpo_losses_difference(const struct inpo_round *round, double *work);

/** Gradient of equation 8 on the logits of `probe` [n], each over 4 pi_t(y): gradient [n]. work [2 n]. O(n^2). */
void inpo_pairs_gradient(const struct inpo_round *round, const double *probe, double *gradient, double *work);

/**
 * Minimises equation 8 over logits from pi_t by Newton's method: policy [n] gets the minimiser. The loss is quadratic with Hessian
 * 4 (diag p - p p'), whose free direction, the constant, is filled by p p'. Steps until the gradient's norm is at most 1e-10; returns their
 * number, or -1 where it never is. work [4 n].
 */
int inpo_minimise_pairs(const struct inpo_round *round, double *policy, double *work);

#endif
