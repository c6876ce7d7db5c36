/*
 * Sums over the sorted order of a population. The range of values is cut into bins of at most one block's worth each, by refining an integer
 * histogram of their order-preserving keys where it is too full; then every value is sent to its bin, which sorts and adds. Values that are all
 * alike and too many for a bin are never sent. The cut depends on the values alone, so the bits do not depend on ranks.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/trial_state.h"
#include "numerics/inequality/gini.h"
#include "numerics/sorting/keys.h"
#include "numerics/sorting/reals.h"
#include "numerics/sums/accurate.h"

enum {
  LEAST_BIN = 64,      /* values a bin may hold, where blocks are smaller */
  IN_FLIGHT = 1 << 24, /* values sent in one round, over the group */
  INDEX_BITS = 16,     /* of a key, looked up in a table */
  INDEXES = 1 << INDEX_BITS,
  PACKED = 15, /* values in one item */
  TOTAL = 0,   /* slots of the reduction; then the lowest sums */
  SPREAD = 1,
  RANKED = 2
};

/* Keys from `lower` to the next leaf's: all that share its first `bits` bits, or several such ranges put together (bits = -1). */
typedef struct leaf {
  uint64_t lower;
  int bits;
  int digits;      /* while it is refined: how many more bits are counted, 0 = it is not */
  int64_t counter; /* the first of its 2^digits counters */
  int64_t count;
} leaf;

typedef struct leaves {
  leaf *leaf;
  int64_t count, capacity;
  int32_t *index; /* [INDEXES + 1] the last leaf that begins at or below each prefix of INDEX_BITS bits */
} leaves;

/* Values on the way to one bin. */
typedef struct packet {
  int64_t count;
  double value[PACKED];
} packet;

struct walras_sorter {
  walras_population *population, *bins;
  int64_t bin_values; /* at most in one bin */
  int64_t points, *ranks;
  walras_exchange *exchange;
  walras_scratch *scratch;                    /* values of a block or of a bin, twice */
  walras_scratch *packets;                    /* one for each bin of a round */
  walras_scratch *local_ranks, *local_lowest; /* ranks and lowest sums within a piece */
  walras_reduction *counters, *sums;
  walras_accurate *result; /* [RANKED + points] */
  double *lowest;          /* [points] */
  /* of the current call */
  walras_values_function values;
  void *context;
  leaves leaves;
  int64_t first_leaf, end_leaf; /* of the current round */
  int64_t *first_rank;          /* [bins] of the current round */
};

static void release_sorter(void *object) {
  walras_sorter *sorter = object;
  free(sorter->leaves.leaf);
  free(sorter->leaves.index);
}

/* Bounds of what a cut can come to: neighbouring bins hold more than one bin's worth together, unless ties too many for one lie between. */
static int64_t most_bins(int64_t values, int64_t bin_values) {
  return 4 * (values / bin_values) + 2;
}

/* 2^digits < 8 count / bin_values for each leaf that is refined. */
static int64_t most_counters(int64_t values, int64_t bin_values) {
  return 8 * (values / bin_values + 1);
}

static walras_status create_services(walras_sorter *sorter) {
  walras_trial *trial = sorter->population->trial;
  const int64_t n = sorter->population->entities, bin = sorter->bin_values;
  const int64_t round = most_bins(n < IN_FLIGHT ? n : IN_FLIGHT, bin);
  const walras_population_input input = {.name = "sorted values", .entities = round, .block_size = 1};
  walras_status status = walras_population_create(trial, &input, &sorter->bins);
  if (status == WALRAS_OK)
    status = walras_exchange_create(sorter->bins, sizeof(packet), &sorter->exchange);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, 2 * (size_t)bin * sizeof(double), &sorter->scratch);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)round * sizeof(packet), &sorter->packets);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)(sorter->points + 1) * sizeof(int64_t), &sorter->local_ranks);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)(sorter->points + 1) * sizeof(double), &sorter->local_lowest);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = most_counters(n, bin)}, &sorter->counters);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.sums = RANKED + sorter->points}, &sorter->sums);
  sorter->first_rank = walras_trial_allocate(trial, round, sizeof *sorter->first_rank);
  return status == WALRAS_OK ? walras_trial_status(trial) : status;
}

walras_status walras_sorter_create(walras_population *population, const int64_t *ranks, int64_t count, walras_sorter **result) {
  walras_trial *trial = population->trial;
  walras_sorter *sorter = walras_trial_allocate_zero(trial, 1, sizeof *sorter);
  *result = sorter;
  if (sorter == NULL)
    return walras_trial_status(trial);
  sorter->population = population;
  sorter->bin_values = population->block_size > LEAST_BIN ? population->block_size : LEAST_BIN;
  sorter->points = count;
  sorter->ranks = walras_trial_allocate(trial, count + 1, sizeof *sorter->ranks);
  sorter->lowest = walras_trial_allocate_zero(trial, count + 1, sizeof *sorter->lowest);
  sorter->result = walras_trial_allocate_zero(trial, RANKED + count, sizeof *sorter->result);
  if (sorter->ranks == NULL || sorter->lowest == NULL || sorter->result == NULL)
    return walras_trial_status(trial);
  for (int64_t k = 0; k < count; k++) {
    if (ranks[k] < 0 || ranks[k] > population->entities || (k > 0 && ranks[k] < ranks[k - 1]))
      return WALRAS_TRIAL_FAIL(
          trial, WALRAS_ERROR_RANGE,
          "sum of the %lld lowest of population '%s' with %lld entities: such ranks ascend from 0 to their number",
          (long long)ranks[k], population->name, (long long)population->entities);
    sorter->ranks[k] = ranks[k];
  }
  if (!walras_trial_at_end(trial, release_sorter, sorter))
    return walras_trial_status(trial);
  return create_services(sorter);
}

/* What a piece of the sorted order, the ranks first..first+count-1, adds to the sums. */
static void add_lowest(const walras_sorter *sorter, const double *sorted, int64_t count, int64_t first, double total,
                       int64_t *ranks, double *lowest, double *sums) {
  const int64_t points = sorter->points;
  for (int64_t k = 0; k < points; k++) {
    const int64_t within = sorter->ranks[k] - first;
    ranks[k] = within < 0 ? 0 : within > count ? count : within;
  }
  walras_lowest_sums(sorted, count, ranks, points, lowest);
  for (int64_t k = 0; k < points; k++)
    sums[RANKED + k] += ranks[k] == count ? total : lowest[k];
}

static void add_piece(const walras_block *block, const walras_sorter *sorter, const double *sorted, int64_t count,
                      int64_t first) {
  int64_t *ranks = walras_block_scratch(block, sorter->local_ranks);
  double *lowest = walras_block_scratch(block, sorter->local_lowest);
  const walras_inequality piece = walras_inequality_piece(sorted, count, first, sorter->population->entities);
  block->sums[TOTAL] += piece.total;
  block->sums[SPREAD] += piece.spread;
  add_lowest(sorter, sorted, count, first, piece.total, ranks, lowest, block->sums);
}

static walras_status fetch_values(const walras_block *block, const walras_sorter *sorter, double **values) {
  *values = walras_block_scratch(block, sorter->scratch);
  const walras_status status = sorter->values(block, *values, sorter->context);
  if (status != WALRAS_OK)
    return status;
  for (int64_t i = 0; i < block->count; i++)
    if (isnan((*values)[i]))
      return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_NUMERIC, "the value of entity %lld is not a number",
                               (long long)(block->first + i));
  return WALRAS_OK;
}

/* A population of one block sorts at home. */
static walras_status sort_at_home(const walras_block *block, void *context) {
  const walras_sorter *sorter = context;
  double *values;
  const walras_status status = fetch_values(block, sorter, &values);
  if (status != WALRAS_OK)
    return status;
  walras_sort_reals(values, block->count, values + sorter->bin_values);
  add_piece(block, sorter, values, block->count, 0);
  return WALRAS_OK;
}

/* The table of the leaves, for leaf_of. */
static void index_leaves(leaves *all) {
  int64_t last = 0;
  for (int64_t prefix = 0; prefix < INDEXES; prefix++) {
    const uint64_t key = (uint64_t)prefix << (64 - INDEX_BITS);
    while (last + 1 < all->count && all->leaf[last + 1].lower <= key)
      last++;
    all->index[prefix] = (int32_t)last;
  }
  all->index[INDEXES] = (int32_t)(all->count - 1);
}

static int64_t leaf_of(const leaves *all, uint64_t key) {
  const uint64_t prefix = key >> (64 - INDEX_BITS);
  int64_t low = all->index[prefix], high = all->index[prefix + 1];
  while (low < high) {
    const int64_t middle = (low + high + 1) / 2;
    if (all->leaf[middle].lower <= key)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

static walras_status count_within(const walras_block *block, void *context) {
  const walras_sorter *sorter = context;
  double *values;
  const walras_status status = fetch_values(block, sorter, &values);
  if (status != WALRAS_OK)
    return status;
  for (int64_t i = 0; i < block->count; i++) {
    const uint64_t key = walras_real_key(values[i]);
    const leaf *at = &sorter->leaves.leaf[leaf_of(&sorter->leaves, key)];
    if (at->digits > 0)
      block->counts[at->counter + (int64_t)(key >> (64 - at->bits - at->digits) & ((UINT64_C(1) << at->digits) - 1))]++;
  }
  return WALRAS_OK;
}

/* Decides which leaves are refined and by how much; false when none is too full. */
static bool plan_refinement(walras_sorter *sorter) {
  int64_t counters = 0;
  for (int64_t i = 0; i < sorter->leaves.count; i++) {
    leaf *at = &sorter->leaves.leaf[i];
    at->digits = 0;
    if (at->count <= sorter->bin_values || at->bits == 64)
      continue;
    at->digits = 2;
    while (at->count >> (at->digits - 2) > sorter->bin_values)
      at->digits++;
    at->digits = at->digits > INDEX_BITS ? INDEX_BITS : at->digits;
    at->digits = at->digits > 64 - at->bits ? 64 - at->bits : at->digits;
    at->counter = counters;
    counters += INT64_C(1) << at->digits;
  }
  assert(counters <= most_counters(sorter->population->entities, sorter->bin_values));
  return counters > 0;
}

static bool append(leaves *all, leaf next) {
  if (all->count == all->capacity) {
    const int64_t capacity = all->capacity > 0 ? 2 * all->capacity : 1024;
    leaf *larger = realloc(all->leaf, (size_t)capacity * sizeof *larger);
    if (larger == NULL)
      return false;
    all->leaf = larger;
    all->capacity = capacity;
  }
  all->leaf[all->count++] = next;
  return true;
}

static bool append_children(leaves *all, const leaf *parent, const int64_t *counts) {
  bool enough = true;
  for (int64_t digit = 0; digit < INT64_C(1) << parent->digits && enough; digit++) {
    const int bits = parent->bits + parent->digits;
    if (counts[parent->counter + digit] > 0)
      enough = append(all, (leaf){.lower = parent->lower + ((uint64_t)digit << (64 - bits)),
                                  .bits = bits,
                                  .count = counts[parent->counter + digit]});
  }
  return enough;
}

/* The leaves after counting, empty ones left out. */
static bool refine(leaves *all, const int64_t *counts) {
  leaves finer = {.index = all->index};
  bool enough = true;
  for (int64_t i = 0; i < all->count && enough; i++)
    enough = all->leaf[i].digits == 0 ? append(&finer, all->leaf[i]) : append_children(&finer, &all->leaf[i], counts);
  free(all->leaf);
  *all = finer;
  if (enough)
    index_leaves(all);
  return enough;
}

/* Puts neighbours together while they fit in one bin. What is too full now is one value many times. */
static void join(leaves *all, int64_t bin_values) {
  int64_t kept = 0;
  for (int64_t i = 1; i < all->count; i++) {
    leaf *last = &all->leaf[kept];
    if (last->count + all->leaf[i].count <= bin_values) {
      last->count += all->leaf[i].count;
      last->bits = -1;
    } else {
      all->leaf[++kept] = all->leaf[i];
    }
  }
  all->count = kept + 1;
  index_leaves(all);
}

static walras_status cut_range(walras_sorter *sorter) {
  walras_trial *trial = sorter->population->trial;
  leaves *all = &sorter->leaves;
  all->count = 0;
  if (all->index == NULL)
    all->index = malloc((INDEXES + 1) * sizeof *all->index);
  if (all->index == NULL || !append(all, (leaf){.count = sorter->population->entities}))
    return walras_trial_no_memory(trial, "the bins of sorted values");
  index_leaves(all);
  while (plan_refinement(sorter)) {
    const walras_status status = walras_for_each_block(sorter->population, count_within, sorter, sorter->counters);
    if (status != WALRAS_OK)
      return status;
    if (!refine(all, walras_reduction_counts(sorter->counters)))
      return walras_trial_no_memory(trial, "the bins of sorted values");
  }
  join(all, sorter->bin_values);
  return WALRAS_OK;
}

static bool is_tie(const walras_sorter *sorter, const leaf *at) {
  return at->count > sorter->bin_values;
}

static walras_status send_packet(const walras_block *block, const walras_sorter *sorter, int64_t bin, packet *full) {
  const walras_status status = walras_exchange_send(block, sorter->exchange, block->first, bin, full);
  full->count = 0;
  return status;
}

/* Sends the block's values that belong to the bins of this round. */
static walras_status send_values(const walras_block *block, void *context) {
  const walras_sorter *sorter = context;
  const int64_t bins = sorter->end_leaf - sorter->first_leaf;
  packet *packets = walras_block_scratch(block, sorter->packets);
  double *values;
  walras_status status = fetch_values(block, sorter, &values);
  for (int64_t bin = 0; bin < bins; bin++)
    packets[bin].count = 0;
  for (int64_t i = 0; i < block->count && status == WALRAS_OK; i++) {
    const int64_t place = leaf_of(&sorter->leaves, walras_real_key(values[i])), bin = place - sorter->first_leaf;
    if (bin < 0 || bin >= bins || is_tie(sorter, &sorter->leaves.leaf[place]))
      continue;
    packets[bin].value[packets[bin].count++] = values[i];
    if (packets[bin].count == PACKED)
      status = send_packet(block, sorter, bin, &packets[bin]);
  }
  for (int64_t bin = 0; bin < bins && status == WALRAS_OK; bin++)
    if (packets[bin].count > 0)
      status = send_packet(block, sorter, bin, &packets[bin]);
  return status;
}

static walras_status sort_bin(const walras_block *block, void *context) {
  const walras_sorter *sorter = context;
  const int64_t bins = sorter->end_leaf - sorter->first_leaf;
  if (block->index >= bins)
    return WALRAS_OK;
  const walras_mail mail = walras_block_mail(block, sorter->exchange, block->index);
  const packet *packets = mail.items;
  double *values = walras_block_scratch(block, sorter->scratch);
  int64_t count = 0;
  for (int64_t i = 0; i < mail.count; i++) {
    memcpy(values + count, packets[i].value, (size_t)packets[i].count * sizeof *values);
    count += packets[i].count;
  }
  if (count == 0)
    return WALRAS_OK; /* ties, which stayed at home */
  walras_sort_reals(values, count, values + sorter->bin_values);
  add_piece(block, sorter, values, count, sorter->first_rank[block->index]);
  return WALRAS_OK;
}

/* Ties that no bin could hold, ranks first..first+count-1. */
static void add_ties(walras_sorter *sorter, const leaf *at, int64_t first) {
  const double value = walras_real_of_key(at->lower);
  const walras_inequality piece = walras_inequality_ties(value, at->count, first, sorter->population->entities);
  walras_accurate_add(&sorter->result[TOTAL], piece.total);
  walras_accurate_add(&sorter->result[SPREAD], piece.spread);
  for (int64_t k = 0; k < sorter->points; k++) {
    const int64_t within = sorter->ranks[k] - first;
    walras_accurate_add(&sorter->result[RANKED + k], (double)(within < 0 ? 0 : within > at->count ? at->count : within) * value);
  }
}

static void add_reduction(walras_sorter *sorter) {
  const double *sums = walras_reduction_sums(sorter->sums);
  for (int64_t slot = 0; slot < RANKED + sorter->points; slot++)
    walras_accurate_add(&sorter->result[slot], sums[slot]);
}

/* The bins of the next round, from first_leaf on; returns the first rank beyond it. */
static int64_t plan_round(walras_sorter *sorter, int64_t rank) {
  int64_t sent = 0;
  sorter->end_leaf = sorter->first_leaf;
  while (sorter->end_leaf < sorter->leaves.count && sorter->end_leaf - sorter->first_leaf < sorter->bins->entities) {
    const leaf *at = &sorter->leaves.leaf[sorter->end_leaf];
    sent += is_tie(sorter, at) ? 0 : at->count;
    if (sent > IN_FLIGHT && sorter->end_leaf > sorter->first_leaf)
      break;
    sorter->first_rank[sorter->end_leaf++ - sorter->first_leaf] = rank;
    rank += at->count;
  }
  return rank;
}

static walras_status run_round(walras_sorter *sorter) {
  walras_status status = walras_for_each_block(sorter->population, send_values, sorter, NULL);
  if (status == WALRAS_OK)
    status = walras_exchange_deliver(sorter->exchange);
  if (status == WALRAS_OK)
    status = walras_for_each_block(sorter->bins, sort_bin, sorter, sorter->sums);
  if (status != WALRAS_OK)
    return status;
  walras_exchange_clear(sorter->exchange);
  for (int64_t i = sorter->first_leaf; i < sorter->end_leaf; i++)
    if (is_tie(sorter, &sorter->leaves.leaf[i]))
      add_ties(sorter, &sorter->leaves.leaf[i], sorter->first_rank[i - sorter->first_leaf]);
  add_reduction(sorter);
  return WALRAS_OK;
}

static walras_status sort_in_rounds(walras_sorter *sorter) {
  walras_status status = cut_range(sorter);
  int64_t rank = 0;
  for (sorter->first_leaf = 0; status == WALRAS_OK && sorter->first_leaf < sorter->leaves.count;
       sorter->first_leaf = sorter->end_leaf) {
    rank = plan_round(sorter, rank);
    status = run_round(sorter);
  }
  return status;
}

walras_status walras_order_sums_find(walras_sorter *sorter, walras_values_function values, void *context,
                                     walras_order_sums *sums) {
  walras_status status = WALRAS_OK;
  sorter->values = values;
  sorter->context = context;
  memset(sorter->result, 0, (size_t)(RANKED + sorter->points) * sizeof *sorter->result);
  if (sorter->population->blocks == 1) {
    status = walras_for_each_block(sorter->population, sort_at_home, sorter, sorter->sums);
    if (status == WALRAS_OK)
      add_reduction(sorter);
  } else if (sorter->population->blocks > 1) {
    status = sort_in_rounds(sorter);
  }
  for (int64_t k = 0; k < sorter->points; k++)
    sorter->lowest[k] = walras_accurate_value(sorter->result[RANKED + k]);
  *sums = (walras_order_sums){.total = walras_accurate_value(sorter->result[TOTAL]),
                              .spread = walras_accurate_value(sorter->result[SPREAD]),
                              .lowest = sorter->lowest};
  return status;
}
