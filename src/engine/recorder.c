#include "engine/recorder.h"

#include <string.h>

#include "engine/clock.h"

/* The next free entry of the error table; a full table keeps the code of the trial and drops the message. */
static walras_status write_error(walras_recorder *r, int64_t trial, const char *message, walras_error *error) {
  int64_t entry_trial = -1;
  while (r->next_error < WALRAS_ERROR_TABLE_ENTRIES) {
    const walras_status status = walras_store_read_elements(r->writer, walras_layout_error_trials_dataset(r->layout),
                                                            r->next_error, 1, &entry_trial, error);
    if (status != WALRAS_OK)
      return status;
    if (entry_trial < 0 || entry_trial == trial)
      break;
    r->next_error++;
  }
  if (r->next_error >= WALRAS_ERROR_TABLE_ENTRIES)
    return WALRAS_OK;
  const int64_t entry = r->next_error++;
  walras_status status =
      walras_store_write_elements(r->writer, walras_layout_error_messages_dataset(r->layout), entry * WALRAS_ERROR_TABLE_MESSAGE,
                                  WALRAS_ERROR_TABLE_MESSAGE, message, error);
  if (status == WALRAS_OK)
    status = walras_store_write_elements(r->writer, walras_layout_error_trials_dataset(r->layout), entry, 1, &trial, error);
  return status;
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
 * lasts, and no message. */
static walras_status write_failures(walras_recorder *r, const char *batch, const walras_batch_header *header,
                                    walras_error *error) {
  const walras_record_layout *records = walras_layout_records(r->layout);
  const int32_t *codes = walras_batch_codes(records, batch, header->count);
  walras_status status = WALRAS_OK;
  for (int64_t i = 0; i < header->finished && status == WALRAS_OK; i++)
    if (codes[i] != 0 && codes[i] != (int32_t)WALRAS_STOPPED)
      status = write_error(r, header->first + i, walras_batch_message(records, batch, header->count, i), error);
  if (status == WALRAS_OK)
    status = walras_store_write_rows(r->writer, walras_layout_error_code_dataset(r->layout), header->first, header->finished,
                                     codes, error);
  return status;
}

/* The status comes last: a kill between any two writes leaves a trial that is pending, or done with its rows in place. What a power
 * cut may take although it was "written" (rows, not the status behind them) shows in the CRC, which resume checks: so a sync only
 * bounds what may be lost, and nobody needs to wait for it. */
static walras_status write_status(walras_recorder *r, const char *batch, const walras_batch_header *header, walras_error *error) {
  const walras_record_layout *records = walras_layout_records(r->layout);
  const int32_t *codes = walras_batch_codes(records, batch, header->count);
  for (int64_t i = 0; i < header->finished; i++) {
    if (codes[i] == (int32_t)WALRAS_STOPPED)
      continue; /* cut short: pending, as before */
    r->status[header->first + i] = codes[i] == 0 ? WALRAS_TRIAL_DONE : WALRAS_TRIAL_FAILED;
    r->done += codes[i] == 0;
    r->failed += codes[i] != 0;
  }
  return walras_store_write_rows(r->writer, walras_layout_status_dataset(r->layout), header->first, header->finished,
                                 r->status + header->first, error);
}

/* Where a sync is due, it is begun and goes on beside the run; with 0 seconds between syncs every batch waits for its own. */
static walras_status sync_rows(walras_recorder *r, double now, walras_error *error) {
  if (now - r->last_sync < r->sync_seconds)
    return WALRAS_OK;
  r->last_sync = now;
  return r->sync_seconds > 0.0 ? walras_store_sync_begin(r->writer, error) : walras_store_sync(r->writer, error);
}

walras_status walras_recorder_write(walras_recorder *r, const char *batch, walras_error *error) {
  walras_batch_header header;
  memcpy(&header, batch, sizeof header);
  if (header.finished == 0)
    return WALRAS_OK;
  const double start = walras_clock();
  walras_status status = write_rows(r, batch, &header, error);
  if (status == WALRAS_OK)
    status = write_failures(r, batch, &header, error);
  if (status == WALRAS_OK)
    status = sync_rows(r, start, error);
  if (status == WALRAS_OK)
    status = walras_store_write_rows(r->writer, walras_layout_crc_dataset(r->layout), header.first, header.finished,
                                     walras_batch_crcs(walras_layout_records(r->layout), batch, header.count), error);
  if (status == WALRAS_OK)
    status = write_status(r, batch, &header, error);
  r->seconds += walras_clock() - start;
  return status;
}
