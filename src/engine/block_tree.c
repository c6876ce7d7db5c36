#include "engine/block_tree.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static double *row(walras_tree_stack *stack, int entry) {
  return stack->values + (int64_t)entry * stack->width;
}

static void add(double *left, const double *right, int64_t width) {
  for (int64_t i = 0; i < width; i++)
    left[i] += right[i];
}

/* The top two are the halves of one node: join them. */
static bool join(walras_tree_stack *stack) {
  if (stack->depth < 2)
    return false;
  walras_tree_node *left = &stack->nodes[stack->depth - 2], *right = &stack->nodes[stack->depth - 1];
  if (left->level != right->level || left->index % 2 != 0 || left->index + 1 != right->index)
    return false;
  add(row(stack, stack->depth - 2), row(stack, stack->depth - 1), stack->width);
  left->level++;
  left->index /= 2;
  stack->depth--;
  return true;
}

void walras_tree_push(walras_tree_stack *stack, walras_tree_node node, const double *values) {
  assert(stack->depth < WALRAS_TREE_NODES);
  stack->nodes[stack->depth] = node;
  memcpy(row(stack, stack->depth), values, (size_t)stack->width * sizeof *values);
  stack->depth++;
  while (join(stack))
    ;
}

void walras_tree_finish(walras_tree_stack *stack, int64_t blocks, double *result) {
  if (blocks == 0) {
    memset(result, 0, (size_t)stack->width * sizeof *result);
    return;
  }
  /* At the right border a node without a right sibling is its own parent. */
  while (stack->depth > 1) {
    walras_tree_node *last = &stack->nodes[stack->depth - 1];
    assert(last->index % 2 == 0); /* an odd node has its left sibling below it, and would have been joined */
    last->level++;
    last->index /= 2;
    while (join(stack))
      ;
  }
  assert(stack->depth == 1);
  const double *root = row(stack, 0);
  for (int64_t i = 0; i < stack->width; i++)
    result[i] = isnan(root[i]) ? (double)NAN : root[i];
}
