/**
 * The loops over the reports of a chunk, compiled once per vector width with the same bits. Sums run in FACILITY_LANES interleaved partial sums,
 * whose order is part of the result: report i of a block adds to lane i mod FACILITY_LANES.
 */
#ifndef WALRAS_FACILITY_KERNELS_H
#define WALRAS_FACILITY_KERNELS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "models/facility-location/quantile_spline.h"

enum { FACILITY_LANES = 8 };

/** Equal bins over [0, L]: a report is in the largest bin b < bins whose edge (double)b L / (double)bins it reaches. */
typedef struct facility_bins {
  int64_t bins;                     /**< a power of two, at most 65536 */
  double length, per_length, share; /**< L, bins / L, 1 / bins */
} facility_bins;

facility_bins facility_bins_make(int64_t bins, double length);
double facility_bin_edge(const facility_bins *grid, int64_t bin);

/** Sums of x, |x - place[0]| and |x - place[1]|. */
typedef struct facility_distances {
  double location[FACILITY_LANES], first[FACILITY_LANES], second[FACILITY_LANES];
} facility_distances;

/** bin [count]: of each report in [0, L]. */
typedef void facility_find_bins(const facility_bins *grid, const double *reports, int64_t count, uint16_t *bin);
/** Copies the reports in [low, high) to `kept` [count], in order; returns their number. */
typedef int64_t facility_keep(const double *reports, int64_t count, double low, double high, double *kept);
/** Adds `count` reports, the first of them report `first` of its block (a multiple of FACILITY_LANES). */
typedef void facility_add_distances(const double *reports, int64_t count, const double place[2], facility_distances *sums);
/** The same for sign(x - y) / (L - |x - y|), the derivative of sum log(L - |x - y|) by y from the right: sum [FACILITY_LANES]. */
typedef void facility_add_slopes(const double *reports, int64_t count, double length, double y, double *sum);

/** Quantiles of u [count] from a table of pieces; true when some u was in none of them, and out [count] is to be made otherwise. */
typedef bool facility_find_quantiles(const facility_piece *pieces, int64_t count, const double *u, double *out);

/** The number of a piece: the high bits of w, which end with the first ones of its fraction, so that 64 make an octave. */
enum { FACILITY_PIECE_SHIFT = 52 - 6 };
/** Of the table's first piece; the last one ends at w = 1/2, whose exponent's bits are 0x3fe. */
#define FACILITY_FIRST_PIECE ((UINT64_C(0x3fe) << 6) - FACILITY_PIECES)

/** How far into its piece w is, in [0, 1), from its bits: exact. */
static inline double facility_piece_part(uint64_t bits) {
  const uint64_t part = (bits << (52 - FACILITY_PIECE_SHIFT) & UINT64_C(0xfffffffffffff)) | UINT64_C(0x3ff) << 52;
  double one_and_part;
  memcpy(&one_and_part, &part, sizeof part);
  return one_and_part - 1.0;
}

typedef struct facility_kernels {
  facility_find_bins *find_bins;
  facility_keep *keep;
  facility_add_distances *add_distances;
  facility_add_slopes *add_slopes;
  facility_find_quantiles *quantiles;
} facility_kernels;

extern const facility_kernels facility_kernels_baseline, facility_kernels_avx2, facility_kernels_avx512;
/** Those of this processor. */
const facility_kernels *facility_kernels_get(void);

/** The lanes summed up, in one order. */
double facility_lane_sum(const double lanes[FACILITY_LANES]);

#endif
