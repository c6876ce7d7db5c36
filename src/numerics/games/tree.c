#include "numerics/games/tree.h"

#include <stddef.h>

int64_t walras_tree_leaves(const walras_tree *tree) {
  int64_t leaves = 1;
  for (int64_t level = 0; level < tree->depth; level++)
    leaves *= tree->branching;
  return leaves;
}

int64_t walras_tree_nodes(const walras_tree *tree) {
  return (walras_tree_leaves(tree) - 1) / (tree->branching - 1);
}

/* A level of `count` nodes over its children, in place: node i's children are i * branching + 0.. . */
static void induct_level(int64_t branching, int64_t count, double tolerance, double *mover, double *other, int32_t *choices) {
  for (int64_t node = 0; node < count; node++) {
    const int64_t first = node * branching;
    int64_t best = first;
    for (int64_t child = first + 1; child < first + branching; child++)
      if (mover[child] > mover[best] + tolerance)
        best = child;
    mover[node] = mover[best];
    other[node] = other[best];
    choices[node] = (int32_t)(best - first);
  }
}

void walras_tree_induct(const walras_tree *tree, double tolerance, double *const payoff[2], int32_t *choices) {
  int64_t count = walras_tree_leaves(tree), first = walras_tree_nodes(tree);
  for (int64_t level = tree->depth - 1; level >= 0; level--) {
    count /= tree->branching;
    first -= count;
    induct_level(tree->branching, count, tolerance, payoff[level % 2], payoff[1 - level % 2], choices + first);
  }
}

/* Follows play from node `node` of a level that begins at `first` and has `count` nodes; at the leaves there are no more choices. */
static int64_t follow(const walras_tree *tree, const int32_t *choices, int64_t level, int64_t first, int64_t count,
                      int64_t node) {
  for (; level < tree->depth; level++) {
    node = node * tree->branching + choices[first + node];
    first += count;
    count *= tree->branching;
  }
  return node;
}

int64_t walras_tree_outcome(const walras_tree *tree, const int32_t *choices, int32_t *moves) {
  int64_t leaf = follow(tree, choices, 0, 0, 1, 0), rest = leaf;
  for (int64_t level = tree->depth - 1; moves != NULL && level >= 0; level--) {
    moves[level] = (int32_t)(rest % tree->branching);
    rest /= tree->branching;
  }
  return leaf;
}

int64_t walras_tree_deviations(const walras_tree *tree, double tolerance, const double *const payoff[2], const int32_t *choices) {
  int64_t deviations = 0;
  for (int64_t level = 0, first = 0, count = 1; level < tree->depth; level++) {
    const int64_t next = first + count, children = count * tree->branching;
    const double *const mover = payoff[level % 2];
    for (int64_t node = 0; node < count; node++) {
      const double kept = mover[follow(tree, choices, level, first, count, node)];
      for (int64_t child = node * tree->branching; child < (node + 1) * tree->branching; child++)
        deviations += mover[follow(tree, choices, level + 1, next, children, child)] > kept + tolerance;
    }
    first = next;
    count = children;
  }
  return deviations;
}
