#include "numerics/sorting/reals.h"

#include <math.h>
#include <stdlib.h>

#include "unit.h"
#include "walras/random.h"

static int by_value(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static void sorting_agrees_with_the_c_library(void) {
  enum { MOST = 5000 };
  static double x[MOST], copy[MOST], work[MOST];
  const walras_stream stream = walras_stream_make((const uint32_t[2]){7, 9}, 2, 0);
  static const int64_t sizes[] = {0, 1, 2, 48, 49, 1000, MOST};
  for (int s = 0; s < 7; s++)
    for (uint64_t kind = 0; kind < 4; kind++) {
      for (int64_t i = 0; i < sizes[s]; i++) {
        const double normal = walras_normal(&stream, (uint64_t)i, (uint32_t)kind);
        x[i] = kind == 0 ? normal : kind == 1 ? floor(normal) : kind == 2 ? 1e-300 * normal : 1.0 + 1e-3 * fabs(normal);
        copy[i] = x[i];
      }
      walras_sort_reals(x, sizes[s], work);
      qsort(copy, (size_t)sizes[s], sizeof *copy, by_value);
      int64_t wrong = 0;
      for (int64_t i = 0; i < sizes[s]; i++)
        wrong += x[i] != copy[i];
      CU_ASSERT(wrong == 0);
    }
}

WALRAS_UNIT_TESTS(UNIT(sorting_agrees_with_the_c_library))
