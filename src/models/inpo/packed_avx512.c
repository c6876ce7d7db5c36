#define KERNELS inpo_pack_kernels_avx512
#include "models/inpo/packed.inc"
