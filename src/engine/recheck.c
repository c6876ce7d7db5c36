#include "engine/recheck.h"

#include <stdlib.h>
#include <string.h>

#include "engine/record.h"

enum { CHUNK_BYTES = 4 << 20, CHUNK_TRIALS = 65536 };

typedef struct recheck_chunk {
  uint8_t *rows;     /* of one field: [count] rows */
  uint32_t *stored;  /* [count] CRCs in the store */
  uint32_t *present; /* [count] CRCs of the rows as they stand */
  double *seconds;   /* [count] */
  int32_t *codes;    /* [count] */
} recheck_chunk;

static bool chunk_allocate(recheck_chunk *chunk, size_t row_bytes, size_t trials) {
  chunk->rows = malloc(trials * (row_bytes > 0 ? row_bytes : 1));
  chunk->stored = malloc(trials * sizeof *chunk->stored);
  chunk->present = malloc(trials * sizeof *chunk->present);
  chunk->seconds = malloc(trials * sizeof *chunk->seconds);
  chunk->codes = malloc(trials * sizeof *chunk->codes);
  return chunk->rows != NULL && chunk->stored != NULL && chunk->present != NULL && chunk->seconds != NULL && chunk->codes != NULL;
}

static void chunk_free(recheck_chunk *chunk) {
  free(chunk->rows);
  free(chunk->stored);
  free(chunk->present);
  free(chunk->seconds);
  free(chunk->codes);
}

static size_t widest_field(const walras_record_layout *records) {
  size_t widest = 1;
  for (int64_t field = 0; field < records->field_count; field++)
    if (records->fields[field].bytes > widest)
      widest = records->fields[field].bytes;
  return widest;
}

/* What a recheck goes through, and what it finds. */
typedef struct recheck {
  walras_store_writer *writer;
  const walras_layout *layout;
  uint8_t *status;
  walras_recheck_result result;
  recheck_chunk chunk;
  walras_error *error;
} recheck;

static bool is_finished(uint8_t status) {
  return status == WALRAS_TRIAL_DONE || status == WALRAS_TRIAL_FAILED;
}

static walras_status read_chunk(recheck *r, int64_t first, int64_t count) {
  const walras_record_layout *records = walras_layout_records(r->layout);
  recheck_chunk *chunk = &r->chunk;
  memset(chunk->present, 0, (size_t)count * sizeof *chunk->present);
  walras_status status = WALRAS_OK;
  for (int64_t field = 0; status == WALRAS_OK && field < records->field_count; field++) {
    const size_t bytes = records->fields[field].bytes;
    status = walras_store_read_rows(r->writer, records->fields[field].dataset, first, count, chunk->rows, r->error);
    for (int64_t trial = 0; status == WALRAS_OK && trial < count; trial++)
      chunk->present[trial] = walras_store_crc(chunk->present[trial], chunk->rows + (size_t)trial * bytes, bytes);
  }
  const struct {
    int64_t dataset;
    void *rows;
  } rest[] = {{walras_layout_wall_seconds_dataset(r->layout), chunk->seconds},
              {walras_layout_error_code_dataset(r->layout), chunk->codes}};
  for (size_t i = 0; status == WALRAS_OK && i < sizeof rest / sizeof *rest; i++)
    status = walras_store_read_rows(r->writer, rest[i].dataset, first, count, rest[i].rows, r->error);
  return status;
}

static void found(recheck *r, int64_t trial, uint8_t status) {
  r->status[trial] = status;
  if (r->result.damaged++ == 0)
    r->result.first_damaged = trial;
}

/* Such a trial runs again, whatever else is left of it. */
static void found_wrong_status(recheck *r, int64_t first, int64_t trial, uint8_t right) {
  found(r, trial, right);
  r->chunk.stored[trial - first] = 0;
}

/* With a fixed number of replications a trial is in use for ever, or never. With sequential stopping it may come into use, perhaps since its
 * status was read, and has no CRC before. */
static walras_status look_whether_used(recheck *r, int64_t first, int64_t trial, bool *used) {
  const walras_store_layout *store = walras_layout_store(r->layout);
  const int64_t number = walras_layout_status_dataset(r->layout);
  const walras_store_dataset *dataset = &store->datasets[number];
  uint8_t initial;
  dataset->generate(dataset->generate_context, trial / store->replications, trial % store->replications, 1, &initial);
  *used = initial != WALRAS_TRIAL_UNUSED;
  if (*used || !walras_layout_is_sequential(r->layout))
    return WALRAS_OK;
  *used = r->status[trial] != WALRAS_TRIAL_UNUSED || r->chunk.stored[trial - first] != 0;
  return *used && r->status[trial] == WALRAS_TRIAL_UNUSED
             ? walras_store_read_rows(r->writer, number, trial, 1, &r->status[trial], r->error)
             : WALRAS_OK;
}

/* A trial in use is pending or finished, and no other ever is. Tells whether any trial of the chunk is finished. */
static walras_status check_status(recheck *r, int64_t first, int64_t count, bool *any) {
  walras_status status = WALRAS_OK;
  *any = false;
  for (int64_t trial = first; status == WALRAS_OK && trial < first + count; trial++) {
    bool used;
    status = look_whether_used(r, first, trial, &used);
    const uint8_t now = r->status[trial];
    if (used ? now != WALRAS_TRIAL_PENDING && !is_finished(now) : now != WALRAS_TRIAL_UNUSED)
      found_wrong_status(r, first, trial, used ? WALRAS_TRIAL_PENDING : WALRAS_TRIAL_UNUSED);
    *any = *any || is_finished(r->status[trial]);
  }
  return status;
}

/* A trial that was never written has CRC 0. One in 2^32 that was has it too, and runs again. */
static bool may_be_complete(const recheck *r, int64_t first, int64_t i) {
  return r->status[first + i] == WALRAS_TRIAL_PENDING && r->chunk.stored[i] != 0;
}

static void judge(recheck *r, int64_t first, int64_t i) {
  const recheck_chunk *chunk = &r->chunk;
  const bool unmarked = may_be_complete(r, first, i) && chunk->codes[i] == 0;
  const uint8_t state = unmarked ? WALRAS_TRIAL_DONE : r->status[first + i];
  if (!is_finished(state))
    return;
  const bool matches = chunk->stored[i] == walras_record_crc(chunk->present[i], chunk->seconds[i], chunk->codes[i], state);
  if (!matches && !unmarked)
    found(r, first + i, WALRAS_TRIAL_PENDING);
  if (matches && unmarked) {
    r->status[first + i] = WALRAS_TRIAL_DONE;
    r->result.complete++;
  }
}

static walras_status check_chunk(recheck *r, int64_t first, int64_t count) {
  walras_status status =
      walras_store_read_rows(r->writer, walras_layout_crc_dataset(r->layout), first, count, r->chunk.stored, r->error);
  bool any = false;
  if (status == WALRAS_OK)
    status = check_status(r, first, count, &any);
  for (int64_t i = 0; status == WALRAS_OK && !any && i < count; i++)
    any = may_be_complete(r, first, i);
  if (status == WALRAS_OK && any)
    status = read_chunk(r, first, count);
  for (int64_t i = 0; status == WALRAS_OK && any && i < count; i++)
    judge(r, first, i);
  return status;
}

walras_status walras_recheck(walras_store_writer *writer, const walras_layout *layout, uint8_t *status,
                             walras_recheck_result *result, walras_error *error) {
  const walras_store_layout *store = walras_layout_store(layout);
  const int64_t trials = store->points * store->replications;
  const size_t widest = widest_field(walras_layout_records(layout));
  int64_t step = (int64_t)(CHUNK_BYTES / widest);
  step = step < 1 ? 1 : step > CHUNK_TRIALS ? CHUNK_TRIALS : step;
  recheck r = {.writer = writer, .layout = layout, .status = status, .result = {.first_damaged = -1}, .error = error};
  walras_status checked = WALRAS_OK;
  if (!chunk_allocate(&r.chunk, widest, (size_t)step))
    checked = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory while checking the store");
  for (int64_t first = 0; checked == WALRAS_OK && first < trials; first += step)
    checked = check_chunk(&r, first, trials - first < step ? trials - first : step);
  chunk_free(&r.chunk);
  *result = r.result;
  return checked;
}
