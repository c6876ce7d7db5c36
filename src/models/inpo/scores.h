/** What a round learns from winner-loser pairs of one prompt: scores of its responses, least squares or logistic, on the graph of who met whom. */
#ifndef WALRAS_INPO_SCORES_H
#define WALRAS_INPO_SCORES_H

#include <stdbool.h>
#include <stdint.h>

/** Doubles of working memory of the functions below. */
int64_t inpo_scores_work(int64_t n);

/**
 * Minimises the mean over pairs of (d_w - d_l - target)^2 / 2 plus ridge |d|^2 / 2: scores d [n] of sum 0 in every component of the graph. wins [n][n]:
 * how many pairs were won by i against j. Without pairs d = 0. False when the Laplacian cannot be factored, which a ridge above 1e-12 prevents.
 */
bool inpo_least_squares(const double *wins, int64_t n, double target, double ridge, double *scores, double *work);

/**
 * Minimises the mean over pairs of log(1 + exp(-(d_w - d_l))) plus ridge |d|^2 / 2, ridge > 0: penalised Bradley-Terry scores, by Newton's method. Without
 * pairs d = 0. False when it does not converge.
 */
bool inpo_logistic_scores(const double *wins, int64_t n, double ridge, double *scores, double *work);

/**
 * policy [n] = anchor exp(scores), but each component of the graph keeps its mass under the anchor: pairs say nothing about responses that were
 * never compared, even through others. anchor [n] need not be normalised.
 */
void inpo_place_components(const double *wins, int64_t n, const double *anchor, const double *scores, double *policy,
                           double *work);

#endif
