#include "models/vr-halpern/kernels.h"

#include "numerics/elementary/dispatch.h"

const halpern_kernels *halpern_kernels_get(void) {
  static const halpern_kernels *const paths[] = {&halpern_kernels_baseline, &halpern_kernels_avx2, &halpern_kernels_avx512};
  return paths[walras_simd_path_get()];
}
