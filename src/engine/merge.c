#include "engine/merge.h"

#include <stdlib.h>

#include "engine/recheck.h"
#include "engine/record.h"
#include "engine/waves.h"

enum { CHUNK_BYTES = 4 << 20 };

/* What is copied, and through which memory. */
typedef struct merge {
  walras_store_writer *to;
  const walras_layout *layout; /* of the whole */
  const walras_merge_source *from;
  char *chunk; /* [room] */
  size_t room;
  walras_error *error;
} merge;

/* ---- trials ---- */

/* Trials that follow each other in both stores. */
typedef struct trial_run {
  int64_t trial, place, count; /* first of them in the experiment and in the shard's store */
} trial_run;

/* Those of the part from `trial` on: to the end of their point's row, or of the part where the window is as wide as the experiment. */
static trial_run next_run(const walras_part *part, int64_t trial) {
  const int64_t row_end = trial - trial % part->replications + part->replications;
  const bool wide = walras_part_window(part).replications == part->replications;
  const int64_t end = wide || row_end > part->end ? part->end : row_end;
  return (trial_run){.trial = trial, .place = walras_part_place(part, trial), .count = end - trial};
}

static walras_status copy_rows(const merge *m, int64_t from_dataset, int64_t to_dataset, size_t row_bytes, trial_run run) {
  const int64_t step = (int64_t)(m->room / row_bytes);
  walras_status status = WALRAS_OK;
  for (int64_t done = 0; status == WALRAS_OK && done < run.count; done += step) {
    const int64_t count = run.count - done < step ? run.count - done : step;
    status = walras_store_read_rows(m->from->reader, from_dataset, run.place + done, count, m->chunk, m->error);
    if (status == WALRAS_OK)
      status = walras_store_write_rows(m->to, to_dataset, run.trial + done, count, m->chunk, m->error);
  }
  return status;
}

/* All that a trial's recording writes. */
static walras_status copy_run(const merge *m, trial_run run) {
  const walras_layout *from = m->from->layout, *to = m->layout;
  const walras_record_layout *records = walras_layout_records(from), *whole = walras_layout_records(to);
  const struct {
    int64_t from, to;
    size_t bytes;
  } rest[] = {{walras_layout_wall_seconds_dataset(from), walras_layout_wall_seconds_dataset(to), sizeof(double)},
              {walras_layout_error_code_dataset(from), walras_layout_error_code_dataset(to), sizeof(int32_t)},
              {walras_layout_crc_dataset(from), walras_layout_crc_dataset(to), sizeof(uint32_t)},
              {walras_layout_status_dataset(from), walras_layout_status_dataset(to), sizeof(uint8_t)}};
  walras_status status = WALRAS_OK;
  for (int64_t field = 0; status == WALRAS_OK && field < records->field_count; field++)
    status = copy_rows(m, records->fields[field].dataset, whole->fields[field].dataset, records->fields[field].bytes, run);
  for (size_t i = 0; status == WALRAS_OK && i < sizeof rest / sizeof *rest; i++)
    status = copy_rows(m, rest[i].from, rest[i].to, rest[i].bytes, run);
  return status;
}

static walras_status copy_trials(const merge *m) {
  const walras_part *part = m->from->part;
  walras_status status = WALRAS_OK;
  for (int64_t trial = part->first; status == WALRAS_OK && trial < part->end;) {
    const trial_run run = next_run(part, trial);
    status = copy_run(m, run);
    trial += run.count;
  }
  return status;
}

/* ---- beside the trials ---- */

/* The shard's messages, behind those that are there. */
static walras_status copy_messages(const merge *m) {
  const walras_layout *from = m->from->layout, *to = m->layout;
  int64_t trials[WALRAS_ERROR_TABLE_ENTRIES], there[WALRAS_ERROR_TABLE_ENTRIES], next = 0;
  char message[WALRAS_ERROR_TABLE_MESSAGE];
  walras_status status = walras_store_read_elements(m->from->reader, walras_layout_error_trials_dataset(from), 0,
                                                    WALRAS_ERROR_TABLE_ENTRIES, trials, m->error);
  if (status == WALRAS_OK)
    status =
        walras_store_read_elements(m->to, walras_layout_error_trials_dataset(to), 0, WALRAS_ERROR_TABLE_ENTRIES, there, m->error);
  for (int64_t entry = 0; status == WALRAS_OK && entry < WALRAS_ERROR_TABLE_ENTRIES; entry++) {
    const walras_store_layout *store = walras_layout_store(from);
    if (trials[entry] < 0 || trials[entry] >= store->points * store->replications)
      continue;
    while (next < WALRAS_ERROR_TABLE_ENTRIES && there[next] >= 0)
      next++;
    if (next == WALRAS_ERROR_TABLE_ENTRIES)
      break;
    there[next] = walras_part_trial(m->from->part, trials[entry]);
    status = walras_store_read_elements(m->from->reader, walras_layout_error_messages_dataset(from),
                                        entry * WALRAS_ERROR_TABLE_MESSAGE, WALRAS_ERROR_TABLE_MESSAGE, message, m->error);
    if (status == WALRAS_OK)
      status = walras_store_write_elements(m->to, walras_layout_error_messages_dataset(to), next * WALRAS_ERROR_TABLE_MESSAGE,
                                           WALRAS_ERROR_TABLE_MESSAGE, message, m->error);
    if (status == WALRAS_OK)
      status = walras_store_write_elements(m->to, walras_layout_error_trials_dataset(to), next, 1, &there[next], m->error);
  }
  return status;
}

/* Sequential stopping's numbers; fixed ones stand in the store of the whole from the start. */
static walras_status copy_replications(const merge *m) {
  const walras_window window = walras_part_window(m->from->part);
  walras_status status = WALRAS_OK;
  for (int64_t point = 0; walras_layout_is_sequential(m->from->layout) && status == WALRAS_OK && point < window.points; point++) {
    int64_t number;
    status = walras_store_read_elements(m->from->reader, walras_layout_replications_dataset(m->from->layout), point, 1, &number,
                                        m->error);
    if (status == WALRAS_OK)
      status = walras_store_write_elements(m->to, walras_layout_replications_dataset(m->layout), window.point + point, 1, &number,
                                           m->error);
  }
  return status;
}

/* ---- the shard as it stands ---- */

static walras_status check(const merge *m) {
  const walras_merge_source *from = m->from;
  const walras_store_layout *store = walras_layout_store(from->layout);
  const int64_t trials = store->points * store->replications;
  walras_recheck_result found = {0};
  int64_t wrong = 0, pending = 0;
  uint8_t *states = malloc((size_t)trials + 1);
  walras_status status = states != NULL ? walras_store_read_rows(from->reader, walras_layout_status_dataset(from->layout), 0,
                                                                 trials, states, m->error)
                                        : WALRAS_FAIL(m->error, WALRAS_ERROR_MEMORY, "out of memory for the status of a shard");
  for (int64_t trial = 0; status == WALRAS_OK && trial < trials; trial++)
    pending += states[trial] == WALRAS_TRIAL_PENDING;
  if (status == WALRAS_OK)
    status = walras_recheck(from->reader, from->layout, states, &found, m->error);
  if (status == WALRAS_OK && walras_layout_is_sequential(from->layout))
    status = walras_waves_check_numbers(from->reader, from->layout, states, &wrong, m->error);
  free(states);
  if (status == WALRAS_OK && found.damaged > 0)
    status = WALRAS_FAIL(m->error, WALRAS_ERROR_INPUT, "%lld of its trials do not match their CRC (first: trial %lld)",
                         (long long)found.damaged, (long long)walras_part_trial(from->part, found.first_damaged));
  if (status == WALRAS_OK && wrong > 0)
    status = WALRAS_FAIL(m->error, WALRAS_ERROR_INPUT, "the numbers of replications of %lld points are not those in use",
                         (long long)wrong);
  if (status == WALRAS_OK && pending > 0)
    status = WALRAS_FAIL(m->error, WALRAS_ERROR_INPUT, "%lld of its trials are pending", (long long)pending);
  return status;
}

static size_t room_for(const walras_record_layout *records) {
  size_t room = CHUNK_BYTES;
  for (int64_t field = 0; field < records->field_count; field++)
    room = records->fields[field].bytes > room ? records->fields[field].bytes : room;
  return room;
}

walras_status walras_merge_shard(walras_store_writer *writer, const walras_layout *layout, const walras_merge_source *source,
                                 walras_error *error) {
  merge m = {.to = writer, .layout = layout, .from = source, .room = room_for(walras_layout_records(layout)), .error = error};
  m.chunk = malloc(m.room);
  walras_status status =
      m.chunk != NULL ? check(&m) : WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for joining shards");
  if (status == WALRAS_OK)
    status = copy_trials(&m);
  if (status == WALRAS_OK)
    status = copy_messages(&m);
  if (status == WALRAS_OK)
    status = copy_replications(&m);
  free(m.chunk);
  return status;
}
