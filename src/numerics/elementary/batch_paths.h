/** The compiled paths of the vectorised loops. */
#ifndef WALRAS_NUMERICS_ELEMENTARY_BATCH_PATHS_H
#define WALRAS_NUMERICS_ELEMENTARY_BATCH_PATHS_H

#include <stdint.h>

#define WALRAS_DECLARE_PATH(path)                                                                                                \
  void walras_exp_##path(const double *x, double *out, int64_t count);                                                           \
  void walras_log_##path(const double *x, double *out, int64_t count);                                                           \
  void walras_sincos_turn_##path(const double *turn, double *sine, double *cosine, int64_t count);

WALRAS_DECLARE_PATH(baseline)
WALRAS_DECLARE_PATH(avx2)
WALRAS_DECLARE_PATH(avx512)

#endif
