#include "experiment/evaluation/pairing.h"

#include "bench.h"

static bool paired(bool independent, const int64_t *left, int64_t left_count, const int64_t *right, int64_t right_count) {
  const walras_experiment x = {.independent = independent};
  const evaluator e = {.experiment = &x};
  int64_t a[4], b[4];
  memcpy(a, left, (size_t)left_count * sizeof *a);
  memcpy(b, right, (size_t)right_count * sizeof *b);
  const claim_sample one = {.points = a, .point_count = left_count}, other = {.points = b, .point_count = right_count};
  return claim_is_paired(&e, &one, &other);
}

static void only_independent_numbers_of_different_points_are_unpaired(void) {
  static const int64_t odd[] = {1, 3, 5}, even[] = {0, 2, 4}, mixed[] = {0, 3};
  CU_ASSERT(paired(false, odd, 3, even, 3));
  CU_ASSERT(!paired(true, odd, 3, even, 3));
  CU_ASSERT(paired(true, odd, 3, mixed, 2) && paired(true, mixed, 2, odd, 3) && paired(true, odd, 3, odd, 3));
  CU_ASSERT(!paired(true, odd, 1, mixed, 2));
}

WALRAS_UNIT_TESTS(UNIT(only_independent_numbers_of_different_points_are_unpaired))
