#include "cli/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"
#include "store/walk.h"

enum { CHUNK_VALUES = 1 << 17 };

bool cli_values_open(const char *path, int64_t points, int64_t replications, cli_values_source *source) {
  walras_error error = {0};
  *source = (cli_values_source){0};
  walras_status status = walras_store_reader_open(path, &source->reader, &error);
  if (status == WALRAS_OK &&
      (walras_store_points(source->reader) != points || walras_store_replications(source->reader) != replications))
    status = WALRAS_FAIL(&error, WALRAS_ERROR_INPUT, "%s has %lld x %lld trials, its experiment %lld x %lld", path,
                         (long long)walras_store_points(source->reader), (long long)walras_store_replications(source->reader),
                         (long long)points, (long long)replications);
  if (status == WALRAS_OK) {
    source->status = malloc((size_t)(points * replications) + 1);
    status = source->status != NULL ? walras_store_read_bytes(source->reader, "/trials/status", 0, points, source->status, &error)
                                    : WALRAS_FAIL(&error, WALRAS_ERROR_MEMORY, "out of memory");
  }
  if (status == WALRAS_OK)
    return true;
  cli_complain_error(&error);
  cli_values_close(source);
  return false;
}

void cli_values_close(cli_values_source *source) {
  walras_store_reader_close(source->reader);
  free(source->status);
  for (int i = 0; i < CLI_VALUES_CHUNKS; i++) {
    free(source->chunks[i].metric);
    free(source->chunks[i].absent);
    free(source->chunks[i].values);
  }
  *source = (cli_values_source){0};
}

/* Series have a folder of their own. */
static void metric_path(const cli_values_source *source, const char *metric, char path[256]) {
  snprintf(path, 256, "/series/%s", metric);
  if (!walras_store_has(source->reader, path))
    snprintf(path, 256, "/metrics/%s", metric);
}

walras_status cli_values_absence(const cli_values_source *source, const char *metric, uint8_t **absent, walras_error *error) {
  char path[256];
  const int64_t points = walras_store_points(source->reader);
  *absent = NULL;
  snprintf(path, sizeof path, "/absent/%s", metric);
  if (!walras_store_has_table(source->reader, path, points, 1))
    return WALRAS_OK;
  *absent = malloc((size_t)points);
  if (*absent == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for %s", metric);
  return walras_store_read_bytes(source->reader, path, 0, points, *absent, error);
}

/* The chunk turns to another metric, with no points of it yet. */
static walras_status choose_metric(const cli_values_source *source, const char *metric, cli_values_chunk *chunk,
                                   walras_error *error) {
  char path[256];
  walras_store_shape shape;
  metric_path(source, metric, path);
  walras_status status = walras_store_shape_of(source->reader, path, &shape, error);
  if (status != WALRAS_OK)
    return status;
  if (!walras_is_per_trial(source->reader, &shape, path) || shape.rank > 3)
    return WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s has no value for each trial", metric);
  free(chunk->metric);
  free(chunk->absent);
  chunk->metric = NULL;
  chunk->length = shape.rank > 2 ? shape.extent[2] : 1;
  chunk->count = 0;
  status = cli_values_absence(source, metric, &chunk->absent, error);
  chunk->metric = status == WALRAS_OK ? strdup(metric) : NULL;
  if (status == WALRAS_OK && chunk->metric == NULL)
    status = WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for %s", metric);
  return status;
}

/* Reads the chunk that a point is in: the points are cut the same way whichever is asked for first. */
static walras_status load_chunk(const cli_values_source *source, int64_t point, cli_values_chunk *chunk, walras_error *error) {
  char path[256];
  const int64_t row = walras_store_replications(source->reader) * chunk->length, points = walras_store_points(source->reader);
  const int64_t most = row < CHUNK_VALUES ? CHUNK_VALUES / row : 1, first = point - point % most;
  const int64_t count = points - first < most ? points - first : most;
  chunk->count = 0;
  if (chunk->capacity < count * row) {
    free(chunk->values);
    chunk->values = malloc((size_t)(count * row) * sizeof *chunk->values);
    chunk->capacity = chunk->values != NULL ? count * row : 0;
  }
  if (chunk->values == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "out of memory for %s", chunk->metric);
  metric_path(source, chunk->metric, path);
  const walras_status status = walras_store_read_reals(source->reader, path, first, count, chunk->values, error);
  chunk->first = first;
  chunk->count = status == WALRAS_OK ? count : 0;
  return status;
}

static bool is_of(const cli_values_chunk *chunk, const char *metric) {
  return chunk->metric != NULL && strcmp(chunk->metric, metric) == 0;
}

/* The chunk that holds a point of a metric, or else the one that was not used for the longest time. */
static cli_values_chunk *choose_chunk(cli_values_source *source, const char *metric, int64_t point) {
  cli_values_chunk *oldest = &source->chunks[0];
  for (int i = 0; i < CLI_VALUES_CHUNKS; i++) {
    cli_values_chunk *chunk = &source->chunks[i];
    if (is_of(chunk, metric) && point >= chunk->first && point < chunk->first + chunk->count)
      return chunk;
    if (chunk->used < oldest->used)
      oldest = chunk;
  }
  return oldest;
}

walras_status cli_values_read(void *context, const char *metric, int64_t element, int64_t point, double *values,
                              walras_error *error) {
  cli_values_source *source = context;
  cli_values_chunk *chunk = choose_chunk(source, metric, point);
  const int64_t replications = walras_store_replications(source->reader);
  walras_status status = WALRAS_OK;
  chunk->used = ++source->reads;
  if (!is_of(chunk, metric))
    status = choose_metric(source, metric, chunk, error);
  if (status == WALRAS_OK && (element < 0 || element >= chunk->length))
    status = WALRAS_FAIL(error, WALRAS_ERROR_INPUT, "%s has %lld values, not %lld", metric, (long long)chunk->length,
                         (long long)element + 1);
  if (status == WALRAS_OK && (point < chunk->first || point >= chunk->first + chunk->count))
    status = load_chunk(source, point, chunk, error);
  if (status != WALRAS_OK)
    return status;
  const double *row = chunk->values + (point - chunk->first) * replications * chunk->length;
  const uint8_t *done = source->status + point * replications;
  const bool absent = chunk->absent != NULL && chunk->absent[point] != 0;
  for (int64_t i = 0; i < replications; i++)
    values[i] = !absent && done[i] == WALRAS_TRIAL_DONE ? row[i * chunk->length + element] : (double)NAN;
  return WALRAS_OK;
}
