#include "models/facility-location/kernels.h"

#include "numerics/elementary/dispatch.h"

const facility_kernels *facility_kernels_get(void) {
  static const facility_kernels *const paths[] = {&facility_kernels_baseline, &facility_kernels_avx2, &facility_kernels_avx512};
  return paths[walras_simd_path_get()];
}

facility_bins facility_bins_make(int64_t bins, double length) {
  return (facility_bins){.bins = bins, .length = length, .per_length = (double)bins / length, .share = 1.0 / (double)bins};
}

/* The share is a power of two: the product is the quotient (double)bin L / (double)bins, to the bit. */
double facility_bin_edge(const facility_bins *grid, int64_t bin) {
  return (double)bin * grid->length * grid->share;
}

double facility_lane_sum(const double lanes[FACILITY_LANES]) {
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}
