/** The least concave function above points of a curve: Myerson's ironing (Mathematics of Operations Research 6, 1981) of a revenue curve. */
#ifndef WALRAS_NUMERICS_ISOTONIC_CONCAVE_MAJORANT_H
#define WALRAS_NUMERICS_ISOTONIC_CONCAVE_MAJORANT_H

#include <stdint.h>

/**
 * The vertices of the least concave majorant of the points (x[i], y[i]), x ascending strictly, all finite: corners [count] gets their indices,
 * ascending, from 0 to count - 1; points on a straight piece between two vertices are none. Returns their number (0 for count = 0).
 * The majorant is straight between neighbours, with falling slopes. O(count) (Andrew's scan, 1979).
 */
int64_t walras_concave_majorant(const double *x, const double *y, int64_t count, int64_t *corners);

#endif
