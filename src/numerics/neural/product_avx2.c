#define PATH walras_product_avx2
#define LANES 4
#include "numerics/neural/product.inc"
