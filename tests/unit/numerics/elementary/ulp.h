/** Errors of a function against a table, in units in the last place. */
#ifndef WALRAS_TESTS_ULP_H
#define WALRAS_TESTS_ULP_H

#include <math.h>
#include <stddef.h>
#include <stdio.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/** Exact value = value + rest * ulp(value). */
typedef struct table_row {
  double x, value, rest;
} table_row;

typedef struct table_pair {
  double x, y, value, rest;
} table_pair;

static inline double ulp_error(double got, double value, double rest) {
  const double last_place = fabs(value) - nextafter(fabs(value), 0.0);
  const double binade = nextafter(fabs(value), INFINITY) - fabs(value);
  return fabs((got - value) / (isinf(binade) ? last_place : binade) - rest);
}

/** The worst error over the table's rows; NaN where the function gave one. Says where it is when it is more than `most`. */
static inline double worst_error(double (*function)(double), const table_row *rows, size_t count, double most) {
  double worst = 0.0;
  for (size_t i = 0; i < count; i++) {
    const double got = function(rows[i].x), error = ulp_error(got, rows[i].value, rows[i].rest);
    if (!(error <= most))
      printf("    at %a: %a instead of %a, %g ulp\n", rows[i].x, got, rows[i].value, error);
    worst = error > worst || isnan(error) ? error : worst;
  }
  return worst;
}

#define CHECK(name, most) CU_ASSERT(worst_error(walras_##name, table_##name, LENGTH(table_##name), most) <= (most))

#endif
