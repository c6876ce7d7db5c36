#include "numerics/neural/product.h"

#include "numerics/elementary/dispatch.h"

void walras_product_add(const walras_product *product) {
  static walras_product_path *const paths[] = {walras_product_baseline, walras_product_avx2, walras_product_avx512};
  paths[walras_simd_path_get()](product);
}

void walras_transpose(int64_t rows, int64_t columns, const double *in, double *out) {
  for (int64_t column = 0; column < columns; column++)
    for (int64_t row = 0; row < rows; row++)
      out[column * rows + row] = in[row * columns + column];
}
