#include "numerics/elementary/dispatch.h"

#include <stdlib.h>
#include <string.h>

static int current = -1; /* accessed atomically */

const char *walras_simd_path_name(walras_simd_path path) {
  static const char *const names[] = {"baseline", "avx2", "avx512"};
  return names[path];
}

static walras_simd_path widest(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw"))
    return WALRAS_SIMD_AVX512;
  return __builtin_cpu_supports("avx2") ? WALRAS_SIMD_AVX2 : WALRAS_SIMD_BASELINE;
}

static walras_simd_path choose(void) {
  const char *wish = getenv("WALRAS_SIMD");
  const walras_simd_path best = widest();
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; wish != NULL && path < best; path++)
    if (strcmp(wish, walras_simd_path_name(path)) == 0)
      return path;
  return best;
}

walras_simd_path walras_simd_path_get(void) {
  int path = __atomic_load_n(&current, __ATOMIC_RELAXED);
  if (path < 0) {
    path = (int)choose();
    __atomic_store_n(&current, path, __ATOMIC_RELAXED);
  }
  return (walras_simd_path)path;
}

bool walras_simd_select(walras_simd_path path) {
  if (path > widest())
    return false;
  __atomic_store_n(&current, (int)path, __ATOMIC_RELAXED);
  return true;
}
