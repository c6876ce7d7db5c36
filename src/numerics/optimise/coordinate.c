#include "numerics/optimise/coordinate.h"

#include <assert.h>
#include <math.h>
#include <string.h>

int64_t walras_grid_points(const walras_box *box, double step) {
  return (int64_t)floor((box->most - box->least) / step + 1e-9) + 1;
}

double walras_grid_value(const walras_box *box, double step, int64_t k) {
  /* by division where the step is one over a whole number, so that 0.3 is the double 0.3 */
  const double inverse = 1.0 / step, whole = rint(inverse);
  const double offset = fabs(inverse - whole) <= 1e-9 * whole ? (double)k / whole : (double)k * step;
  const double value = box->least + offset;
  return value < box->most ? value : box->most;
}

double walras_grid_round(const walras_box *box, double step, double x) {
  const int64_t last = walras_grid_points(box, step) - 1;
  int64_t k = (int64_t)ceil((x - box->least) / step - 0.5 - 1e-9);
  k = k < 0 ? 0 : k > last ? last : k;
  return walras_grid_value(box, step, k);
}

/* Values of one coordinate on the grid, and the points that have them. */
typedef struct sweep {
  const walras_box *box;
  double step;
  int64_t points;
  walras_objective objective;
  void *context;
} sweep;

enum { AT_ONCE = 64 };

/* Moves coordinate j of `now` to its best value. */
static bool best_of_coordinate(const sweep *s, int64_t j, walras_optimum *now) {
  const int64_t dimensions = s->box->dimensions;
  double points[AT_ONCE * WALRAS_OPTIMISE_DIMENSIONS], values[AT_ONCE];
  double place = now->point[j];
  for (int64_t first = 0; first < s->points; first += AT_ONCE) {
    const int64_t count = s->points - first < AT_ONCE ? s->points - first : AT_ONCE;
    for (int64_t k = 0; k < count; k++) {
      memcpy(points + k * dimensions, now->point, (size_t)dimensions * sizeof *points);
      points[k * dimensions + j] = walras_grid_value(s->box, s->step, first + k);
    }
    if (!s->objective(points, count, values, s->context))
      return false;
    now->evaluations += count;
    for (int64_t k = 0; k < count; k++)
      if (values[k] > now->value) {
        now->value = values[k];
        place = points[k * dimensions + j];
      }
  }
  now->point[j] = place;
  return true;
}

static bool climb(const sweep *s, walras_optimum *now) {
  bool moved = true;
  while (moved) {
    moved = false;
    for (int64_t j = 0; j < s->box->dimensions; j++) {
      const double before = now->value;
      if (!best_of_coordinate(s, j, now))
        return false;
      moved |= now->value > before;
      if (s->box->dimensions == 1)
        return true;
    }
  }
  return true;
}

static void keep_better(const walras_box *box, const walras_optimum *found, walras_optimum *best) {
  best->evaluations += found->evaluations;
  if (!(found->value > best->value))
    return;
  best->value = found->value;
  memcpy(best->point, found->point, (size_t)box->dimensions * sizeof *best->point);
}

bool walras_coordinate_ascent(const walras_box *box, double step, int64_t count, const double *starts, walras_objective objective,
                              void *context, walras_optimum *best) {
  const sweep s = {.box = box, .step = step, .points = walras_grid_points(box, step), .objective = objective, .context = context};
  assert(box->dimensions >= 1 && box->dimensions <= WALRAS_OPTIMISE_DIMENSIONS && s.points >= 1);
  for (int64_t start = 0; start < count; start++) {
    walras_optimum now = {.value = -INFINITY};
    for (int64_t j = 0; j < box->dimensions; j++)
      now.point[j] = walras_grid_round(box, step, starts[start * box->dimensions + j]);
    const bool done = climb(&s, &now);
    keep_better(box, &now, best);
    if (!done)
      return false;
  }
  return true;
}

static double moved(const walras_box *box, double x, double by) {
  const double to = x + by;
  return to < box->least ? box->least : to > box->most ? box->most : to;
}

/* Up and down in each coordinate, then in all of them. */
static void propose_moves(const walras_box *box, double step, const double *from, double *points) {
  const int64_t dimensions = box->dimensions;
  for (int64_t move = 0; move < 2 * (dimensions + 1); move++)
    for (int64_t j = 0; j < dimensions; j++) {
      const bool moves = move / 2 == j || move / 2 == dimensions;
      points[move * dimensions + j] = moved(box, from[j], !moves ? 0.0 : move % 2 == 0 ? step : -step);
    }
}

/* The best of all moves by one step; `better` says whether there was one. */
static bool try_moves(const walras_box *box, double step, walras_objective objective, void *context, walras_optimum *best,
                      bool *better) {
  const int64_t dimensions = box->dimensions, count = 2 * (dimensions + 1);
  double points[2 * (WALRAS_OPTIMISE_DIMENSIONS + 1) * WALRAS_OPTIMISE_DIMENSIONS] = {0};
  double values[2 * (WALRAS_OPTIMISE_DIMENSIONS + 1)];
  propose_moves(box, step, best->point, points);
  if (!objective(points, count, values, context))
    return false;
  best->evaluations += count;
  int64_t found = -1;
  for (int64_t move = 0; move < count; move++)
    if (values[move] > best->value) {
      best->value = values[move];
      found = move;
    }
  *better = found >= 0;
  if (*better)
    memcpy(best->point, points + found * dimensions, (size_t)dimensions * sizeof *points);
  return true;
}

bool walras_refine(const walras_box *box, int64_t count, const double *steps, walras_objective objective, void *context,
                   walras_optimum *best) {
  for (int64_t i = 0; i < count; i++)
    for (bool better = true; better;)
      if (!try_moves(box, steps[i], objective, context, best, &better))
        return false;
  return true;
}
