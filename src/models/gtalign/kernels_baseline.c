#define KERNELS gtalign_kernels_baseline
#include "models/gtalign/kernels.inc"
