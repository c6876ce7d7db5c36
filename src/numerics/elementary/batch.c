#include "numerics/elementary/batch_paths.h"
#include "numerics/elementary/dispatch.h"
#include "walras/elementary.h"

#define VECTOR_BATCH(name)                                                                                                       \
  void walras_##name##_batch(const double *x, double *out, int64_t count) {                                                      \
    static walras_unary_batch *const paths[] = {walras_##name##_baseline, walras_##name##_avx2, walras_##name##_avx512};         \
    paths[walras_simd_path_get()](x, out, count);                                                                                \
  }

VECTOR_BATCH(exp)
VECTOR_BATCH(log)
VECTOR_BATCH(log1p)
VECTOR_BATCH(expm1)
VECTOR_BATCH(sin)
VECTOR_BATCH(cos)
VECTOR_BATCH(tanh)
VECTOR_BATCH(erf)
VECTOR_BATCH(erfc)
VECTOR_BATCH(normal_cdf)
VECTOR_BATCH(normal_quantile)

void walras_pow_batch(const double *x, const double *y, double *out, int64_t count) {
  static walras_pow_batch_path *const paths[] = {walras_pow_baseline, walras_pow_avx2, walras_pow_avx512};
  paths[walras_simd_path_get()](x, y, out, count);
}

void walras_sincos_turn_batch(const double *turn, double *sine, double *cosine, int64_t count) {
  static walras_turn_batch *const paths[] = {walras_sincos_turn_baseline, walras_sincos_turn_avx2, walras_sincos_turn_avx512};
  paths[walras_simd_path_get()](turn, sine, cosine, count);
}

/* Set-up work: one scalar call per value. */
void walras_lgamma_batch(const double *x, double *out, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    out[i] = walras_lgamma(x[i]);
}
