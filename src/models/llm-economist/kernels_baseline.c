#define KERNELS economist_kernels_baseline
#include "models/llm-economist/kernels.inc"
