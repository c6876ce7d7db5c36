/* Memory that lives with a trial: state of entities, scratch of threads, node-shared tables. */
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "engine/kept.h"
#include "engine/trial_state.h"

struct walras_state {
  const walras_population *population;
  size_t bytes;
  char *data; /* of this rank's first entity */
};

static int64_t first_entity(const walras_population *population) {
  return population->first_block * population->block_size;
}

/* Zeroed by the threads that will work on it, for the memory's place. */
static walras_status clear_block(const walras_block *block, void *context) {
  memset(walras_block_state(block, context), 0, (size_t)block->count * ((walras_state *)context)->bytes);
  return WALRAS_OK;
}

walras_status walras_state_create(walras_population *population, const char *name, size_t bytes, walras_state **result) {
  walras_trial *trial = population->trial;
  int64_t end = population->end_block * population->block_size;
  end = end < population->entities ? end : population->entities;
  walras_state *state = walras_trial_allocate(trial, 1, sizeof *state);
  *result = state;
  if (state == NULL)
    return walras_trial_status(trial);
  const int64_t mine = end > first_entity(population) ? end - first_entity(population) : 0;
  *state = (walras_state){.population = population, .bytes = bytes, .data = walras_trial_allocate(trial, mine, bytes)};
  if (state->data == NULL)
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_MEMORY, "out of memory for the state '%s' of %lld entities",
                             name != NULL ? name : "that is not kept", (long long)mine);
  const walras_kept kept = {
      .name = name, .data = state->data, .bytes = (size_t)mine * bytes, .population = population, .entity_bytes = bytes};
  const walras_status status = name != NULL ? walras_trial_register(trial, &kept) : WALRAS_OK;
  return status == WALRAS_OK ? walras_run_blocks(population, clear_block, state, NULL) : status;
}

void *walras_block_state(const walras_block *block, const walras_state *state) {
  return state->data + (size_t)(block->first - first_entity(state->population)) * state->bytes;
}

struct walras_scratch {
  size_t bytes;
  char *data;
};

walras_status walras_scratch_create(walras_trial *trial, size_t bytes, walras_scratch **result) {
  const size_t padded = (bytes + 127) / 128 * 128;
  walras_scratch *scratch = walras_trial_allocate(trial, 1, sizeof *scratch);
  *result = scratch;
  if (scratch == NULL)
    return walras_trial_status(trial);
  *scratch = (walras_scratch){.bytes = padded, .data = walras_trial_allocate(trial, trial->threads, padded)};
  return walras_trial_status(trial);
}

void *walras_block_scratch(const walras_block *block, const walras_scratch *scratch) {
  return scratch->data + (size_t)block->thread * scratch->bytes;
}

/* ---- tables ---- */

typedef struct shared_table {
  MPI_Win window;
  MPI_Comm node;
} shared_table;

static void release_table(void *object) {
  shared_table *table = object;
  if (table->window == MPI_WIN_NULL)
    return;
  MPI_Win_free(&table->window);
  MPI_Comm_free(&table->node);
}

typedef struct table_fill {
  walras_trial *trial;
  walras_table_function function;
  void *context;
  char *rows;
  size_t row_bytes;
  int64_t count, slice;
} table_fill;

/* Slices first, first + step, ... on this rank's threads. */
static walras_status fill_slices(const table_fill *fill, int64_t first, int64_t step) {
  const int64_t slices = (fill->count + fill->slice - 1) / fill->slice;
  const int64_t mine = slices > first ? (slices - first + step - 1) / step : 0;
  walras_trial *trial = fill->trial;
  const int64_t *order = walras_block_order(trial, mine);
  const double start = walras_clock();
#pragma omp parallel num_threads(trial->threads) if (trial->threads > 1 && mine > 1)
  {
#pragma omp for schedule(dynamic, 1) nowait
    for (int64_t i = 0; i < mine; i++) {
      const int64_t row = (first + (order != NULL ? order[i] : i) * step) * fill->slice;
      const int64_t rows = fill->count - row < fill->slice ? fill->count - row : fill->slice;
      const walras_status status = fill->function(trial, row, rows, fill->rows + (size_t)row * fill->row_bytes, fill->context);
      if (status != WALRAS_OK)
        WALRAS_TRIAL_FAIL(trial, status, "rows %lld to %lld of a table failed", (long long)row, (long long)(row + rows - 1));
    }
    walras_meter_share_done(trial->group->meter, omp_get_thread_num(), start);
  }
  walras_meter_turn(trial->group->meter, WALRAS_COMPUTE);
  return walras_trial_status(trial);
}

walras_status walras_trial_table(walras_trial *trial, int64_t rows, size_t row_bytes, int64_t slice,
                                 walras_table_function function, void *context, const void **table) {
  size_t bytes;
  *table = NULL;
  if (rows < 0 || slice <= 0 || __builtin_mul_overflow((size_t)rows, row_bytes, &bytes))
    return WALRAS_TRIAL_FAIL(trial, WALRAS_ERROR_RANGE, "a table of %lld rows of %zu bytes in slices of %lld", (long long)rows,
                             row_bytes, (long long)slice);
  table_fill fill = {
      .trial = trial, .function = function, .context = context, .row_bytes = row_bytes, .count = rows, .slice = slice};
  walras_group *group = trial->group;
  if (group->size == 1) {
    fill.rows = walras_trial_allocate(trial, rows, row_bytes);
    *table = fill.rows;
    return fill.rows != NULL ? fill_slices(&fill, 0, 1) : walras_trial_status(trial);
  }
  /* What this rank may lack is got before the ranks agree: after it, all of them go through the calls below. */
  shared_table *shared = walras_trial_allocate(trial, 1, sizeof *shared);
  if (shared != NULL) {
    *shared = (shared_table){.window = MPI_WIN_NULL, .node = MPI_COMM_NULL};
    walras_trial_at_end(trial, release_table, shared);
  }
  const walras_status status = walras_trial_agree(trial, WALRAS_OPERATION_TABLE);
  if (status != WALRAS_OK)
    return status;
  int rank = 0, size = 1, unit = 0;
  void *base = NULL;
  MPI_Aint whole = 0;
  const walras_activity before = walras_meter_turn(group->meter, WALRAS_EXCHANGE);
  MPI_Comm_split_type(group->communicator, MPI_COMM_TYPE_SHARED, group->rank, MPI_INFO_NULL, &shared->node);
  MPI_Comm_rank(shared->node, &rank);
  MPI_Comm_size(shared->node, &size);
  MPI_Win_allocate_shared(rank == 0 ? (MPI_Aint)(bytes > 0 ? bytes : 1) : 0, 1, MPI_INFO_NULL, shared->node, &base,
                          &shared->window);
  MPI_Win_shared_query(shared->window, 0, &whole, &unit, &base);
  fill.rows = base;
  MPI_Win_lock_all(MPI_MODE_NOCHECK, shared->window);
  walras_meter_turn(group->meter, before);
  fill_slices(&fill, rank, size);
  MPI_Win_sync(shared->window);
  walras_meter_turn(group->meter, WALRAS_WAIT);
  MPI_Barrier(shared->node);
  walras_meter_turn(group->meter, before);
  MPI_Win_sync(shared->window);
  MPI_Win_unlock_all(shared->window);
  *table = base;
  return walras_trial_agree(trial, WALRAS_OPERATION_TABLE);
}
