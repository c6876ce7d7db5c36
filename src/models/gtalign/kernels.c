#include "models/gtalign/kernels.h"

#include "numerics/elementary/dispatch.h"

const gtalign_kernels *gtalign_kernels_get(void) {
  static const gtalign_kernels *const paths[] = {&gtalign_kernels_baseline, &gtalign_kernels_avx2, &gtalign_kernels_avx512};
  return paths[walras_simd_path_get()];
}
