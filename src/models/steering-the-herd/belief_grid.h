/** The grid of beliefs: even points, the log-odds that signals of precision p reach, and both sides of every place where values may jump. */
#ifndef WALRAS_HERD_BELIEF_GRID_H
#define WALRAS_HERD_BELIEF_GRID_H

#include "models/steering-the-herd/parameters.h"
#include "models/steering-the-herd/programme.h"

struct herd_grid {
  int64_t nodes, even;        /**< all nodes; even ones */
  double *belief;             /**< [nodes] ascending, from 0 to 1 */
  int64_t *cell;              /**< [even] the node of each even point */
  int64_t half, above, below; /**< nodes of 1/2 and just above and below it */
};

/** How far beside a jump its one-sided limits stand. */
#define HERD_BESIDE 1e-9

/** Most nodes that a grid of `even` even points has. */
int64_t herd_grid_most(const struct herd_parameters *p, int64_t even);
/** Fills the grid; belief [herd_grid_most] and cell [even] are the caller's. */
void herd_grid_make(const struct herd_parameters *p, int64_t even, struct herd_grid *grid);
/** Where a belief in [0, 1] lies. */
herd_place herd_grid_find(const struct herd_grid *grid, double belief);
/** The node nearest to a belief. */
int64_t herd_grid_nearest(const struct herd_grid *grid, double belief);

#endif
