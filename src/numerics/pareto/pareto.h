/** Pareto measures of points in the plane, both coordinates to be large. Nothing is allocated; no NaN. */
#ifndef WALRAS_NUMERICS_PARETO_PARETO_H
#define WALRAS_NUMERICS_PARETO_PARETO_H

#include <stdbool.h>
#include <stdint.h>

/** One point; `index` says which it was before sorting. */
typedef struct walras_pareto_point {
  double x, y;
  int64_t index;
} walras_pareto_point;

/** (x, y) is at least (u, v) in both coordinates to within `slack`, and by more than `slack` in one. */
static inline bool walras_pareto_dominates(double x, double y, double u, double v, double slack) {
  return x >= u - slack && y >= v - slack && (x > u + slack || y > v + slack);
}

/**
 * on[i] (by `index`) = no point dominates point i to within slack >= 0; equal points are all on or all off. Sorts the points by falling x.
 * points [count] with index 0..count-1, on [count]. O(n log n).
 */
void walras_pareto_frontier(walras_pareto_point *points, int64_t count, double slack, bool *on);

/** Area that the points dominate above (x, y) = reference; points below it in a coordinate add nothing. Sorts the points. O(n log n). */
double walras_pareto_hypervolume(walras_pareto_point *points, int64_t count, double reference_x, double reference_y);

/**
 * Smallest, over frontier points [count >= 1], of the larger shortfall of (x, y) in units of the ranges: max((fx - x)+ / range_x, (fy - y)+ / range_y).
 * Where a range is 0 that coordinate does not count.
 */
double walras_pareto_shortfall(const walras_pareto_point *frontier, int64_t count, double x, double y, double range_x,
                               double range_y);

#endif
