#include "numerics/statistics/correlation.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "numerics/statistics/student.h"
#include "walras/elementary.h"

/* Fisher's transform and its inverse. */
static double fisher_z(double r) {
  return 0.5 * (walras_log1p(r) - walras_log1p(-r));
}

/* Sums over pairs of their deviations from a centre. */
typedef struct moments {
  double n, x, y, xx, xy, yy;
} moments;

static void add(moments *m, double x, double y) {
  m->n += 1.0;
  m->x += x;
  m->y += y;
  m->xx += x * x;
  m->xy += x * y;
  m->yy += y * y;
}

static moments less(const moments *all, const moments *part) {
  return (moments){all->n - part->n,   all->x - part->x,   all->y - part->y,
                   all->xx - part->xx, all->xy - part->xy, all->yy - part->yy};
}

/* NaN when a side does not vary, but for what rounding leaves of it. */
static double correlation_of(const moments *m) {
  const double xx = m->xx - m->x * m->x / m->n, xy = m->xy - m->x * m->y / m->n, yy = m->yy - m->y * m->y / m->n;
  if (!(xx > 1e-14 * m->xx && yy > 1e-14 * m->yy))
    return (double)NAN;
  const double square = xx * yy; /* its root is exact where the ranks agree; out of the range of doubles, that of the parts */
  const double r = xy / (square >= DBL_MIN && square <= DBL_MAX ? sqrt(square) : sqrt(xx) * sqrt(yy));
  return r > 1.0 ? 1.0 : r < -1.0 ? -1.0 : r;
}

/* The correlation, and in leave_out [blocks] that without each block; group NULL and blocks 0 without blocks. */
typedef struct correlation_task {
  const double *x, *y;
  const int64_t *group;
  int64_t count, blocks;
  double *leave_out;
} correlation_task;

static double mean_of(const double *values, int64_t count) {
  double sum = 0.0;
  for (int64_t i = 0; i < count; i++)
    sum += values[i];
  return sum / (double)count;
}

static double linear(const correlation_task *t) {
  const double mean_x = mean_of(t->x, t->count), mean_y = mean_of(t->y, t->count);
  moments all = {0}, parts[WALRAS_CORRELATION_GROUPS] = {{0}};
  for (int64_t i = 0; i < t->count; i++) {
    add(&all, t->x[i] - mean_x, t->y[i] - mean_y);
    if (t->blocks > 0)
      add(&parts[t->group[i] % t->blocks], t->x[i] - mean_x, t->y[i] - mean_y);
  }
  for (int64_t block = 0; block < t->blocks; block++) {
    const moments rest = less(&all, &parts[block]);
    t->leave_out[block] = correlation_of(&rest);
  }
  return correlation_of(&all);
}

/* ---- ranks ---- */

typedef struct ranked_value {
  double value;
  int64_t pair;
} ranked_value;

static int by_value(const void *left, const void *right) {
  const ranked_value *a = left, *b = right;
  if (a->value != b->value)
    return a->value > b->value ? 1 : -1;
  return (a->pair > b->pair) - (a->pair < b->pair);
}

static void sort_values(const double *values, int64_t count, ranked_value *sorted) {
  for (int64_t i = 0; i < count; i++)
    sorted[i] = (ranked_value){values[i], i};
  qsort(sorted, (size_t)count, sizeof *sorted, by_value);
}

/* The pairs once in the order of x and once in that of y, so that leaving a block out is two passes without sorting. */
typedef struct rank_order {
  int64_t count;
  uint8_t *block_x, *block_y; /* [count] in either order */
  bool *tied_x, *tied_y;      /* [count] equal to the one before */
  int64_t *place;             /* [count] of the i-th smallest y: its place in the order of x */
  double *rank_x;             /* [count] in the order of x, of the pairs that count now */
} rank_order;

static void order_free(rank_order *o) {
  free(o->block_x);
  free(o->block_y);
  free(o->tied_x);
  free(o->tied_y);
  free(o->place);
  free(o->rank_x);
}

static uint8_t block_of(const correlation_task *t, int64_t pair) {
  return (uint8_t)(t->blocks > 0 ? t->group[pair] % t->blocks : 0);
}

/* `sorted` and `place_of` [count] are scratch. */
static void order_fill(const correlation_task *t, rank_order *o, ranked_value *sorted, int64_t *place_of) {
  sort_values(t->x, t->count, sorted);
  for (int64_t i = 0; i < t->count; i++) {
    place_of[sorted[i].pair] = i;
    o->block_x[i] = block_of(t, sorted[i].pair);
    o->tied_x[i] = i > 0 && sorted[i].value == sorted[i - 1].value;
  }
  sort_values(t->y, t->count, sorted);
  for (int64_t i = 0; i < t->count; i++) {
    o->place[i] = place_of[sorted[i].pair];
    o->block_y[i] = block_of(t, sorted[i].pair);
    o->tied_y[i] = i > 0 && sorted[i].value == sorted[i - 1].value;
  }
}

static bool order_make(const correlation_task *t, rank_order *o) {
  const size_t count = (size_t)t->count + 1;
  *o = (rank_order){.count = t->count,
                    .block_x = malloc(count * sizeof *o->block_x),
                    .block_y = malloc(count * sizeof *o->block_y),
                    .tied_x = malloc(count * sizeof *o->tied_x),
                    .tied_y = malloc(count * sizeof *o->tied_y),
                    .place = malloc(count * sizeof *o->place)};
  ranked_value *sorted = malloc(count * sizeof *sorted);
  int64_t *place_of = malloc(count * sizeof *place_of);
  const bool room = o->block_x != NULL && o->block_y != NULL && o->tied_x != NULL && o->tied_y != NULL && o->place != NULL &&
                    sorted != NULL && place_of != NULL;
  if (room)
    order_fill(t, o, sorted, place_of);
  free(sorted);
  free(place_of);
  if (room)
    o->rank_x = malloc(count * sizeof *o->rank_x);
  return room && o->rank_x != NULL;
}

/* Ranks from 1 of x among the pairs outside of the block, those of ties at their mean. */
static int64_t rank_x(const rank_order *o, int without) {
  int64_t below = 0;
  for (int64_t first = 0, end = 0; first < o->count; first = end) {
    int64_t ties = 0;
    for (end = first; end < o->count && (end == first || o->tied_x[end]); end++)
      ties += o->block_x[end] != without;
    for (int64_t i = first; i < end; i++)
      o->rank_x[i] = (double)below + 0.5 * (double)(ties + 1);
    below += ties;
  }
  return below;
}

/* The linear correlation of the ranks outside of the block (-1: of all). */
static double rank_correlation(const rank_order *o, int without) {
  const double middle = 0.5 * (double)(rank_x(o, without) + 1);
  int64_t below = 0;
  moments m = {0};
  for (int64_t first = 0, end = 0; first < o->count; first = end) {
    int64_t ties = 0;
    for (end = first; end < o->count && (end == first || o->tied_y[end]); end++)
      ties += o->block_y[end] != without;
    for (int64_t i = first; i < end; i++)
      if (o->block_y[i] != without)
        add(&m, o->rank_x[o->place[i]] - middle, (double)below + 0.5 * (double)(ties + 1) - middle);
    below += ties;
  }
  return correlation_of(&m);
}

/* ---- both ---- */

static bool correlate(const correlation_task *t, walras_correlation_kind kind, double *correlation) {
  if (kind == WALRAS_CORRELATION_LINEAR) {
    *correlation = linear(t);
    return true;
  }
  rank_order order;
  const bool room = order_make(t, &order);
  if (room)
    *correlation = rank_correlation(&order, -1);
  for (int block = 0; room && block < (int)t->blocks; block++)
    t->leave_out[block] = rank_correlation(&order, block);
  order_free(&order);
  return room;
}

bool walras_correlation_of_pairs(const double *x, const double *y, int64_t count, walras_correlation_kind kind,
                                 walras_correlation *correlation) {
  const correlation_task task = {.x = x, .y = y, .count = count};
  double r = NAN;
  if (!correlate(&task, kind, &r))
    return false;
  const double spread = kind == WALRAS_CORRELATION_RANK ? 1.0 + 0.5 * r * r : 1.0;
  *correlation = (walras_correlation){
      .estimate = r, .error = count > 3 ? sqrt(spread / (double)(count - 3)) : (double)NAN, .degrees = INFINITY};
  return true;
}

/* The spread of Fisher's z as one block after the other is left out. A block without which a side does not vary makes it NaN. */
static double jackknife_error(const double *leave_out, int64_t blocks) {
  double mean = 0.0, squares = 0.0;
  for (int64_t block = 0; block < blocks; block++)
    mean += fisher_z(leave_out[block]) / (double)blocks;
  for (int64_t block = 0; block < blocks; block++)
    squares += (fisher_z(leave_out[block]) - mean) * (fisher_z(leave_out[block]) - mean);
  return sqrt(squares * (double)(blocks - 1) / (double)blocks);
}

bool walras_correlation_of_groups(const double *x, const double *y, const int64_t *group, int64_t count, int64_t groups,
                                  walras_correlation_kind kind, walras_correlation *correlation) {
  const int64_t blocks = groups < WALRAS_CORRELATION_GROUPS ? groups : WALRAS_CORRELATION_GROUPS;
  double leave_out[WALRAS_CORRELATION_GROUPS];
  const correlation_task task = {x, y, group, count, blocks, leave_out};
  walras_correlation c = {.error = NAN, .degrees = (double)(blocks - 1)};
  if (!correlate(&task, kind, &c.estimate))
    return false;
  if (blocks >= 3)
    c.error = fabs(c.estimate) == 1.0 ? 0.0 : jackknife_error(leave_out, blocks);
  *correlation = c;
  return true;
}

walras_interval walras_correlation_interval(const walras_correlation *c, double confidence) {
  if (isnan(c->estimate) || isnan(c->error))
    return (walras_interval){NAN, NAN};
  if (fabs(c->estimate) == 1.0)
    return (walras_interval){c->estimate, c->estimate};
  const double z = fisher_z(c->estimate), half = walras_student_quantile(0.5 + 0.5 * confidence, c->degrees) * c->error;
  return (walras_interval){walras_tanh(z - half), walras_tanh(z + half)};
}

double walras_correlation_p_value(const walras_correlation *c, double expected) {
  if (isnan(c->estimate) || isnan(c->error))
    return (double)NAN;
  if (c->estimate == expected)
    return 1.0;
  return walras_student_p_value((fisher_z(c->estimate) - fisher_z(expected)) / c->error, c->degrees);
}
