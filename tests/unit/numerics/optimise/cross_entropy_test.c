#include "numerics/optimise/cross_entropy.h"

#include <math.h>
#include <string.h>

#include "unit.h"

enum { DIMENSIONS = 3, SAMPLES = 200 };

static const walras_box unit_box = {.dimensions = DIMENSIONS, .least = 0.0, .most = 1.0};
static const double middle[DIMENSIONS] = {0.5, 0.5, 0.5};

static walras_cross_entropy method_of(uint32_t key) {
  return (walras_cross_entropy){.samples = SAMPLES,
                                .elite = 20,
                                .rounds = 40,
                                .mean = middle,
                                .deviation = 0.5,
                                .stream = walras_stream_make((const uint32_t[2]){key, 5}, 1, 0)};
}

/* The top lies outside the box in the last coordinate; a ripple makes local tops. */
static bool rippled_hill(const double *points, int64_t count, double *values, void *context) {
  const double *ripple = context;
  for (int64_t i = 0; i < count; i++) {
    const double *p = points + DIMENSIONS * i;
    const double x = p[0] - 0.31, y = p[1] - 0.72, z = p[2] - 1.4;
    const double wave = p[0] * 20.0 - floor(p[0] * 20.0);
    values[i] = -x * x - y * y - z * z + *ripple * wave * (1.0 - wave);
  }
  return true;
}

static void the_top_of_a_hill_is_found_from_every_seed(void) {
  double work[SAMPLES * (DIMENSIONS + 2)], none = 0.0;
  for (uint32_t seed = 1; seed <= 20; seed++) {
    const walras_cross_entropy method = method_of(seed);
    double mean[DIMENSIONS];
    walras_optimum best = {.value = -INFINITY};
    CU_ASSERT(walras_cross_entropy_work(&method, &unit_box) == SAMPLES * (DIMENSIONS + 2));
    CU_ASSERT(walras_cross_entropy_search(&method, &unit_box, rippled_hill, &none, work, &best, mean));
    CU_ASSERT(fabs(best.point[0] - 0.31) < 1e-3 && fabs(best.point[1] - 0.72) < 1e-3 && best.point[2] == 1.0);
    CU_ASSERT(fabs(mean[0] - 0.31) < 1e-3 && best.evaluations == 40 * SAMPLES);
  }
}

static void ripples_do_not_hold_it(void) {
  double work[SAMPLES * (DIMENSIONS + 2)], ripple = 0.02;
  int64_t near = 0;
  for (uint32_t seed = 1; seed <= 20; seed++) {
    const walras_cross_entropy method = method_of(seed);
    walras_optimum best = {.value = -INFINITY};
    walras_cross_entropy_search(&method, &unit_box, rippled_hill, &ripple, work, &best, NULL);
    near += fabs(best.point[0] - 0.31) < 0.05;
  }
  CU_ASSERT(near == 20);
}

/* One round: the best of the samples as they were drawn, by hand. */
static void one_round_gives_the_best_sample_and_the_mean_of_the_elite(void) {
  double work[SAMPLES * (DIMENSIONS + 2)], none = 0.0, points[SAMPLES * DIMENSIONS], values[SAMPLES], mean[DIMENSIONS];
  walras_cross_entropy method = method_of(3);
  method.rounds = 1;
  method.elite = 1;
  for (uint64_t i = 0; i < SAMPLES; i++)
    for (uint32_t j = 0; j < DIMENSIONS; j++) {
      const double x = 0.5 + 0.5 * walras_normal(&method.stream, i, j);
      points[i * DIMENSIONS + j] = x < 0.0 ? 0.0 : x > 1.0 ? 1.0 : x;
    }
  rippled_hill(points, SAMPLES, values, &none);
  int64_t first = 0;
  for (int64_t i = 1; i < SAMPLES; i++)
    first = values[i] > values[first] ? i : first;
  walras_optimum best = {.value = -INFINITY};
  walras_cross_entropy_search(&method, &unit_box, rippled_hill, &none, work, &best, mean);
  CU_ASSERT(best.value == values[first] && memcmp(best.point, points + first * DIMENSIONS, sizeof mean) == 0);
  CU_ASSERT(memcmp(mean, best.point, sizeof mean) == 0);
}

static bool mostly_nan(const double *points, int64_t count, double *values, void *context) {
  (void)context;
  for (int64_t i = 0; i < count; i++)
    values[i] = points[DIMENSIONS * i] < 0.4 ? points[DIMENSIONS * i] : (double)NAN;
  return true;
}

static bool gives_up(const double *points, int64_t count, double *values, void *context) {
  (void)points;
  (void)count;
  (void)values;
  (void)context;
  return false;
}

static void nan_is_worst_and_an_objective_may_give_up(void) {
  double work[SAMPLES * (DIMENSIONS + 2)];
  const walras_cross_entropy method = method_of(1);
  walras_optimum best = {.value = -INFINITY}, none = {.value = -INFINITY};
  CU_ASSERT(walras_cross_entropy_search(&method, &unit_box, mostly_nan, NULL, work, &best, NULL));
  CU_ASSERT(best.value > 0.39 && best.value < 0.4);
  CU_ASSERT(!walras_cross_entropy_search(&method, &unit_box, gives_up, NULL, work, &none, NULL) && none.evaluations == 0);
}

WALRAS_UNIT_TESTS(UNIT(the_top_of_a_hill_is_found_from_every_seed), UNIT(ripples_do_not_hold_it),
                  UNIT(one_round_gives_the_best_sample_and_the_mean_of_the_elite),
                  UNIT(nan_is_worst_and_an_objective_may_give_up))
