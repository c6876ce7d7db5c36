#include "numerics/statistics/benjamini_hochberg.h"

#include <math.h>
#include <stdlib.h>

static int by_p(const void *left, const void *right, void *p) {
  const double a = ((const double *)p)[*(const int64_t *)left], b = ((const double *)p)[*(const int64_t *)right];
  return (a > b) - (a < b);
}

/* From the largest p down: p times the number of tests over its rank, never more than the one before. */
void walras_benjamini_hochberg(const double *p, int64_t count, int64_t *order, double *adjusted) {
  int64_t tests = 0;
  for (int64_t i = 0; i < count; i++) {
    adjusted[i] = NAN;
    if (!isnan(p[i]))
      order[tests++] = i;
  }
  if (tests > 0)
    qsort_r(order, (size_t)tests, sizeof *order, by_p, (void *)(uintptr_t)p);
  double least = 1.0;
  for (int64_t rank = tests; rank >= 1; rank--) {
    const double scaled = p[order[rank - 1]] * ((double)tests / (double)rank);
    least = scaled < least ? scaled : least;
    adjusted[order[rank - 1]] = least;
  }
}
