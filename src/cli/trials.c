#include "cli/trials.h"

#include <stdlib.h>
#include <string.h>

#include "engine/crash.h"
#include "engine/recheck.h"
#include "engine/recorder.h"

int64_t cli_trials_count(const cli_trials *t, uint8_t status) {
  int64_t count = 0;
  for (int64_t trial = 0; trial < t->trials; trial++)
    count += t->status[trial] == status;
  return count;
}

/* Records one trial as failed, as a run would have. */
static walras_status record_crash(cli_trials *t, const walras_crash *crash, walras_error *error) {
  char what[256];
  walras_error failure = {0};
  walras_crash_describe(crash, what, sizeof what);
  WALRAS_FAIL(&failure, WALRAS_ERROR_MODEL, "crashed: %s", what);
  walras_batch_buffer buffer = {.records = walras_layout_records(t->layout)};
  walras_recorder recorder = {.writer = t->writer, .layout = t->layout, .status = t->status};
  walras_status status = walras_batch_start(&buffer, crash->trial, 1, error);
  if (status == WALRAS_OK) {
    walras_batch_put_failed(&buffer, 0, &failure, 0.0);
    walras_batch_header_of(&buffer)->finished = 1;
    status = walras_recorder_write(&recorder, buffer.memory, error);
  }
  free(buffer.memory);
  return status;
}

/* The notes that the last run's processes left when they crashed. */
static walras_status skip_crashed(cli_trials *t, walras_error *error) {
  static char entries[WALRAS_CRASH_ENTRIES][WALRAS_CRASH_BYTES];
  walras_status status =
      walras_store_read_elements(t->writer, walras_layout_crashes_dataset(t->layout), 0, (int64_t)sizeof entries, entries, error);
  for (int i = 0; status == WALRAS_OK && i < WALRAS_CRASH_ENTRIES; i++) {
    walras_crash crash;
    if (walras_crash_parse(entries[i], &crash) && crash.trial >= 0 && crash.trial < t->trials &&
        t->status[crash.trial] == WALRAS_TRIAL_PENDING) {
      cli_complain("trial %lld crashed the last run and is recorded as failed", (long long)crash.trial);
      status = record_crash(t, &crash, error);
    }
  }
  return status;
}

walras_status cli_trials_forget_crashes(const cli_trials *t, walras_error *error) {
  static const char nothing[WALRAS_CRASH_ENTRIES * WALRAS_CRASH_BYTES];
  return walras_store_write_elements(t->writer, walras_layout_crashes_dataset(t->layout), 0, (int64_t)sizeof nothing, nothing,
                                     error);
}

/* Says so, and writes it: what cannot be true is not said of a trial until it has run again. */
static walras_status repair_status(cli_trials *t, int64_t damaged, int64_t first, walras_error *error) {
  cli_complain("%lld finished trial%s (first: trial %lld) did not match the CRC and will run again", (long long)damaged,
               damaged == 1 ? "" : "s", (long long)first);
  return walras_store_write_rows(t->writer, walras_layout_status_dataset(t->layout), 0, t->trials, t->status, error);
}

walras_status cli_trials_select(cli_trials *t, const cli_execution *execution, walras_error *error) {
  int64_t damaged = 0, first = -1;
  walras_status status =
      walras_store_read_rows(t->writer, walras_layout_status_dataset(t->layout), 0, t->trials, t->status, error);
  if (status == WALRAS_OK && !execution->create)
    status = walras_recheck(t->writer, t->layout, t->status, &damaged, &first, error);
  if (status == WALRAS_OK && damaged > 0)
    status = repair_status(t, damaged, first, error);
  if (status == WALRAS_OK && execution->skip_crashed)
    status = skip_crashed(t, error);
  if (status != WALRAS_OK)
    return status;
  for (int64_t trial = 0; trial < t->trials; trial++) {
    if (execution->retry_failed && t->status[trial] == WALRAS_TRIAL_FAILED)
      t->status[trial] = WALRAS_TRIAL_PENDING;
    if (execution->only >= 0 && trial != execution->only && t->status[trial] == WALRAS_TRIAL_PENDING) {
      t->status[trial] = WALRAS_TRIAL_UNUSED; /* in memory only: not this time */
      t->set_aside++;
    }
  }
  return WALRAS_OK;
}
