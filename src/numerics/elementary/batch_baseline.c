#include "numerics/elementary/batch_paths.h"

#define PATH(name) walras_##name##_baseline
#include "numerics/elementary/batch_loops.inc"
