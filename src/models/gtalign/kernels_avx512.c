#define KERNELS gtalign_kernels_avx512
#include "models/gtalign/kernels.inc"
