#include "numerics/inequality/gini.h"

#include <assert.h>
#include <math.h>

#include "numerics/sums/accurate.h"

walras_inequality walras_inequality_piece(const double *sorted, int64_t count, int64_t first, int64_t n) {
  walras_accurate total = {0}, spread = {0};
  for (int64_t i = 0; i < count; i++) {
    walras_accurate_add(&total, sorted[i]);
    walras_accurate_add(&spread, (double)(2 * (first + i + 1) - n - 1) * sorted[i]);
  }
  return (walras_inequality){.count = count, .total = walras_accurate_value(total), .spread = walras_accurate_value(spread)};
}

walras_inequality walras_inequality_of_sorted(const double *sorted, int64_t count) {
  return walras_inequality_piece(sorted, count, 0, count);
}

/* The factors 2 i - n - 1 of the ranks first+1..first+count sum to count (2 first + count - n). */
walras_inequality walras_inequality_ties(double x, int64_t count, int64_t first, int64_t n) {
  const double factors = (double)count * (double)(2 * first + count - n);
  return (walras_inequality){.count = count, .total = (double)count * x, .spread = factors * x};
}

walras_inequality walras_inequality_weighted(const double *sorted, const double *weights, int64_t count, double *weight) {
  walras_accurate all = {0}, below = {0}, total = {0}, spread = {0};
  for (int64_t i = 0; i < count; i++)
    walras_accurate_add(&all, weights[i]);
  *weight = walras_accurate_value(all);
  for (int64_t i = 0; i < count; i++) {
    const double mass = weights[i] * sorted[i];
    walras_accurate_add(&total, mass);
    walras_accurate_add(&spread, (2.0 * walras_accurate_value(below) + weights[i] - *weight) * mass);
    walras_accurate_add(&below, weights[i]);
  }
  return (walras_inequality){.count = count, .total = walras_accurate_value(total), .spread = walras_accurate_value(spread)};
}

/*
 * The simulator's own arithmetic keeps its 1e-10. From 30 values on it is 1 - 2 / (n + 1) times the sum of the cumulative shares, and the
 * cumulative sums add to ((n + 1) total - spread) / 2.
 */
static double gini_of_authors(const walras_inequality *q) {
  const double n = (double)q->count;
  if (q->count < 2)
    return 0.0;
  if (q->count < 30)
    return 2.0 * q->spread / (2.0 * n * q->total + 1e-10) * n / (n - 1.0);
  return 1.0 - (q->total - q->spread / (n + 1.0)) / (q->total + 1e-10);
}

double walras_gini(const walras_inequality *inequality, walras_gini_kind kind) {
  const double n = (double)inequality->count;
  if (inequality->count == 0)
    return NAN;
  if (kind == WALRAS_GINI_AUTHORS)
    return gini_of_authors(inequality);
  if (inequality->total == 0.0)
    return NAN;
  if (inequality->count == 1)
    return 0.0;
  return inequality->spread / inequality->total / (kind == WALRAS_GINI_CORRECTED ? n - 1.0 : n);
}

void walras_lowest_sums(const double *sorted, int64_t count, const int64_t *ranks, int64_t points, double *out) {
  walras_accurate sum = {0};
  int64_t next = 0;
  assert(points == 0 || ranks[points - 1] <= count);
  for (int64_t k = 0; k < points; k++) {
    assert(ranks[k] >= next);
    for (; next < ranks[k] && next < count; next++)
      walras_accurate_add(&sum, sorted[next]);
    out[k] = walras_accurate_value(sum);
  }
}
