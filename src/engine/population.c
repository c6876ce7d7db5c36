#include <assert.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "engine/block_tree.h"
#include "engine/trial_state.h"

__extension__ typedef unsigned __int128 unsigned_total;

enum { STANDARD_BLOCK = 65536 };

/* Cuts lie on multiples of a power of two that is small against a rank's share, so that ranges fall into few whole subtrees. */
int64_t walras_first_block(int64_t blocks, int rank, int size) {
  int64_t unit = 1;
  while (unit * 64 * size <= blocks)
    unit *= 2;
  const int64_t units = (blocks + unit - 1) / unit;
  const int64_t first = (int64_t)((walras_int128)units * rank / size) * unit;
  return first < blocks ? first : blocks;
}

walras_status walras_population_create(walras_trial *trial, const walras_population_input *input, walras_population **result) {
  if (input->entities < 0 || input->block_size < 0)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_RANGE, "population '%s' cannot have %lld entities in blocks of %lld",
                             input->name, (long long)input->entities, (long long)input->block_size);
  walras_population *population = walras_trial_allocate(trial, 1, sizeof *population);
  *result = population;
  if (population == NULL)
    return walras_trial_status(trial);
  const int64_t size = input->block_size > 0 ? input->block_size : STANDARD_BLOCK;
  const int64_t blocks = input->entities / size + (input->entities % size != 0);
  *population = (walras_population){.trial = trial,
                                    .name = input->name,
                                    .entities = input->entities,
                                    .block_size = size,
                                    .blocks = blocks,
                                    .first_block = walras_first_block(blocks, trial->group->rank, trial->group->size),
                                    .end_block = walras_first_block(blocks, trial->group->rank + 1, trial->group->size),
                                    .uneven = input->uneven};
  return WALRAS_OK;
}

int64_t walras_population_entities(const walras_population *population) {
  return population->entities;
}
int64_t walras_population_blocks(const walras_population *population) {
  return population->blocks;
}

/* What one thread gathers. */
typedef struct thread_part {
  walras_int128 *totals;
  int64_t *counts;
  double *leaf; /* sums of the block under way */
  walras_extremum *minima, *maxima;
  walras_tree_stack stack; /* of the unit under way */
} thread_part;

struct walras_reduction {
  walras_trial *trial;
  walras_reduction_shape shape;
  int parts;
  thread_part *part; /* [threads]; part 0 holds the result */
  double *sums;      /* [shape.sums] result */
  walras_tree_stack rank_stack;
  /* In groups of more than one: */
  walras_tree_stack arriving; /* another rank's rank_stack */
  int64_t *limbs;             /* [4 * shape.totals] */
  walras_extremum *extrema;   /* [ranks][minima or maxima, whichever are more] */
};

static bool allocate_part(walras_trial *trial, const walras_reduction_shape *shape, thread_part *part) {
  part->totals = walras_trial_allocate(trial, shape->totals, sizeof *part->totals);
  part->counts = walras_trial_allocate(trial, shape->counts, sizeof *part->counts);
  part->leaf = walras_trial_allocate(trial, shape->sums, sizeof *part->leaf);
  part->minima = walras_trial_allocate(trial, shape->minima, sizeof *part->minima);
  part->maxima = walras_trial_allocate(trial, shape->maxima, sizeof *part->maxima);
  part->stack.width = shape->sums;
  part->stack.values = walras_trial_allocate(trial, WALRAS_TREE_NODES * shape->sums, sizeof *part->stack.values);
  return part->totals != NULL && part->counts != NULL && part->leaf != NULL && part->minima != NULL && part->maxima != NULL &&
         part->stack.values != NULL;
}

static void allocate_for_group(walras_reduction *reduction) {
  walras_trial *trial = reduction->trial;
  const walras_reduction_shape *shape = &reduction->shape;
  const int64_t extrema = shape->minima > shape->maxima ? shape->minima : shape->maxima;
  reduction->arriving.width = shape->sums;
  reduction->arriving.values = walras_trial_allocate(trial, WALRAS_TREE_NODES * shape->sums, sizeof(double));
  reduction->limbs = walras_trial_allocate(trial, 4 * shape->totals, sizeof *reduction->limbs);
  reduction->extrema = walras_trial_allocate(trial, trial->group->size * extrema, sizeof *reduction->extrema);
}

walras_status walras_reduction_create(walras_trial *trial, const walras_reduction_shape *shape, walras_reduction **result) {
  walras_reduction *reduction = walras_trial_allocate(trial, 1, sizeof *reduction);
  *result = reduction;
  if (reduction == NULL)
    return walras_trial_status(trial);
  *reduction = (walras_reduction){.trial = trial, .shape = *shape, .parts = trial->threads};
  reduction->part = walras_trial_allocate_zero(trial, trial->threads, sizeof *reduction->part);
  reduction->sums = walras_trial_allocate(trial, shape->sums, sizeof *reduction->sums);
  reduction->rank_stack.width = shape->sums;
  reduction->rank_stack.values = walras_trial_allocate(trial, WALRAS_TREE_NODES * shape->sums, sizeof(double));
  bool ok = reduction->part != NULL && reduction->sums != NULL && reduction->rank_stack.values != NULL;
  for (int thread = 0; ok && thread < trial->threads; thread++)
    ok = allocate_part(trial, shape, &reduction->part[thread]);
  if (ok && trial->group->size > 1)
    allocate_for_group(reduction);
  return walras_trial_status(trial);
}

static void clear_extrema(walras_extremum *extrema, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    extrema[i] = (walras_extremum){.value = 0.0, .id = -1};
}

static void clear_part(const walras_reduction_shape *shape, thread_part *part) {
  memset(part->totals, 0, (size_t)shape->totals * sizeof *part->totals);
  memset(part->counts, 0, (size_t)shape->counts * sizeof *part->counts);
  clear_extrema(part->minima, shape->minima);
  clear_extrema(part->maxima, shape->maxima);
}

static void merge_extrema(walras_extremum *into, const walras_extremum *from, int64_t count, bool minimum) {
  for (int64_t i = 0; i < count; i++) {
    if (from[i].id < 0)
      continue;
    if (minimum)
      walras_offer_minimum(&into[i], from[i].value, from[i].id);
    else
      walras_offer_maximum(&into[i], from[i].value, from[i].id);
  }
}

static void merge_part(const walras_reduction_shape *shape, thread_part *into, const thread_part *from) {
  for (int64_t i = 0; i < shape->totals; i++)
    into->totals[i] += from->totals[i];
  for (int64_t i = 0; i < shape->counts; i++)
    into->counts[i] += from->counts[i];
  merge_extrema(into->minima, from->minima, shape->minima, true);
  merge_extrema(into->maxima, from->maxima, shape->maxima, false);
}

/* Runs one block and leaves its sums in the thread's leaf. */
static void run_block(walras_population *population, int64_t index, int thread, walras_block_function function, void *context,
                      walras_reduction *reduction) {
  walras_trial *trial = population->trial;
  const int64_t first = index * population->block_size;
  const int64_t left = population->entities - first;
  walras_block block = {.trial = trial,
                        .index = index,
                        .first = first,
                        .count = left < population->block_size ? left : population->block_size,
                        .thread = thread};
  if (reduction != NULL) {
    thread_part *part = &reduction->part[thread];
    block.totals = part->totals;
    block.counts = part->counts;
    block.sums = part->leaf;
    block.minima = part->minima;
    block.maxima = part->maxima;
    for (int64_t i = 0; i < reduction->shape.sums; i++)
      part->leaf[i] = 0.0;
  }
  const walras_status status = function(&block, context);
  if (status != WALRAS_OK)
    WALRAS_TRIAL_FAIL(trial, status, "block %lld of population '%s' failed", (long long)index, population->name);
}

static void poll(const walras_trial *trial) {
  if (trial->group->poll != NULL)
    trial->group->poll(trial->group->poll_context);
}

/* All blocks by this thread, in order. */
static void run_serial(walras_population *population, walras_block_function function, void *context,
                       walras_reduction *reduction) {
  const bool summing = reduction != NULL && reduction->shape.sums > 0;
  for (int64_t index = population->first_block; index < population->end_block && !walras_trial_has_failed(population->trial);
       index++) {
    run_block(population, index, 0, function, context, reduction);
    if (summing)
      walras_tree_push(&reduction->rank_stack, (walras_tree_node){0, index}, reduction->part[0].leaf);
    poll(population->trial);
  }
}

/* A unit of blocks that one thread runs in order: an aligned subtree, cut at the rank's range. */
typedef struct unit_range {
  int64_t level, first, end; /* of units */
} unit_range;

static unit_range units_of(const walras_population *population, int threads) {
  const int64_t blocks = population->end_block - population->first_block;
  int64_t level = 0;
  while (!population->uneven && population->trial->order_seed == 0 && (blocks >> (level + 1)) >= (int64_t)16 * threads)
    level++;
  return (unit_range){level, population->first_block >> level, ((population->end_block - 1) >> level) + 1};
}

static void run_unit(walras_population *population, const unit_range *units, int64_t unit, int thread,
                     walras_block_function function, void *context, walras_reduction *reduction, walras_tree_stack *out) {
  int64_t first = unit << units->level, end = (unit + 1) << units->level;
  first = first < population->first_block ? population->first_block : first;
  end = end > population->end_block ? population->end_block : end;
  for (int64_t index = first; index < end; index++) {
    run_block(population, index, thread, function, context, reduction);
    if (out != NULL)
      walras_tree_push(out, (walras_tree_node){0, index}, reduction->part[thread].leaf);
    if (thread == 0)
      poll(population->trial);
  }
}

/* Threads take units; what each unit sums to is kept until all are there, then joined from left to right. */
static void run_threads(walras_population *population, int threads, walras_block_function function, void *context,
                        walras_reduction *reduction) {
  walras_trial *trial = population->trial;
  const unit_range units = units_of(population, threads);
  const int64_t count = units.end - units.first;
  const int64_t width = reduction != NULL ? reduction->shape.sums : 0;
  /* Units at the two borders may leave several nodes each, the others exactly one. */
  enum { BORDER = WALRAS_TREE_LEVELS };
  walras_tree_node *nodes = NULL;
  double *values = NULL;
  int *depths = NULL;
  const walras_arena_mark mark = walras_arena_mark_here(&trial->arena); /* a trial may have very many loops */
  if (width > 0) {
    nodes = walras_trial_allocate(trial, count * 1 + 2 * BORDER, sizeof *nodes);
    values = walras_trial_allocate(trial, (count + 2 * BORDER) * width, sizeof *values);
    depths = walras_trial_allocate(trial, count, sizeof *depths);
    if (nodes == NULL || values == NULL || depths == NULL)
      return;
  }
  const int64_t *order = walras_block_order(trial, count);
#pragma omp parallel num_threads(threads)
  {
    const int thread = omp_get_thread_num();
#pragma omp for schedule(dynamic, 1)
    for (int64_t turn = 0; turn < count; turn++) {
      const int64_t unit = order != NULL ? order[turn] : turn;
      walras_tree_stack *stack = width > 0 ? &reduction->part[thread].stack : NULL;
      if (stack != NULL)
        stack->depth = 0;
      if (!walras_trial_has_failed(trial))
        run_unit(population, &units, units.first + unit, thread, function, context, reduction, stack);
      if (stack != NULL) {
        /* Slot of the unit: the first one has BORDER places, the last one too, those between one each. */
        const int64_t slot = unit == 0 ? 0 : BORDER + unit - 1;
        const int depth = stack->depth;
        depths[unit] = depth;
        memcpy(nodes + slot, stack->nodes, (size_t)depth * sizeof *nodes);
        memcpy(values + slot * width, stack->values, (size_t)depth * (size_t)width * sizeof *values);
      }
    }
  }
  for (int64_t unit = 0; width > 0 && unit < count; unit++) {
    const int64_t slot = unit == 0 ? 0 : BORDER + unit - 1;
    for (int entry = 0; entry < depths[unit]; entry++)
      walras_tree_push(&reduction->rank_stack, nodes[slot + entry], values + (slot + entry) * width);
  }
  walras_arena_rewind(&trial->arena, mark);
}

walras_status walras_run_blocks(walras_population *population, walras_block_function function, void *context,
                                walras_reduction *reduction) {
  walras_trial *trial = population->trial;
  const int64_t blocks = population->end_block - population->first_block;
  const int threads = blocks < trial->threads ? (int)blocks : trial->threads;
  trial->loops++;
  if (reduction != NULL) {
    reduction->rank_stack.depth = 0;
    for (int part = 0; part < (threads > 1 ? threads : 1); part++)
      clear_part(&reduction->shape, &reduction->part[part]);
  }
  if (trial->error.status != WALRAS_OK || blocks == 0)
    return trial->error.status;
  if (threads > 1 || trial->order_seed != 0)
    run_threads(population, threads, function, context, reduction);
  else
    run_serial(population, function, context, reduction);
  for (int part = 1; reduction != NULL && part < threads; part++)
    merge_part(&reduction->shape, &reduction->part[0], &reduction->part[part]);
  return trial->error.status;
}

/* Exact totals travel as 32-bit limbs, so that sums over ranks cannot overflow a limb's 64 bits. */
static void reduce_totals(walras_reduction *reduction) {
  walras_int128 *totals = reduction->part[0].totals;
  int64_t *limbs = reduction->limbs;
  const int64_t count = reduction->shape.totals;
  for (int64_t i = 0; i < count; i++)
    for (int limb = 0; limb < 4; limb++)
      limbs[4 * i + limb] = (int64_t)(uint32_t)((unsigned_total)totals[i] >> (32 * limb));
  walras_group_allreduce_int64(reduction->trial->group, limbs, 4 * count);
  for (int64_t i = 0; i < count; i++) {
    unsigned_total total = 0;
    for (int limb = 3; limb >= 0; limb--)
      total = (total << 32) + (unsigned_total)(uint64_t)limbs[4 * i + limb];
    totals[i] = (walras_int128)total;
  }
}

static void reduce_extrema(walras_reduction *reduction, walras_extremum *extrema, int64_t count, bool minimum) {
  walras_group *group = reduction->trial->group;
  walras_group_allgather(group, extrema, count * (int64_t)sizeof *extrema, reduction->extrema);
  for (int rank = 0; rank < group->size; rank++)
    merge_extrema(extrema, reduction->extrema + count * rank, count, minimum);
}

/* Every rank hears every rank's nodes, which stand side by side, and joins the same tree; the stack of thread 0's units is free for it. */
static void reduce_sums(walras_reduction *reduction, int64_t blocks) {
  walras_group *group = reduction->trial->group;
  const int64_t width = reduction->shape.sums;
  walras_tree_stack *joined = &reduction->part[0].stack;
  joined->depth = 0;
  for (int rank = 0; rank < group->size; rank++) {
    walras_tree_stack *theirs = rank == group->rank ? &reduction->rank_stack : &reduction->arriving;
    walras_group_broadcast(group, &theirs->depth, sizeof theirs->depth, rank);
    walras_group_broadcast(group, theirs->nodes, theirs->depth * (int64_t)sizeof *theirs->nodes, rank);
    walras_group_broadcast(group, theirs->values, theirs->depth * width * (int64_t)sizeof *theirs->values, rank);
    for (int i = 0; i < theirs->depth; i++)
      walras_tree_push(joined, theirs->nodes[i], theirs->values + i * width);
  }
  walras_tree_finish(joined, blocks, reduction->sums);
}

/* Nothing is allocated here: all ranks have agreed to come, and every one must come through. */
static void reduce_over_group(walras_reduction *reduction, int64_t blocks) {
  const walras_reduction_shape *shape = &reduction->shape;
  if (shape->totals > 0)
    reduce_totals(reduction);
  if (shape->counts > 0)
    walras_group_allreduce_int64(reduction->trial->group, reduction->part[0].counts, shape->counts);
  if (shape->minima > 0)
    reduce_extrema(reduction, reduction->part[0].minima, shape->minima, true);
  if (shape->maxima > 0)
    reduce_extrema(reduction, reduction->part[0].maxima, shape->maxima, false);
  if (shape->sums > 0)
    reduce_sums(reduction, blocks);
}

walras_status walras_for_each_block(walras_population *population, walras_block_function function, void *context,
                                    walras_reduction *reduction) {
  walras_run_blocks(population, function, context, reduction);
  const walras_status status = walras_trial_agree(population->trial, WALRAS_OPERATION_BLOCKS);
  if (status != WALRAS_OK || reduction == NULL)
    return status;
  if (population->trial->group->size > 1)
    reduce_over_group(reduction, population->blocks);
  else if (reduction->shape.sums > 0)
    walras_tree_finish(&reduction->rank_stack, population->blocks, reduction->sums);
  return WALRAS_OK;
}

walras_int128 walras_reduction_total(const walras_reduction *reduction, int64_t slot) {
  assert(slot >= 0 && slot < reduction->shape.totals);
  return reduction->part[0].totals[slot];
}

const int64_t *walras_reduction_counts(const walras_reduction *reduction) {
  return reduction->part[0].counts;
}

double walras_reduction_sum(const walras_reduction *reduction, int64_t slot) {
  assert(slot >= 0 && slot < reduction->shape.sums);
  return reduction->sums[slot];
}

const double *walras_reduction_sums(const walras_reduction *reduction) {
  return reduction->sums;
}
walras_extremum walras_reduction_minimum(const walras_reduction *reduction, int64_t slot) {
  return reduction->part[0].minima[slot];
}
walras_extremum walras_reduction_maximum(const walras_reduction *reduction, int64_t slot) {
  return reduction->part[0].maxima[slot];
}
