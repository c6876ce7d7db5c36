#include "models/facility-location/quantile_spline.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "walras/elementary.h"

/* Bits of a double below the piece's number: 52 of the fraction less log2(FACILITY_PIECES). */
enum { PIECE_SHIFT = 52 - 6 };

static uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static double from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* The numbers of pieces, which are the high bits of w: of the table's first, and of the last knot, w = 1/2. */
#define LAST_PIECE (bits_of(0.5) >> PIECE_SHIFT)
#define FIRST_PIECE (LAST_PIECE - FACILITY_OCTAVES * FACILITY_PIECES)

facility_spline facility_spline_make(double a, double b) {
  return (facility_spline){.law = walras_beta_make(a, b), .log_beta = walras_lgamma(a) + walras_lgamma(b) - walras_lgamma(a + b)};
}

double facility_beta_density(const facility_spline *spline, double x) {
  const double a = spline->law.a, b = spline->law.b;
  const double left = a == 1.0 ? 0.0 : (a - 1.0) * walras_log(x), right = b == 1.0 ? 0.0 : (b - 1.0) * walras_log1p(-x);
  return walras_exp(left + right - spline->log_beta);
}

/* The knot where piece `piece` begins, counted from the lower or from the upper end. */
static facility_knot knot_at(const facility_spline *spline, uint64_t piece, bool upper) {
  const double w = from_bits(piece << PIECE_SHIFT);
  const double x = upper ? walras_beta_upper_quantile(&spline->law, w) : walras_beta_quantile(&spline->law, w);
  /* where the quantile has run into an end the bound on slopes decides */
  const double slope = x > 0.0 && x < 1.0 ? 1.0 / facility_beta_density(spline, x) : 0.0;
  return (facility_knot){.quantile = x, .slope = upper ? -slope : slope};
}

facility_knot facility_spline_entry(const facility_spline *spline, int64_t i) {
  return knot_at(spline, FIRST_PIECE + (uint64_t)(i % FACILITY_KNOTS), i >= FACILITY_KNOTS);
}

/* The slope over a piece, at most three times the rise: same sign, so the piece is monotone. */
static double bounded(double slope, double rise) {
  return rise >= 0.0 ? fmin(slope, 3.0 * rise) : fmax(slope, 3.0 * rise);
}

double facility_spline_quantile(const facility_spline *spline, double u) {
  const bool upper = u > 0.5;
  const double w = upper ? 1.0 - u : u;
  const uint64_t piece = bits_of(w) >> PIECE_SHIFT;
  const double start = from_bits(piece << PIECE_SHIFT), width = from_bits((piece + 1) << PIECE_SHIFT) - start;
  const bool tabulated = spline->knots != NULL && piece >= FIRST_PIECE && piece < LAST_PIECE;
  const int64_t at = tabulated ? (upper ? FACILITY_KNOTS : 0) + (int64_t)(piece - FIRST_PIECE) : 0;
  const facility_knot left = tabulated ? spline->knots[at] : knot_at(spline, piece, upper);
  const facility_knot right = tabulated ? spline->knots[at + 1] : knot_at(spline, piece + 1, upper);
  const double t = (w - start) / width, rise = right.quantile - left.quantile;
  const double from = bounded(left.slope * width, rise), to = bounded(right.slope * width, rise);
  return left.quantile + t * (from + t * (3.0 * rise - 2.0 * from - to + t * (from + to - 2.0 * rise)));
}
