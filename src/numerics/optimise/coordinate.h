/** Coordinate ascent on a grid and its refinement: deterministic, for few dimensions and objectives without derivatives. */
#ifndef WALRAS_NUMERICS_OPTIMISE_COORDINATE_H
#define WALRAS_NUMERICS_OPTIMISE_COORDINATE_H

#include "numerics/optimise/objective.h"

enum { WALRAS_GRID_MOST = 1024 };

/** Grid points of one dimension: least, least + step, ... up to most (which counts as reached within 1e-9 steps). 2..WALRAS_GRID_MOST of them. */
int64_t walras_grid_points(const walras_box *box, double step);
/** The k-th of them. */
double walras_grid_value(const walras_box *box, double step, int64_t k);
/** The nearest of them; the lower one in the middle. */
double walras_grid_round(const walras_box *box, double step, double x);

/**
 * From each of starts [count][dimensions], rounded to the grid: in turn, each coordinate goes to its best value on the whole grid with the others
 * fixed, until a round over all coordinates changes nothing. A coordinate moves only for a better value, then to the lowest of the best ones. Exact
 * in one dimension, a local optimum along the coordinates otherwise. `best` is replaced where a better point is found: set its value to -INFINITY before
 * the first call. False when the objective said so.
 */
bool walras_coordinate_ascent(const walras_box *box, double step, int64_t count, const double *starts, walras_objective objective,
                              void *context, walras_optimum *best);

/**
 * From `best` on, for each of steps [count] in turn: moves by +-step of single coordinates and of all jointly, clipped to the box, the best of them
 * while it is better. A pattern search (Hooke and Jeeves 1961 without its leaps).
 */
bool walras_refine(const walras_box *box, int64_t count, const double *steps, walras_objective objective, void *context,
                   walras_optimum *best);

#endif
