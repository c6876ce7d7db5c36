#define KERNELS facility_kernels_baseline
#include "models/facility-location/kernels.inc"
