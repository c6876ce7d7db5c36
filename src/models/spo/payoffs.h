/** What a tabular learner is told of its responses in a round. */
#ifndef WALRAS_SPO_PAYOFFS_H
#define WALRAS_SPO_PAYOFFS_H

#include "models/spo/parameters.h"

/** Learners of a game: 1 of self-play, 2 of dueling. */
int64_t spo_learners(const struct spo_parameters *p);

struct spo_round {
  int64_t prompt, iteration, learner;
  const double *policy; /**< [n] of this learner, probabilities */
  double *work;         /**< [n] */
  int64_t *counts;      /**< [2 n] */
};

/**
 * Turns margins [n] against the opponent in the game that is played into payoffs in place: twice the margins, or estimates of that from sampled
 * comparisons (with exp3, of pairs drawn from both policies, weighted by importance).
 */
void spo_payoffs(const walras_trial *trial, const struct spo_parameters *p, const struct spo_round *round, double *margins);

/** Preference queries of so many rounds: an exact vector of win rates is one; else every comparison is. */
int64_t spo_queries(const struct spo_parameters *p, int64_t iterations);

#endif
