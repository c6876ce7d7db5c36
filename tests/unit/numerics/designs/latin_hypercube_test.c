#include "numerics/designs/latin_hypercube.h"

#include <math.h>

#include "numerics/designs/design_key.h"
#include "unit.h"

static double *make(uint64_t seed, walras_latin_options options) {
  uint32_t key[2];
  walras_error error = {0};
  walras_design_key(seed, key);
  double *points = malloc((size_t)(options.count * options.axes) * sizeof *points);
  CU_ASSERT_PTR_NOT_NULL_FATAL(points);
  CU_ASSERT_EQUAL_FATAL(walras_latin_hypercube(key, &options, points, &error), WALRAS_OK);
  return points;
}

/* Squared distance of the nearest pair, in cells. */
static double nearest(const double *points, int64_t count, int64_t axes) {
  double least = INFINITY;
  for (int64_t a = 0; a < count; a++)
    for (int64_t b = 0; b < a; b++) {
      double sum = 0;
      for (int64_t axis = 0; axis < axes; axis++) {
        const double step = (points[a * axes + axis] - points[b * axes + axis]) * (double)count;
        sum += step * step;
      }
      least = sum < least ? sum : least;
    }
  return least;
}

static void expect_strata(walras_latin_options options) {
  double *points = make(17, options);
  bool *seen = malloc((size_t)options.count * sizeof *seen);
  CU_ASSERT_PTR_NOT_NULL_FATAL(seen);
  for (int64_t axis = 0; axis < options.axes; axis++) {
    memset(seen, 0, (size_t)options.count * sizeof *seen);
    int64_t distinct = 0;
    for (int64_t i = 0; i < options.count; i++) {
      const double x = points[i * options.axes + axis];
      CU_ASSERT_FATAL(x > 0 && x < 1);
      bool *cell = &seen[(int64_t)(x * (double)options.count)];
      distinct += !*cell;
      *cell = true;
    }
    CU_ASSERT_EQUAL(distinct, options.count);
  }
  free(points);
  free(seen);
}

static void every_slice_of_every_axis_holds_one_point(void) {
  static const int64_t counts[] = {1, 2, 3, 10, 100, 257};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    for (int way = 0; way < 4; way++)
      expect_strata((walras_latin_options){.count = counts[i], .axes = 5, .maximin = way % 2 == 1, .jitter = way < 2});
  expect_strata((walras_latin_options){.count = 1000003, .axes = 2, .jitter = true});
}

static void without_jitter_points_lie_in_the_middle_of_their_cells(void) {
  double *points = make(3, (walras_latin_options){.count = 10, .axes = 3});
  for (int i = 0; i < 30; i++)
    CU_ASSERT_DOUBLE_EQUAL(points[i] * 10 - floor(points[i] * 10), 0.5, 1e-12);
  free(points);
}

/* The correlation of two independent permutations of 50 has standard deviation 1/7; the mean over 400 seeds 0.0071, bounds of 5 of them. Each
 * order of 3 comes 1/6 of the time: 5 standard deviations of 6000 trials are 145. */
static void permutations_are_uniform_and_independent_between_axes(void) {
  double correlation = 0;
  for (uint64_t seed = 0; seed < 400; seed++) {
    double *points = make(seed, (walras_latin_options){.count = 50, .axes = 2});
    for (int i = 0; i < 50; i++)
      correlation += (points[2 * i] - 0.5) * (points[2 * i + 1] - 0.5) * 12 / (1 - 1.0 / 2500) / 50 / 400;
    free(points);
  }
  CU_ASSERT_DOUBLE_EQUAL(correlation, 0, 5 * 0.0071);
  int64_t orders[27] = {0};
  for (uint64_t seed = 0; seed < 6000; seed++) {
    double *points = make(seed, (walras_latin_options){.count = 3, .axes = 1});
    orders[(int)(points[0] * 3) * 9 + (int)(points[1] * 3) * 3 + (int)(points[2] * 3)]++;
    free(points);
  }
  static const int possible[] = {5, 7, 11, 15, 19, 21};
  for (int i = 0; i < 6; i++)
    CU_ASSERT_DOUBLE_EQUAL((double)orders[possible[i]], 1000, 145);
}

/* The best nearest distance of all 2-D hypercubes of `count` points, by trying every permutation (Heap's algorithm). */
static double best_of_all(int count) {
  int order[8], turn[8] = {0};
  double points[16], best = 0;
  for (int i = 0; i < count; i++)
    order[i] = i;
  for (int i = 0; i <= count;) {
    for (int row = 0; row < count; row++) {
      points[2 * row] = (row + 0.5) / count;
      points[2 * row + 1] = (order[row] + 0.5) / count;
    }
    best = fmax(best, nearest(points, count, 2));
    for (i = 0; i < count && turn[i] >= i; i++)
      turn[i] = 0;
    if (i == count)
      break;
    const int from = i % 2 == 0 ? 0 : turn[i], held = order[from];
    order[from] = order[i];
    order[i] = held;
    turn[i]++;
  }
  return best;
}

static void maximin_finds_the_best_of_all_small_hypercubes(void) {
  for (int count = 3; count <= 7; count++)
    for (uint64_t seed = 0; seed < 5; seed++) {
      double *points = make(seed, (walras_latin_options){.count = count, .axes = 2, .maximin = true});
      CU_ASSERT_DOUBLE_EQUAL(nearest(points, count, 2), best_of_all(count), 1e-9);
      free(points);
    }
}

/* Distances of the nearest pair of 100 points in 2, 5 and 10 axes: measured 4.0, 2.3 and 1.7 times that of the best of 200 random ones. */
static void maximin_is_far_better_than_the_best_of_two_hundred_random_hypercubes(void) {
  static const int64_t axes[] = {2, 5, 10};
  for (int i = 0; i < 3; i++) {
    double best = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
      double *random = make(1000 + seed, (walras_latin_options){.count = 100, .axes = axes[i]});
      best = fmax(best, nearest(random, 100, axes[i]));
      free(random);
    }
    double *points = make(1, (walras_latin_options){.count = 100, .axes = axes[i], .maximin = true});
    const double ours = nearest(points, 100, axes[i]);
    printf(" (%d axes: %.1f times) ", (int)axes[i], sqrt(ours / best));
    CU_ASSERT(ours > 2 * best);
    free(points);
  }
}

static void a_hypercube_is_a_function_of_the_seed(void) {
  for (int maximin = 0; maximin < 2; maximin++) {
    const walras_latin_options options = {.count = 30, .axes = 3, .maximin = maximin == 1, .jitter = true};
    double *a = make(9, options), *b = make(9, options), *c = make(10, options);
    CU_ASSERT_EQUAL(memcmp(a, b, 90 * sizeof *a), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(a, c, 90 * sizeof *a), 0);
    free(a);
    free(b);
    free(c);
  }
}

WALRAS_UNIT_TESTS(UNIT(every_slice_of_every_axis_holds_one_point), UNIT(without_jitter_points_lie_in_the_middle_of_their_cells),
                  UNIT(permutations_are_uniform_and_independent_between_axes),
                  UNIT(maximin_finds_the_best_of_all_small_hypercubes),
                  UNIT(maximin_is_far_better_than_the_best_of_two_hundred_random_hypercubes),
                  UNIT(a_hypercube_is_a_function_of_the_seed))
