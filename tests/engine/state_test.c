/* State of entities over rounds, scratch of threads, tables shared by a node. */
#include "ranks.h"

enum { ENTITIES = 10007, BLOCK = 64, ROUNDS = 4, ROWS = 5000 };

static walras_status count_up(const walras_block *block, void *context) {
  int32_t *visits = walras_block_state(block, context);
  for (int64_t i = 0; i < block->count; i++)
    visits[i] += (int32_t)((block->first + i) % 1000) + 1;
  return WALRAS_OK;
}

static walras_status expect_visits(const walras_block *block, void *context) {
  const int32_t *visits = walras_block_state(block, context);
  for (int64_t i = 0; i < block->count; i++)
    if (visits[i] != ROUNDS * ((int32_t)((block->first + i) % 1000) + 1))
      return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_MODEL, "entity %lld lost its state", (long long)(block->first + i));
  return WALRAS_OK;
}

static walras_status state_starts_at_zero_and_lives_over_rounds(walras_trial *trial, const void *parameters) {
  walras_population *population, *empty;
  walras_state *state;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, ENTITIES, BLOCK, false, &population));
  RANKS_TRY(walras_state_create(population, "visits", sizeof(int32_t), &state));
  for (int round = 0; round < ROUNDS; round++)
    RANKS_TRY(walras_for_each_block(population, count_up, state, NULL));
  RANKS_TRY(walras_for_each_block(population, expect_visits, state, NULL));
  RANKS_TRY(ranks_population(trial, 0, BLOCK, false, &empty));
  RANKS_TRY(walras_state_create(empty, "none", sizeof(int32_t), &state));
  return walras_for_each_block(empty, count_up, state, NULL);
}

/* Each block fills its thread's piece and finds it untouched by the others. */
static walras_status use_scratch(const walras_block *block, void *context) {
  int64_t *piece = walras_block_scratch(block, context);
  if ((uintptr_t)piece % 64 != 0)
    return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_MODEL, "scratch is not aligned");
  for (int i = 0; i < 100; i++)
    piece[i] = block->index;
  for (int i = 0; i < 100; i++)
    if (piece[i] != block->index)
      return WALRAS_TRIAL_FAIL(block->trial, WALRAS_ERROR_MODEL, "two threads share scratch");
  return WALRAS_OK;
}

static walras_status scratch_belongs_to_one_thread(walras_trial *trial, const void *parameters) {
  walras_population *population;
  walras_scratch *scratch;
  (void)parameters;
  RANKS_TRY(ranks_population(trial, ENTITIES, BLOCK, true, &population));
  RANKS_TRY(walras_scratch_create(trial, 100 * sizeof(int64_t), &scratch));
  return walras_for_each_block(population, use_scratch, scratch, NULL);
}

static walras_status squares(walras_trial *trial, int64_t first, int64_t count, void *rows, void *context) {
  (void)trial;
  if (first + count > *(const int64_t *)context)
    return WALRAS_ERROR_MODEL;
  for (int64_t i = 0; i < count; i++)
    ((int64_t *)rows)[i] = (first + i) * (first + i);
  return WALRAS_OK;
}

static walras_status tables_are_equal_for_any_slices(walras_trial *trial, const void *parameters) {
  static const int64_t slices[] = {1, 17, ROWS - 1, ROWS, 10 * ROWS};
  int64_t limit = ROWS;
  (void)parameters;
  for (size_t i = 0; i < sizeof slices / sizeof *slices; i++) {
    const void *table = NULL;
    RANKS_TRY(walras_trial_table(trial, ROWS, sizeof(int64_t), slices[i], squares, &limit, &table));
    for (int64_t row = 0; row < ROWS; row++)
      EXPECT(((const int64_t *)table)[row] == row * row);
  }
  const void *empty = NULL;
  RANKS_TRY(walras_trial_table(trial, 0, sizeof(int64_t), 1, squares, &limit, &empty));
  EXPECT(empty != NULL);
  return WALRAS_OK;
}

static walras_status a_row_that_fails_ends_the_trial(walras_trial *trial, const void *parameters) {
  const void *table = NULL;
  int64_t limit = ROWS - 1;
  (void)parameters;
  return walras_trial_table(trial, ROWS, sizeof(int64_t), ROWS / 2, squares, &limit, &table);
}

static walras_status a_table_beyond_memory_is_refused(walras_trial *trial, const void *parameters) {
  const void *table = NULL;
  (void)parameters;
  return walras_trial_table(trial, INT64_MAX, sizeof(int64_t), 1, squares, NULL, &table);
}

static void check(int threads) {
  ranks_run(state_starts_at_zero_and_lives_over_rounds, NULL, threads, WALRAS_OK, NULL);
  ranks_run(scratch_belongs_to_one_thread, NULL, threads, WALRAS_OK, NULL);
  ranks_run(tables_are_equal_for_any_slices, NULL, threads, WALRAS_OK, NULL);
  ranks_run(a_row_that_fails_ends_the_trial, NULL, threads, WALRAS_ERROR_MODEL, "rows 2500 to 4999 of a table failed");
  ranks_run(a_table_beyond_memory_is_refused, NULL, threads, WALRAS_ERROR_RANGE,
            "a table of 9223372036854775807 rows of 8 bytes in slices of 1");
}

RANKS_TEST(check)
