/**
 * Saez's formula on a histogram of incomes, as the AI Economist's simulator estimates it (Zheng et al. 2021, public code of Foundation): equal
 * bins on [0, top], open ends below and above. Bins hold their left edge, the last one also `top`. Counts and sums of blocks are added, so
 * that incomes may live anywhere; the formula then sees the totals alone.
 */
#ifndef WALRAS_NUMERICS_TAXES_SAEZ_BINNED_H
#define WALRAS_NUMERICS_TAXES_SAEZ_BINNED_H

#include <stdbool.h>
#include <stdint.h>

/** bins >= 2 on [0, top], top > 0. */
typedef struct walras_saez_bins {
  int64_t bins;
  double top;
} walras_saez_bins;

/** The social weight of an income z: 1 / max(1, z), or 1. */
typedef enum walras_saez_weight { WALRAS_SAEZ_INVERSE_INCOME, WALRAS_SAEZ_UNIFORM } walras_saez_weight;

/** Length of `counts`: below, the bins, above. */
static inline int64_t walras_saez_slots(const walras_saez_bins *bins) {
  return bins->bins + 2;
}
/** Length of `sums`: weights of the slots, then the incomes above. */
static inline int64_t walras_saez_sums(const walras_saez_bins *bins) {
  return bins->bins + 3;
}

/** The slot of an income: 0 below 0, 1..bins, bins + 1 above top. */
int64_t walras_saez_slot(const walras_saez_bins *bins, double income);

/**
 * Adds incomes [count] to counts and sums, with weights by rule. Inside the bins only counts are added: call walras_saez_middle_weights once on
 * the totals.
 */
void walras_saez_count(const walras_saez_bins *bins, walras_saez_weight rule, const double *incomes, int64_t count,
                       int64_t *counts, double *sums);
/** Fills the weights of the bins as the authors do: count times the weight of the bin's middle. */
void walras_saez_middle_weights(const walras_saez_bins *bins, walras_saez_weight rule, const int64_t *counts, double *sums);

/** The same with a weight >= 0 of each: weights [count]. Nothing is to be filled afterwards. */
void walras_saez_count_weighted(const walras_saez_bins *bins, const double *incomes, const double *weights, int64_t count,
                                int64_t *counts, double *sums);

/** What the formula made of the totals; arrays [bins + 1], the last entry for incomes above top. The caller owns them. */
typedef struct walras_saez_components {
  double *weight_above; /**< G */
  double *pareto;       /**< a; NaN in an empty bin, 0 above top when nobody is there */
  double *rate;         /**< empty bins between their neighbours, from 0 left of the first bin */
  bool top_empty;       /**< nobody above top: the rate there is 1 */
} walras_saez_components;

/** counts, sums: the totals, with at least one income. */
void walras_saez_components_make(const walras_saez_bins *bins, const int64_t *counts, const double *sums, double elasticity,
                                 walras_saez_components *components);

/**
 * rates [brackets]: tax due over each bracket of cutoffs [brackets] under the rates of the bins, by its width; the top bracket's is the rate
 * above `top`. Clipped to [least, most].
 */
void walras_saez_brackets(const walras_saez_bins *bins, const double *bin_rates, int64_t brackets, const double *cutoffs,
                          double least, double most, double *rates);

#endif
