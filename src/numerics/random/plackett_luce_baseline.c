#define PATH walras_plackett_luce_baseline
#include "numerics/random/plackett_luce_loops.inc"
