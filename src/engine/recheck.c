#include "engine/recheck.h"

#include <stdlib.h>
#include <string.h>

#include "engine/record.h"

enum { CHUNK_BYTES = 4 << 20, CHUNK_TRIALS = 65536 };

typedef struct recheck_chunk {
  uint8_t *rows;     /* of one field: [count] rows */
  uint32_t *stored;  /* [count] CRCs in the store */
  uint32_t *present; /* [count] CRCs of the rows as they stand */
} recheck_chunk;

static bool chunk_allocate(recheck_chunk *chunk, size_t row_bytes, size_t trials) {
  chunk->rows = malloc(trials * (row_bytes > 0 ? row_bytes : 1));
  chunk->stored = malloc(trials * sizeof *chunk->stored);
  chunk->present = malloc(trials * sizeof *chunk->present);
  return chunk->rows != NULL && chunk->stored != NULL && chunk->present != NULL;
}

static void chunk_free(recheck_chunk *chunk) {
  free(chunk->rows);
  free(chunk->stored);
  free(chunk->present);
}

static size_t widest_field(const walras_record_layout *records) {
  size_t widest = 1;
  for (int64_t field = 0; field < records->field_count; field++)
    if (records->fields[field].bytes > widest)
      widest = records->fields[field].bytes;
  return widest;
}

static walras_status check_chunk(walras_store_writer *writer, const walras_layout *layout, recheck_chunk *chunk, int64_t first,
                                 int64_t count, walras_error *error) {
  const walras_record_layout *records = walras_layout_records(layout);
  memset(chunk->present, 0, (size_t)count * sizeof *chunk->present);
  for (int64_t field = 0; field < records->field_count; field++) {
    const size_t bytes = records->fields[field].bytes;
    const walras_status status = walras_store_read_rows(writer, records->fields[field].dataset, first, count, chunk->rows, error);
    if (status != WALRAS_OK)
      return status;
    for (int64_t trial = 0; trial < count; trial++)
      chunk->present[trial] = walras_store_crc(chunk->present[trial], chunk->rows + (size_t)trial * bytes, bytes);
  }
  return walras_store_read_rows(writer, walras_layout_crc_dataset(layout), first, count, chunk->stored, error);
}

walras_status walras_recheck(walras_store_writer *writer, const walras_layout *layout, uint8_t *status, int64_t *damaged,
                             int64_t *first_damaged, walras_error *error) {
  const walras_store_layout *store = walras_layout_store(layout);
  const int64_t trials = store->points * store->replications;
  const size_t widest = widest_field(walras_layout_records(layout));
  int64_t step = (int64_t)(CHUNK_BYTES / widest);
  step = step < 1 ? 1 : step > CHUNK_TRIALS ? CHUNK_TRIALS : step;
  *damaged = 0;
  *first_damaged = -1;
  recheck_chunk chunk;
  walras_status result = WALRAS_OK;
  if (!chunk_allocate(&chunk, widest, (size_t)step))
    result = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory while checking the store");
  for (int64_t first = 0; result == WALRAS_OK && first < trials; first += step) {
    const int64_t count = trials - first < step ? trials - first : step;
    if (memchr(status + first, WALRAS_TRIAL_DONE, (size_t)count) == NULL)
      continue;
    result = check_chunk(writer, layout, &chunk, first, count, error);
    for (int64_t i = 0; result == WALRAS_OK && i < count; i++) {
      if (status[first + i] != WALRAS_TRIAL_DONE || chunk.stored[i] == chunk.present[i])
        continue;
      status[first + i] = WALRAS_TRIAL_PENDING;
      if ((*damaged)++ == 0)
        *first_damaged = first + i;
    }
  }
  chunk_free(&chunk);
  return result;
}
