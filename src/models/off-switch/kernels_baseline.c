#define KERNELS off_switch_kernels_baseline
#include "models/off-switch/kernels.inc"
