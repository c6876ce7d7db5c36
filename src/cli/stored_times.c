#include "cli/stored_times.h"

#include <stdlib.h>

#include "engine/engine.h"
#include "store/read.h"

/* Trials are read by so many, or by the point where one has more. */
enum { CHUNK = 1 << 20 };

/* What is read of a chunk, and what has been kept so far: one done trial in every `stride`, which doubles when the room is full. */
typedef struct times {
  uint8_t *status;
  double *seconds;
  double *values;
  int64_t most, count, stride, done;
} times;

/* Every second value goes; those at multiples of the new stride stay. */
static void thin_out(times *t) {
  for (int64_t i = 0; 2 * i < t->count; i++)
    t->values[i] = t->values[2 * i];
  t->count = (t->count + 1) / 2;
  t->stride *= 2;
}

static void keep(times *t, double seconds) {
  if (t->done % t->stride == 0 && t->count == t->most)
    thin_out(t);
  if (t->done % t->stride == 0)
    t->values[t->count++] = seconds;
  t->done++;
}

static walras_status read_points(const walras_store_reader *reader, int64_t first, int64_t points, times *t,
                                 walras_error *error) {
  walras_status status = walras_store_read_bytes(reader, "/trials/status", first, points, t->status, error);
  if (status == WALRAS_OK)
    status = walras_store_read_reals(reader, "/run/wall_seconds", first, points, t->seconds, error);
  for (int64_t i = 0; status == WALRAS_OK && i < points * walras_store_replications(reader); i++)
    if (t->status[i] == WALRAS_TRIAL_DONE)
      keep(t, t->seconds[i]);
  return status;
}

static walras_status read_times(const walras_store_reader *reader, const char *path, times *t, walras_error *error) {
  const int64_t points = walras_store_points(reader), replications = walras_store_replications(reader);
  if (!walras_store_has_table(reader, "/trials/status", points, replications) ||
      !walras_store_has_table(reader, "/run/wall_seconds", points, replications))
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s: the times of its trials are missing", path);
  const int64_t at_once = replications < CHUNK ? CHUNK / (replications > 0 ? replications : 1) : 1;
  t->status = malloc((size_t)(at_once * replications) + 1);
  t->seconds = malloc((size_t)(at_once * replications + 1) * sizeof *t->seconds);
  walras_status status = WALRAS_OK;
  if (t->status == NULL || t->seconds == NULL)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for the times of %s", path);
  for (int64_t first = 0; status == WALRAS_OK && first < points; first += at_once)
    status = read_points(reader, first, points - first < at_once ? points - first : at_once, t, error);
  if (status == WALRAS_OK && t->done == 0)
    status = WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s: no trial is done: it tells no times", path);
  return status;
}

walras_status cli_stored_times(const char *path, double *values, int64_t most, int64_t *count, walras_error *error) {
  walras_store_reader *reader = NULL;
  times t = {.values = values, .most = most, .stride = 1};
  walras_status status = walras_store_reader_open(path, &reader, error);
  if (status == WALRAS_OK)
    status = read_times(reader, path, &t, error);
  free(t.status);
  free(t.seconds);
  walras_store_reader_close(reader);
  *count = t.count;
  return status;
}
