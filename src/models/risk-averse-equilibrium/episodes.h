/** Drawn episodes at the intersection, a batch at a time: the words of their draws, where the cars begin, and what a word means. */
#ifndef WALRAS_RAE_EPISODES_H
#define WALRAS_RAE_EPISODES_H

#include "models/risk-averse-equilibrium/crossing.h"

enum { BATCH = 512 };
/** Draw blocks of an episode: its starts, then one a step. */
enum { STARTS = 0, FIRST_STEP = 1 };

struct rae_cars {
  uint32_t words[4][BATCH];
  int32_t own[BATCH], other[BATCH]; /**< cells */
};

/** Words of draw block `block` of episodes first, ..., first + count - 1, count <= BATCH. */
void rae_cars_draw(const walras_stream *stream, int64_t first, int64_t count, uint32_t block, struct rae_cars *cars);
/** Draws their starts: cells 0..cells-1, independently. */
void rae_cars_place(const walras_stream *stream, int64_t cells, int64_t first, int64_t count, struct rae_cars *cars);

/**
 * The numbers of 2^32 below which a word means to advance at `step`, own and other's cell in 0..D+1: table [D+2][D+2]. Trembles of the crossing are
 * counted in; a car that has cleared never advances.
 */
void rae_fill_table(const struct rae_crossing *crossing, const double *policy, int64_t step, uint64_t *table);

#endif
