/* Trees of perfect information: the population is the trees. */
#include <string.h>

#include "models/causal-games/draws.h"
#include "models/causal-games/metrics.h"
#include "models/causal-games/trials.h"
#include "numerics/games/tree.h"

typedef struct tree_context {
  const struct causal_parameters *p;
  walras_tree tree;
  int64_t leaves;
  struct causal_source source;
  walras_scratch *scratch;
  walras_gather *gather; /* of the one tree; NULL for more */
} tree_context;

static size_t tree_bytes(const walras_tree *tree) {
  return (size_t)walras_tree_leaves(tree) * 2 * sizeof(double) + (size_t)walras_tree_nodes(tree) * sizeof(int32_t);
}

/* Leaves of a drawn tree are entities of their own stream: leaf l of tree k is number k leaves + l. */
static void fill_leaves(const tree_context *c, int64_t tree, double *const payoff[2]) {
  if (causal_draws(c->p)) {
    causal_draw_pairs(&c->source, STREAM_LEAVES, (uint64_t)(c->p->first_game + tree) * (uint64_t)c->leaves, c->leaves, 0,
                      payoff[0], payoff[1]);
    return;
  }
  memcpy(payoff[0], c->p->leaf_leader.values, (size_t)c->leaves * sizeof *payoff[0]);
  memcpy(payoff[1], c->p->leaf_follower.values, (size_t)c->leaves * sizeof *payoff[1]);
}

/* Induction overwrites the leaves: they are filled in again for the search of deviations. */
static walras_status run_block(const walras_block *block, void *context) {
  const tree_context *c = context;
  double *const memory = walras_block_scratch(block, c->scratch), *const payoff[2] = {memory, memory + c->leaves};
  void *const behind = memory + 2 * c->leaves;
  int32_t *const choices = behind;
  for (int64_t k = 0; k < block->count; k++) {
    fill_leaves(c, block->first + k, payoff);
    walras_tree_induct(&c->tree, c->p->tie_tol, payoff, choices);
    block->sums[SUM_SPE_LEADER] += payoff[0][0];
    block->sums[SUM_SPE_FOLLOWER] += payoff[1][0];
    fill_leaves(c, block->first + k, payoff);
    block->counts[0] += walras_tree_deviations(&c->tree, c->p->tie_tol, (const double *const *)payoff, choices);
  }
  if (c->gather == NULL)
    return WALRAS_OK;
  int32_t moves[64];
  (void)walras_tree_outcome(&c->tree, choices, moves);
  return walras_block_emit(block, c->gather, moves, c->p->depth * (int64_t)sizeof *moves);
}

static walras_status record(walras_trial *trial, const tree_context *c, const walras_reduction *sums) {
  const void *moves = NULL;
  causal_record_trees(trial, c->p, sums);
  causal_record_rate(trial, c->p);
  if (c->gather == NULL)
    return WALRAS_OK;
  const walras_status status = walras_gather_all(c->gather, &moves, NULL);
  if (status == WALRAS_OK)
    causal_record_path(trial, c->p, moves);
  return status;
}

walras_status causal_run_trees(walras_trial *trial, const struct causal_parameters *p) {
  tree_context c = {.p = p, .tree = {.depth = p->depth, .branching = p->branching}, .leaves = causal_leaves(p)};
  walras_population *population = NULL;
  walras_reduction *sums = NULL;
  causal_source_make(trial, p, &c.source);
  walras_status status = walras_population_create(
      trial, &(walras_population_input){.name = "trees", .entities = p->n_games, .block_size = causal_block_size(p)},
      &population);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = 1, .sums = TREE_SUMS}, &sums);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, tree_bytes(&c.tree), &c.scratch);
  if (status == WALRAS_OK && p->n_games == 1)
    status = walras_gather_create(population, &c.gather);
  if (status == WALRAS_OK)
    status = walras_for_each_block(population, run_block, &c, sums);
  return status == WALRAS_OK ? record(trial, &c, sums) : status;
}
