#define KERNELS halpern_kernels_avx512
#include "models/vr-halpern/kernels.inc"
