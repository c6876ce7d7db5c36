#include "engine/recorder.h"

#include <stdlib.h>
#include <string.h>

#include "engine/clock.h"

/* A run syncs as often as every 0.1 s at first and then ever less, down to its `sync_seconds`: a short one, too, soon has something to show. */
static const double FIRST_SYNC_SECONDS = 0.1;
enum { HELD_AT_FIRST = 256 };

walras_status walras_recorder_open(walras_recorder *r, walras_store_writer *writer, const walras_layout *layout, uint8_t *status,
                                   double sync_seconds, walras_error *error) {
  const walras_store_layout *store = walras_layout_store(layout);
  const double now = walras_clock();
  *r = (walras_recorder){.writer = writer,
                         .layout = layout,
                         .status = status,
                         .sync_seconds = sync_seconds,
                         .start = now,
                         .last_sync = now,
                         .held = malloc(HELD_AT_FIRST * sizeof *r->held),
                         .held_capacity = HELD_AT_FIRST};
  if (r->held == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for writing the store");
  for (int64_t trial = 0; trial < store->points * store->replications; trial++) {
    r->done += status[trial] == WALRAS_TRIAL_DONE;
    r->failed += status[trial] == WALRAS_TRIAL_FAILED;
  }
  return walras_store_read_elements(writer, walras_layout_error_trials_dataset(layout), 0, WALRAS_ERROR_TABLE_ENTRIES,
                                    r->error_trials, error);
}

void walras_recorder_close(walras_recorder *r) {
  free(r->held);
}

/* ---- what comes before the sync ---- */

/* The entry of the error table that a trial has, or else a free one; -1 when the table is full. */
static int64_t error_entry(const walras_recorder *r, int64_t trial) {
  int64_t free_entry = -1;
  for (int64_t entry = 0; entry < WALRAS_ERROR_TABLE_ENTRIES; entry++) {
    if (r->error_trials[entry] == trial)
      return entry;
    if (r->error_trials[entry] < 0 && free_entry < 0)
      free_entry = entry;
  }
  return free_entry;
}

static walras_status write_entry(walras_recorder *r, int64_t entry, int64_t trial, walras_error *error) {
  r->error_trials[entry] = trial;
  return walras_store_write_elements(r->writer, walras_layout_error_trials_dataset(r->layout), entry, 1, &trial, error);
}

/* A full table keeps the code of the trial and drops the message. */
static walras_status write_message(walras_recorder *r, int64_t trial, const char *message, walras_error *error) {
  const int64_t entry = error_entry(r, trial);
  if (entry < 0)
    return WALRAS_OK;
  const walras_status status =
      walras_store_write_elements(r->writer, walras_layout_error_messages_dataset(r->layout), entry * WALRAS_ERROR_TABLE_MESSAGE,
                                  WALRAS_ERROR_TABLE_MESSAGE, message, error);
  return status == WALRAS_OK ? write_entry(r, entry, trial, error) : status;
}

static walras_status write_rows(walras_recorder *r, const char *batch, const walras_batch_header *header, walras_error *error) {
  const walras_record_layout *records = walras_layout_records(r->layout);
  walras_status status = WALRAS_OK;
  for (int64_t field = 0; status == WALRAS_OK && field < records->field_count; field++)
    status = walras_store_write_rows(r->writer, records->fields[field].dataset, header->first, header->finished,
                                     walras_batch_rows(records, batch, header->count, field), error);
  if (status == WALRAS_OK)
    status = walras_store_write_rows(r->writer, walras_layout_wall_seconds_dataset(r->layout), header->first, header->finished,
                                     walras_batch_seconds(records, batch, header->count), error);
  return status;
}

/* Codes are written for every trial: it may have failed before, or its old code been damaged. A trial that a stop cut short has none that
 * lasts, and no message. Messages of trials that failed before and now succeed go. */
static walras_status write_failures(walras_recorder *r, const char *batch, const walras_batch_header *header,
                                    walras_error *error) {
  const walras_record_layout *records = walras_layout_records(r->layout);
  const int32_t *codes = walras_batch_codes(records, batch, header->count);
  walras_status status = WALRAS_OK;
  for (int64_t i = 0; status == WALRAS_OK && i < header->finished; i++)
    if (codes[i] != 0 && codes[i] != (int32_t)WALRAS_STOPPED)
      status = write_message(r, header->first + i, walras_batch_message(records, batch, header->count, i), error);
  for (int64_t entry = 0; status == WALRAS_OK && entry < WALRAS_ERROR_TABLE_ENTRIES; entry++) {
    const int64_t i = r->error_trials[entry] - header->first;
    if (i >= 0 && i < header->finished && codes[i] == 0)
      status = write_entry(r, entry, -1, error);
  }
  return status == WALRAS_OK ? walras_store_write_rows(r->writer, walras_layout_error_code_dataset(r->layout), header->first,
                                                       header->finished, codes, error)
                             : status;
}

/* ---- the sync, and what comes behind it ---- */

static int by_first(const void *a, const void *b) {
  const walras_batch *x = a, *y = b;
  return (x->first > y->first) - (x->first < y->first);
}

/* Marks the trials of the first `count` held ranges, neighbours in one write. */
static walras_status mark(walras_recorder *r, int64_t count, walras_error *error) {
  walras_status status = WALRAS_OK;
  qsort(r->held, (size_t)count, sizeof *r->held, by_first);
  for (int64_t i = 0, next; status == WALRAS_OK && i < count; i = next) {
    walras_batch range = r->held[i];
    for (next = i + 1; next < count && r->held[next].first == range.first + range.count; next++)
      range.count += r->held[next].count;
    status = walras_store_write_rows(r->writer, walras_layout_status_dataset(r->layout), range.first, range.count,
                                     r->status + range.first, error);
  }
  r->held_count -= count;
  memmove(r->held, r->held + count, (size_t)r->held_count * sizeof *r->held);
  return status;
}

/* A sync has ended: with an error, nobody knows which rows are on the disk, and none may be marked. */
static walras_status synced(walras_recorder *r, walras_status status, int64_t count, walras_error *error) {
  r->covered = 0;
  if (status == WALRAS_OK)
    return mark(r, count, error);
  r->held_count = 0;
  return status;
}

walras_status walras_recorder_flush(walras_recorder *r, walras_error *error) {
  if (r->held_count == 0)
    return WALRAS_OK;
  const walras_activity before = walras_meter_turn(r->meter, WALRAS_STORE);
  const walras_status status = synced(r, walras_store_sync(r->writer, error), r->held_count, error);
  r->last_sync = walras_clock();
  walras_meter_turn_at(r->meter, before, r->last_sync);
  return status;
}

static bool sync_is_due(const walras_recorder *r, double now) {
  const double early = FIRST_SYNC_SECONDS + (r->last_sync - r->start);
  return now - r->last_sync >= (early < r->sync_seconds ? early : r->sync_seconds);
}

walras_status walras_recorder_poll(walras_recorder *r, walras_error *error) {
  if (r->held_count == 0)
    return WALRAS_OK;
  if (!(r->sync_seconds > 0.0))
    return walras_recorder_flush(r, error);
  const double now = walras_clock();
  const walras_activity before = walras_meter_turn_at(r->meter, WALRAS_STORE, now);
  walras_status status = WALRAS_OK;
  if (r->covered > 0) {
    bool ended = false;
    status = walras_store_sync_ended(r->writer, &ended, error);
    if (ended)
      status = synced(r, status, r->covered, error);
  }
  if (status == WALRAS_OK && r->covered == 0 && r->held_count > 0 && sync_is_due(r, now)) {
    r->last_sync = now;
    r->covered = r->held_count;
    status = walras_store_sync_begin(r->writer, error);
    if (status != WALRAS_OK)
      status = synced(r, status, 0, error);
  }
  walras_meter_turn(r->meter, before);
  return status;
}

/* Keeps in mind what is to be marked. Without memory for that, what is held already is marked at once. */
static walras_status hold(walras_recorder *r, walras_batch range, walras_error *error) {
  walras_status status = WALRAS_OK;
  if (r->held_count == r->held_capacity) {
    walras_batch *grown = realloc(r->held, 2 * (size_t)r->held_capacity * sizeof *grown);
    if (grown != NULL) {
      r->held = grown;
      r->held_capacity *= 2;
    } else {
      status = walras_recorder_flush(r, error);
    }
  }
  if (status == WALRAS_OK)
    r->held[r->held_count++] = range;
  return status;
}

/* The trials' status as it will stand in the store. */
static void count_trials(walras_recorder *r, const char *batch, const walras_batch_header *header) {
  const int32_t *codes = walras_batch_codes(walras_layout_records(r->layout), batch, header->count);
  for (int64_t i = 0; i < header->finished; i++) {
    if (codes[i] == (int32_t)WALRAS_STOPPED)
      continue; /* cut short: pending, as before */
    r->status[header->first + i] = codes[i] == 0 ? WALRAS_TRIAL_DONE : WALRAS_TRIAL_FAILED;
    r->done += codes[i] == 0;
    r->failed += codes[i] != 0;
  }
}

walras_status walras_recorder_write(walras_recorder *r, const char *batch, walras_error *error) {
  walras_batch_header header;
  memcpy(&header, batch, sizeof header);
  if (header.finished == 0)
    return WALRAS_OK;
  const walras_activity before = walras_meter_turn(r->meter, WALRAS_STORE);
  walras_status status = write_rows(r, batch, &header, error);
  if (status == WALRAS_OK)
    status = write_failures(r, batch, &header, error);
  if (status == WALRAS_OK)
    status = walras_store_write_rows(r->writer, walras_layout_crc_dataset(r->layout), header.first, header.finished,
                                     walras_batch_crcs(walras_layout_records(r->layout), batch, header.count), error);
  const walras_batch range = {header.first, header.finished};
  if (status == WALRAS_OK)
    count_trials(r, batch, &header);
  if (status == WALRAS_OK && r->recorded != NULL)
    status = r->recorded(r->recorded_context, range, error);
  walras_meter_turn(r->meter, before);
  if (status == WALRAS_OK)
    status = hold(r, range, error);
  return status == WALRAS_OK ? walras_recorder_poll(r, error) : status;
}

/* ---- trials that come into use, or go out of it ---- */

static walras_status write_status(walras_recorder *r, walras_batch range, walras_error *error) {
  return walras_store_write_rows(r->writer, walras_layout_status_dataset(r->layout), range.first, range.count,
                                 r->status + range.first, error);
}

walras_status walras_recorder_release(walras_recorder *r, walras_batch range, walras_error *error) {
  const int64_t end = range.first + range.count;
  walras_status status = WALRAS_OK;
  for (int64_t first = range.first, next; status == WALRAS_OK && first < end; first = next) {
    for (next = first; next < end && r->status[next] == WALRAS_TRIAL_UNUSED; next++)
      r->status[next] = WALRAS_TRIAL_PENDING;
    if (next > first)
      status = write_status(r, (walras_batch){first, next - first}, error);
    else
      next++;
  }
  return status;
}

/* The next trials from `first` on that are in use; count 0 at the end. */
static walras_batch next_used(const walras_recorder *r, int64_t first, int64_t end) {
  while (first < end && r->status[first] == WALRAS_TRIAL_UNUSED)
    first++;
  walras_batch used = {.first = first};
  while (first + used.count < end && r->status[first + used.count] != WALRAS_TRIAL_UNUSED)
    used.count++;
  return used;
}

static void set_status(walras_recorder *r, walras_batch range, uint8_t status) {
  for (int64_t trial = range.first; trial < range.first + range.count; trial++) {
    r->done -= r->status[trial] == WALRAS_TRIAL_DONE;
    r->failed -= r->status[trial] == WALRAS_TRIAL_FAILED;
    r->status[trial] = status;
  }
}

/* All that a trial's recording writes, as a new store has it. */
static walras_status clear(walras_recorder *r, walras_batch range, walras_error *error) {
  const walras_store_layout *store = walras_layout_store(r->layout);
  walras_status status = WALRAS_OK;
  for (int64_t dataset = 0; status == WALRAS_OK && dataset < store->dataset_count; dataset++)
    if (store->datasets[dataset].per_trial && dataset != walras_layout_status_dataset(r->layout))
      status = walras_store_clear_rows(r->writer, dataset, range.first, range.count, error);
  for (int64_t entry = 0; status == WALRAS_OK && entry < WALRAS_ERROR_TABLE_ENTRIES; entry++)
    if (r->error_trials[entry] >= range.first && r->error_trials[entry] < range.first + range.count)
      status = write_entry(r, entry, -1, error);
  return status;
}

static walras_status discard(walras_recorder *r, walras_batch used, walras_error *error) {
  set_status(r, used, WALRAS_TRIAL_PENDING);
  walras_status status = write_status(r, used, error);
  if (status == WALRAS_OK)
    status = walras_store_sync(r->writer, error);
  if (status == WALRAS_OK)
    status = clear(r, used, error);
  if (status == WALRAS_OK)
    status = walras_store_sync(r->writer, error);
  if (status != WALRAS_OK)
    return status;
  set_status(r, used, WALRAS_TRIAL_UNUSED);
  return write_status(r, used, error);
}

walras_status walras_recorder_discard(walras_recorder *r, walras_batch range, walras_error *error) {
  const int64_t end = range.first + range.count;
  walras_status status = WALRAS_OK;
  walras_batch used = next_used(r, range.first, end);
  while (status == WALRAS_OK && used.count > 0) {
    status = discard(r, used, error);
    used = next_used(r, used.first + used.count, end);
  }
  return status;
}
