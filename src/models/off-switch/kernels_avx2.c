#define KERNELS off_switch_kernels_avx2
#include "models/off-switch/kernels.inc"
