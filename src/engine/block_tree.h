/**
 * Sums of real numbers whose bits depend on the number of blocks alone. Leaves are the global blocks 0..n-1; node (level l, index i)
 * covers blocks i 2^l .. (i + 1) 2^l - 1 and is the sum of its left and its right half, or the left half alone where no block of the
 * right one exists. A sum over no blocks is +0. Plain IEEE additions: -0 + -0 stays -0; whatever has no value (a NaN anywhere, infinities
 * of both signs) gives the one quiet NaN without sign and payload, for IEEE leaves open whose bits an addition of two NaNs keeps.
 */
#ifndef WALRAS_ENGINE_BLOCK_TREE_H
#define WALRAS_ENGINE_BLOCK_TREE_H

#include <stdbool.h>
#include <stdint.h>

/** Partial sums on a binary counter: adjacent whole nodes, from left to right, each a vector of `width` doubles. */
typedef struct walras_tree_node {
  int64_t level, index;
} walras_tree_node;

enum { WALRAS_TREE_LEVELS = 64, WALRAS_TREE_NODES = 2 * WALRAS_TREE_LEVELS };

typedef struct walras_tree_stack {
  int64_t width;
  int depth;
  walras_tree_node nodes[WALRAS_TREE_NODES];
  double *values; /* [WALRAS_TREE_NODES][width], the caller's */
} walras_tree_stack;

/** Appends a node directly right of those on the stack (values [width]) and joins what can be joined. */
void walras_tree_push(walras_tree_stack *stack, walras_tree_node node, const double *values);

/** Joins everything on a stack that covers blocks 0..blocks-1 into the root: result [width]. */
void walras_tree_finish(walras_tree_stack *stack, int64_t blocks, double *result);

#endif
