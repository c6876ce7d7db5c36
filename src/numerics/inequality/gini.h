/**
 * Inequality of values in ascending order. Everything follows from three numbers of a population, which add up over pieces of its sorted order:
 * how many values there are, their total, and their spread, the sum over pairs of |x_i - x_j|.
 */
#ifndef WALRAS_NUMERICS_INEQUALITY_GINI_H
#define WALRAS_NUMERICS_INEQUALITY_GINI_H

#include <stdint.h>

typedef struct walras_inequality {
  int64_t count; /**< n */
  double total;  /**< sum of x */
  double spread; /**< sum of (2 i - n - 1) x_(i), i = 1..n: of |x_i - x_j| over pairs i < j */
} walras_inequality;

/** Of sorted values [count], ascending. Sums carry their rounding errors along. */
walras_inequality walras_inequality_of_sorted(const double *sorted, int64_t count);

/**
 * What the values first..first+count-1 (0-based ranks) of a population of n add to its total and spread; sorted [count].
 * `count` of the result is that of the piece.
 */
walras_inequality walras_inequality_piece(const double *sorted, int64_t count, int64_t first, int64_t n);
/** The same for `count` values all equal to x. */
walras_inequality walras_inequality_ties(double x, int64_t count, int64_t first, int64_t n);

/**
 * Of values with weights: sorted [count] ascending, weights [count] >= 0. `weight` is filled with the sum of weights; total and spread are those of
 * a population in which value i stands weights[i] times.
 */
walras_inequality walras_inequality_weighted(const double *sorted, const double *weights, int64_t count, double *weight);

typedef enum walras_gini_kind {
  WALRAS_GINI_POPULATION, /**< spread / (n total): 0 for equal values, (n - 1) / n for one owner */
  WALRAS_GINI_CORRECTED,  /**< times n / (n - 1): 1 for one owner; 0 for n = 1 */
  WALRAS_GINI_AUTHORS /**< as the AI Economist's simulator has it: for n < 30 the corrected one, from 30 on with n + 1 in place of n; a
                             total of 0 gives 0 and 1 */
} walras_gini_kind;

/** NaN for n = 0, and for a total of 0 unless of the authors' kind. Values below 0 may take it past 1. */
double walras_gini(const walras_inequality *inequality, walras_gini_kind kind);

/** out[k] = sum of the ranks[k] smallest of sorted [count]; ranks [points] ascending, 0..count. Divided by the total: Lorenz's curve. */
void walras_lowest_sums(const double *sorted, int64_t count, const int64_t *ranks, int64_t points, double *out);

#endif
