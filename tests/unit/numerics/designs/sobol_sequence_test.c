#include "numerics/designs/sobol_sequence.h"

#include <math.h>

#include "numerics/designs/design_key.h"
#include "unit.h"

enum { BITS = 8, POINTS = 1 << BITS };

static void fill(int64_t dimension, const uint32_t *key, int64_t count, double *points) {
  walras_sobol_coordinates(dimension, key, count, 1, points);
}

static void make_key(uint64_t seed, uint32_t key[2]) {
  walras_design_key(seed, key);
}

/* The first ten points in three dimensions as Joe and Kuo's page lists them for new-joe-kuo-6.21201. */
static void the_first_points_are_those_that_joe_and_kuo_list(void) {
  static const double listed[10][3] = {{0, 0, 0},
                                       {0.5, 0.5, 0.5},
                                       {0.75, 0.25, 0.25},
                                       {0.25, 0.75, 0.75},
                                       {0.375, 0.375, 0.625},
                                       {0.875, 0.875, 0.125},
                                       {0.625, 0.125, 0.875},
                                       {0.125, 0.625, 0.375},
                                       {0.1875, 0.3125, 0.9375},
                                       {0.6875, 0.8125, 0.4375}};
  double points[10][3];
  for (int64_t dimension = 0; dimension < 3; dimension++)
    walras_sobol_coordinates(dimension, NULL, 10, 3, &points[0][dimension]);
  CU_ASSERT_EQUAL(memcmp(points, listed, sizeof points), 0);
}

/* Times 2^32, made by SciPy 1.x (scipy.stats.qmc.Sobol, scramble=False, bits=32), which holds the same numbers of Joe and Kuo. */
static void far_points_of_high_dimensions_agree_with_another_program(void) {
  static const int64_t dimensions[] = {0, 1, 2, 9, 49, 99, 127, 254, 255};
  static const struct {
    int64_t point;
    uint32_t coordinates[9];
  } known[] = {
      {100, {1778384896, 1107296256, 3321888768, 2986344448, 2852126720, 3791650816, 1979711488, 1040187392, 2449473536}},
      {4095, {1048576, 4042260480, 1435500544, 1058013184, 2609905664, 4134535168, 1123024896, 1274019840, 2632974336}},
      {12345, {2752774144, 3493593088, 688652288, 1845231616, 2632187904, 2314469376, 2759589888, 1552678912, 2525757440}},
      {19999, {144048128, 2652241920, 1969356800, 1643773952, 2905210880, 1527906304, 698220544, 4197842944, 2201616384}}};
  enum { COUNT = 20000 };
  static double points[COUNT];
  for (int d = 0; d < 9; d++) {
    fill(dimensions[d], NULL, COUNT, points);
    for (int i = 0; i < 4; i++)
      CU_ASSERT_EQUAL(points[known[i].point] * 0x1p32, (double)known[i].coordinates[d]);
  }
}

/* The largest number of points in a box of 2^-a x 2^-(bits - a) and area 2^(t - bits), less what belongs there; 0 for a (t, bits, 2)-net. */
static int64_t excess(const double *x, const double *y, int t) {
  int64_t worst = 0;
  for (int a = 0; a <= BITS - t; a++) {
    int64_t boxes[POINTS] = {0};
    const int b = BITS - t - a;
    for (int64_t i = 0; i < POINTS; i++)
      boxes[((int64_t)(x[i] * (double)(1 << a)) << b) + (int64_t)(y[i] * (double)(1 << b))]++;
    for (int64_t box = 0; box < 1 << (BITS - t); box++)
      worst = boxes[box] - (1 << t) > worst ? boxes[box] - (1 << t) : worst;
  }
  return worst;
}

/* The smallest t of which the two coordinates are a (t, bits, 2)-net. */
static int quality(int64_t first, int64_t second, const uint32_t *key) {
  double x[POINTS], y[POINTS];
  fill(first, key, POINTS, x);
  fill(second, key, POINTS, y);
  int t = 0;
  while (excess(x, y, t) > 0)
    t++;
  return t;
}

static void every_elementary_interval_of_the_first_two_axes_holds_its_one_point(void) {
  uint32_t key[2];
  CU_ASSERT_EQUAL(quality(0, 1, NULL), 0);
  for (uint64_t seed = 0; seed < 20; seed++) {
    make_key(seed, key);
    CU_ASSERT_EQUAL(quality(0, 1, key), 0);
  }
}

static void scrambling_keeps_the_quality_of_every_net(void) {
  static const int64_t pairs[][2] = {{0, 2}, {1, 2}, {2, 3}, {5, 9}, {17, 40}, {60, 61}, {99, 200}, {254, 255}};
  uint32_t key[2];
  make_key(3, key);
  int poorest = 0;
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    const int plain = quality(pairs[i][0], pairs[i][1], NULL);
    CU_ASSERT_EQUAL(quality(pairs[i][0], pairs[i][1], key), plain);
    poorest = plain > poorest ? plain : poorest;
  }
  CU_ASSERT(poorest > 0); /* the test tells nets apart */
}

static void every_axis_is_stratified_in_all_dimensions(void) {
  double points[POINTS];
  uint32_t key[2];
  make_key(11, key);
  for (int64_t dimension = 0; dimension < WALRAS_SOBOL_DIMENSIONS; dimension++)
    for (int scrambled = 0; scrambled < 2; scrambled++) {
      bool seen[POINTS] = {false};
      int64_t distinct = 0;
      fill(dimension, scrambled ? key : NULL, POINTS, points);
      for (int64_t i = 0; i < POINTS; i++) {
        bool *cell = &seen[(int64_t)(points[i] * POINTS)];
        distinct += !*cell;
        *cell = true;
      }
      CU_ASSERT_EQUAL(distinct, POINTS);
    }
}

static void scrambling_is_a_function_of_the_seed_and_the_dimension(void) {
  double a[POINTS], b[POINTS], longer[4 * POINTS];
  uint32_t key[2], other[2];
  make_key(5, key);
  make_key(6, other);
  fill(4, key, POINTS, a);
  fill(4, key, 4 * POINTS, longer);
  CU_ASSERT_EQUAL(memcmp(a, longer, sizeof a), 0);
  fill(4, other, POINTS, b);
  CU_ASSERT_NOT_EQUAL(memcmp(a, b, sizeof a), 0);
  fill(5, key, POINTS, b);
  CU_ASSERT_NOT_EQUAL(memcmp(a, b, sizeof a), 0);
}

/* Over 4096 seeds the mean of point 0 has standard deviation 0.0045, its mean square 0.0047: bounds of 5 of them, false alarms under 2e-6. */
static void a_scrambled_point_is_uniform_over_the_seeds(void) {
  enum { SEEDS = 4096 };
  double sum = 0, squares = 0, products = 0;
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    double x, y;
    uint32_t key[2];
    make_key(seed, key);
    fill(0, key, 1, &x);
    fill(7, key, 1, &y);
    CU_ASSERT(x > 0 && x < 1);
    sum += x;
    squares += x * x;
    products += (x - 0.5) * (y - 0.5);
  }
  CU_ASSERT_DOUBLE_EQUAL(sum / SEEDS, 0.5, 5 * 0.0045);
  CU_ASSERT_DOUBLE_EQUAL(squares / SEEDS, 1.0 / 3.0, 5 * 0.0047);
  CU_ASSERT_DOUBLE_EQUAL(products / SEEDS, 0.0, 5 * 0.0013); /* 1/12 over the root of 4096 */
}

/* The product of x + 1/2 over four axes has integral 1 and variance (13/12)^4 - 1. Over 64 seeds the mean square error of 1024 points is a small part
 * of that of random points: measured 0.00004. */
static void scrambled_means_are_unbiased_and_far_better_than_random_ones(void) {
  enum { SEEDS = 64, COUNT = 1024, AXES = 4 };
  static double points[COUNT][AXES];
  double errors = 0, squares = 0;
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    uint32_t key[2];
    make_key(seed, key);
    for (int64_t axis = 0; axis < AXES; axis++)
      walras_sobol_coordinates(axis, key, COUNT, AXES, &points[0][axis]);
    double mean = 0;
    for (int64_t i = 0; i < COUNT; i++) {
      double product = 1;
      for (int64_t axis = 0; axis < AXES; axis++)
        product *= points[i][axis] + 0.5;
      mean += product / COUNT;
    }
    errors += mean - 1;
    squares += (mean - 1) * (mean - 1);
  }
  const double mean_square = squares / SEEDS, monte_carlo = (pow(13.0 / 12.0, AXES) - 1) / COUNT;
  printf(" (of Monte Carlo: %.5f) ", mean_square / monte_carlo);
  CU_ASSERT(mean_square < 0.0005 * monte_carlo);
  CU_ASSERT(fabs(errors / SEEDS) < 5 * sqrt(mean_square / SEEDS)); /* false alarms about 1e-6 */
}

WALRAS_UNIT_TESTS(UNIT(the_first_points_are_those_that_joe_and_kuo_list),
                  UNIT(far_points_of_high_dimensions_agree_with_another_program),
                  UNIT(every_elementary_interval_of_the_first_two_axes_holds_its_one_point),
                  UNIT(scrambling_keeps_the_quality_of_every_net), UNIT(every_axis_is_stratified_in_all_dimensions),
                  UNIT(scrambling_is_a_function_of_the_seed_and_the_dimension), UNIT(a_scrambled_point_is_uniform_over_the_seeds),
                  UNIT(scrambled_means_are_unbiased_and_far_better_than_random_ones))
