#define KERNELS facility_kernels_avx2
#include "models/facility-location/kernels.inc"
