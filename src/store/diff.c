#include "store/diff.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"
#include "store/walk.h"

enum { CHUNK_VALUES = 1 << 20 };

typedef struct comparison {
  const walras_store_reader *a, *b;
  uint8_t *done; /* [trials] done in either store; NULL when their trials do not correspond */
  FILE *stream;
  int64_t most;        /* lines for each dataset */
  int64_t count, here; /* differences in all, and in this dataset */
  walras_error *error;
} comparison;

/* One line, while there is room for it. */
static bool counts(comparison *c) {
  c->count++;
  return c->here++ < c->most;
}

static void print_position(comparison *c, const char *path, const walras_store_shape *shape, int64_t index) {
  int64_t position[4] = {0};
  for (int axis = shape->rank - 1; axis >= 0; axis--) {
    position[axis] = index % shape->extent[axis];
    index /= shape->extent[axis];
  }
  fputs(path, c->stream);
  for (int axis = 0; axis < shape->rank; axis++)
    fprintf(c->stream, "%s%" PRId64 "%s", axis == 0 ? "[" : ", ", position[axis], axis + 1 == shape->rank ? "]: " : "");
}

/* What a kill left behind in rows of trials that are done in neither store is no result; the digest skips them too. */
static bool is_result(const comparison *c, int64_t row_values, int64_t index) {
  return c->done == NULL || row_values == 0 || c->done[index / row_values];
}

static void compare_values(comparison *c, const char *path, const walras_store_shape *shape, int64_t first, int64_t count,
                           const double *a, const double *b) {
  const bool per_trial = walras_is_per_trial(c->a, shape, path) && strcmp(path, "/trials/status") != 0;
  const int64_t row_values = per_trial ? shape->extent[2] * shape->extent[3] : 0;
  for (int64_t i = 0; i < count; i++) {
    const bool same = memcmp(&a[i], &b[i], sizeof *a) == 0 || (shape->real && isnan(a[i]) && isnan(b[i]));
    if (same || !is_result(c, row_values, first + i) || !counts(c))
      continue;
    print_position(c, path, shape, first + i);
    int64_t integers[2];
    memcpy(&integers[0], &a[i], sizeof *a);
    memcpy(&integers[1], &b[i], sizeof *b);
    if (shape->real)
      fprintf(c->stream, "%.17g | %.17g\n", a[i], b[i]);
    else
      fprintf(c->stream, "%" PRId64 " | %" PRId64 "\n", integers[0], integers[1]);
  }
}

static walras_status compare_numbers(comparison *c, const char *path, const walras_store_shape *shape) {
  int64_t per_row = 1;
  for (int axis = 1; axis < shape->rank; axis++)
    per_row *= shape->extent[axis];
  int64_t step = CHUNK_VALUES / (per_row > 0 ? per_row : 1);
  step = step < 1 ? 1 : step > shape->extent[0] ? shape->extent[0] : step;
  const size_t room = (size_t)(step * per_row) + 1;
  double *values = malloc(2 * room * sizeof *values);
  walras_status status =
      values != NULL ? WALRAS_OK : WALRAS_FAIL(c->error, WALRAS_ERROR_MEMORY, "out of memory for reading %s", path);
  for (int64_t first = 0; status == WALRAS_OK && first < shape->extent[0]; first += step) {
    const int64_t rows = shape->extent[0] - first < step ? shape->extent[0] - first : step;
    for (int side = 0; side < 2 && status == WALRAS_OK; side++) {
      const walras_store_reader *reader = side == 0 ? c->a : c->b;
      double *to = values + (size_t)side * room;
      status = shape->real ? walras_store_read_reals(reader, path, first, rows, to, c->error)
                           : walras_store_read_integers(reader, path, first, rows, (int64_t *)(void *)to, c->error);
    }
    if (status == WALRAS_OK)
      compare_values(c, path, shape, first * per_row, rows * per_row, values, values + room);
  }
  free(values);
  return status;
}

static walras_status compare_texts(comparison *c, const char *path, int64_t count) {
  char **a = walras_store_texts(c->a, path, count), **b = walras_store_texts(c->b, path, count);
  const bool ok = a != NULL && b != NULL;
  for (int64_t i = 0; i < count; i++) {
    if (ok && strcmp(a[i], b[i]) != 0 && counts(c))
      fprintf(c->stream, "%s[%" PRId64 "]: %s | %s\n", path, i, a[i], b[i]);
    if (a != NULL)
      free(a[i]);
    if (b != NULL)
      free(b[i]);
  }
  free(a);
  free(b);
  return ok ? WALRAS_OK : WALRAS_FAIL(c->error, WALRAS_ERROR_IO, "%s cannot be read", path);
}

static walras_status compare_dataset(comparison *c, const char *path) {
  walras_store_shape a, b;
  walras_status status = walras_store_shape_of(c->a, path, &a, c->error);
  if (status != WALRAS_OK)
    return status;
  if (!walras_store_has(c->b, path)) {
    if (counts(c))
      fprintf(c->stream, "%s: only in the first store\n", path);
    return WALRAS_OK;
  }
  status = walras_store_shape_of(c->b, path, &b, c->error);
  if (status != WALRAS_OK)
    return status;
  if (memcmp(&a.extent, &b.extent, sizeof a.extent) != 0 || a.rank != b.rank || a.real != b.real) {
    if (counts(c))
      fprintf(c->stream, "%s: another shape or type\n", path);
    return WALRAS_OK;
  }
  status = walras_store_is_text(c->a, path) ? compare_texts(c, path, a.extent[0]) : compare_numbers(c, path, &a);
  int64_t values = 1;
  for (int axis = 0; axis < a.rank; axis++)
    values *= a.extent[axis];
  if (status == WALRAS_OK && c->here > c->most)
    fprintf(c->stream, "%s: %" PRId64 " of %" PRId64 " values differ\n", path, c->here, values);
  return status;
}

/* Which shards they are, if any. */
static void compare_shards(comparison *c) {
  char *a = walras_store_text(c->a, "shard"), *b = walras_store_text(c->b, "shard");
  const char *left = a != NULL ? a : "none", *right = b != NULL ? b : "none";
  c->here = 0;
  if (strcmp(left, right) != 0 && counts(c))
    fprintf(c->stream, "shard: %s | %s\n", left, right);
  free(a);
  free(b);
}

/* The first line in which the resolved experiments differ. */
static void compare_experiments(comparison *c) {
  char *a = walras_store_text(c->a, "experiment"), *b = walras_store_text(c->b, "experiment");
  if (a != NULL && b != NULL && strcmp(a, b) != 0 && counts(c)) {
    const char *left = a, *right = b;
    for (size_t i = 0; a[i] != '\0' && a[i] == b[i]; i++)
      if (a[i] == '\n') {
        left = a + i + 1;
        right = b + i + 1;
      }
    left += strspn(left, " ");
    right += strspn(right, " ");
    fprintf(c->stream, "experiment: %.*s | %.*s\n", (int)strcspn(left, "\n"), left, (int)strcspn(right, "\n"), right);
  }
  free(a);
  free(b);
}

/* Trials that are done in either store; nothing when the stores have different trials, which the shapes will tell. */
static walras_status read_done(comparison *c) {
  const int64_t points = walras_store_points(c->a), trials = points * walras_store_replications(c->a);
  if (points != walras_store_points(c->b) || walras_store_replications(c->a) != walras_store_replications(c->b))
    return WALRAS_OK;
  uint8_t *other = malloc((size_t)trials + 1);
  c->done = malloc((size_t)trials + 1);
  walras_status status =
      c->done != NULL && other != NULL ? WALRAS_OK : WALRAS_FAIL(c->error, WALRAS_ERROR_MEMORY, "out of memory for the status");
  if (status == WALRAS_OK)
    status = walras_store_read_bytes(c->a, "/trials/status", 0, points, c->done, c->error);
  if (status == WALRAS_OK)
    status = walras_store_read_bytes(c->b, "/trials/status", 0, points, other, c->error);
  for (int64_t trial = 0; status == WALRAS_OK && trial < trials; trial++)
    c->done[trial] = c->done[trial] == WALRAS_TRIAL_DONE || other[trial] == WALRAS_TRIAL_DONE;
  free(other);
  return status;
}

static walras_status compare_stores(comparison *c) {
  walras_path_list a = {0}, b = {0};
  walras_status status = read_done(c);
  if (status == WALRAS_OK)
    status = walras_store_walk(c->a, &a, c->error);
  if (status == WALRAS_OK)
    status = walras_store_walk(c->b, &b, c->error);
  compare_experiments(c);
  compare_shards(c);
  for (int64_t i = 0; status == WALRAS_OK && i < a.count; i++) {
    c->here = 0;
    status = compare_dataset(c, a.paths[i]);
  }
  for (int64_t i = 0; status == WALRAS_OK && i < b.count; i++) {
    c->here = 0;
    if (!walras_store_has(c->a, b.paths[i]) && counts(c))
      fprintf(c->stream, "%s: only in the second store\n", b.paths[i]);
  }
  walras_path_list_free(&a);
  walras_path_list_free(&b);
  free(c->done);
  return status;
}

walras_status walras_store_diff(const char *a, const char *b, FILE *stream, int64_t most, int64_t *differences,
                                walras_error *error) {
  walras_store_reader *first = NULL, *second = NULL;
  walras_status status = walras_store_reader_open(a, &first, error);
  if (status == WALRAS_OK)
    status = walras_store_reader_open(b, &second, error);
  comparison c = {.a = first, .b = second, .stream = stream, .most = most, .error = error};
  if (status == WALRAS_OK)
    status = compare_stores(&c);
  *differences = c.count;
  walras_store_reader_close(first);
  walras_store_reader_close(second);
  return status;
}
