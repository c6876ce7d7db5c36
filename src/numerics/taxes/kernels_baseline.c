#define KERNELS walras_tax_kernels_baseline
#include "numerics/taxes/kernels.inc"
