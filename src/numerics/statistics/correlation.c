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

/* The pairs, which of them count now, and for ranks the order of each side. */
typedef struct pairs {
  const double *x, *y;
  const int64_t *group;           /* NULL = none is ever left out */
  int64_t count, blocks, without; /* the block that is left out; -1 = none */
  int64_t *order_x, *order_y;
  double *rank_x, *rank_y;
} pairs;

static bool counts(const pairs *p, int64_t pair) {
  return p->without < 0 || p->group[pair] % p->blocks != p->without;
}

/* Pearson's correlation of the pairs that count, around their means. */
static double linear(const pairs *p, const double *x, const double *y) {
  double sum_x = 0.0, sum_y = 0.0, xx = 0.0, xy = 0.0, yy = 0.0;
  int64_t n = 0;
  for (int64_t i = 0; i < p->count; i++) {
    if (!counts(p, i))
      continue;
    sum_x += x[i];
    sum_y += y[i];
    n++;
  }
  const double mean_x = sum_x / (double)n, mean_y = sum_y / (double)n;
  for (int64_t i = 0; i < p->count; i++) {
    if (!counts(p, i))
      continue;
    const double a = x[i] - mean_x, b = y[i] - mean_y;
    xx += a * a;
    xy += a * b;
    yy += b * b;
  }
  if (!(xx > 0.0 && yy > 0.0))
    return (double)NAN;
  const double square = xx * yy; /* its root is exact where the ranks agree; out of the range of doubles, that of the parts */
  const double r = xy / (square >= DBL_MIN && square <= DBL_MAX ? sqrt(square) : sqrt(xx) * sqrt(yy));
  return r > 1.0 ? 1.0 : r < -1.0 ? -1.0 : r;
}

/* Ranks among the pairs that count, along the ascending order of all. */
static void rank(const pairs *p, const double *values, const int64_t *order, double *ranks) {
  int64_t below = 0;
  for (int64_t i = 0; i < p->count;) {
    int64_t end = i, ties = 0;
    for (; end < p->count && values[order[end]] == values[order[i]]; end++)
      ties += counts(p, order[end]);
    for (int64_t k = i; k < end; k++)
      ranks[order[k]] = (double)below + 0.5 * (double)(ties + 1);
    below += ties;
    i = end;
  }
}

static double correlate(const pairs *p, walras_correlation_kind kind) {
  if (kind == WALRAS_CORRELATION_LINEAR)
    return linear(p, p->x, p->y);
  rank(p, p->x, p->order_x, p->rank_x);
  rank(p, p->y, p->order_y, p->rank_y);
  return linear(p, p->rank_x, p->rank_y);
}

static int by_value(const void *left, const void *right, void *values) {
  const double a = ((const double *)values)[*(const int64_t *)left], b = ((const double *)values)[*(const int64_t *)right];
  return (a > b) - (a < b);
}

static void sort_order(const double *values, int64_t count, int64_t *order) {
  for (int64_t i = 0; i < count; i++)
    order[i] = i;
  qsort_r(order, (size_t)count, sizeof *order, by_value, (void *)(uintptr_t)values);
}

/* Room and orders for ranks. */
static bool prepare(pairs *p, walras_correlation_kind kind) {
  if (kind == WALRAS_CORRELATION_LINEAR)
    return true;
  const size_t count = (size_t)p->count + 1;
  p->order_x = malloc(count * sizeof *p->order_x);
  p->order_y = malloc(count * sizeof *p->order_y);
  p->rank_x = malloc(count * sizeof *p->rank_x);
  p->rank_y = malloc(count * sizeof *p->rank_y);
  if (p->order_x == NULL || p->order_y == NULL || p->rank_x == NULL || p->rank_y == NULL)
    return false;
  sort_order(p->x, p->count, p->order_x);
  sort_order(p->y, p->count, p->order_y);
  return true;
}

static void release(pairs *p) {
  free(p->order_x);
  free(p->order_y);
  free(p->rank_x);
  free(p->rank_y);
}

bool walras_correlation_of_pairs(const double *x, const double *y, int64_t count, walras_correlation_kind kind,
                                 walras_correlation *correlation) {
  pairs p = {.x = x, .y = y, .count = count, .without = -1};
  const bool room = prepare(&p, kind);
  if (room) {
    const double r = correlate(&p, kind), spread = kind == WALRAS_CORRELATION_RANK ? 1.0 + 0.5 * r * r : 1.0;
    *correlation = (walras_correlation){
        .estimate = r, .error = count > 3 ? sqrt(spread / (double)(count - 3)) : (double)NAN, .degrees = INFINITY};
  }
  release(&p);
  return room;
}

/* The spread of Fisher's z as one block after the other is left out. A block without which a side does not vary says nothing. */
static double jackknife_error(pairs *p, walras_correlation_kind kind) {
  double z[WALRAS_CORRELATION_GROUPS], sum = 0.0, squares = 0.0;
  for (int64_t block = 0; block < p->blocks; block++) {
    p->without = block;
    z[block] = fisher_z(correlate(p, kind));
    sum += z[block];
  }
  const double mean = sum / (double)p->blocks;
  for (int64_t block = 0; block < p->blocks; block++)
    squares += (z[block] - mean) * (z[block] - mean);
  return sqrt(squares * (double)(p->blocks - 1) / (double)p->blocks);
}

bool walras_correlation_of_groups(const double *x, const double *y, const int64_t *group, int64_t count, int64_t groups,
                                  walras_correlation_kind kind, walras_correlation *correlation) {
  const int64_t blocks = groups < WALRAS_CORRELATION_GROUPS ? groups : WALRAS_CORRELATION_GROUPS;
  pairs p = {.x = x, .y = y, .group = group, .count = count, .blocks = blocks, .without = -1};
  const bool room = prepare(&p, kind);
  if (room) {
    *correlation = (walras_correlation){.estimate = correlate(&p, kind), .error = NAN, .degrees = (double)(blocks - 1)};
    if (blocks >= 3)
      correlation->error = fabs(correlation->estimate) == 1.0 ? 0.0 : jackknife_error(&p, kind);
  }
  release(&p);
  return room;
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
