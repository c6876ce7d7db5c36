/* All-gather of block results of any length, in block order. */
#include <stdlib.h>
#include <string.h>

#include "engine/trial_state.h"

struct walras_gather {
  walras_population *population;
  void **piece;     /* [local blocks] what each block emitted, owned */
  int64_t *bytes;   /* [local blocks] */
  char *all;        /* owned */
  int64_t *offsets; /* [blocks + 1], owned */
};

static int64_t local_blocks(const walras_gather *gather) {
  return gather->population->end_block - gather->population->first_block;
}

static void clear_pieces(walras_gather *gather) {
  for (int64_t i = 0; i < local_blocks(gather); i++) {
    free(gather->piece[i]);
    gather->piece[i] = NULL;
    gather->bytes[i] = 0;
  }
}

static void release_gather(void *object) {
  walras_gather *gather = object;
  clear_pieces(gather);
  free(gather->all);
  free(gather->offsets);
}

walras_status walras_gather_create(walras_population *population, walras_gather **result) {
  walras_trial *trial = population->trial;
  walras_gather *gather = walras_trial_allocate_zero(trial, 1, sizeof *gather);
  *result = gather;
  if (gather == NULL)
    return walras_trial_status(trial);
  gather->population = population;
  gather->piece = walras_trial_allocate_zero(trial, local_blocks(gather), sizeof *gather->piece);
  gather->bytes = walras_trial_allocate_zero(trial, local_blocks(gather), sizeof *gather->bytes);
  if (gather->piece == NULL || gather->bytes == NULL || !walras_trial_at_end(trial, release_gather, gather))
    return walras_trial_status(trial);
  return WALRAS_OK;
}

walras_status walras_block_emit(const walras_block *block, walras_gather *gather, const void *data, int64_t bytes) {
  const int64_t local = block->index - gather->population->first_block;
  void *copy = malloc(bytes > 0 ? (size_t)bytes : 1);
  if (copy == NULL)
    return walras_trial_no_memory(block->trial, "a block's result");
  if (bytes > 0)
    memcpy(copy, data, (size_t)bytes);
  free(gather->piece[local]);
  gather->piece[local] = copy;
  gather->bytes[local] = bytes;
  return WALRAS_OK;
}

/* Byte counts of all blocks from all ranks, as offsets. */
static void gather_offsets(walras_gather *gather, int64_t *block_bytes, int64_t *rank_sizes) {
  const walras_population *population = gather->population;
  walras_group *group = population->trial->group;
  for (int rank = 0; rank < group->size; rank++)
    rank_sizes[rank] = 8 * (walras_first_block(population->blocks, rank + 1, group->size) -
                            walras_first_block(population->blocks, rank, group->size));
  walras_group_allgatherv(group, gather->bytes, rank_sizes[group->rank], block_bytes, rank_sizes);
  gather->offsets[0] = 0;
  for (int64_t block = 0; block < population->blocks; block++)
    gather->offsets[block + 1] = gather->offsets[block] + block_bytes[block];
  for (int rank = 0; rank < group->size; rank++)
    rank_sizes[rank] = gather->offsets[walras_first_block(population->blocks, rank + 1, group->size)] -
                       gather->offsets[walras_first_block(population->blocks, rank, group->size)];
}

walras_status walras_gather_all(walras_gather *gather, const void **data, const int64_t **offsets) {
  const walras_population *population = gather->population;
  walras_trial *trial = population->trial;
  walras_status status = walras_trial_agree(trial, WALRAS_OPERATION_GATHER);
  if (status != WALRAS_OK)
    return status;
  free(gather->all);
  free(gather->offsets);
  gather->all = NULL;
  gather->offsets = malloc(((size_t)population->blocks + 1) * sizeof *gather->offsets);
  int64_t *block_bytes = malloc(((size_t)population->blocks + 1) * sizeof *block_bytes);
  int64_t *rank_sizes = malloc((size_t)trial->group->size * sizeof *rank_sizes);
  if (gather->offsets == NULL || block_bytes == NULL || rank_sizes == NULL)
    walras_trial_no_memory(trial, "gathered block results");
  status = walras_trial_agree(trial, WALRAS_OPERATION_GATHER);
  if (status == WALRAS_OK) {
    gather_offsets(gather, block_bytes, rank_sizes);
    const int64_t mine = rank_sizes[trial->group->rank];
    char *packed = malloc(mine > 0 ? (size_t)mine : 1);
    gather->all = malloc(gather->offsets[population->blocks] > 0 ? (size_t)gather->offsets[population->blocks] : 1);
    if (packed == NULL || gather->all == NULL)
      walras_trial_no_memory(trial, "gathered block results");
    status = walras_trial_agree(trial, WALRAS_OPERATION_GATHER);
    if (status == WALRAS_OK) {
      int64_t used = 0;
      for (int64_t i = 0; i < local_blocks(gather); i++) {
        if (gather->bytes[i] > 0)
          memcpy(packed + used, gather->piece[i], (size_t)gather->bytes[i]);
        used += gather->bytes[i];
      }
      walras_group_allgatherv(trial->group, packed, mine, gather->all, rank_sizes);
    }
    free(packed);
  }
  free(block_bytes);
  free(rank_sizes);
  clear_pieces(gather);
  *data = gather->all;
  if (offsets != NULL)
    *offsets = gather->offsets;
  return status;
}
