/**
 * Sobol' sequences with the direction numbers of Joe and Kuo (2008), plain or scrambled.
 *
 * Points come in the order of the Gray code (Antonov and Saleev 1979), as in Joe and Kuo's own program: each run of 2^m points that begins at a
 * multiple of 2^m holds the same points as in the order of the digits. The sequence begins with its point 0: leaving it out would cost the balance
 * (Owen, "On dropping the first Sobol' point", 2022).
 *
 * Scrambling: a random lower-triangular matrix with unit diagonal over the binary digits of each dimension, and a random digital shift
 * (J. Matousek, "On the L2-discrepancy for anchored boxes", J. Complexity 14 (1998) 527-556; H. S. Hong, F. J. Hickernell, ACM TOMS 29 (2003) 95-109).
 * Each point is uniform on the cube, every net stays a net of the same quality, and means over the points have the variance of Owen's nested
 * scrambling. All of 52 output digits are scrambled.
 */
#ifndef WALRAS_NUMERICS_DESIGNS_SOBOL_SEQUENCE_H
#define WALRAS_NUMERICS_DESIGNS_SOBOL_SEQUENCE_H

#include "numerics/designs/sobol_directions.h"

/**
 * One coordinate of points 0..count-1 (count <= 2^32): points[i * stride] is that of point i, in [0, 1) and exact: a multiple of 2^-32 of the plain
 * sequence (`key` NULL), an odd multiple of 2^-53 of the scrambled one. `dimension` counts from 0, below WALRAS_SOBOL_DIMENSIONS.
 */
void walras_sobol_coordinates(int64_t dimension, const uint32_t *key, int64_t count, int64_t stride, double *points);

#endif
