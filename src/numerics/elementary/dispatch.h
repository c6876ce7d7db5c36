/** Which vector units a run uses. Results never depend on it. */
#ifndef WALRAS_NUMERICS_ELEMENTARY_DISPATCH_H
#define WALRAS_NUMERICS_ELEMENTARY_DISPATCH_H

#include <stdbool.h>

typedef enum walras_simd_path { WALRAS_SIMD_BASELINE, WALRAS_SIMD_AVX2, WALRAS_SIMD_AVX512 } walras_simd_path;

/** The widest path of this processor, capped by the environment variable WALRAS_SIMD (baseline, avx2, avx512; other words are ignored).
 *  Cached; thread-safe. */
walras_simd_path walras_simd_path_get(void);
/** For tests: selects a path; false, and no change, where the processor lacks it. */
bool walras_simd_select(walras_simd_path path);
const char *walras_simd_path_name(walras_simd_path path);

#endif
