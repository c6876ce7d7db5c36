#include "engine/block_tree.h"

#include <math.h>

#include "unit.h"

enum { LEAVES_MOST = 300 };

/* The definition, recursively: a node is its left half plus its right half, or the left alone. */
static double tree_sum(const double *leaves, int64_t blocks, int64_t level, int64_t index) {
  const int64_t first = index << level;
  if (level == 0)
    return leaves[first];
  const double left = tree_sum(leaves, blocks, level - 1, 2 * index);
  return (2 * index + 1) << (level - 1) < blocks ? left + tree_sum(leaves, blocks, level - 1, 2 * index + 1) : left;
}

static double reference(const double *leaves, int64_t blocks) {
  int64_t level = 0;
  while ((INT64_C(1) << level) < blocks)
    level++;
  return blocks == 0 ? 0.0 : tree_sum(leaves, blocks, level, 0);
}

/* Adversarial: cancellations, subnormals, sixteen orders of magnitude. */
static void fill(double *leaves, int64_t blocks, uint32_t seed) {
  static const double kinds[] = {1e16, -1e16, 1.0, 5e-324, -1.0, 3.3e-9, 1e300, -1e300};
  for (int64_t i = 0; i < blocks; i++) {
    seed = seed * 1664525u + 1013904223u;
    leaves[i] = kinds[seed >> 29] * (double)(seed >> 8 & 1023);
  }
}

/* Cuts the leaves into ranges, sums each on its own stack, then joins all nodes: as ranks do. */
static double cut_and_join(const double *leaves, int64_t blocks, const int64_t *cuts, int cut_count) {
  double values[2][WALRAS_TREE_NODES], result;
  walras_tree_stack whole = {.width = 1, .values = values[0]};
  for (int part = 0; part + 1 < cut_count; part++) {
    walras_tree_stack stack = {.width = 1, .values = values[1]};
    for (int64_t i = cuts[part]; i < cuts[part + 1]; i++)
      walras_tree_push(&stack, (walras_tree_node){0, i}, &leaves[i]);
    for (int node = 0; node < stack.depth; node++)
      walras_tree_push(&whole, stack.nodes[node], &stack.values[node]);
  }
  walras_tree_finish(&whole, blocks, &result);
  return result;
}

static void sums_have_the_same_bits_for_any_cut_into_ranges(void) {
  double leaves[LEAVES_MOST];
  uint32_t random = 1;
  for (int64_t blocks = 0; blocks <= LEAVES_MOST; blocks += blocks < 20 ? 1 : 13) {
    fill(leaves, blocks, (uint32_t)blocks + 5u);
    for (int trial = 0; trial < 50; trial++) {
      int64_t cuts[6] = {0, 0, 0, 0, 0, blocks};
      for (int i = 1; i < 5; i++) {
        random = random * 1664525u + 1013904223u;
        cuts[i] = cuts[i - 1] + (int64_t)(random >> 8) % (blocks - cuts[i - 1] + 1);
      }
      CU_ASSERT(unit_same_bits(cut_and_join(leaves, blocks, cuts, 6), reference(leaves, blocks)));
    }
  }
}

static void an_empty_sum_is_positive_zero_and_nan_spreads(void) {
  double result = -1.0, values[WALRAS_TREE_NODES];
  walras_tree_stack stack = {.width = 1, .values = values};
  walras_tree_finish(&stack, 0, &result);
  CU_ASSERT(unit_same_bits(result, 0.0));
  const double leaves[3] = {1.0, (double)NAN, 2.0};
  const int64_t cuts[2] = {0, 3};
  CU_ASSERT(isnan(cut_and_join(leaves, 3, cuts, 2)));
}

static double sum_of(const double *leaves, int64_t blocks) {
  const int64_t cuts[2] = {0, blocks};
  return cut_and_join(leaves, blocks, cuts, 2);
}

/* By hand: ((a + b) + (c + d)) + e. The order decides whether the border of overflow is crossed. */
static void the_tree_pairs_neighbours(void) {
  CU_ASSERT(unit_same_bits(sum_of((const double[]){1e308, -1e308, 1e308, 1e308, -1e308}, 5), (double)INFINITY));
  CU_ASSERT(unit_same_bits(sum_of((const double[]){1e308, -1e308, 1e308, -1e308, 1.0}, 5), 1.0));
  CU_ASSERT(unit_same_bits(sum_of((const double[]){1e16, 1.0, -1e16, 1.0}, 4), (1e16 + 1.0) + (-1e16 + 1.0)));
  CU_ASSERT(unit_same_bits(sum_of((const double[]){5e-324, 5e-324, -5e-324}, 3), 5e-324));
}

static void zeros_keep_their_sign_only_when_all_are_negative(void) {
  CU_ASSERT(unit_same_bits(sum_of((const double[]){-0.0, -0.0, -0.0}, 3), -0.0));
  CU_ASSERT(unit_same_bits(sum_of((const double[]){-0.0, -0.0, 0.0}, 3), 0.0));
  CU_ASSERT(unit_same_bits(sum_of((const double[]){-0.0}, 1), -0.0));
}

/* Of a whole power of two of blocks one node is left, whatever their number; of n blocks one node for each bit of n. */
static void a_stack_holds_one_node_for_each_bit_of_the_count(void) {
  double values[WALRAS_TREE_NODES];
  walras_tree_stack stack = {.width = 1, .values = values};
  for (int64_t blocks = 1; blocks < 5000; blocks++) {
    walras_tree_push(&stack, (walras_tree_node){0, blocks - 1}, &(double){1.0});
    CU_ASSERT_EQUAL(stack.depth, __builtin_popcountll((unsigned long long)blocks));
  }
}

WALRAS_UNIT_TESTS(UNIT(sums_have_the_same_bits_for_any_cut_into_ranges), UNIT(an_empty_sum_is_positive_zero_and_nan_spreads),
                  UNIT(the_tree_pairs_neighbours), UNIT(zeros_keep_their_sign_only_when_all_are_negative),
                  UNIT(a_stack_holds_one_node_for_each_bit_of_the_count))
