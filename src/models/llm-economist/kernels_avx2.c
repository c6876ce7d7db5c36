#define KERNELS economist_kernels_avx2
#include "models/llm-economist/kernels.inc"
