#include "cli/trials.h"

#include <math.h>
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

/* Records the trial in a place of the store as failed, as a run would have. */
static walras_status record_crash(walras_recorder *recorder, const walras_crash *crash, int64_t place, walras_error *error) {
  char what[256];
  walras_error failure = {0};
  walras_crash_describe(crash, what, sizeof what);
  WALRAS_FAIL(&failure, WALRAS_ERROR_MODEL, "crashed: %s", what);
  walras_batch_buffer buffer = {.records = walras_layout_records(recorder->layout)};
  walras_status status = walras_batch_start(&buffer, place, 1, error);
  if (status == WALRAS_OK) {
    walras_batch_put_failed(&buffer, 0, &failure, 0.0);
    walras_batch_header_of(&buffer)->finished = 1;
    status = walras_recorder_write(recorder, buffer.memory, error);
  }
  free(buffer.memory);
  return status;
}

/* The notes that the last run's processes left when they crashed. */
static walras_status skip_crashed(cli_trials *t, walras_error *error) {
  static char entries[WALRAS_CRASH_ENTRIES][WALRAS_CRASH_BYTES];
  walras_recorder recorder;
  walras_status status =
      walras_store_read_elements(t->writer, walras_layout_crashes_dataset(t->layout), 0, (int64_t)sizeof entries, entries, error);
  if (status != WALRAS_OK)
    return status;
  status = walras_recorder_open(&recorder, t->writer, t->layout, t->status, HUGE_VAL, error);
  if (t->waves != NULL)
    walras_waves_attach(t->waves, &recorder, NULL, NULL);
  for (int i = 0; status == WALRAS_OK && i < WALRAS_CRASH_ENTRIES; i++) {
    walras_crash crash;
    const int64_t place = walras_crash_parse(entries[i], &crash) ? walras_part_place(t->part, crash.trial) : -1;
    if (place >= 0 && place < t->trials && t->status[place] == WALRAS_TRIAL_PENDING) {
      cli_complain("trial %lld crashed the last run and is recorded as failed", (long long)crash.trial);
      status = record_crash(&recorder, &crash, place, error);
    }
  }
  if (status == WALRAS_OK)
    status = walras_recorder_flush(&recorder, error);
  walras_recorder_close(&recorder);
  return status;
}

walras_status cli_trials_forget_crashes(const cli_trials *t, walras_error *error) {
  static const char nothing[WALRAS_CRASH_ENTRIES * WALRAS_CRASH_BYTES];
  return walras_store_write_elements(t->writer, walras_layout_crashes_dataset(t->layout), 0, (int64_t)sizeof nothing, nothing,
                                     error);
}

/* The trials' status, brought to the disk between the rows that it speaks of and those that are to be written next. */
static walras_status mark_again(const cli_trials *t, walras_error *error) {
  walras_status status = walras_store_sync(t->writer, error);
  if (status == WALRAS_OK)
    status = walras_store_write_rows(t->writer, walras_layout_status_dataset(t->layout), 0, t->trials, t->status, error);
  return status == WALRAS_OK ? walras_store_sync(t->writer, error) : status;
}

/* What sequential stopping makes of the status as it is now. What it releases is in the store before any trial that it follows from is marked. */
static walras_status settle(cli_trials *t, walras_error *error) {
  walras_recorder recorder;
  if (t->stopping == NULL)
    return WALRAS_OK;
  walras_status status = walras_waves_open(
      &(walras_waves_input){
          .rule = t->stopping->rule, .metric = t->stopping->metric, .element = t->stopping->element, .layout = t->layout},
      &t->waves, error);
  if (status == WALRAS_OK)
    status = walras_recorder_open(&recorder, t->writer, t->layout, t->status, HUGE_VAL, error);
  if (status != WALRAS_OK)
    return status;
  walras_waves_attach(t->waves, &recorder, NULL, NULL);
  status = walras_waves_settle(t->waves, error);
  walras_recorder_close(&recorder);
  return status;
}

/* What the runs before have left: damaged trials run again, failed ones if asked for; what was finished and not marked any more counts. */
static walras_status take_up(cli_trials *t, bool retry_failed, walras_error *error) {
  walras_recheck_result found;
  walras_status status = walras_recheck(t->writer, t->layout, t->status, &found, error);
  if (status != WALRAS_OK)
    return status;
  if (found.damaged > 0)
    cli_complain("%lld finished trial%s (first: trial %lld) did not match the CRC and will run again", (long long)found.damaged,
                 cli_plural(found.damaged), (long long)walras_part_trial(t->part, found.first_damaged));
  bool changed = found.damaged > 0 || found.complete > 0;
  for (int64_t trial = 0; trial < t->trials; trial++)
    if (retry_failed && t->status[trial] == WALRAS_TRIAL_FAILED) {
      t->status[trial] = WALRAS_TRIAL_PENDING;
      changed = true;
    }
  status = settle(t, error);
  return status == WALRAS_OK && changed ? mark_again(t, error) : status;
}

walras_status cli_trials_select(cli_trials *t, const cli_execution *execution, walras_error *error) {
  walras_status status =
      walras_store_read_rows(t->writer, walras_layout_status_dataset(t->layout), 0, t->trials, t->status, error);
  if (status == WALRAS_OK)
    status = execution->create ? settle(t, error) : take_up(t, execution->retry_failed, error);
  if (status == WALRAS_OK && execution->skip_crashed)
    status = skip_crashed(t, error);
  for (int64_t trial = 0; status == WALRAS_OK && trial < t->trials; trial++)
    if (execution->only >= 0 && trial != execution->only && t->status[trial] == WALRAS_TRIAL_PENDING) {
      t->status[trial] = WALRAS_TRIAL_UNUSED; /* in memory only: not this time */
      t->set_aside++;
    }
  return status;
}

void cli_trials_free(cli_trials *t) {
  walras_waves_close(t->waves);
  free(t->status);
}
