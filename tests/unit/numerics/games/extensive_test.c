/* Trees of perfect information and signalling games. */
#include <math.h>

#include "numerics/games/signaling.h"
#include "numerics/games/tree.h"
#include "unit.h"
#include "walras/random.h"

static double uniform(uint64_t instance, uint32_t draw) {
  const uint32_t key[2] = {8, 3};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  return walras_uniform(&stream, instance, draw);
}

static void a_tree_by_hand_is_solved_from_its_end(void) {
  const walras_tree tree = {.depth = 2, .branching = 2};
  double first[4] = {3.0, 1.0, 4.0, 0.0}, second[4] = {2.0, 1.0, 0.0, 1.0};
  const double *const given[2] = {(const double[]){3.0, 1.0, 4.0, 0.0}, (const double[]){2.0, 1.0, 0.0, 1.0}};
  double *const payoff[2] = {first, second};
  int32_t choices[3], moves[2];
  walras_tree_induct(&tree, 0.0, payoff, choices);
  CU_ASSERT(first[0] == 3.0 && second[0] == 2.0);
  CU_ASSERT(choices[0] == 0 && choices[1] == 0 && choices[2] == 1);
  CU_ASSERT_EQUAL(walras_tree_outcome(&tree, choices, moves), 0);
  CU_ASSERT(moves[0] == 0 && moves[1] == 0);
  CU_ASSERT_EQUAL(walras_tree_deviations(&tree, 0.0, given, choices), 0);
  choices[2] = 0; /* now the second player gives 4 to the first one, who would rather go there */
  CU_ASSERT_EQUAL(walras_tree_deviations(&tree, 0.0, given, choices), 2);
}

/* Value at a node by plain recursion over subtrees. */
static double value_of(const walras_tree *tree, const double *const payoff[2], int64_t level, int64_t node, int player) {
  if (level == tree->depth)
    return payoff[player][node];
  const int mover = (int)(level % 2);
  int64_t best = 0;
  for (int64_t child = 1; child < tree->branching; child++)
    if (value_of(tree, payoff, level + 1, node * tree->branching + child, mover) >
        value_of(tree, payoff, level + 1, node * tree->branching + best, mover))
      best = child;
  return value_of(tree, payoff, level + 1, node * tree->branching + best, player);
}

static void random_trees_have_the_values_of_recursion_and_no_profitable_deviation(void) {
  static double leaves[2][256], work[2][256];
  static int32_t choices[256];
  for (uint64_t instance = 0; instance < 60; instance++) {
    const walras_tree tree = {.depth = 1 + (int64_t)(instance % 4), .branching = 2 + (int64_t)(instance % 3)};
    const int64_t count = walras_tree_leaves(&tree);
    for (uint32_t i = 0; i < count; i++)
      for (uint32_t player = 0; player < 2; player++)
        leaves[player][i] = work[player][i] = uniform(instance, 256 * player + i);
    double *const payoff[2] = {work[0], work[1]};
    const double *const given[2] = {leaves[0], leaves[1]};
    walras_tree_induct(&tree, 0.0, payoff, choices);
    for (int player = 0; player < 2; player++)
      CU_ASSERT(unit_same_bits(work[player][0], value_of(&tree, given, 0, 0, player)));
    CU_ASSERT(unit_same_bits(work[0][0], leaves[0][walras_tree_outcome(&tree, choices, NULL)]));
    CU_ASSERT_EQUAL(walras_tree_deviations(&tree, 0.0, given, choices), 0);
  }
}

/* A low and a high type (prior of the high one .3); messages cost the low type 3 and the high one 1.5; the receiver wants to match the type. */
static void education_has_one_pooling_and_one_separating_equilibrium(void) {
  const double prior[2] = {0.7, 0.3}, sender[8] = {0.0, 2.0, -3.0, -1.0, 0.0, 2.0, -1.5, 0.5};
  const double receiver[8] = {1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0};
  const walras_signaling game = {2, 2, 2, prior, sender, receiver};
  walras_pbe found[4];
  int64_t counts[3];
  CU_ASSERT_EQUAL(walras_signaling_equilibria(&game, 1e-12, 4, found, counts), 2);
  CU_ASSERT(counts[WALRAS_PBE_SEPARATING] == 1 && counts[WALRAS_PBE_POOLING] == 1 && counts[WALRAS_PBE_SEMI] == 0);
  CU_ASSERT(found[0].kind == WALRAS_PBE_POOLING && found[0].message[0] == 0 && found[0].message[1] == 0);
  CU_ASSERT(found[0].reply[0] == 0 && found[0].reply[1] == 0);
  CU_ASSERT(found[1].kind == WALRAS_PBE_SEPARATING && found[1].message[0] == 0 && found[1].message[1] == 1);
  CU_ASSERT(found[1].reply[0] == 0 && found[1].reply[1] == 1);
}

/* Cho and Kreps (1987): types weak (.1) and surly (.9), messages quiche and beer, the receiver duels (0) or not (1). */
static void beer_and_quiche_pool_on_either_breakfast(void) {
  const double prior[2] = {0.1, 0.9}, sender[8] = {1.0, 3.0, 0.0, 2.0, 0.0, 2.0, 1.0, 3.0};
  const double receiver[8] = {1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0};
  const walras_signaling game = {2, 2, 2, prior, sender, receiver};
  walras_pbe found[4];
  int64_t counts[3];
  CU_ASSERT_EQUAL(walras_signaling_equilibria(&game, 1e-12, 4, found, counts), 2);
  CU_ASSERT_EQUAL(counts[WALRAS_PBE_POOLING], 2);
  for (int e = 0; e < 2; e++) {
    CU_ASSERT_EQUAL(found[e].reply[found[e].message[0]], 1);     /* no duel after the breakfast that all have */
    CU_ASSERT_EQUAL(found[e].reply[1 - found[e].message[0]], 0); /* and one after the other */
  }
}

/* Best for a mean belief only: neither type alone supports action 1, both together do. */
static void a_mixed_belief_can_support_what_no_type_does(void) {
  const double prior[2] = {0.5, 0.5}, sender[6] = {0}, receiver[6] = {1.0, 0.6, 0.0, 0.0, 0.6, 1.0};
  const walras_signaling game = {2, 1, 3, prior, sender, receiver};
  CU_ASSERT(walras_signaling_supportable(&game, 0, 1, 1e-12));
  const double low[6] = {1.0, 0.4, 0.0, 0.0, 0.4, 1.0};
  const walras_signaling other = {2, 1, 3, prior, sender, low};
  CU_ASSERT(!walras_signaling_supportable(&other, 0, 1, 1e-12));
}

/* A reply is supportable when a grid of beliefs finds one under which it is best, and is not when it falls short of it by more than the grid's mesh
 * explains: payoffs in [0, 1] move by at most 2 / 40 between a belief and the next grid point. */
static void supportable_replies_are_those_a_grid_of_beliefs_supports(void) {
  enum { T = 3, A = 4, GRID = 40 };
  const double prior[T] = {0.2, 0.3, 0.5}, sender[T * A] = {0};
  for (uint64_t instance = 0; instance < 100; instance++) {
    double receiver[T * A];
    for (uint32_t i = 0; i < T * A; i++)
      receiver[i] = uniform(10000 + instance, i);
    const walras_signaling game = {T, 1, A, prior, sender, receiver};
    for (int64_t action = 0; action < A; action++) {
      double best = -INFINITY;
      for (int i = 0; i <= GRID; i++)
        for (int j = 0; i + j <= GRID; j++) {
          const double p[T] = {(double)i / GRID, (double)j / GRID, (double)(GRID - i - j) / GRID};
          double least = INFINITY;
          for (int64_t other = 0; other < A; other++) {
            double sum = 0.0;
            for (int64_t t = 0; t < T; t++)
              sum += p[t] * (receiver[t * A + action] - receiver[t * A + other]);
            least = sum < least ? sum : least;
          }
          best = least > best ? least : best;
        }
      const bool supportable = walras_signaling_supportable(&game, 0, action, 1e-12);
      CU_ASSERT(best < 0.0 || supportable);
      CU_ASSERT(best > -0.05 || !supportable);
    }
  }
}

WALRAS_UNIT_TESTS(UNIT(a_tree_by_hand_is_solved_from_its_end),
                  UNIT(random_trees_have_the_values_of_recursion_and_no_profitable_deviation),
                  UNIT(education_has_one_pooling_and_one_separating_equilibrium), UNIT(beer_and_quiche_pool_on_either_breakfast),
                  UNIT(a_mixed_belief_can_support_what_no_type_does),
                  UNIT(supportable_replies_are_those_a_grid_of_beliefs_supports))
