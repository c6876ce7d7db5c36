/* Least concave majorants, against their definition: the highest chord above each point. */
#include "numerics/isotonic/concave_majorant.h"

#include <math.h>

#include "unit.h"
#include "walras/random.h"

enum { POINTS = 60 };

/* The majorant at point i: the highest chord of any two points around it. O(n^2) for each. */
static double highest_chord(const double *x, const double *y, int64_t count, int64_t i) {
  double highest = y[i];
  for (int64_t a = 0; a <= i; a++)
    for (int64_t b = i; b < count; b++)
      if (a < b)
        highest = fmax(highest, y[a] + (y[b] - y[a]) * (x[i] - x[a]) / (x[b] - x[a]));
  return highest;
}

static void the_majorant_is_the_highest_chord_at_each_point(void) {
  const uint32_t key[2] = {1, 9};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  for (uint64_t curve = 0; curve < 100; curve++) {
    double x[POINTS], y[POINTS];
    int64_t corners[POINTS];
    for (uint32_t i = 0; i < POINTS; i++) {
      x[i] = (i > 0 ? x[i - 1] : 0.0) + walras_uniform(&stream, curve, 2 * i);
      y[i] = walras_uniform(&stream, curve, 2 * i + 1) + (curve % 2 == 0 ? 0.0 : sqrt(x[i]));
    }
    const int64_t kept = walras_concave_majorant(x, y, POINTS, corners);
    CU_ASSERT_FATAL(kept >= 2 && corners[0] == 0 && corners[kept - 1] == POINTS - 1);
    for (int64_t k = 0; k + 1 < kept; k++) {
      const int64_t a = corners[k], b = corners[k + 1];
      const double slope = (y[b] - y[a]) / (x[b] - x[a]);
      if (k > 0)
        CU_ASSERT(slope < (y[a] - y[corners[k - 1]]) / (x[a] - x[corners[k - 1]]));
      for (int64_t i = a; i <= b; i++)
        CU_ASSERT_DOUBLE_EQUAL(y[a] + slope * (x[i] - x[a]), highest_chord(x, y, POINTS, i), 1e-12);
    }
  }
}

static void few_points_and_straight_lines_keep_their_ends(void) {
  static const double x[4] = {0.0, 1.0, 2.0, 3.0}, line[4] = {5.0, 4.0, 3.0, 2.0};
  int64_t corners[4];
  CU_ASSERT_EQUAL(walras_concave_majorant(x, line, 0, corners), 0);
  CU_ASSERT_EQUAL(walras_concave_majorant(x, line, 1, corners), 1);
  CU_ASSERT_EQUAL(walras_concave_majorant(x, line, 4, corners), 2);
  CU_ASSERT(corners[0] == 0 && corners[1] == 3);
}

WALRAS_UNIT_TESTS(UNIT(the_majorant_is_the_highest_chord_at_each_point), UNIT(few_points_and_straight_lines_keep_their_ends))
