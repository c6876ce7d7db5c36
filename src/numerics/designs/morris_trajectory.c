#include "numerics/designs/morris_trajectory.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "numerics/designs/design_key.h"

double walras_morris_step(int64_t levels) {
  return (double)levels / (double)(2 * (levels - 1));
}

/* The first point, and the moves in a random order: draws 0 to factors - 1 are the places, then the directions, then the order. */
static void begin(const walras_stream *stream, uint64_t trajectory, int64_t factors, int64_t levels, double *point,
                  int64_t *moves) {
  const uint32_t k = (uint32_t)factors;
  for (uint32_t f = 0; f < k; f++) {
    const int64_t lower = (int64_t)walras_bounded(stream, trajectory, f, (uint64_t)(levels / 2));
    const bool up = walras_bounded(stream, trajectory, k + f, 2) == 0;
    point[f] = (double)(up ? lower : lower + levels / 2) / (double)(levels - 1);
    const uint32_t place = (uint32_t)walras_bounded(stream, trajectory, 2 * k + f, f + 1);
    moves[f] = moves[place];
    moves[place] = up ? (int64_t)f + 1 : -(int64_t)f - 1;
  }
}

void walras_morris_trajectory(const uint32_t key[2], int64_t trajectory, int64_t factors, int64_t levels, double *points,
                              int64_t *moves) {
  assert(levels >= 2 && levels % 2 == 0 && factors >= 1);
  const walras_stream stream = walras_stream_make(key, WALRAS_DESIGN_TRAJECTORY, 0);
  begin(&stream, (uint64_t)trajectory, factors, levels, points, moves);
  for (int64_t i = 0; i < factors; i++) {
    double *next = points + (i + 1) * factors;
    memcpy(next, next - factors, (size_t)factors * sizeof *next);
    /* Back to the level's number first: levels are then the same bits however they are reached. */
    const int64_t factor = moves[i] > 0 ? moves[i] - 1 : -moves[i] - 1, half = levels / 2;
    const double level = next[factor] * (double)(levels - 1) + (double)(moves[i] > 0 ? half : -half);
    next[factor] = (double)(int64_t)(level + 0.5) / (double)(levels - 1);
  }
}
