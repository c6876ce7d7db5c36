#define PATH walras_plackett_luce_avx2
#include "numerics/random/plackett_luce_loops.inc"
