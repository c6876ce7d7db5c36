/* Control tasks against runs worked out in other code, and what their equations say about ends and limits. */
#include "numerics/worlds/control.h"

#include <math.h>

#include "unit.h"

typedef struct run {
  walras_control world;
  double state[WALRAS_CONTROL_STATES], total;
  int32_t length;
  uint8_t stopped;
  int64_t left; /* steps with x1 < 0 */
} run;

/* One copy under the linear policy with weights [features + 1][actions], the last row constant, from the world's start. */
static run play(walras_control world, const double *weights, int64_t horizon) {
  run r = {.world = world};
  const walras_control_copies copies = {
      .count = 1, .state = r.state, .total = &r.total, .length = &r.length, .stopped = &r.stopped};
  walras_control_reset(&world, &copies);
  for (int64_t step = 0; step < horizon && !r.stopped; step++) {
    double features[WALRAS_CONTROL_FEATURES + 1], actions[WALRAS_CONTROL_ACTIONS] = {0.0};
    walras_control_observe(&world, &copies, features);
    features[world.features] = 1.0;
    for (int f = 0; f <= world.features; f++)
      for (int a = 0; a < world.actions; a++)
        actions[a] += features[f] * weights[f * world.actions + a];
    CU_ASSERT_EQUAL(walras_control_step(&world, &copies, actions), -1);
    r.left += r.state[0] < 0.0;
  }
  return r;
}

static void a_point_mass_left_alone_pays_for_its_distance_only(void) {
  const double zero[10] = {0.0};
  const run r = play(walras_control_make(WALRAS_CONTROL_POINT_MASS), zero, 60);
  CU_ASSERT_DOUBLE_EQUAL(r.total, -19.5, 1e-12);
}

static void a_point_mass_under_proportional_derivative_control_comes_to_rest(void) {
  const double weights[10] = {-1.0, 0.0, 0.0, -1.0, -1.0, 0.0, 0.0, -1.0, 0.0, 0.0};
  const run r = play(walras_control_make(WALRAS_CONTROL_POINT_MASS), weights, 60);
  CU_ASSERT_DOUBLE_EQUAL(r.total, -2.939454634121, 1e-12);
  CU_ASSERT_EQUAL(r.left, 35); /* 0.583333 of 60 */
  CU_ASSERT_DOUBLE_EQUAL(r.state[0], -0.009436477667, 1e-12);
  CU_ASSERT_DOUBLE_EQUAL(r.state[1], 0.006290985111, 1e-12);
}

static void a_pendulum_hanging_down_stays_and_pays_pi_squared_a_step(void) {
  const double zero[4] = {0.0};
  const run r = play(walras_control_make(WALRAS_CONTROL_PENDULUM), zero, 200);
  CU_ASSERT_DOUBLE_EQUAL(r.total, -1973.9208802, 1e-7);
  CU_ASSERT_DOUBLE_EQUAL(r.state[0], acos(-1.0), 1e-12);
}

static void a_pendulum_beside_its_lowest_point_swings(void) {
  walras_control world = walras_control_make(WALRAS_CONTROL_PENDULUM);
  const double zero[4] = {0.0};
  world.start[0] -= 0.1;
  const run r = play(world, zero, 50);
  CU_ASSERT_DOUBLE_EQUAL(r.total, -473.71548463, 1e-8);
  CU_ASSERT_DOUBLE_EQUAL(r.state[0], 3.2354961052, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(r.state[1], -0.1024630430, 1e-10);
}

static void full_thrust_alone_does_not_bring_the_car_up(void) {
  const double thrust[3] = {0.0, 0.0, 5.0};
  const run r = play(walras_control_make(WALRAS_CONTROL_MOUNTAIN_CAR), thrust, 999);
  CU_ASSERT_EQUAL(r.length, 999);
  CU_ASSERT_DOUBLE_EQUAL(r.total, -99.9, 1e-10);
}

static void swinging_with_its_speed_brings_the_car_up_in_87_steps(void) {
  const double weights[3] = {0.0, 100.0, 0.0};
  const run r = play(walras_control_make(WALRAS_CONTROL_MOUNTAIN_CAR), weights, 999);
  CU_ASSERT_EQUAL(r.length, 87);
  CU_ASSERT(r.stopped);
  CU_ASSERT_DOUBLE_EQUAL(r.total, 93.46991584, 1e-8);
}

static void copies_side_by_side_move_as_each_would_alone(void) {
  const walras_control world = walras_control_make(WALRAS_CONTROL_MOUNTAIN_CAR);
  double state[4], total[2], actions[2];
  int32_t length[2];
  uint8_t stopped[2];
  const walras_control_copies copies = {.count = 2, .state = state, .total = total, .length = length, .stopped = stopped};
  walras_control_reset(&world, &copies);
  for (int step = 0; step < 120; step++) {
    actions[0] = 100.0 * state[2];
    actions[1] = 1.0;
    CU_ASSERT_EQUAL(walras_control_step(&world, &copies, actions), -1);
  }
  const double swing[3] = {0.0, 100.0, 0.0}, thrust[3] = {0.0, 0.0, 1.0};
  const run first = play(world, swing, 120), second = play(world, thrust, 120);
  CU_ASSERT(unit_same_bits(total[0], first.total) && unit_same_bits(total[1], second.total));
  CU_ASSERT(unit_same_bits(state[0], first.state[0]) && unit_same_bits(state[1], second.state[0]));
  CU_ASSERT(length[0] == 87 && length[1] == 120);
}

static void angles_wrap_to_the_half_open_circle(void) {
  const double pi = acos(-1.0);
  CU_ASSERT_EQUAL(walras_control_wrap(pi), -pi);
  CU_ASSERT_EQUAL(walras_control_wrap(-pi), -pi);
  CU_ASSERT_DOUBLE_EQUAL(walras_control_wrap(7.0), 7.0 - 2.0 * pi, 1e-15);
  CU_ASSERT_EQUAL(walras_control_wrap(0.5), 0.5);
}

static void a_state_that_overflows_is_reported_by_its_copy(void) {
  const walras_control world = walras_control_make(WALRAS_CONTROL_JUMP);
  double state[4] = {0.0}, total[2] = {0.0};
  int32_t length[2] = {0};
  uint8_t stopped[2] = {0};
  const walras_control_copies copies = {.count = 2, .state = state, .total = total, .length = length, .stopped = stopped};
  const double actions[4] = {1.0, (double)NAN, 1.0, 1.0};
  CU_ASSERT_EQUAL(walras_control_step(&world, &copies, actions), 1);
}

WALRAS_UNIT_TESTS(UNIT(a_point_mass_left_alone_pays_for_its_distance_only),
                  UNIT(a_point_mass_under_proportional_derivative_control_comes_to_rest),
                  UNIT(a_pendulum_hanging_down_stays_and_pays_pi_squared_a_step), UNIT(a_pendulum_beside_its_lowest_point_swings),
                  UNIT(full_thrust_alone_does_not_bring_the_car_up), UNIT(swinging_with_its_speed_brings_the_car_up_in_87_steps),
                  UNIT(copies_side_by_side_move_as_each_would_alone), UNIT(angles_wrap_to_the_half_open_circle),
                  UNIT(a_state_that_overflows_is_reported_by_its_copy))
