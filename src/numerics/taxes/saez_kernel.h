/**
 * Saez's formula with a kernel density of incomes, as the LLM Economist's code estimates it (Karten et al. 2025): one rate per bracket from
 * incomes that do not answer to it. Three passes over the incomes, in blocks in any place; each fills sums that are added over blocks:
 *
 *   walras_saez_kernel_first on every block, add, walras_saez_kernel_set_mean;
 *   walras_saez_kernel_second on every block, add, walras_saez_kernel_set_spread;
 *   walras_saez_kernel_third on every block, add, walras_saez_kernel_rates.
 */
#ifndef WALRAS_NUMERICS_TAXES_SAEZ_KERNEL_H
#define WALRAS_NUMERICS_TAXES_SAEZ_KERNEL_H

#include <stdint.h>

#include "numerics/taxes/schedule.h"

/** Where the top bracket is evaluated: the mean income there (1.5 times its start if there is none), or a tenth of the way to 10^7. */
typedef enum walras_saez_top { WALRAS_SAEZ_TOP_MEAN, WALRAS_SAEZ_TOP_TENTH } walras_saez_top;

enum { WALRAS_SAEZ_FIRST = 4, WALRAS_SAEZ_SECOND = 1, WALRAS_SAEZ_THIRD = 3 * WALRAS_TAX_BRACKETS_MOST + 2 };

typedef struct walras_saez_kernel {
  int brackets;                            /**< J */
  double cutoff[WALRAS_TAX_BRACKETS_MOST]; /**< in the unit of incomes */
  walras_saez_top top;
  int64_t incomes;                        /**< N >= 2, of all blocks */
  double mean, bandwidth;                 /**< bandwidth: N^(-1/5) times the sample standard deviation; 0 when all are equal */
  double inverse_sum;                     /**< of 1 / income */
  double point[WALRAS_TAX_BRACKETS_MOST]; /**< z_j where bracket j is evaluated: its middle, the top one by the rule */
} walras_saez_kernel;

/** cutoffs [brackets], 1..WALRAS_TAX_BRACKETS_MOST of them, the first 0. */
walras_saez_kernel walras_saez_kernel_make(int brackets, const double *cutoffs, walras_saez_top top, int64_t incomes);

/** incomes [count] > 0; adds to sums [WALRAS_SAEZ_FIRST]. */
void walras_saez_kernel_first(const walras_saez_kernel *kernel, const double *incomes, int64_t count, double *sums);
void walras_saez_kernel_set_mean(walras_saez_kernel *kernel, const double *sums);
/** Adds to sums [WALRAS_SAEZ_SECOND]. */
void walras_saez_kernel_second(const walras_saez_kernel *kernel, const double *incomes, int64_t count, double *sums);
void walras_saez_kernel_set_spread(walras_saez_kernel *kernel, const double *sums);
/** Adds to sums [WALRAS_SAEZ_THIRD], of which 3 J + 2 are used. Incomes times J exponentials. */
void walras_saez_kernel_third(const walras_saez_kernel *kernel, const double *incomes, int64_t count, double *sums);

/** One bracket of the result. */
typedef struct walras_saez_bracket {
  double point;        /**< z */
  double below;        /**< F: share of incomes <= z */
  double density;      /**< f(z) */
  double pareto;       /**< a */
  double weight_above; /**< G, weights 1 / income */
  double rate;         /**< in [0, 1] */
} walras_saez_bracket;

/** elasticities [J] >= 0; out [J]. */
void walras_saez_kernel_rates(const walras_saez_kernel *kernel, const double *sums, const double *elasticities,
                              walras_saez_bracket *out);

#endif
