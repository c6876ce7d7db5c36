/** One exact round of each learner on one prompt: policies as log-probabilities, win rates exact. */
#ifndef WALRAS_INPO_EXACT_H
#define WALRAS_INPO_EXACT_H

#include <stdbool.h>

#include "numerics/preference_games/game.h"

/** What a round does. */
struct inpo_step {
  int algorithm;   /**< enum inpo_algorithm */
  double tau;      /**< strength of the regularisation */
  double eta;      /**< inverse step of this round */
  double sppo_eta; /**< SPPO's step */
  double contrast; /**< scale of log-ratios in the logistic loss of winner-loser pairs: tau of iterative DPO, DNO-Prct's own */
};

/** Doubles of working memory of inpo_exact_round for n responses. */
int64_t inpo_exact_work(int algorithm, int64_t n);

/**
 * policy [n] becomes that of the next round; reference [n]. iterative_dpo and dno_prct minimise their logistic loss over pairs of pi_t in which every
 * response has a share of 1e-6 at least. False where its scores are not found.
 */
bool inpo_exact_round(const struct inpo_step *step, const walras_preference_game *game, const double *reference, double *policy,
                      double *work);

/**
 * The update of a learner that takes win rates: policy [n] moves by them as the exact round does, with `margins` [n], estimates of P pi_t - 1/2, in
 * their place. inpo (equation 5 of Zhang et al. 2024), sppo, nash_md and online_ipo; of nash_mp a half step, from `policy`.
 */
void inpo_move(const struct inpo_step *step, const double *reference, const double *margins, double *policy, double *work,
               int64_t n);

/** The policy that a learner plays against: its own, or for nash_md the geometric mixture with the reference. opponent [n]. */
void inpo_opponent(const struct inpo_step *step, const double *reference, const double *policy, double *opponent, int64_t n);

/** INPO's anchor log a = (tau/eta) log ref + (1 - tau/eta) log pi_t, not normalised: anchor [n]. */
void inpo_anchor(const struct inpo_step *step, const double *reference, const double *policy, double *anchor, int64_t n);

#endif
