#define KERNELS inpo_pack_kernels_baseline
#include "models/inpo/packed.inc"
