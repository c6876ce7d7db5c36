#include "engine/waves.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/record.h"

enum { CHUNK_BYTES = 1 << 16 };

struct walras_waves {
  walras_sequential *rule;
  const walras_layout *layout;
  const walras_record_field *field; /* of the metric */
  int64_t element, points, replications;
  int64_t *numbers; /* [points] as in the store */
  bool settled;
  char *rows; /* [chunk] of the field */
  int64_t chunk;
  walras_recorder *recorder;
  walras_release_function release;
  void *context;
};

walras_status walras_waves_open(const walras_waves_input *input, walras_waves **result, walras_error *error) {
  const walras_record_layout *records = walras_layout_records(input->layout);
  const walras_store_layout *store = walras_layout_store(input->layout);
  walras_waves *w = calloc(1, sizeof *w);
  *result = w;
  if (w == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for sequential stopping");
  w->layout = input->layout;
  w->field = &records->fields[records->first_field[input->metric]];
  w->element = input->element;
  w->points = store->points;
  w->replications = store->replications;
  w->chunk = w->field->bytes < CHUNK_BYTES ? (int64_t)(CHUNK_BYTES / w->field->bytes) : 1;
  w->numbers = malloc((size_t)w->points * sizeof *w->numbers);
  w->rows = malloc((size_t)w->chunk * w->field->bytes);
  if (w->numbers == NULL || w->rows == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for sequential stopping");
  return walras_sequential_create(&input->rule, w->points, &w->rule, error);
}

void walras_waves_close(walras_waves *w) {
  if (w == NULL)
    return;
  walras_sequential_destroy(w->rule);
  free(w->numbers);
  free(w->rows);
  free(w);
}

const walras_sequential *walras_waves_rule(const walras_waves *w) {
  return w->rule;
}

/* ---- what the rule is told ---- */

static double value_of(const walras_waves *w, int64_t row) {
  const size_t at = (size_t)row * w->field->bytes + (size_t)w->element * sizeof(double);
  double real;
  int64_t integer;
  memcpy(&real, w->rows + at, sizeof real);
  memcpy(&integer, w->rows + at, sizeof integer);
  return w->field->type == WALRAS_VALUE_REAL ? real : (double)integer;
}

/* Those of the range that are finished, from their rows in the store. */
static walras_status hear(walras_waves *w, walras_batch range, walras_error *error) {
  const uint8_t *status_of = w->recorder->status;
  walras_status status = WALRAS_OK;
  bool any = false;
  for (int64_t trial = range.first; trial < range.first + range.count && !any; trial++)
    any = status_of[trial] == WALRAS_TRIAL_DONE || status_of[trial] == WALRAS_TRIAL_FAILED;
  for (int64_t done = 0; any && status == WALRAS_OK && done < range.count; done += w->chunk) {
    const int64_t first = range.first + done, count = range.count - done < w->chunk ? range.count - done : w->chunk;
    status = walras_store_read_rows(w->recorder->writer, w->field->dataset, first, count, w->rows, error);
    for (int64_t i = 0; status == WALRAS_OK && i < count; i++) {
      const int64_t trial = first + i;
      if (status_of[trial] != WALRAS_TRIAL_DONE && status_of[trial] != WALRAS_TRIAL_FAILED)
        continue;
      const double value = status_of[trial] == WALRAS_TRIAL_DONE ? value_of(w, i) : (double)NAN;
      if (!walras_sequential_record(w->rule, trial / w->replications, trial % w->replications, value))
        status = WALRAS_FAIL(error, WALRAS_ERROR_STATE, "trial %lld was recorded, which was not released", (long long)trial);
    }
  }
  return status;
}

/* ---- what follows ---- */

static walras_status write_number(walras_waves *w, int64_t point, walras_error *error) {
  const int64_t number = walras_sequential_released(w->rule, point);
  if (w->numbers[point] == number)
    return WALRAS_OK;
  w->numbers[point] = number;
  return walras_store_write_elements(w->recorder->writer, walras_layout_replications_dataset(w->layout), point, 1, &number,
                                     error);
}

/* Those of a released range that are not finished by earlier runs. */
static walras_status hand_on(walras_waves *w, walras_batch range, walras_error *error) {
  const uint8_t *status_of = w->recorder->status;
  const int64_t end = range.first + range.count;
  walras_status status = WALRAS_OK;
  for (int64_t first = range.first, next; w->release != NULL && status == WALRAS_OK && first < end; first = next) {
    for (next = first; next < end && (status_of[next] == WALRAS_TRIAL_PENDING) == (status_of[first] == WALRAS_TRIAL_PENDING);)
      next++;
    if (status_of[first] == WALRAS_TRIAL_PENDING)
      status = w->release(w->context, (walras_batch){first, next - first}, error);
  }
  return status;
}

static walras_status take_up(walras_waves *w, const walras_sequential_change *change, walras_error *error) {
  const walras_batch range = {change->point * w->replications + change->first, change->count};
  walras_status status = walras_recorder_release(w->recorder, range, error);
  if (status == WALRAS_OK && w->settled)
    status = write_number(w, change->point, error);
  if (status == WALRAS_OK)
    status = hand_on(w, range, error);
  return status == WALRAS_OK ? hear(w, range, error) : status;
}

/* Of a point that has stopped. */
static walras_status discard_rest(walras_waves *w, int64_t point, int64_t used, walras_error *error) {
  return walras_recorder_discard(w->recorder, (walras_batch){point * w->replications + used, w->replications - used}, error);
}

static walras_status follow(walras_waves *w, walras_error *error) {
  walras_sequential_change change;
  walras_status status = WALRAS_OK;
  while (status == WALRAS_OK && walras_sequential_next(w->rule, &change))
    status = change.count > 0 ? take_up(w, &change, error) : discard_rest(w, change.point, change.first, error);
  return status;
}

static walras_status recorded(void *waves, walras_batch range, walras_error *error) {
  const walras_status status = hear(waves, range, error);
  return status == WALRAS_OK ? follow(waves, error) : status;
}

void walras_waves_attach(walras_waves *w, walras_recorder *recorder, walras_release_function release, void *context) {
  w->recorder = recorder;
  w->release = release;
  w->context = context;
  recorder->recorded = recorded;
  recorder->recorded_context = w;
}

/* ---- a store as it was left ---- */

/* What an earlier run was told to do and the rule has not come to again is not to be done now. */
static walras_status take_back(walras_waves *w, int64_t point, walras_error *error) {
  const uint8_t *status_of = w->recorder->status;
  const int64_t end = (point + 1) * w->replications;
  walras_status status = WALRAS_OK;
  for (int64_t first = point * w->replications + walras_sequential_released(w->rule, point), next;
       status == WALRAS_OK && first < end; first = next + 1) {
    for (next = first; next < end && status_of[next] == WALRAS_TRIAL_PENDING;)
      next++;
    status = walras_recorder_discard(w->recorder, (walras_batch){first, next - first}, error);
  }
  return status;
}

walras_status walras_waves_settle(walras_waves *w, walras_error *error) {
  walras_status status = walras_store_read_elements(w->recorder->writer, walras_layout_replications_dataset(w->layout), 0,
                                                    w->points, w->numbers, error);
  if (status == WALRAS_OK)
    status = follow(w, error);
  for (int64_t point = 0; status == WALRAS_OK && point < w->points; point++) {
    if (!walras_sequential_stopped(w->rule, point))
      status = take_back(w, point, error);
    if (status == WALRAS_OK)
      status = write_number(w, point, error);
  }
  w->settled = true;
  return status;
}

/* Where nothing of a point is pending, the rule has come to rest, and what is in use is its number. */
walras_status walras_waves_check_numbers(walras_store_writer *writer, const walras_layout *layout, const uint8_t *status_of,
                                         int64_t *wrong, walras_error *error) {
  const walras_store_layout *store = walras_layout_store(layout);
  int64_t *numbers = malloc((size_t)store->points * sizeof *numbers);
  *wrong = 0;
  if (numbers == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory while checking the store");
  const walras_status status =
      walras_store_read_elements(writer, walras_layout_replications_dataset(layout), 0, store->points, numbers, error);
  for (int64_t point = 0; status == WALRAS_OK && point < store->points; point++) {
    int64_t pending = 0, used = 0;
    for (int64_t r = 0; r < store->replications; r++) {
      pending += status_of[point * store->replications + r] == WALRAS_TRIAL_PENDING;
      used += status_of[point * store->replications + r] != WALRAS_TRIAL_UNUSED;
    }
    *wrong += pending == 0 && used != numbers[point];
  }
  free(numbers);
  return status;
}
