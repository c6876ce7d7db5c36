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

/* ---- as ranks and their threads do it ---- */

enum { WIDTH = 3, RANKS_MOST = 9, VECTORS_MOST = 2000 };

static uint32_t draw(uint32_t *random, uint32_t bound) {
  *random = *random * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)*random * bound) >> 32);
}

static double bits(uint64_t pattern) {
  double value;
  memcpy(&value, &pattern, sizeof value);
  return value;
}

/* What addition is least indifferent to: zeros of both signs, subnormals, cancellation, overflow, infinities, and NaNs whose sign and
 * payload tell which operand they come from. A rare kind appears in some slots and leaves others alone. */
static void fill_adversarial(double *leaves, int64_t blocks, uint32_t *random) {
  const double kinds[] = {-0.0,
                          0.0,
                          5e-324,
                          -5e-324,
                          1.0,
                          -1.0,
                          1e16,
                          -1e16,
                          1e308,
                          -1e308,
                          3.3e-9,
                          bits(UINT64_C(0x7FF8000000000123)),
                          bits(UINT64_C(0xFFF8000000000456)),
                          INFINITY,
                          -INFINITY};
  const uint32_t usual[] = {2, 11, 11, 8, 6}, all = sizeof kinds / sizeof *kinds;
  for (int64_t slot = 0; slot < WIDTH; slot++) {
    const uint32_t bound = usual[draw(random, 5)];
    const bool rare = draw(random, 3) == 0;
    for (int64_t i = 0; i < blocks; i++) {
      const double value = kinds[draw(random, bound)];
      leaves[i * WIDTH + slot] = value * (fabs(value) < 1e300 ? 1.0 + draw(random, 1024) : 1.0);
    }
    for (uint32_t i = rare && blocks > 0 ? 1 + draw(random, 3) : 0; i > 0; i--)
      leaves[(int64_t)draw(random, (uint32_t)blocks) * WIDTH + slot] = kinds[11 + draw(random, all - 11)];
  }
}

/* A rank's blocks in units of an aligned subtree each, summed in random order, joined from left to right. */
static void sum_units(const double *leaves, int64_t first, int64_t end, uint32_t *random, walras_tree_stack *joined) {
  static double values[VECTORS_MOST][WALRAS_TREE_NODES * WIDTH];
  static walras_tree_stack units[VECTORS_MOST];
  static uint32_t order[VECTORS_MOST];
  const uint32_t level = draw(random, 6);
  if (first == end)
    return;
  const int64_t first_unit = first >> level, count = ((end - 1) >> level) + 1 - first_unit;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t at = draw(random, i + 1);
    order[i] = order[at];
    order[at] = i;
  }
  for (int64_t i = 0; i < count; i++) {
    const int64_t unit = order[i], begin = (first_unit + unit) << level, stop = begin + (INT64_C(1) << level);
    units[unit] = (walras_tree_stack){.width = WIDTH, .values = values[unit]};
    for (int64_t block = begin < first ? first : begin; block < (stop > end ? end : stop); block++)
      walras_tree_push(&units[unit], (walras_tree_node){0, block}, leaves + block * WIDTH);
  }
  for (int64_t unit = 0; unit < count; unit++)
    for (int node = 0; node < units[unit].depth; node++)
      walras_tree_push(joined, units[unit].nodes[node], units[unit].values + (int64_t)node * WIDTH);
}

/* Any cut, empty ranks included. */
static void sum_ranks(const double *leaves, int64_t blocks, uint32_t *random, double *result) {
  static double values[2][WALRAS_TREE_NODES * WIDTH];
  walras_tree_stack whole = {.width = WIDTH, .values = values[0]};
  const uint32_t ranks = 1 + draw(random, RANKS_MOST);
  for (int64_t rank = 0, first = 0, end; rank < ranks; rank++, first = end) {
    end = rank == ranks - 1 ? blocks : first + draw(random, (uint32_t)(blocks - first) + 1);
    walras_tree_stack one = {.width = WIDTH, .values = values[1]};
    sum_units(leaves, first, end, random, &one);
    for (int node = 0; node < one.depth; node++)
      walras_tree_push(&whole, one.nodes[node], one.values + (int64_t)node * WIDTH);
  }
  walras_tree_finish(&whole, blocks, result);
}

/* The reference adds slot by slot, by the definition; whatever is NaN there is the one NaN here. */
static void vectors_have_the_same_bits_for_any_ranks_and_any_order_of_blocks(void) {
  static double leaves[VECTORS_MOST * WIDTH], slot_leaves[VECTORS_MOST];
  uint32_t random = 20;
  int undefined = 0, negative_zeros = 0;
  for (int trial = 0; trial < 3000; trial++) {
    const int64_t blocks = draw(&random, trial % 50 == 0 ? VECTORS_MOST + 1 : 70);
    double expected[WIDTH], result[WIDTH];
    fill_adversarial(leaves, blocks, &random);
    for (int64_t slot = 0; slot < WIDTH; slot++) {
      for (int64_t i = 0; i < blocks; i++)
        slot_leaves[i] = leaves[i * WIDTH + slot];
      expected[slot] = reference(slot_leaves, blocks);
      if (isnan(expected[slot]))
        expected[slot] = bits(UINT64_C(0x7FF8000000000000));
      undefined += isnan(expected[slot]);
      negative_zeros += expected[slot] == 0.0 && signbit(expected[slot]);
    }
    for (int again = 0; again < 5; again++) {
      sum_ranks(leaves, blocks, &random, result);
      CU_ASSERT(memcmp(result, expected, sizeof expected) == 0);
    }
  }
  CU_ASSERT(undefined > 300 && undefined < 6000);
  CU_ASSERT(negative_zeros > 20);
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

WALRAS_UNIT_TESTS(UNIT(sums_have_the_same_bits_for_any_cut_into_ranges),
                  UNIT(vectors_have_the_same_bits_for_any_ranks_and_any_order_of_blocks),
                  UNIT(an_empty_sum_is_positive_zero_and_nan_spreads), UNIT(the_tree_pairs_neighbours),
                  UNIT(zeros_keep_their_sign_only_when_all_are_negative), UNIT(a_stack_holds_one_node_for_each_bit_of_the_count))
