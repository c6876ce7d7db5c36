#define KERNELS halpern_kernels_baseline
#include "models/vr-halpern/kernels.inc"
