#include "models/steering-the-herd/belief_grid.h"

#include <stdlib.h>

enum { LATTICE = 40 };

int64_t herd_grid_most(const struct herd_parameters *p, int64_t even) {
  return even + 2 * LATTICE + 1 + 9 + 6 * herd_grid_precisions(p);
}

static int64_t add(double *belief, int64_t count, double value) {
  if (value > 0.0 && value < 1.0)
    belief[count++] = value;
  return count;
}

static int64_t add_jump(double *belief, int64_t count, double value) {
  count = add(belief, count, value - HERD_BESIDE);
  count = add(belief, count, value);
  return add(belief, count, value + HERD_BESIDE);
}

static int compare_reals(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Keeps the first of beliefs that are equal but for rounding, and 1/2 itself. */
static int64_t merge(double *belief, int64_t count) {
  int64_t kept = 1;
  for (int64_t k = 1; k < count; k++) {
    if (belief[k] - belief[kept - 1] > 1e-12)
      belief[kept++] = belief[k];
    else if (belief[k] == 0.5 || belief[k] == 1.0)
      belief[kept - 1] = belief[k];
  }
  return kept;
}

void herd_grid_make(const struct herd_parameters *p, int64_t even, struct herd_grid *grid) {
  const double step = herd_strength(p->baseline_precision);
  double *belief = grid->belief;
  int64_t count = 0;
  for (int64_t k = 0; k < even; k++)
    belief[count++] = (double)k / (double)(even - 1);
  for (int64_t j = -LATTICE; j <= LATTICE; j++)
    count = add(belief, count, herd_belief((double)j * step));
  count = add_jump(belief, count, 0.5);
  count = add_jump(belief, count, p->baseline_precision);
  count = add_jump(belief, count, 1.0 - p->baseline_precision);
  for (int64_t j = 0; j < herd_grid_precisions(p); j++) {
    count = add_jump(belief, count, herd_grid_precision(p, j));
    count = add_jump(belief, count, 1.0 - herd_grid_precision(p, j));
  }
  qsort(belief, (size_t)count, sizeof *belief, compare_reals);
  grid->nodes = merge(belief, count);
  grid->even = even;
  for (int64_t node = 0, k = 0; node < grid->nodes; node++) {
    while (k < even && (double)k / (double)(even - 1) <= belief[node] + 1e-12)
      grid->cell[k++] = node;
    if (belief[node] == 0.5)
      grid->half = node;
  }
  grid->below = grid->half - 1;
  grid->above = grid->half + 1;
}

herd_place herd_grid_find(const struct herd_grid *grid, double belief) {
  const int64_t k = (int64_t)(belief * (double)(grid->even - 1));
  int64_t low = grid->cell[k < 0 ? 0 : k > grid->even - 2 ? grid->even - 2 : k];
  while (low > 0 && grid->belief[low] > belief)
    low--;
  while (low < grid->nodes - 2 && grid->belief[low + 1] <= belief)
    low++;
  const double weight = (belief - grid->belief[low]) / (grid->belief[low + 1] - grid->belief[low]);
  return (herd_place){.low = low, .weight = weight < 0.0 ? 0.0 : weight > 1.0 ? 1.0 : weight};
}

int64_t herd_grid_nearest(const struct herd_grid *grid, double belief) {
  const herd_place place = herd_grid_find(grid, belief);
  return place.low + (place.weight > 0.5);
}
