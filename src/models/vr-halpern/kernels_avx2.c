#define KERNELS halpern_kernels_avx2
#include "models/vr-halpern/kernels.inc"
