#define PATH walras_product_avx512
#define LANES 8
#include "numerics/neural/product.inc"
