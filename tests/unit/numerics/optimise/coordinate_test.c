#include "numerics/optimise/coordinate.h"

#include <math.h>

#include "unit.h"

static const walras_box unit_box = {.dimensions = 3, .least = 0.0, .most = 1.0};

/* A paraboloid with its top at `top`, tilted by a cross term. */
typedef struct hill {
  double top[3];
  int64_t left; /* evaluations until the objective gives up; < 0: never */
} hill;

static bool height(const double *points, int64_t count, double *values, void *context) {
  hill *h = context;
  for (int64_t i = 0; i < count; i++) {
    const double *p = points + 3 * i, x = p[0] - h->top[0], y = p[1] - h->top[1], z = p[2] - h->top[2];
    values[i] = -x * x - y * y - z * z - 0.5 * x * y;
    if (h->left >= 0 && h->left-- == 0)
      return false;
  }
  return true;
}

static void grids_hold_their_ends_and_round_decimal_values(void) {
  const walras_box box = {.dimensions = 1, .least = 0.0, .most = 1.0}, part = {.dimensions = 1, .least = 0.2, .most = 0.9};
  CU_ASSERT(walras_grid_points(&box, 0.1) == 11 && walras_grid_points(&box, 0.05) == 21 && walras_grid_points(&box, 0.3) == 4);
  CU_ASSERT(walras_grid_value(&box, 0.1, 3) == 0.3 && walras_grid_value(&box, 0.05, 20) == 1.0);
  CU_ASSERT(walras_grid_points(&part, 0.1) == 8 && walras_grid_value(&part, 0.1, 7) <= 0.9);
  CU_ASSERT(walras_grid_round(&box, 0.1, 0.349) == 0.3 && walras_grid_round(&box, 0.1, 0.36) == 0.4);
  CU_ASSERT(walras_grid_round(&box, 0.1, 0.35) == 0.3 && walras_grid_round(&box, 0.1, -2.0) == 0.0);
  CU_ASSERT(walras_grid_round(&box, 0.3, 5.0) == walras_grid_value(&box, 0.3, 3));
}

static void ascent_finds_the_nearest_grid_point_of_a_hill(void) {
  hill h = {.top = {0.31, 0.72, 1.4}, .left = -1};
  const double starts[] = {0.0, 0.0, 0.0, 1.0, 1.0, 1.0};
  walras_optimum best = {.value = -INFINITY};
  CU_ASSERT(walras_coordinate_ascent(&unit_box, 0.1, 2, starts, height, &h, &best));
  CU_ASSERT(best.point[0] == 0.3 && best.point[1] == 0.7 && best.point[2] == 1.0);
  CU_ASSERT(best.evaluations % 33 == 0 && best.evaluations >= 4 * 33);
  const double steps[] = {0.02, 0.01, 0.005};
  CU_ASSERT(walras_refine(&unit_box, 3, steps, height, &h, &best));
  CU_ASSERT(fabs(best.point[0] - 0.31) < 0.0051 && fabs(best.point[1] - 0.72) < 0.0051 && best.point[2] == 1.0);
}

/* Two hills: the higher one is found from the start in its basin, whatever the order. */
static bool two_hills(const double *points, int64_t count, double *values, void *context) {
  (void)context;
  for (int64_t i = 0; i < count; i++) {
    const double *p = points + 2 * i;
    const double a = (p[0] - 0.2) * (p[0] - 0.2) + (p[1] - 0.2) * (p[1] - 0.2);
    const double b = (p[0] - 0.9) * (p[0] - 0.9) + (p[1] - 0.9) * (p[1] - 0.9);
    values[i] = a < 0.02 ? 1.0 - a : b < 0.02 ? 2.0 - b : -a;
  }
  return true;
}

static void several_starts_escape_a_lower_hill(void) {
  const walras_box box = {.dimensions = 2, .least = 0.0, .most = 1.0};
  const double starts[] = {0.9, 0.9, 0.2, 0.2};
  walras_optimum low = {.value = -INFINITY}, both = {.value = -INFINITY};
  CU_ASSERT(walras_coordinate_ascent(&box, 0.1, 1, starts + 2, two_hills, NULL, &low) && low.value == 1.0);
  CU_ASSERT(walras_coordinate_ascent(&box, 0.1, 2, starts, two_hills, NULL, &both) && both.value == 2.0 && both.point[0] == 0.9);
}

static bool plateau(const double *points, int64_t count, double *values, void *context) {
  (void)context;
  for (int64_t i = 0; i < count; i++)
    values[i] = points[i] > 0.55 ? (double)NAN : points[i] > 0.15 ? 1.0 : 0.0;
  return true;
}

static void ties_go_to_the_lowest_value_and_nan_is_worst(void) {
  const walras_box box = {.dimensions = 1, .least = 0.0, .most = 1.0};
  const double start = 0.9;
  walras_optimum best = {.value = -INFINITY};
  CU_ASSERT(walras_coordinate_ascent(&box, 0.1, 1, &start, plateau, NULL, &best));
  CU_ASSERT(best.value == 1.0 && best.point[0] == 0.2 && best.evaluations == 11);
}

static void an_objective_that_gives_up_ends_the_search(void) {
  hill h = {.top = {0.3, 0.7, 0.5}, .left = 40};
  const double start[3] = {0};
  walras_optimum best = {.value = -INFINITY};
  CU_ASSERT(!walras_coordinate_ascent(&unit_box, 0.1, 1, start, height, &h, &best));
  CU_ASSERT(best.evaluations == 33 && best.value > -INFINITY);
  h.left = 0;
  CU_ASSERT(!walras_refine(&unit_box, 1, &(double){0.02}, height, &h, &best));
}

WALRAS_UNIT_TESTS(UNIT(grids_hold_their_ends_and_round_decimal_values), UNIT(ascent_finds_the_nearest_grid_point_of_a_hill),
                  UNIT(several_starts_escape_a_lower_hill), UNIT(ties_go_to_the_lowest_value_and_nan_is_worst),
                  UNIT(an_objective_that_gives_up_ends_the_search))
