/** The compiled paths of the vectorised loops. */
#ifndef WALRAS_NUMERICS_ELEMENTARY_BATCH_PATHS_H
#define WALRAS_NUMERICS_ELEMENTARY_BATCH_PATHS_H

#include <stdint.h>

typedef void walras_unary_batch(const double *x, double *out, int64_t count);
typedef void walras_pow_batch_path(const double *x, const double *y, double *out, int64_t count);
typedef void walras_turn_batch(const double *turn, double *sine, double *cosine, int64_t count);

#define WALRAS_DECLARE_PATH(path)                                                                                                \
  walras_unary_batch walras_exp_##path, walras_log_##path, walras_log1p_##path, walras_expm1_##path, walras_sin_##path,          \
      walras_cos_##path, walras_tanh_##path, walras_erf_##path, walras_erfc_##path, walras_normal_cdf_##path,                    \
      walras_normal_quantile_##path;                                                                                             \
  walras_pow_batch_path walras_pow_##path;                                                                                       \
  walras_turn_batch walras_sincos_turn_##path;

WALRAS_DECLARE_PATH(baseline)
WALRAS_DECLARE_PATH(avx2)
WALRAS_DECLARE_PATH(avx512)

#endif
