#include "models/llm-economist/sums.h"

#include "models/llm-economist/bandit.h"
#include "numerics/elementary/dispatch.h"

const economist_kernels *economist_kernels_get(void) {
  static const economist_kernels *const paths[] = {&economist_kernels_baseline, &economist_kernels_avx2,
                                                   &economist_kernels_avx512};
  return paths[walras_simd_path_get()];
}

const economist_bandit_kernels *economist_bandit_kernels_get(void) {
  static const economist_bandit_kernels *const paths[] = {&economist_bandit_baseline, &economist_bandit_avx2,
                                                          &economist_bandit_avx512};
  return paths[walras_simd_path_get()];
}
