#include "numerics/designs/latin_hypercube.h"

#include <assert.h>
#include <stdlib.h>

#include "numerics/designs/design_key.h"

/* A random order of 0..count-1 down one column (Fisher-Yates). */
static void permute(const uint32_t key[2], int64_t count, int64_t axes, int64_t axis, int32_t *cells) {
  const walras_stream stream = walras_stream_make(key, WALRAS_DESIGN_PERMUTE, (uint32_t)axis);
  for (int64_t i = 0; i < count; i++) {
    const int64_t j = (int64_t)walras_bounded(&stream, (uint64_t)i, 0, (uint64_t)i + 1);
    cells[i * axes + axis] = cells[j * axes + axis];
    cells[j * axes + axis] = (int32_t)i;
  }
}

/* 26 bits of jitter: the sum with a cell's number is exact, and its quotient by the count stays inside the cell. */
static double within_cell(const walras_stream *stream, int64_t point, int64_t axis) {
  return ((double)(walras_bits(stream, (uint64_t)point, (uint32_t)axis) >> 38) + 0.5) * 0x1p-26;
}

walras_status walras_latin_hypercube(const uint32_t key[2], const walras_latin_options *options, double *points,
                                     walras_error *error) {
  const int64_t count = options->count, axes = options->axes;
  assert(count >= 1 && count <= INT32_MAX && axes >= 1);
  assert(!options->maximin || count <= WALRAS_MAXIMIN_MOST_POINTS);
  int32_t *cells = malloc((size_t)(count * axes) * sizeof *cells);
  if (cells == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for a Latin hypercube of %lld points", (long long)count);
  for (int64_t axis = 0; axis < axes; axis++)
    permute(key, count, axes, axis, cells);
  const walras_stream exchange = walras_stream_make(key, WALRAS_DESIGN_EXCHANGE, 0);
  const walras_status status = options->maximin ? walras_latin_spread(&exchange, count, axes, cells, error) : WALRAS_OK;
  const walras_stream jitter = walras_stream_make(key, WALRAS_DESIGN_JITTER, 0);
  for (int64_t i = 0; status == WALRAS_OK && i < count; i++)
    for (int64_t axis = 0; axis < axes; axis++)
      points[i * axes + axis] =
          ((double)cells[i * axes + axis] + (options->jitter ? within_cell(&jitter, i, axis) : 0.5)) / (double)count;
  free(cells);
  return status;
}
