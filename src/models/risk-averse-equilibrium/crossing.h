/** Two cars at an intersection: exact replies of a driver who weighs mean against variance, and exact moments of a car's return. */
#ifndef WALRAS_RAE_CROSSING_H
#define WALRAS_RAE_CROSSING_H

#include "models/risk-averse-equilibrium/parameters.h"

/**
 * Cells 0..D-1 approach (cars start in any of them, independently), D is the conflict cell, D+1 means cleared. A policy is advance [H][D+1][D+2]:
 * the probability of advancing at step t from own cell, 0..D, with the other car in its cell, 0..D+1. What is done is a fair coin's choice with
 * probability `tremble`. Both in D after a move: a crash, -1-K, and the end. Clearing: -1+G. Otherwise -1 a step, for H steps at most.
 */
struct rae_crossing {
  int64_t cells, horizon; /**< D, H */
  double goal, penalty;   /**< G, K */
  double tremble, risk_aversion;
};
struct rae_crossing rae_crossing_of(const struct rae_parameters *p);
int64_t rae_crossing_policy_size(const struct rae_crossing *crossing);

static inline int64_t rae_crossing_state(const struct rae_crossing *crossing, int64_t step, int64_t own, int64_t other) {
  return (step * (crossing->cells + 1) + own) * (crossing->cells + 2) + other;
}

/** Doubles of working memory. */
int64_t rae_crossing_reals(const struct rae_crossing *crossing);

/**
 * The best policy against `opponent`: it maximises E[R] - lambda Var[R] = max over m of E[f_m(R)] - lambda m^2, f_m(R) = R (1 + 2 lambda m) - lambda R^2; for
 * fixed m by backward induction (before clearing, the reward so far is minus the step's number). m is sought on 41 points, then on 21 about the best one, then
 * by golden section. Advancing and waiting that differ by at most 1e-12 are chosen evenly. Own trembles count. Returns the utility.
 */
double rae_crossing_reply(const struct rae_crossing *crossing, const double *opponent, double *policy, double *reals);

/** Round `round`, from 0, of fictitious play among drivers alike: their average policy moves towards the reply to it by 1 / (round + 2). */
void rae_crossing_round(const struct rae_crossing *crossing, int64_t round, double *policy, double *reply, double *reals);

struct rae_crossing_value {
  double mean, variance; /**< of the return of the car that plays `policy` */
  double crash;          /**< probability of a crash in an episode */
};
struct rae_crossing_value rae_crossing_evaluate(const struct rae_crossing *crossing, const double *policy, const double *opponent,
                                                double *reals);

/** Returns by outcome: cleared at step t (t), crashed at step t (H + t), neither (2 H). Mean and variance of a law [2 H + 1] over outcomes. */
int64_t rae_crossing_outcomes(const struct rae_crossing *crossing);
struct rae_crossing_value rae_crossing_moments(const struct rae_crossing *crossing, const double *law);

#endif
