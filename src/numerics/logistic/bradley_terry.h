/** Bradley-Terry scores from a matrix of wins (Zermelo 1929; Bradley and Terry 1952) by Newton's method on the Laplacian Hessian. */
#ifndef WALRAS_NUMERICS_LOGISTIC_BRADLEY_TERRY_H
#define WALRAS_NUMERICS_LOGISTIC_BRADLEY_TERRY_H

#include <stdbool.h>
#include <stdint.h>

/** Doubles of working memory for n options. */
static inline int64_t walras_bradley_terry_work(int64_t n) {
  return n * (n + 1) / 2 + 3 * n;
}

/**
 * Fits scores [n] of sum 0 with sum_m N_lm sigma(r_l - r_m) = sum_m N_lm P_lm for every option l, by maximum likelihood, where N_lm = P_lm + P_ml are
 * the comparisons of l and m, and `wins` [n][n] holds P (the diagonal is not read). Shares of wins are kept 2^-40 of N away from 0 and 1, so that an option
 * that always loses gets a score, not an infinity. False when the options fall apart into sets that were never compared.
 */
bool walras_bradley_terry_fit(const double *wins, int64_t n, double *work, double *scores);

#endif
