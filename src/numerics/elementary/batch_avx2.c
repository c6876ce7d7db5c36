#include "numerics/elementary/batch_paths.h"

#define PATH(name) walras_##name##_avx2
#include "numerics/elementary/batch_loops.inc"
