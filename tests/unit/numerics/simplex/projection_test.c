/* The projection on the simplex: worked points, optimality against a sort, points that stay. */
#include "numerics/simplex/projection.h"

#include <math.h>

#include "unit.h"
#include "walras/random.h"

static void check_projection(const double *from, const double *to, int64_t n) {
  double v[8];
  memcpy(v, from, (size_t)n * sizeof *v);
  walras_simplex_project(v, n);
  for (int64_t i = 0; i < n; i++)
    CU_ASSERT_DOUBLE_EQUAL(v[i], to[i], 1e-15);
}

static void worked_points_are_projected(void) {
  check_projection((double[]){0.5, 0.4, 0.3}, (double[]){0.5 - 0.2 / 3.0, 0.4 - 0.2 / 3.0, 0.3 - 0.2 / 3.0}, 3);
  check_projection((double[]){2.0, 0.0, 0.0}, (double[]){1.0, 0.0, 0.0}, 3);
  check_projection((double[]){0.2, 0.2}, (double[]){0.5, 0.5}, 2);
  check_projection((double[]){-7.0}, (double[]){1.0}, 1);
  check_projection((double[]){-1e9, -1e9, -3.0}, (double[]){0.0, 0.0, 1.0}, 3);
}

static void a_point_of_the_simplex_stays_to_the_bit(void) {
  double v[] = {0.1, 0.2, 0.3, 0.4, 0.0}, same[5];
  memcpy(same, v, sizeof v);
  CU_ASSERT_EQUAL(walras_simplex_project(v, 5), 0.0);
  CU_ASSERT_EQUAL(memcmp(v, same, sizeof v), 0);
}

static int descending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x < y) - (x > y);
}

/* The largest r such that the r-th largest entry is above (sum of the first r - 1)/r. */
static double threshold_by_sorting(const double *v, int64_t n, double *sorted) {
  memcpy(sorted, v, (size_t)n * sizeof *v);
  qsort(sorted, (size_t)n, sizeof *sorted, descending);
  double sum = 0.0, threshold = 0.0;
  for (int64_t r = 1; r <= n; r++) {
    sum += sorted[r - 1];
    if (sorted[r - 1] > (sum - 1.0) / (double)r)
      threshold = (sum - 1.0) / (double)r;
  }
  return threshold;
}

static void thresholds_are_those_of_a_sort(void) {
  enum { MOST = 1003 };
  static double v[MOST], work[MOST];
  const uint32_t key[2] = {5, 6};
  const walras_stream stream = walras_stream_make(key, 1, 0);
  for (int64_t n = 1; n <= MOST; n = n < 20 ? n + 1 : n * 3 / 2)
    for (uint32_t trial = 0; trial < 12; trial++) {
      walras_fill_normal(&stream, 0, n, 2 * trial, v);
      const double scale = ldexp(1.0, 3 * (int)trial - 20); /* from nearly uniform results to one vertex */
      for (int64_t i = 0; i < n; i++)
        v[i] *= scale;
      const double threshold = threshold_by_sorting(v, n, work);
      CU_ASSERT_DOUBLE_EQUAL(walras_simplex_project(v, n), threshold, 1e-14 * (1.0 + fabs(threshold)));
      double sum = 0.0;
      for (int64_t i = 0; i < n; i++)
        sum += v[i];
      CU_ASSERT_DOUBLE_EQUAL(sum, 1.0, 1e-12 * (1.0 + scale));
    }
}

static void shifting_all_entries_changes_nothing_but_the_threshold(void) {
  double a[] = {0.25, 0.5, -0.125, 1.0, 0.75}, b[5];
  for (int i = 0; i < 5; i++)
    b[i] = a[i] + 4.0;
  CU_ASSERT_DOUBLE_EQUAL(walras_simplex_project(a, 5) + 4.0, walras_simplex_project(b, 5), 4e-15);
  for (int i = 0; i < 5; i++)
    CU_ASSERT_DOUBLE_EQUAL(a[i], b[i], 4e-15);
}

WALRAS_UNIT_TESTS(UNIT(worked_points_are_projected), UNIT(a_point_of_the_simplex_stays_to_the_bit),
                  UNIT(thresholds_are_those_of_a_sort), UNIT(shifting_all_entries_changes_nothing_but_the_threshold))
