#include "numerics/elementary/batch_paths.h"

#define PATH(name) walras_##name##_avx512
#include "numerics/elementary/batch_loops.inc"
