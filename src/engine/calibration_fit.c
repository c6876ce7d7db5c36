/* From measured trials to factors on the rough costs of every point. */
#include <assert.h>
#include <stdlib.h>

#include "engine/calibration.h"

/* Sums of least squares for seconds = F x fixed + S x spread. */
typedef struct fit_sums {
  double ff, fs, ss, fy, sy, rough, seconds;
} fit_sums;

static void add(fit_sums *sums, const walras_measured *m) {
  sums->ff += m->rough.fixed * m->rough.fixed;
  sums->fs += m->rough.fixed * m->rough.spread;
  sums->ss += m->rough.spread * m->rough.spread;
  sums->fy += m->rough.fixed * m->seconds;
  sums->sy += m->rough.spread * m->seconds;
  sums->rough += m->rough.fixed + m->rough.spread;
  sums->seconds += m->seconds;
}

static walras_plan_factor common(const fit_sums *sums) {
  const double factor = sums->seconds / sums->rough;
  return (walras_plan_factor){factor, factor};
}

/* The two parts apart where a point ran on several populations; else one factor for both. */
static walras_plan_factor solve(const fit_sums *s) {
  const double determinant = s->ff * s->ss - s->fs * s->fs;
  if (!(determinant > 1e-3 * s->ff * s->ss))
    return common(s);
  const double fixed = (s->fy * s->ss - s->sy * s->fs) / determinant, spread = (s->sy * s->ff - s->fy * s->fs) / determinant;
  if (fixed < 0.0)
    return (walras_plan_factor){0.0, s->sy / s->ss};
  if (spread < 0.0)
    return (walras_plan_factor){s->fy / s->ff, 0.0};
  return (walras_plan_factor){fixed, spread};
}

static int by_point(const void *left, const void *right) {
  const walras_measured *a = left, *b = right;
  return (a->point > b->point) - (a->point < b->point);
}

/* A point that was run. */
typedef struct visited {
  int64_t point;
  fit_sums sums;
} visited;

enum { NEIGHBOURS_LOOKED_AT = 64 };

/* The next visited point from `from` on, in steps of `step`, that costs at least a tenth of `rough`: what a trivial trial says of overheads says
 * nothing of a costly one. NULL: none near. */
static const visited *neighbour(const visited *points, int64_t count, int64_t from, int64_t step, double rough,
                                const walras_plan_cost *costs) {
  for (int64_t i = from, looked = 0; i >= 0 && i < count && looked < NEIGHBOURS_LOOKED_AT; i += step, looked++) {
    const walras_plan_cost *cost = &costs[points[i].point];
    if (cost->fixed + cost->spread >= 0.1 * rough)
      return &points[i];
  }
  return NULL;
}

static void add_neighbour(fit_sums *sums, const visited *point) {
  if (point == NULL)
    return;
  sums->rough += point->sums.rough;
  sums->seconds += point->sums.seconds;
}

static void fill(const visited *points, int64_t count, const fit_sums *all, const walras_plan_cost *rough, int64_t point_count,
                 walras_plan_factor *factors) {
  int64_t next = 0;
  for (int64_t point = 0; point < point_count; point++) {
    if (next < count && points[next].point == point) {
      factors[point] = solve(&points[next++].sums);
      continue;
    }
    const double cost = rough[point].fixed + rough[point].spread;
    fit_sums near = {0};
    add_neighbour(&near, neighbour(points, count, next - 1, -1, cost, rough));
    add_neighbour(&near, neighbour(points, count, next, 1, cost, rough));
    factors[point] = common(near.rough > 0.0 ? &near : all);
  }
}

bool walras_calibration_fit(walras_measured *measured, int64_t count, const walras_plan_cost *rough, int64_t points,
                            walras_plan_factor *factors) {
  assert(count > 0);
  visited *found = calloc((size_t)count, sizeof *found);
  fit_sums all = {0};
  int64_t distinct = 0;
  if (found == NULL)
    return false;
  qsort(measured, (size_t)count, sizeof *measured, by_point);
  for (int64_t i = 0; i < count; i++) {
    if (i == 0 || measured[i].point != measured[i - 1].point)
      found[distinct++].point = measured[i].point;
    add(&found[distinct - 1].sums, &measured[i]);
    add(&all, &measured[i]);
  }
  fill(found, distinct, &all, rough, points, factors);
  free(found);
  return true;
}
