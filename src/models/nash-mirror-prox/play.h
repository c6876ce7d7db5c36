/** All of one prompt with tabular policies: its game, its equilibrium, the run with its evaluations, the tournament. */
#ifndef WALRAS_NASH_MIRROR_PROX_PLAY_H
#define WALRAS_NASH_MIRROR_PROX_PLAY_H

#include "models/nash-mirror-prox/record.h"

/** Doubles of working memory for a prompt. */
int64_t nmp_play_reals(const struct nmp_parameters *p);

/** Plays `prompt` in memory [nmp_play_reals] and adds to the block's sums, counts and maxima. Keepsakes are filled where there are any. Any thread. */
void nmp_play(const walras_block *block, const struct nmp_parameters *p, int64_t prompt, double *memory,
              const struct nmp_keepsakes *keepsakes);

/** Least-squares slope of y over iterations, from the last half of its points before the first below `floor`; NaN for fewer than three. y [count] are
 *  logarithms at 0, every, 2 every, ... and `last`. */
double nmp_fitted_slope(const double *y, int64_t count, int64_t every, int64_t last, double floor);

#endif
