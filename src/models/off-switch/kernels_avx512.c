#define KERNELS off_switch_kernels_avx512
#include "models/off-switch/kernels.inc"
