#define KERNELS gtalign_kernels_avx2
#include "models/gtalign/kernels.inc"
