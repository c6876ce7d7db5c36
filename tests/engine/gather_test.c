/* Block results of any length on every rank, in block order. */
#include "ranks.h"

enum { ENTITIES = 5000, BLOCK = 64, BLOCKS = (ENTITIES + BLOCK - 1) / BLOCK };

/* Block b emits b % 5 numbers: often nothing. */
static walras_status emit_some(const walras_block *block, void *context) {
  int64_t numbers[4];
  const int64_t count = block->index % 5;
  for (int64_t i = 0; i < count; i++)
    numbers[i] = 100 * block->index + i;
  return count == 0 && block->index % 2 == 0 ? WALRAS_OK : walras_block_emit(block, context, numbers, count * 8);
}

static walras_status emit_nothing(const walras_block *block, void *context) {
  return walras_block_emit(block, context, NULL, 0);
}

static walras_status everything_stands_in_block_order(walras_trial *trial, const void *parameters) {
  walras_population *population;
  walras_gather *gather;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, ENTITIES, BLOCK, true, &population));
  RANKS_TRY(walras_gather_create(population, &gather));
  for (int again = 0; again < 2; again++) {
    const void *data = NULL;
    const int64_t *offsets = NULL, *numbers;
    RANKS_TRY(walras_for_each_block(population, emit_some, gather, NULL));
    RANKS_TRY(walras_gather_all(gather, &data, &offsets));
    numbers = data;
    for (int64_t block = 0, at = 0; block < BLOCKS; block++) {
      EXPECT(offsets[block] == 8 * at);
      for (int64_t i = 0; i < block % 5; i++, at++)
        EXPECT(numbers[at] == 100 * block + i);
      EXPECT(offsets[block + 1] == 8 * at);
    }
  }
  return WALRAS_OK;
}

static walras_status nothing_is_gathered_from_nothing(walras_trial *trial, const void *parameters) {
  walras_population *population, *empty;
  walras_gather *gather;
  const void *data = NULL;
  const int64_t *offsets = NULL;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, ENTITIES, BLOCK, false, &population));
  RANKS_TRY(walras_gather_create(population, &gather));
  RANKS_TRY(walras_for_each_block(population, emit_nothing, gather, NULL));
  RANKS_TRY(walras_gather_all(gather, &data, &offsets));
  EXPECT(data != NULL && offsets[BLOCKS] == 0);
  RANKS_TRY(ranks_population(trial, 0, BLOCK, false, &empty));
  RANKS_TRY(walras_gather_create(empty, &gather));
  RANKS_TRY(walras_gather_all(gather, &data, &offsets));
  EXPECT(offsets[0] == 0);
  return WALRAS_OK;
}

static void check(int threads) {
  ranks_run(everything_stands_in_block_order, NULL, threads, WALRAS_OK, NULL);
  ranks_run(nothing_is_gathered_from_nothing, NULL, threads, WALRAS_OK, NULL);
}

RANKS_TEST(check)
