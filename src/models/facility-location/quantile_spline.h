/**
 * The quantile function of a beta law at vector-like speed: cubic Hermite pieces through exact quantiles and slopes.
 *
 * Pieces are 64 to each octave of the distance w = min(u, 1 - u) from the nearer end, so that tails keep their relative
 * accuracy: between the knots the quantile is off by less than 1e-9 (measured, in tests), at the knots not at all. Slopes are bounded to keep it
 * monotone (Fritsch and Carlson 1980).
 */
#ifndef WALRAS_FACILITY_QUANTILE_SPLINE_H
#define WALRAS_FACILITY_QUANTILE_SPLINE_H

#include "models/facility-location/parameters.h"
#include "numerics/distributions/beta.h"

enum { FACILITY_OCTAVES = 24, FACILITY_PIECES = 64, FACILITY_KNOTS = FACILITY_OCTAVES * FACILITY_PIECES + 1 };

/** One knot: the quantile, and its derivative by w. */
typedef struct facility_knot {
  double quantile, slope;
} facility_knot;

typedef struct facility_spline {
  walras_beta law;
  double log_beta;            /**< log B(a, b) */
  const facility_knot *knots; /**< [2][FACILITY_KNOTS] from the lower end and from the upper, of w from 2^-25 on; NULL: none */
} facility_spline;

facility_spline facility_spline_make(double a, double b);
/** Entry i < 2 FACILITY_KNOTS of the table. */
facility_knot facility_spline_entry(const facility_spline *spline, int64_t i);
/** The quantile at u in (0, 1). Knots that are in no table are worked out: the same bits with and without one. */
double facility_spline_quantile(const facility_spline *spline, double u);
/** The density of the law at x in (0, 1). */
double facility_beta_density(const facility_spline *spline, double x);

#endif
