/**
 * The loops over a chunk of interactions, compiled once per vector width with the same bits. Rows over actions are [actions][CHUNK]; sums run in
 * LANES interleaved partial sums, whose order is part of the result.
 */
#ifndef WALRAS_GTALIGN_KERNELS_H
#define WALRAS_GTALIGN_KERNELS_H

#include <stdint.h>

enum { CHUNK = 256, LANES = 8 };

typedef struct gtalign_kernels {
  /** out = -(slope x + offset), [count]. */
  void (*minus_log_odds)(const double *x, double slope, double offset, int64_t count, double *out);
  /** odds -> 1 / (1 + odds), in place. */
  void (*posterior)(int64_t count, double *odds);
  /** logit[a][i] = bias[a] + linear[a] x[i] + quadratic[a] (x[i]^2 - 1) less the largest over a; parameters [3][actions]: linear, quadratic, bias. */
  void (*logits)(const double *parameters, int64_t actions, const double *x, int64_t count, double *logit);
  /** Subtracts from each column of logit [actions][CHUNK] its largest. */
  void (*lower)(int64_t actions, int64_t count, double *logit);
  /** action[i] = the number of partial sums over a of weight [actions][CHUNK] that are at most coin[i] times their total, below actions. */
  void (*pick)(const double *weight, int64_t actions, const double *coin, int64_t count, int32_t *action);
  /** action[i] = the first a of the largest (1 - rho) value[0][a] + rho value[1][a], value [2][actions]. */
  void (*best)(const double *value, int64_t actions, const double *rho, int64_t count, int32_t *action);
  /** Divides each column of weight [actions][CHUNK] by its sum. */
  void (*normalise)(int64_t actions, int64_t count, double *weight);
  /** Sum of x y. */
  double (*dot)(const double *x, const double *y, int64_t count);
  /** x[i] = noise[i] + or - separation; vague[i] = 1 or 0 by coin[i] < share. */
  void (*questions)(const double *noise, const double *coin, double separation, double share, int64_t count, double *x,
                    int32_t *vague);
  /** out = (word + 1/2) 2^-32. */
  void (*uniforms)(const uint32_t *word, int64_t count, double *out);
} gtalign_kernels;

extern const gtalign_kernels gtalign_kernels_baseline, gtalign_kernels_avx2, gtalign_kernels_avx512;
/** Those of this processor. */
const gtalign_kernels *gtalign_kernels_get(void);

#endif
