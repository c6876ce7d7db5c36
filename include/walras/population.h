/**
 * Populations, their blocks, and reductions over them. A population's n entities 0..n-1 are cut in blocks of a fixed size that
 * depends on neither ranks nor threads; each rank of the group owns a contiguous range of blocks; threads take blocks.
 */
#ifndef WALRAS_POPULATION_H
#define WALRAS_POPULATION_H

#include <stdbool.h>
#include <stdint.h>

#include "walras/integer.h"
#include "walras/trial.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct walras_population walras_population; /* freed with the trial */
typedef struct walras_reduction walras_reduction;   /* freed with the trial; reusable round after round */
typedef struct walras_state walras_state;           /* freed with the trial */
typedef struct walras_scratch walras_scratch;       /* freed with the trial */
typedef struct walras_gather walras_gather;         /* freed with the trial */

typedef struct walras_population_input {
  const char *name;   /**< for messages and checkpoints */
  int64_t entities;   /**< n >= 0 */
  int64_t block_size; /**< entities per block, > 0; 0 = 65536 */
  bool uneven;        /**< blocks of very uneven cost: threads take them one by one instead of in fixed chunks */
} walras_population_input;

/** Collective (without communication). */
walras_status walras_population_create(walras_trial *trial, const walras_population_input *input, walras_population **population);
int64_t walras_population_entities(const walras_population *population);
int64_t walras_population_blocks(const walras_population *population);

/** Extremum of (value, id): ties go to the lowest id; NaN values are ignored. `id` is -1 when nothing was offered. */
typedef struct walras_extremum {
  double value;
  int64_t id;
} walras_extremum;

/** One block as a block function sees it: its entities, and where to add its contributions. */
typedef struct walras_block {
  walras_trial *trial;
  int64_t index; /**< global block number */
  int64_t first; /**< first entity */
  int64_t count; /**< entities, >= 1 */
  int thread;    /**< 0..walras_trial_threads()-1 */
  /* Of the reduction given to walras_for_each_block; NULL where its shape has none. Add to them, never assign. */
  walras_int128 *totals;            /**< [shape.totals] exact, order-free */
  int64_t *counts;                  /**< [shape.counts] exact, order-free; for long vectors (histograms, per-business counters) */
  double *sums;                     /**< [shape.sums] zero at the start of each block; combined along the block tree */
  walras_extremum *minima, *maxima; /**< [shape.minima], [shape.maxima]; use walras_offer_minimum / _maximum */
} walras_block;

static inline void walras_offer_minimum(walras_extremum *extremum, double value, int64_t id) {
  if (value < extremum->value || (value == extremum->value && id < extremum->id) || (extremum->id < 0 && value == value)) {
    extremum->value = value;
    extremum->id = id;
  }
}

static inline void walras_offer_maximum(walras_extremum *extremum, double value, int64_t id) {
  if (value > extremum->value || (value == extremum->value && id < extremum->id) || (extremum->id < 0 && value == value)) {
    extremum->value = value;
    extremum->id = id;
  }
}

typedef struct walras_reduction_shape {
  int64_t totals, counts, sums, minima, maxima;
} walras_reduction_shape;

walras_status walras_reduction_create(walras_trial *trial, const walras_reduction_shape *shape, walras_reduction **reduction);

/** Runs on one block; blocks run in any order and on any thread. Any status but WALRAS_OK ends the trial on all ranks. */
typedef walras_status (*walras_block_function)(const walras_block *block, void *context);

/** Collective. Runs `function` once per block of the population. With a reduction (may be NULL) its slots are cleared first and
 *  hold the whole group's result afterwards, equal on every rank and for any number of ranks and threads. */
walras_status walras_for_each_block(walras_population *population, walras_block_function function, void *context,
                                    walras_reduction *reduction);

walras_int128 walras_reduction_total(const walras_reduction *reduction, int64_t slot);
const int64_t *walras_reduction_counts(const walras_reduction *reduction); /**< [shape.counts], valid until the next use */
double walras_reduction_sum(const walras_reduction *reduction, int64_t slot);
const double *walras_reduction_sums(const walras_reduction *reduction); /**< [shape.sums], valid until the next use */
walras_extremum walras_reduction_minimum(const walras_reduction *reduction, int64_t slot);
walras_extremum walras_reduction_maximum(const walras_reduction *reduction, int64_t slot);

/* State of entities that lives over rounds: `bytes` per entity, in one array per rank, zeroed, first touched by the thread that
 * works on it. `name` is unique among all that the trial keeps (walras_trial_keep); without a name (NULL) the state is not kept: the model
 * fills it again before its first round. */
walras_status walras_state_create(walras_population *population, const char *name, size_t bytes, walras_state **state);
/** The state of the block's first entity; entities follow each other. */
void *walras_block_state(const walras_block *block, const walras_state *state);

/* Working memory, one piece of `bytes` bytes per thread, 64-byte aligned, not cleared between blocks. */
walras_status walras_scratch_create(walras_trial *trial, size_t bytes, walras_scratch **scratch);
void *walras_block_scratch(const walras_block *block, const walras_scratch *scratch);

/* All-gather of block results of any length, in block order. */
walras_status walras_gather_create(walras_population *population, walras_gather **gather);
/** Inside a block function, at most once per block: copies `bytes` bytes. */
walras_status walras_block_emit(const walras_block *block, walras_gather *gather, const void *data, int64_t bytes);
/** Collective. After the loop: everything that was emitted, in block order, on every rank. `offsets` [blocks + 1] may be NULL.
 *  Valid until the gather is used again. */
walras_status walras_gather_all(walras_gather *gather, const void **data, const int64_t **offsets);

/** Fills `values` [block->count] with a real per entity of the block: a pure function of the block. NaN is an error. */
typedef walras_status (*walras_values_function)(const walras_block *block, double *values, void *context);

/** Collective. Exact order statistics: out[i] = the ranks[i]-th smallest (0-based, < n) of the population's values.
 *  `values` is called several times per block; nothing is stored or gathered. -0 counts as 0. */
walras_status walras_order_statistics(walras_population *population, walras_values_function values, void *context,
                                      const int64_t *ranks, int64_t count, double *out);

/** Collective. The k largest by value, ties by lowest entity: top [k], descending; `found` <= k of them exist. */
walras_status walras_top_k(walras_population *population, walras_values_function values, void *context, int64_t k,
                           walras_extremum *top, int64_t *found);

/** Sums over the values of a population in ascending order: what inequality and concentration need. */
typedef struct walras_order_sums {
  double total;         /**< of the values */
  double spread;        /**< of |x_i - x_j| over pairs: Gini's coefficient is spread / (n total) */
  const double *lowest; /**< [count] sum of the ranks[k] lowest values: by the total, Lorenz's curve. Valid until the next use */
} walras_order_sums;

typedef struct walras_sorter walras_sorter; /* freed with the trial; reusable round after round */

/** For values of `population`; ranks [count] (copied), ascending, each in 0..n, may be NULL for count 0. */
walras_status walras_sorter_create(walras_population *population, const int64_t *ranks, int64_t count, walras_sorter **sorter);

/**
 * Collective. The order is exact, the sums are right to about 1e-14 of their terms' sizes, and nothing is gathered: values travel once to the
 * ranks that sort them, a bounded number at a time. `values` is called several times per block. NaN is an error; for n = 0 all sums are 0.
 */
walras_status walras_order_sums_find(walras_sorter *sorter, walras_values_function values, void *context,
                                     walras_order_sums *sums);

#ifdef __cplusplus
}
#endif
#endif
