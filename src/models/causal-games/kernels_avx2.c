#define KERNELS causal_kernels_avx2
#include "models/causal-games/kernels.inc"
