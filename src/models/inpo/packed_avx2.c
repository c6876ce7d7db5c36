#define KERNELS inpo_pack_kernels_avx2
#include "models/inpo/packed.inc"
