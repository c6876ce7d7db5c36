#include "numerics/elementary/dispatch.h"

#include "unit.h"

static void the_baseline_path_exists_on_every_processor_and_can_be_selected(void) {
  const walras_simd_path before = walras_simd_path_get();
  CU_ASSERT(walras_simd_select(WALRAS_SIMD_BASELINE));
  CU_ASSERT_EQUAL(walras_simd_path_get(), WALRAS_SIMD_BASELINE);
  CU_ASSERT(walras_simd_select(before));
  CU_ASSERT_EQUAL(walras_simd_path_get(), before);
}

static void a_path_that_the_processor_lacks_is_refused_and_changes_nothing(void) {
  const walras_simd_path before = walras_simd_path_get();
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    const bool selected = walras_simd_select(path);
    CU_ASSERT_EQUAL(walras_simd_path_get(), selected ? path : before);
    CU_ASSERT(walras_simd_select(before));
  }
  CU_ASSERT_FALSE(walras_simd_select((walras_simd_path)(WALRAS_SIMD_AVX512 + 1)));
  CU_ASSERT_EQUAL(walras_simd_path_get(), before);
}

static void paths_have_the_names_that_the_environment_variable_takes(void) {
  CU_ASSERT_STRING_EQUAL(walras_simd_path_name(WALRAS_SIMD_BASELINE), "baseline");
  CU_ASSERT_STRING_EQUAL(walras_simd_path_name(WALRAS_SIMD_AVX2), "avx2");
  CU_ASSERT_STRING_EQUAL(walras_simd_path_name(WALRAS_SIMD_AVX512), "avx512");
}

WALRAS_UNIT_TESTS(UNIT(the_baseline_path_exists_on_every_processor_and_can_be_selected),
                  UNIT(a_path_that_the_processor_lacks_is_refused_and_changes_nothing),
                  UNIT(paths_have_the_names_that_the_environment_variable_takes))
