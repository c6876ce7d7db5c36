/**
 * Quantile functions at vector speed: cubic Hermite pieces through exact quantiles and slopes.
 *
 * Pieces are 64 to each octave of the distance w = min(u, 1 - u) from the nearer end, so that tails keep their relative accuracy: for beta laws the
 * quantile is off by less than 1e-9 between the knots (measured, in tests), at the knots not at all. Slopes are bounded to keep it monotone
 * (Fritsch and Carlson 1980).
 */
#ifndef WALRAS_FACILITY_QUANTILE_SPLINE_H
#define WALRAS_FACILITY_QUANTILE_SPLINE_H

#include <stdbool.h>
#include <stdint.h>

enum { FACILITY_OCTAVES = 24, FACILITY_PIECES_OF_OCTAVE = 64, FACILITY_PIECES = FACILITY_OCTAVES * FACILITY_PIECES_OF_OCTAVE };

/** One knot: the quantile at probability w from the lower or the upper end, and its derivative by w. */
typedef struct facility_knot {
  double quantile, slope;
} facility_knot;
typedef facility_knot facility_knot_function(const void *law, double w, bool upper);

/** q(t) = c[0] + t (c[1] + t (c[2] + t c[3])), t in [0, 1) over the piece. */
typedef struct facility_piece {
  double c[4];
} facility_piece;

typedef struct facility_spline {
  facility_knot_function *knot;
  const void *law;
  const facility_piece *pieces; /**< [2][FACILITY_PIECES] from the lower and from the upper end, of w from 2^-25 on; NULL: none */
} facility_spline;

/** Rows first..first+count-1 of the table of pieces. */
void facility_spline_fill(const facility_spline *spline, int64_t first, int64_t count, facility_piece *pieces);
/** The quantile at u in (0, 1). Pieces that are in no table are worked out: the same bits with and without one. */
double facility_spline_quantile(const facility_spline *spline, double u);
/** u [count] becomes the quantiles; the same bits. */
void facility_spline_quantiles(const facility_spline *spline, int64_t count, double *u);

#endif
