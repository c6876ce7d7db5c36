/**
 * The loops over a slab of a matrix, compiled once per vector width with the same bits. A slab S [rows][width] is a run of `width` columns of a
 * matrix, row after row.
 */
#ifndef WALRAS_VR_HALPERN_KERNELS_H
#define WALRAS_VR_HALPERN_KERNELS_H

#include <stdint.h>

typedef struct halpern_kernels {
  /** One pass over S for both products: across [width] += sum_i x_i S_i (rows in order), along [rows] = S y. */
  void (*products)(const double *slab, int64_t rows, int64_t width, const double *x, const double *y, double *across,
                   double *along);
  /** out [width] += sum_k weights[k] S[chosen[k]], k in order. */
  void (*combine)(const double *slab, int64_t width, const int64_t *chosen, const double *weights, int64_t count, double *out);
} halpern_kernels;

extern const halpern_kernels halpern_kernels_baseline, halpern_kernels_avx2, halpern_kernels_avx512;
/** Those of this processor. */
const halpern_kernels *halpern_kernels_get(void);

#endif
