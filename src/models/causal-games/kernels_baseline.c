#define KERNELS causal_kernels_baseline
#include "models/causal-games/kernels.inc"
