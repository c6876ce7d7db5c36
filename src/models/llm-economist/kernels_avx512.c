#define KERNELS economist_kernels_avx512
#include "models/llm-economist/kernels.inc"
