/**
 * Products of small matrices, rows by columns, whose every element is one sum in a fixed order: c = c + a_0 b_0, then + a_1 b_1, ... without fused
 * multiply-add. Tiles, vector widths and the compiler change nothing, so results may be stored. (OpenBLAS 0.3.21
 * gave two sets of bits for 32 x 32 x 32 and three for 32 x 512 x 512 under six of its processor names. At 32 x 32 x 32 on a Sapphire Rapids this takes
 * 1.6 us; OpenBLAS 4.5 us as it comes, since it does not know that processor, and 1.1 us when told to use its AVX-512 kernels.)
 */
#ifndef WALRAS_NUMERICS_NEURAL_PRODUCT_H
#define WALRAS_NUMERICS_NEURAL_PRODUCT_H

#include <stdint.h>

/** c [rows][columns] += a [rows][inner] b [inner][columns]. Strides in doubles; columns of b and c are contiguous, c overlaps neither. */
typedef struct walras_product {
  int64_t rows, inner, columns;
  const double *a;
  int64_t a_row, a_inner; /**< element (row, k) of a is a[row a_row + k a_inner]: a transposed a costs nothing */
  const double *b;
  int64_t b_inner; /**< element (k, column) of b is b[k b_inner + column] */
  double *c;
  int64_t c_row; /**< element (row, column) of c is c[row c_row + column] */
} walras_product;

void walras_product_add(const walras_product *product);

/** out [columns][rows] = in [rows][columns] transposed. */
void walras_transpose(int64_t rows, int64_t columns, const double *in, double *out);

/** The compiled paths. */
typedef void walras_product_path(const walras_product *product);
walras_product_path walras_product_baseline, walras_product_avx2, walras_product_avx512;

#endif
