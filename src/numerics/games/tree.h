/**
 * Trees of perfect information in which two players move in turn: `depth` moves with `branching` choices each, the first player at even depths.
 * Leaves are numbered 0..branching^depth-1 with the first move as the highest digit in base `branching`; inner nodes level by level.
 */
#ifndef WALRAS_NUMERICS_GAMES_TREE_H
#define WALRAS_NUMERICS_GAMES_TREE_H

#include <stdint.h>

typedef struct walras_tree {
  int64_t depth;     /**< >= 1 */
  int64_t branching; /**< >= 2 */
} walras_tree;

int64_t walras_tree_leaves(const walras_tree *tree);
/** Inner nodes: (branching^depth - 1) / (branching - 1). */
int64_t walras_tree_nodes(const walras_tree *tree);

/**
 * Backward induction: the mover of each node takes the first best child (walras_argmax_first with `tolerance`). payoff[2] [leaves] are the leaves'
 * payoffs of the two players and are overwritten; afterwards payoff[k][0] is player k's value at the root. `choices` [nodes] gets the child
 * taken at each node.
 */
void walras_tree_induct(const walras_tree *tree, double tolerance, double *const payoff[2], int32_t *choices);

/** The leaf that play from the root reaches; moves [depth] (may be NULL) gets the choices on the way. */
int64_t walras_tree_outcome(const walras_tree *tree, const int32_t *choices, int32_t *moves);

/** Profitable one-shot deviations of a strategy profile: pairs of a node and another choice there that, with `choices` followed ever after, give
 *  the mover more by more than `tolerance`. 0 in a subgame-perfect equilibrium (one-shot deviation principle). Play is followed to the leaves
 *  (`payoff` as given, not overwritten) from every node: no values of induction are used. */
int64_t walras_tree_deviations(const walras_tree *tree, double tolerance, const double *const payoff[2], const int32_t *choices);

#endif
