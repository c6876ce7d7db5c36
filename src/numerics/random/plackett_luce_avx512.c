#define PATH walras_plackett_luce_avx512
#include "numerics/random/plackett_luce_loops.inc"
