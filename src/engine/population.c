#include <assert.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "engine/block_tree.h"
#include "engine/trial_state.h"

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
  /* In groups of more than one, messages: a rank's stack lies in `out` already, as what arrives does in `in`. */
  walras_tree_stack arriving;
  char *out, *in;
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

/* A message: how deep the stack is, totals, counts, minima, maxima, the stack's values, its nodes. */
typedef struct message_layout {
  int64_t totals, counts, minima, maxima, values; /* offsets */
} message_layout;

static message_layout layout_of(const walras_reduction_shape *shape) {
  message_layout at = {.totals = sizeof(walras_int128)};
  at.counts = at.totals + shape->totals * (int64_t)sizeof(walras_int128);
  at.minima = at.counts + shape->counts * (int64_t)sizeof(int64_t);
  at.maxima = at.minima + shape->minima * (int64_t)sizeof(walras_extremum);
  at.values = at.maxima + shape->maxima * (int64_t)sizeof(walras_extremum);
  return at;
}

static int64_t message_bytes(const walras_reduction_shape *shape, int64_t depth) {
  return layout_of(shape).values + depth * (shape->sums * (int64_t)sizeof(double) + (int64_t)sizeof(walras_tree_node));
}

static char *allocate_message(walras_trial *trial, const walras_reduction_shape *shape, walras_tree_stack *stack) {
  char *message = walras_trial_allocate(trial, message_bytes(shape, shape->sums > 0 ? WALRAS_TREE_NODES : 0), 1);
  stack->width = shape->sums;
  stack->values = message != NULL ? (void *)(message + layout_of(shape).values) : NULL;
  return message;
}

static bool allocate_stacks(walras_reduction *reduction) {
  walras_trial *trial = reduction->trial;
  if (trial->group->size == 1) {
    reduction->rank_stack.width = reduction->shape.sums;
    reduction->rank_stack.values = walras_trial_allocate(trial, WALRAS_TREE_NODES * reduction->shape.sums, sizeof(double));
    return reduction->rank_stack.values != NULL;
  }
  reduction->out = allocate_message(trial, &reduction->shape, &reduction->rank_stack);
  reduction->in = allocate_message(trial, &reduction->shape, &reduction->arriving);
  return reduction->out != NULL && reduction->in != NULL;
}

walras_status walras_reduction_create(walras_trial *trial, const walras_reduction_shape *shape, walras_reduction **result) {
  walras_reduction *reduction = walras_trial_allocate(trial, 1, sizeof *reduction);
  *result = reduction;
  if (reduction == NULL)
    return walras_trial_status(trial);
  *reduction = (walras_reduction){.trial = trial, .shape = *shape, .parts = trial->threads};
  reduction->part = walras_trial_allocate_zero(trial, trial->threads, sizeof *reduction->part);
  reduction->sums = walras_trial_allocate(trial, shape->sums, sizeof *reduction->sums);
  bool ok = allocate_stacks(reduction) && reduction->part != NULL && reduction->sums != NULL;
  for (int thread = 0; ok && thread < trial->threads; thread++)
    ok = allocate_part(trial, shape, &reduction->part[thread]);
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
  const double start = walras_clock();
#pragma omp parallel num_threads(threads)
  {
    const int thread = omp_get_thread_num();
#pragma omp for schedule(dynamic, 1) nowait
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
    walras_meter_share_done(trial->group->meter, thread, start);
  }
  walras_meter_turn(trial->group->meter, WALRAS_COMPUTE);
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

static void put(char *message, int64_t offset, const void *data, int64_t bytes) {
  if (bytes > 0)
    memcpy(message + offset, data, (size_t)bytes);
}

static const void *pack_message(void *context, int64_t *bytes) {
  const walras_reduction *r = context;
  const walras_reduction_shape *shape = &r->shape;
  const message_layout at = layout_of(shape);
  const int64_t depth = r->rank_stack.depth;
  put(r->out, 0, &depth, sizeof depth);
  put(r->out, at.totals, r->part[0].totals, at.counts - at.totals);
  put(r->out, at.counts, r->part[0].counts, at.minima - at.counts);
  put(r->out, at.minima, r->part[0].minima, at.maxima - at.minima);
  put(r->out, at.maxima, r->part[0].maxima, at.values - at.maxima);
  put(r->out, at.values + depth * shape->sums * (int64_t)sizeof(double), r->rank_stack.nodes,
      depth * (int64_t)sizeof *r->rank_stack.nodes);
  *bytes = message_bytes(shape, depth);
  return r->out;
}

static void *message_room(void *context, int64_t *bytes) {
  const walras_reduction *r = context;
  *bytes = message_bytes(&r->shape, r->shape.sums > 0 ? WALRAS_TREE_NODES : 0);
  return r->in;
}

/* What has arrived becomes this rank's own stack, and its own the one that may be pushed behind it. */
static void swap_stacks(walras_reduction *r) {
  const walras_tree_stack stack = r->rank_stack;
  char *message = r->out;
  r->rank_stack = r->arriving;
  r->arriving = stack;
  r->out = r->in;
  r->in = message;
}

static void push_all(walras_tree_stack *stack, const walras_tree_stack *right) {
  for (int i = 0; i < right->depth; i++)
    walras_tree_push(stack, right->nodes[i], right->values + i * right->width);
}

static void join_message(void *context, int64_t bytes, walras_side side) {
  walras_reduction *r = context;
  const message_layout at = layout_of(&r->shape);
  int64_t depth;
  memcpy(&depth, r->in, sizeof depth);
  assert(bytes == message_bytes(&r->shape, depth));
  (void)bytes;
  r->arriving.depth = (int)depth;
  memcpy(r->arriving.nodes, r->in + at.values + depth * r->shape.sums * (int64_t)sizeof(double),
         (size_t)depth * sizeof *r->arriving.nodes);
  if (side == WALRAS_INSTEAD)
    clear_part(&r->shape, &r->part[0]);
  const thread_part theirs = {.totals = (void *)(r->in + at.totals),
                              .counts = (void *)(r->in + at.counts),
                              .minima = (void *)(r->in + at.minima),
                              .maxima = (void *)(r->in + at.maxima)};
  merge_part(&r->shape, &r->part[0], &theirs);
  if (side != WALRAS_RIGHT)
    swap_stacks(r);
  if (side != WALRAS_INSTEAD)
    push_all(&r->rank_stack, &r->arriving);
}

/* Nothing is allocated here: all ranks have agreed to come, and every one must come through. */
static void combine_over_group(walras_reduction *reduction) {
  const walras_combination combination = {.context = reduction, .pack = pack_message, .room = message_room, .join = join_message};
  walras_group_combine(reduction->trial->group, &combination);
}

walras_status walras_for_each_block(walras_population *population, walras_block_function function, void *context,
                                    walras_reduction *reduction) {
  walras_run_blocks(population, function, context, reduction);
  const walras_status status = walras_trial_agree(population->trial, WALRAS_OPERATION_BLOCKS);
  if (status != WALRAS_OK || reduction == NULL)
    return status;
  if (population->trial->group->size > 1)
    combine_over_group(reduction);
  if (reduction->shape.sums > 0)
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
