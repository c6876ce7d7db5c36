#define KERNELS walras_tax_kernels_avx512
#include "numerics/taxes/kernels.inc"
