#define KERNELS walras_tax_kernels_avx2
#include "numerics/taxes/kernels.inc"
