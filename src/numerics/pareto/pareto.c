#include "numerics/pareto/pareto.h"

#include <math.h>
#include <stdlib.h>

/* Falling x; of equal ones falling y, then rising index, so that the order is one. */
static int by_falling_x(const void *first, const void *second) {
  const walras_pareto_point *a = first, *b = second;
  if (a->x != b->x)
    return a->x > b->x ? -1 : 1;
  if (a->y != b->y)
    return a->y > b->y ? -1 : 1;
  return (a->index > b->index) - (a->index < b->index);
}

static void sort(walras_pareto_point *points, int64_t count) {
  qsort(points, (size_t)count, sizeof *points, by_falling_x);
}

/* A point is dominated by one that is clearly larger in x and not clearly smaller in y, or not clearly smaller in x and clearly larger in y: two
 * running maxima of y over the points in the order of x. */
void walras_pareto_frontier(walras_pareto_point *points, int64_t count, double slack, bool *on) {
  double clearly = -INFINITY, nearly = -INFINITY;
  int64_t larger = 0, near = 0;
  sort(points, count);
  for (int64_t i = 0; i < count; i++) {
    const walras_pareto_point *p = &points[i];
    for (; larger < count && points[larger].x > p->x + slack; larger++)
      clearly = fmax(clearly, points[larger].y);
    for (; near < count && points[near].x >= p->x - slack; near++)
      nearly = fmax(nearly, points[near].y);
    on[p->index] = !(clearly >= p->y - slack || nearly > p->y + slack);
  }
}

double walras_pareto_hypervolume(walras_pareto_point *points, int64_t count, double reference_x, double reference_y) {
  double area = 0.0, top = reference_y;
  sort(points, count);
  for (int64_t i = 0; i < count && points[i].x > reference_x; i++)
    if (points[i].y > top) {
      area += (points[i].x - reference_x) * (points[i].y - top);
      top = points[i].y;
    }
  return area;
}

static double relative(double shortfall, double range) {
  return shortfall > 0.0 && range > 0.0 ? shortfall / range : 0.0;
}

double walras_pareto_shortfall(const walras_pareto_point *frontier, int64_t count, double x, double y, double range_x,
                               double range_y) {
  double least = INFINITY;
  for (int64_t i = 0; i < count; i++)
    least = fmin(least, fmax(relative(frontier[i].x - x, range_x), relative(frontier[i].y - y, range_y)));
  return least;
}
