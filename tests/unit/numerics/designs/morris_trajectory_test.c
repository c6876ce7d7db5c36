#include "numerics/designs/morris_trajectory.h"

#include <math.h>

#include "numerics/designs/design_key.h"
#include "unit.h"

enum { FACTORS = 6 };

static void make(int64_t trajectory, int64_t levels, double points[FACTORS + 1][FACTORS], int64_t moves[FACTORS]) {
  uint32_t key[2];
  walras_design_key(21, key);
  walras_morris_trajectory(key, trajectory, FACTORS, levels, &points[0][0], moves);
}

static void each_factor_moves_once_by_the_step_and_stays_on_the_grid(void) {
  static const int64_t level_counts[] = {2, 4, 6, 10};
  for (size_t l = 0; l < 4; l++)
    for (int64_t trajectory = 0; trajectory < 50; trajectory++) {
      const int64_t levels = level_counts[l];
      double points[FACTORS + 1][FACTORS];
      int64_t moves[FACTORS];
      bool moved[FACTORS] = {false};
      make(trajectory, levels, points, moves);
      for (int i = 0; i < FACTORS; i++) {
        const int64_t factor = llabs(moves[i]) - 1;
        CU_ASSERT_FATAL(factor >= 0 && factor < FACTORS && !moved[factor]);
        moved[factor] = true;
        for (int f = 0; f < FACTORS; f++) {
          const double change = points[i + 1][f] - points[i][f], level = points[i + 1][f] * (double)(levels - 1);
          CU_ASSERT_DOUBLE_EQUAL(change,
                                 f != factor    ? 0
                                 : moves[i] > 0 ? walras_morris_step(levels)
                                                : -walras_morris_step(levels),
                                 1e-15);
          CU_ASSERT(points[i + 1][f] >= 0 && points[i + 1][f] <= 1);
          CU_ASSERT_DOUBLE_EQUAL(level, rint(level), 1e-12);
        }
      }
    }
}

/* Each of four levels starts a factor 1/4 of the time, up as often as down; each factor comes first 1/6 of the time. 6000 trajectories: bounds of 5
 * standard deviations, 28 tests in all, false alarms under 2e-5. */
static void starts_directions_and_orders_are_uniform(void) {
  enum { TRAJECTORIES = 6000 };
  int64_t starts[FACTORS][4] = {{0}}, up = 0, first[FACTORS] = {0};
  for (int64_t trajectory = 0; trajectory < TRAJECTORIES; trajectory++) {
    double points[FACTORS + 1][FACTORS];
    int64_t moves[FACTORS];
    make(trajectory, 4, points, moves);
    first[llabs(moves[0]) - 1]++;
    for (int f = 0; f < FACTORS; f++) {
      starts[f][(int)rint(points[0][f] * 3)]++;
      up += moves[f] > 0;
    }
  }
  for (int f = 0; f < FACTORS; f++) {
    CU_ASSERT_DOUBLE_EQUAL((double)first[f], TRAJECTORIES / 6.0, 5 * sqrt(TRAJECTORIES * 5 / 36.0));
    for (int level = 0; level < 4; level++)
      CU_ASSERT_DOUBLE_EQUAL((double)starts[f][level], TRAJECTORIES / 4.0, 5 * sqrt(TRAJECTORIES * 3 / 16.0));
  }
  CU_ASSERT_DOUBLE_EQUAL((double)up, TRAJECTORIES * FACTORS / 2.0, 5 * sqrt(TRAJECTORIES * FACTORS / 4.0));
}

WALRAS_UNIT_TESTS(UNIT(each_factor_moves_once_by_the_step_and_stays_on_the_grid), UNIT(starts_directions_and_orders_are_uniform))
