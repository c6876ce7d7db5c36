/**
 * Matrices held whole, B [d][d], of F(u) = (B'y, -Bx) + constant. Rank by rank and block by block they lie in slabs: block J of rows holds B_J,: with
 * its d columns one after the other ([d][width]), and for sampled methods B_:,J too, so that both a row and a column of B are contiguous within every
 * slab. One pass over the first gives both products.
 */
#ifndef WALRAS_VR_HALPERN_DENSE_H
#define WALRAS_VR_HALPERN_DENSE_H

#include "models/vr-halpern/kernels.h"
#include "models/vr-halpern/problem.h"

/** Up to this dimension a matrix is one slab, which every rank of a group holds: 8 MB. Above, slabs are HALPERN_SLAB wide. */
enum { HALPERN_ONE_SLAB = 1024, HALPERN_SLAB = 256 };

typedef enum halpern_task { TASK_CLAIM, TASK_FILL, TASK_PRODUCTS, TASK_BATCH, TASK_NORMS } halpern_task;

struct halpern_dense {
  struct halpern_problem *problem;
  const halpern_kernels *kernels;
  int64_t dimension, blocks;
  walras_population *population; /* NULL: one slab */
  walras_reduction *sums;        /* [d] */
  walras_gather *gather;
  walras_scratch *scratch;
  bool *mine;                       /* [blocks] of this rank */
  double **columns, **rows;         /* [blocks] B_J,: and B_:,J as above; NULL on other ranks */
  bool has_rows, skew;              /* skew: B = -B', and `columns` stand for rows */
  struct preference_prompt *prompt; /* preference_game: its source */
  double *wealth, *decay;           /* policeman_burglar: w_j; 1 - exp(-theta k) */
  /* What the present loop over blocks does. */
  halpern_task task;
  const double *x, *y;
  const int64_t *components;
  const double *across_weights, *along_weights;
  int64_t count;
};

/** Entries first..first+count-1 of row i of B; count <= WALRAS_PREFERENCE_PIECE. */
void halpern_dense_row(const struct halpern_dense *m, int64_t row, int64_t first, int64_t count, double *out);
/** Prepares what the entries are made of. */
walras_status halpern_dense_source(struct halpern_dense *m);

#endif
