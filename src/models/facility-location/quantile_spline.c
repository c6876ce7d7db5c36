#include "models/facility-location/quantile_spline.h"

#include <math.h>
#include <string.h>

#include "models/facility-location/kernels.h"

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

/* The slope over a piece, at most three times the rise and of its sign: so the piece is monotone. */
static double bounded(double slope, double rise) {
  return rise >= 0.0 ? fmin(slope, 3.0 * rise) : fmax(slope, 3.0 * rise);
}

static double piece_start(uint64_t piece) {
  return from_bits(piece << FACILITY_PIECE_SHIFT);
}

static facility_piece piece_between(facility_knot left, facility_knot right, double width) {
  const double rise = right.quantile - left.quantile;
  const double from = bounded(left.slope * width, rise), to = bounded(right.slope * width, rise);
  return (facility_piece){.c = {left.quantile, from, 3.0 * rise - 2.0 * from - to, from + to - 2.0 * rise}};
}

static facility_piece piece_at(const facility_spline *spline, uint64_t piece, bool upper) {
  const double start = piece_start(piece), end = piece_start(piece + 1);
  return piece_between(spline->knot(spline->law, start, upper), spline->knot(spline->law, end, upper), end - start);
}

/* Neighbours share a knot. */
void facility_spline_fill(const facility_spline *spline, int64_t first, int64_t count, facility_piece *pieces) {
  facility_knot left = {0.0, 0.0};
  for (int64_t i = first; i < first + count; i++) {
    const bool upper = i >= FACILITY_PIECES;
    const uint64_t piece = FACILITY_FIRST_PIECE + (uint64_t)(i % FACILITY_PIECES);
    const double start = piece_start(piece), end = piece_start(piece + 1);
    if (i == first || i == FACILITY_PIECES)
      left = spline->knot(spline->law, start, upper);
    const facility_knot right = spline->knot(spline->law, end, upper);
    pieces[i - first] = piece_between(left, right, end - start);
    left = right;
  }
}

double facility_spline_quantile(const facility_spline *spline, double u) {
  const bool upper = u > 0.5;
  const uint64_t bits = bits_of(upper ? 1.0 - u : u), piece = bits >> FACILITY_PIECE_SHIFT;
  const bool tabulated =
      spline->pieces != NULL && piece >= FACILITY_FIRST_PIECE && piece < FACILITY_FIRST_PIECE + FACILITY_PIECES;
  const facility_piece here = tabulated ? spline->pieces[(upper ? FACILITY_PIECES : 0) + (int64_t)(piece - FACILITY_FIRST_PIECE)]
                                        : piece_at(spline, piece, upper);
  const double t = facility_piece_part(bits);
  return here.c[0] + t * (here.c[1] + t * (here.c[2] + t * here.c[3]));
}

/* Numbers outside the table are one in 2^24, and are put right afterwards. */
void facility_spline_quantiles(const facility_spline *spline, int64_t count, double *u) {
  enum { CHUNK = 256 };
  double from[CHUNK];
  for (int64_t at = 0; at < count; at += CHUNK) {
    const int64_t n = count - at < CHUNK ? count - at : CHUNK;
    memcpy(from, u + at, (size_t)n * sizeof *from);
    const bool outside = spline->pieces == NULL || facility_kernels_get()->quantiles(spline->pieces, n, from, u + at);
    for (int64_t i = 0; outside && i < n; i++)
      u[at + i] = facility_spline_quantile(spline, from[i]);
  }
}
