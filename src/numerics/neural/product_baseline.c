#define PATH walras_product_baseline
#define LANES 2
#include "numerics/neural/product.inc"
