#define KERNELS facility_kernels_avx512
#include "models/facility-location/kernels.inc"
