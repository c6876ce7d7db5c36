/* The exchange algorithm of maximin Latin hypercubes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/designs/latin_hypercube.h"

enum { SWEEPS = 10000, MOST_PROPOSALS = 200000, MOST_WORK = 200000000, RIVALS = 4 };

typedef struct hypercube {
  int64_t count, axes;
  int32_t *cells;   /* [count][axes] */
  double *crowding; /* [count] sum over the other rows of distance^-p, as of the last survey */
} hypercube;

static int64_t square(int64_t x) {
  return x * x;
}

static int64_t squared_distance(const hypercube *h, int64_t a, int64_t b) {
  int64_t sum = 0;
  for (int64_t axis = 0; axis < h->axes; axis++)
    sum += square((int64_t)h->cells[a * h->axes + axis] - h->cells[b * h->axes + axis]);
  return sum;
}

/* distance^-32; rows of a hypercube differ in every column, so that distances are at least 1. */
static double repulsion(int64_t squared) {
  const double inverse = 1.0 / (double)squared, second = inverse * inverse, fourth = second * second, eighth = fourth * fourth;
  return eighth * eighth;
}

/* Fresh crowding of every row; returns the criterion. */
static double survey(hypercube *h) {
  double total = 0.0;
  memset(h->crowding, 0, (size_t)h->count * sizeof *h->crowding);
  for (int64_t a = 0; a < h->count; a++)
    for (int64_t b = 0; b < a; b++) {
      const double pair = repulsion(squared_distance(h, a, b));
      h->crowding[a] += pair;
      h->crowding[b] += pair;
      total += pair;
    }
  return total;
}

/* The repulsion of rows a and b from all others, before and after they swap one coordinate. Their own distance stays. */
static void compare_swap(const hypercube *h, int64_t a, int64_t b, int64_t axis, double *before, double *after) {
  const int64_t at_a = h->cells[a * h->axes + axis], at_b = h->cells[b * h->axes + axis];
  *before = *after = 0.0;
  for (int64_t row = 0; row < h->count; row++) {
    if (row == a || row == b)
      continue;
    const int64_t here = h->cells[row * h->axes + axis], change = square(at_b - here) - square(at_a - here);
    const int64_t from_a = squared_distance(h, a, row), from_b = squared_distance(h, b, row);
    *before += repulsion(from_a) + repulsion(from_b);
    *after += repulsion(from_a + change) + repulsion(from_b - change);
  }
}

/* The most crowded of a few random rows. */
static int64_t crowded_row(const hypercube *h, const walras_stream *stream, uint64_t proposal) {
  int64_t row = (int64_t)walras_bounded(stream, proposal, 0, (uint64_t)h->count);
  for (uint32_t rival = 1; rival < RIVALS; rival++) {
    const int64_t other = (int64_t)walras_bounded(stream, proposal, rival, (uint64_t)h->count);
    row = h->crowding[other] > h->crowding[row] ? other : row;
  }
  return row;
}

static void propose(hypercube *h, const walras_stream *stream, uint64_t proposal, double threshold) {
  const int64_t a = crowded_row(h, stream, proposal);
  const int64_t step = 1 + (int64_t)walras_bounded(stream, proposal, RIVALS, (uint64_t)h->count - 1), b = (a + step) % h->count;
  const int64_t axis = (int64_t)walras_bounded(stream, proposal, RIVALS + 1, (uint64_t)h->axes);
  double before, after;
  compare_swap(h, a, b, axis, &before, &after);
  if (after > before * (1.0 + threshold))
    return;
  const int32_t cell = h->cells[a * h->axes + axis];
  h->cells[a * h->axes + axis] = h->cells[b * h->axes + axis];
  h->cells[b * h->axes + axis] = cell;
}

/* A sweep is as many proposals as there are rows, between two surveys; each costs about count (axes + 8) steps. */
static int64_t count_sweeps(int64_t count, int64_t axes) {
  const int64_t affordable = MOST_WORK / (count * (axes + 8));
  const int64_t proposals = affordable < MOST_PROPOSALS ? affordable : MOST_PROPOSALS;
  return proposals / count < SWEEPS ? 1 + proposals / count : SWEEPS;
}

walras_status walras_latin_spread(const walras_stream *stream, int64_t count, int64_t axes, int32_t *cells, walras_error *error) {
  if (count < 3 || axes < 2)
    return WALRAS_OK; /* one design up to the names of the axes */
  const size_t bytes = (size_t)(count * axes) * sizeof *cells;
  int32_t *best = malloc(bytes);
  hypercube h = {.count = count, .axes = axes, .cells = cells, .crowding = malloc((size_t)count * sizeof(double))};
  if (best == NULL || h.crowding == NULL) {
    free(best);
    free(h.crowding);
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory to spread a Latin hypercube of %lld points", (long long)count);
  }
  const int64_t sweeps = count_sweeps(count, axes);
  double least = survey(&h);
  memcpy(best, cells, bytes);
  for (int64_t sweep = 0; sweep < sweeps; sweep++) {
    const double threshold = 1.0 - (double)(sweep + 1) / (double)sweeps;
    for (int64_t i = 0; i < count; i++)
      propose(&h, stream, (uint64_t)(sweep * count + i), threshold);
    const double criterion = survey(&h);
    if (criterion < least) {
      least = criterion;
      memcpy(best, cells, bytes);
    }
  }
  memcpy(cells, best, bytes);
  free(best);
  free(h.crowding);
  return WALRAS_OK;
}
