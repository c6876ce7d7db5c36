/** Polynomials through their values at Chebyshev points of [0, 1]. */
#ifndef WALRAS_OFF_SWITCH_CHEBYSHEV_H
#define WALRAS_OFF_SWITCH_CHEBYSHEV_H

#include <stdint.h>

enum { CHEBYSHEV_POINTS = 64 };

/** Point j of (1 - cos(pi j / (CHEBYSHEV_POINTS - 1))) / 2, which crowd at the ends; the first is 0 and the last 1. */
double off_switch_chebyshev_point(int64_t j);

/** What the polynomial's value at x in [0, 1] is in terms of those at the points: barycentric (Berrut and Trefethen 2004, equation 4.2). */
void off_switch_chebyshev_weights(double x, double weight[CHEBYSHEV_POINTS]);

#endif
