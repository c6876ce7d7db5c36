#include <stddef.h>

#include "numerics/elementary/batch_paths.h"
#include "numerics/elementary/dispatch.h"
#include "walras/elementary.h"

void walras_exp_batch(const double *x, double *out, int64_t count) {
  static void (*const paths[])(const double *, double *, int64_t) = {walras_exp_baseline, walras_exp_avx2, walras_exp_avx512};
  paths[walras_simd_path_get()](x, out, count);
}

void walras_log_batch(const double *x, double *out, int64_t count) {
  static void (*const paths[])(const double *, double *, int64_t) = {walras_log_baseline, walras_log_avx2, walras_log_avx512};
  paths[walras_simd_path_get()](x, out, count);
}

void walras_sincos_turn_batch(const double *turn, double *sine, double *cosine, int64_t count) {
  static void (*const paths[])(const double *, double *, double *,
                               int64_t) = {walras_sincos_turn_baseline, walras_sincos_turn_avx2, walras_sincos_turn_avx512};
  paths[walras_simd_path_get()](turn, sine, cosine, count);
}

/* The others are set-up work so far: one scalar call per value. */
#define SCALAR_BATCH(name)                                                                                                       \
  void walras_##name##_batch(const double *x, double *out, int64_t count) {                                                      \
    for (int64_t i = 0; i < count; i++)                                                                                          \
      out[i] = walras_##name(x[i]);                                                                                              \
  }

SCALAR_BATCH(log1p)
SCALAR_BATCH(expm1)
SCALAR_BATCH(sin)
SCALAR_BATCH(cos)
SCALAR_BATCH(tanh)
SCALAR_BATCH(erf)
SCALAR_BATCH(erfc)
SCALAR_BATCH(lgamma)
SCALAR_BATCH(normal_quantile)

void walras_pow_batch(const double *x, const double *y, double *out, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    out[i] = walras_pow(x[i], y[i]);
}
