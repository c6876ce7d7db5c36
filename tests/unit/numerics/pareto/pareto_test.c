/* Pareto measures in the plane, against definitions point by point. */
#include "numerics/pareto/pareto.h"

#include <math.h>

#include "unit.h"
#include "walras/random.h"

enum { MOST = 60 };

/* Coordinates on a coarse lattice, so that many are equal. */
static void draw(uint64_t set, int64_t count, uint64_t lattice, walras_pareto_point *points) {
  const uint32_t key[2] = {7, 9};
  const walras_stream stream = walras_stream_make(key, 0, 0);
  for (int64_t i = 0; i < count; i++)
    points[i] = (walras_pareto_point){.x = (double)walras_bounded(&stream, set, (uint32_t)(2 * i), lattice),
                                      .y = (double)walras_bounded(&stream, set, (uint32_t)(2 * i + 1), lattice),
                                      .index = i};
}

static void dominance_needs_one_coordinate_clearly_larger(void) {
  CU_ASSERT(walras_pareto_dominates(2.0, 1.0, 1.0, 1.0, 0.0) && !walras_pareto_dominates(1.0, 1.0, 2.0, 1.0, 0.0));
  CU_ASSERT(!walras_pareto_dominates(1.0, 1.0, 1.0, 1.0, 0.0) && !walras_pareto_dominates(1.0, 1.0, 1.0, 1.0, 0.5));
  CU_ASSERT(walras_pareto_dominates(2.0, 0.6, 1.0, 1.0, 0.5) && !walras_pareto_dominates(1.4, 1.4, 1.0, 1.0, 0.5));
}

/* On every random set, with and without slack. */
static void the_frontier_is_what_no_point_dominates(void) {
  for (uint64_t set = 0; set < 400; set++) {
    walras_pareto_point points[MOST], given[MOST];
    bool on[MOST];
    const int64_t count = 1 + (int64_t)(set % MOST);
    const double slack = set % 3 == 0 ? 0.0 : set % 3 == 1 ? 1e-9 : 1.0;
    draw(set, count, set % 2 == 0 ? 8 : 1000, points);
    for (int64_t i = 0; i < count; i++)
      given[i] = points[i];
    walras_pareto_frontier(points, count, slack, on);
    for (int64_t i = 0; i < count; i++) {
      bool dominated = false;
      for (int64_t j = 0; j < count; j++)
        dominated = dominated || walras_pareto_dominates(given[j].x, given[j].y, given[i].x, given[i].y, slack);
      CU_ASSERT_EQUAL(on[i], !dominated);
    }
  }
}

/* Rising transforms of either coordinate change no order. */
static void the_frontier_survives_rising_transforms(void) {
  walras_pareto_point points[MOST], bent[MOST];
  bool on[MOST], still[MOST];
  draw(1, MOST, 30, points);
  for (int64_t i = 0; i < MOST; i++)
    bent[i] = (walras_pareto_point){.x = exp(0.1 * points[i].x), .y = 3.0 * points[i].y - 40.0, .index = i};
  walras_pareto_frontier(points, MOST, 0.0, on);
  walras_pareto_frontier(bent, MOST, 0.0, still);
  for (int64_t i = 0; i < MOST; i++)
    CU_ASSERT_EQUAL(on[i], still[i]);
}

/* On whole numbers the area is a number of unit squares. */
static void the_hypervolume_is_the_area_dominated(void) {
  for (uint64_t set = 0; set < 200; set++) {
    walras_pareto_point points[MOST], given[MOST];
    const int64_t count = 1 + (int64_t)(set % MOST);
    int64_t squares = 0;
    draw(set, count, 16, points);
    for (int64_t i = 0; i < count; i++)
      given[i] = points[i];
    for (int x = 3; x < 16; x++)
      for (int y = 2; y < 16; y++) {
        bool inside = false;
        for (int64_t i = 0; i < count; i++)
          inside = inside || (given[i].x >= x + 1 && given[i].y >= y + 1);
        squares += inside;
      }
    CU_ASSERT_EQUAL(walras_pareto_hypervolume(points, count, 3.0, 2.0), (double)squares);
  }
}

static void points_of_no_use_add_no_area(void) {
  walras_pareto_point points[] = {{0.5, 9.0, 0}, {9.0, 0.5, 1}};
  CU_ASSERT_EQUAL(walras_pareto_hypervolume(points, 2, 1.0, 1.0), 0.0);
  CU_ASSERT_EQUAL(walras_pareto_hypervolume(points, 0, 1.0, 1.0), 0.0);
}

static void the_shortfall_is_that_to_the_nearest_frontier_point(void) {
  const walras_pareto_point frontier[] = {{4.0, 1.0, 0}, {1.0, 5.0, 1}};
  CU_ASSERT_DOUBLE_EQUAL(walras_pareto_shortfall(frontier, 2, 3.0, 0.5, 10.0, 10.0), 0.1, 1e-15);
  CU_ASSERT_EQUAL(walras_pareto_shortfall(frontier, 2, 4.0, 1.0, 10.0, 10.0), 0.0);
  CU_ASSERT_EQUAL(walras_pareto_shortfall(frontier, 1, 9.0, 0.0, 10.0, 0.0), 0.0); /* a coordinate without range does not count */
}

WALRAS_UNIT_TESTS(UNIT(dominance_needs_one_coordinate_clearly_larger), UNIT(the_frontier_is_what_no_point_dominates),
                  UNIT(the_frontier_survives_rising_transforms), UNIT(the_hypervolume_is_the_area_dominated),
                  UNIT(points_of_no_use_add_no_area), UNIT(the_shortfall_is_that_to_the_nearest_frontier_point))
