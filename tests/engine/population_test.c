/* Populations, their blocks and reductions over ranks and threads, against plain serial references. */
#include "engine/trial_state.h"
#include "ranks.h"

enum { BLOCK = 64, MOST = 10007, MOST_BLOCKS = (MOST + BLOCK - 1) / BLOCK, CLASSES = 11, VECTOR = 1000 };

/* Sums that a plain order of additions gets wrong: cancellation at the border of overflow, subnormals, sixteen orders of magnitude. */
static double summand(int64_t entity) {
  static const double kinds[] = {1e308, -1e308, 5e-324, -5e-324, 1.0, 1e-16, -1.0, 3.25e-7};
  return entity % 5 == 0 ? kinds[entity / 5 % 8] : ranks_value(entity + 1) > 1e300 ? 1.0 : kinds[(entity * 31) % 8] * 1e-3;
}

static walras_int128 exact(int64_t entity) {
  return (walras_int128)(entity + 1) * (INT64_C(1) << 62) * (entity % 2 == 0 ? 1 : -3);
}

static walras_status add_up(const walras_block *block, void *context) {
  (void)context;
  for (int64_t i = 0; i < block->count; i++) {
    const int64_t entity = block->first + i;
    block->totals[0] += exact(entity);
    block->counts[entity % CLASSES]++;
    block->sums[0] += summand(entity);
    block->sums[1] += 1.0 / (double)(entity + 1);
    walras_offer_minimum(&block->minima[0], ranks_value(entity), entity);
    walras_offer_maximum(&block->maxima[0], entity % 3 == 0 ? (double)NAN : ranks_value(entity), entity);
  }
  return WALRAS_OK;
}

/* The tree's definition over block sums. */
static double tree(const double *leaves, int64_t blocks, int64_t level, int64_t index) {
  if (level == 0)
    return leaves[index];
  const double left = tree(leaves, blocks, level - 1, 2 * index);
  return (2 * index + 1) << (level - 1) < blocks ? left + tree(leaves, blocks, level - 1, 2 * index + 1) : left;
}

static void expect_reduction(const walras_reduction *r, int64_t entities) {
  walras_int128 total = 0;
  double leaves[MOST_BLOCKS] = {0};
  int64_t counts[CLASSES] = {0};
  walras_extremum low = {.id = -1}, high = {.id = -1};
  for (int64_t entity = 0; entity < entities; entity++) {
    total += exact(entity);
    leaves[entity / BLOCK] += summand(entity);
    counts[entity % CLASSES]++;
    if (low.id < 0 || ranks_value(entity) < low.value)
      low = (walras_extremum){ranks_value(entity), entity};
    if (entity % 3 != 0 && (high.id < 0 || ranks_value(entity) > high.value))
      high = (walras_extremum){ranks_value(entity), entity};
  }
  int64_t level = 0;
  const int64_t blocks = (entities + BLOCK - 1) / BLOCK;
  while ((INT64_C(1) << level) < blocks)
    level++;
  const double expected = blocks > 0 ? tree(leaves, blocks, level, 0) : 0.0, got = walras_reduction_sum(r, 0);
  EXPECT(walras_reduction_total(r, 0) == total);
  EXPECT(memcmp(&expected, &got, sizeof got) == 0);
  EXPECT(walras_reduction_sums(r)[0] == got);
  EXPECT(memcmp(walras_reduction_counts(r), counts, sizeof counts) == 0);
  EXPECT(walras_reduction_minimum(r, 0).id == low.id && (low.id < 0 || walras_reduction_minimum(r, 0).value == low.value));
  EXPECT(walras_reduction_maximum(r, 0).id == high.id && (high.id < 0 || walras_reduction_maximum(r, 0).value == high.value));
}

/* Sizes around the borders of blocks, ranks and threads; even and uneven; the reduction is used twice. */
static walras_status reductions_equal_the_serial_reference(walras_trial *trial, const void *parameters) {
  static const int64_t sizes[] = {0, 1, 63, 64, 65, 130, 64 * 7, 64 * 64 + 1, MOST};
  (void)parameters;
  for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
    const int64_t entities = sizes[i / 2];
    walras_population *population;
    walras_reduction *reduction;
    RANKS_TRY(ranks_population(trial, entities, BLOCK, i % 2 != 0, &population));
    RANKS_TRY(walras_reduction_create(
        trial, &(walras_reduction_shape){.totals = 1, .counts = CLASSES, .sums = 2, .minima = 1, .maxima = 1}, &reduction));
    EXPECT(walras_population_entities(population) == entities && walras_population_blocks(population) == (entities + 63) / 64);
    for (int again = 0; again < 2; again++) {
      RANKS_TRY(walras_for_each_block(population, add_up, NULL, reduction));
      expect_reduction(reduction, entities);
    }
  }
  return WALRAS_OK;
}

static walras_status add_special(const walras_block *block, void *context) {
  const double *values = context;
  for (int slot = 0; slot < 3; slot++)
    block->sums[slot] = block->index == 3 ? values[slot] : -0.0;
  return WALRAS_OK;
}

/* Rules: a NaN in one block spreads, infinities of both signs do too, and blocks of -0 stay -0. */
static walras_status special_values_follow_ieee_rules(walras_trial *trial, const void *parameters) {
  double values[3] = {(double)NAN, INFINITY, -0.0};
  walras_population *population;
  walras_reduction *reduction;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, 500, BLOCK, false, &population));
  RANKS_TRY(walras_reduction_create(trial, &(walras_reduction_shape){.sums = 3}, &reduction));
  RANKS_TRY(walras_for_each_block(population, add_special, values, reduction));
  EXPECT(isnan(walras_reduction_sum(reduction, 0)) && walras_reduction_sum(reduction, 1) == INFINITY);
  EXPECT(walras_reduction_sum(reduction, 2) == 0.0 && signbit(walras_reduction_sum(reduction, 2)));
  return WALRAS_OK;
}

static walras_status add_vector(const walras_block *block, void *context) {
  (void)context;
  for (int64_t slot = 0; slot < VECTOR; slot++)
    block->sums[slot] += 0.1 * (double)(slot + 1) * (double)(block->index % 7);
  return WALRAS_OK;
}

/* The sum of a vector is the vector of sums. */
static walras_status vectors_are_summed_slot_by_slot(walras_trial *trial, const void *parameters) {
  walras_population *population;
  walras_reduction *whole, *one;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, 37 * BLOCK, BLOCK, false, &population));
  RANKS_TRY(walras_reduction_create(trial, &(walras_reduction_shape){.sums = VECTOR}, &whole));
  RANKS_TRY(walras_reduction_create(trial, &(walras_reduction_shape){.sums = VECTOR}, &one));
  RANKS_TRY(walras_for_each_block(population, add_vector, NULL, whole));
  RANKS_TRY(walras_for_each_block(population, add_vector, NULL, one));
  EXPECT(memcmp(walras_reduction_sums(whole), walras_reduction_sums(one), VECTOR * sizeof(double)) == 0);
  double leaves[37];
  for (int block = 0; block < 37; block++)
    leaves[block] = 0.1 * VECTOR * (double)(block % 7);
  EXPECT(walras_reduction_sum(whole, VECTOR - 1) == tree(leaves, 37, 6, 0));
  return WALRAS_OK;
}

static walras_status wrong_sizes_end_the_trial(walras_trial *trial, const void *parameters) {
  walras_population *population;
  (void)parameters;
  return ranks_population(trial, -1, BLOCK, false, &population);
}

static walras_status fail_from(const walras_block *block, void *context) {
  if (block->index >= *(const int64_t *)context)
    return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_MODEL, "a block breaks on purpose");
  return WALRAS_OK;
}

/* Also when only the last rank fails: all must leave. */
static walras_status a_failing_block_ends_the_trial_everywhere(walras_trial *trial, const void *parameters) {
  walras_population *population;
  RANKS_TRY(ranks_population(trial, MOST, BLOCK, false, &population));
  const walras_status status = walras_for_each_block(population, fail_from, (void *)(uintptr_t)parameters, NULL);
  EXPECT(status == WALRAS_ERROR_MODEL);
  return status;
}

/* Ranges of ranks follow each other, cover everything, and are fair up to one unit of a 64th of a share. */
static void ranges_of_ranks_cover_all_blocks_once(void) {
  static const int64_t counts[] = {0, 1, 2, 3, 7, 64, 1000, 4097, INT64_C(1) << 40, INT64_MAX / 2};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    for (int size = 1; size <= 9; size++) {
      EXPECT(walras_first_block(counts[i], 0, size) == 0 && walras_first_block(counts[i], size, size) == counts[i]);
      for (int rank = 0; rank < size; rank++) {
        const int64_t mine = walras_first_block(counts[i], rank + 1, size) - walras_first_block(counts[i], rank, size);
        EXPECT(mine >= 0 && mine <= counts[i] / size + counts[i] / (32 * size) + 1);
      }
    }
}

static void check(int threads) {
  static const int64_t first = 0, last = MOST_BLOCKS - 1;
  ranges_of_ranks_cover_all_blocks_once();
  ranks_run(reductions_equal_the_serial_reference, NULL, threads, WALRAS_OK, NULL);
  ranks_run(special_values_follow_ieee_rules, NULL, threads, WALRAS_OK, NULL);
  ranks_run(vectors_are_summed_slot_by_slot, NULL, threads, WALRAS_OK, NULL);
  ranks_run(wrong_sizes_end_the_trial, NULL, threads, WALRAS_ERROR_RANGE,
            "population 'entities' cannot have -1 entities in blocks of 64");
  ranks_run(a_failing_block_ends_the_trial_everywhere, &first, threads, WALRAS_ERROR_MODEL, "a block breaks on purpose");
  ranks_run(a_failing_block_ends_the_trial_everywhere, &last, threads, WALRAS_ERROR_MODEL, "a block breaks on purpose");
}

RANKS_TEST(check)
