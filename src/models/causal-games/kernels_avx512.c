#define KERNELS causal_kernels_avx512
#include "models/causal-games/kernels.inc"
