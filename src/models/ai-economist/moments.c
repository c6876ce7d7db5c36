#include "models/ai-economist/moments.h"

#include "numerics/elementary/dispatch.h"

one_step_add_function one_step_add_get(void) {
  static const one_step_add_function paths[] = {one_step_add_baseline, one_step_add_avx2, one_step_add_avx512};
  return paths[walras_simd_path_get()];
}
