#include "models/off-switch/kernels.h"

#include "numerics/elementary/dispatch.h"

const off_switch_kernels *off_switch_kernels_get(void) {
  static const off_switch_kernels *const paths[] = {&off_switch_kernels_baseline, &off_switch_kernels_avx2,
                                                    &off_switch_kernels_avx512};
  return paths[walras_simd_path_get()];
}
