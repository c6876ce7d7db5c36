#include "models/causal-games/kernels.h"

#include "numerics/elementary/dispatch.h"

const causal_kernels *causal_kernels_get(void) {
  static const causal_kernels *const paths[] = {&causal_kernels_baseline, &causal_kernels_avx2, &causal_kernels_avx512};
  return paths[walras_simd_path_get()];
}

/* Answers of 3 reals a slot; a satisficing or layer-2 follower's values of n replies, twice; mean payoffs and best replies of the benchmarks. */
int64_t causal_kernel_reals(const struct causal_tables *t) {
  return CAUSAL_LANES * (3 * t->slots + 2 * t->n + 2 * t->m * t->n + t->m + t->n);
}
