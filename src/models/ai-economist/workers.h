/**
 * The workers of the one-step economy: cells of equal skill, ascending. A cell is one worker, or with worker_representation = histogram a
 * narrow bin of workers with their mean skill. Since every worker's income and coin grow with skill, the order of skills is the order of
 * coin under every schedule, and Gini's index needs no sorting.
 */
#ifndef WALRAS_AI_ECONOMIST_WORKERS_H
#define WALRAS_AI_ECONOMIST_WORKERS_H

#include "models/ai-economist/skills.h"
#include "numerics/taxes/response.h"

/** What is kept of a cell; cells of a block follow each other in each array of its state. */
typedef struct one_step_workers {
  const struct ai_parameters *p;
  walras_trial *trial;
  walras_labor labor;
  walras_population *cells;
  walras_state *skill, *skill_e, *skill_delta; /**< v, v^e, v^-delta */
  walras_state *count, *rank;                  /**< histogram: workers of the cell, and their mean rank (2 i - N - 1)/N */
  walras_state *weight;                        /**< g of fixed weights; NULL = 1 for everyone, as at first */
  double total_weight;                         /**< sum of g over workers */
} one_step_workers;

/** One block's cells as arrays [count]. `count` and `rank` are NULL where a cell is a worker, `weight` where all are 1. */
typedef struct one_step_cells {
  walras_tax_workers workers;
  const double *count, *rank, *weight;
  int64_t first; /**< first cell */
} one_step_cells;

/** Collective. Draws or reads the skills and makes their powers. */
walras_status one_step_workers_make(walras_trial *trial, const struct ai_parameters *p, one_step_workers *workers);

/** Cells `first`..`first + count - 1` of the block, counted from its own first. */
one_step_cells one_step_block_cells(const one_step_workers *workers, const walras_block *block, int64_t first, int64_t count);

#endif
