/** The Euclidean projection on the probability simplex. */
#ifndef WALRAS_NUMERICS_SIMPLEX_PROJECTION_H
#define WALRAS_NUMERICS_SIMPLEX_PROJECTION_H

#include <stdint.h>

/**
 * Replaces v [n >= 1] (finite) by the nearest point of {p >= 0, sum p = 1}: p_i = max(v_i - t, 0). A point of the simplex (no entry below 0, sum
 * within 2^-50 of 1) is left as it is, to the bit. Returns the threshold t (0 then).
 *
 * Newton's method on sum max(v_i - t, 0) = 1 from below (Michelot 1986): each step drops the entries at or below t, and t only grows, so that the
 * threshold is exact but for the rounding of one sum. A handful of passes over v in practice, for any n; sums run in eight lanes in index order: the
 * same bits everywhere.
 */
double walras_simplex_project(double *v, int64_t n);

#endif
