/**
 * Trajectories of Morris's elementary effects ("Factorial sampling plans for preliminary computational experiments", Technometrics 33 (1991)
 * 161-174): from a random corner of a grid of levels, each factor moves once, in random order and direction, by levels / 2 steps of the grid.
 */
#ifndef WALRAS_NUMERICS_DESIGNS_MORRIS_TRAJECTORY_H
#define WALRAS_NUMERICS_DESIGNS_MORRIS_TRAJECTORY_H

#include <stdint.h>

/** The step on the unit cube, levels / (2 (levels - 1)). `levels` is even. */
double walras_morris_step(int64_t levels);

/**
 * Trajectory number `trajectory`: points [factors + 1][factors] in [0, 1], multiples of 1 / (levels - 1); moves [factors]: from point i to i + 1
 * factor |moves[i]| - 1 goes up by the step, or down when negative.
 */
void walras_morris_trajectory(const uint32_t key[2], int64_t trajectory, int64_t factors, int64_t levels, double *points,
                              int64_t *moves);

#endif
