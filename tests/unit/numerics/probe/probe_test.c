#include "numerics/probe/probe.h"

#include <fenv.h>

#include "numerics/elementary/dispatch.h"
#include "unit.h"

/* In static memory, valid from the first call on. */
static const uint64_t *reference(void) {
  static uint64_t hashes[WALRAS_PROBE_PARTS];
  walras_probe_reference(hashes);
  return hashes;
}

static void every_vector_path_of_this_build_has_the_reference_hashes(void) {
  const walras_simd_path before = walras_simd_path_get();
  for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
    uint64_t hashes[WALRAS_PROBE_PARTS];
    if (!walras_simd_select(path))
      continue;
    walras_probe(hashes);
    for (int part = 0; part < WALRAS_PROBE_PARTS; part++) {
      CU_ASSERT_EQUAL(hashes[part], reference()[part]);
      if (hashes[part] != reference()[part])
        printf("\n  %s by %s: 0x%016llx", walras_probe_name(part), walras_simd_path_name(path), (unsigned long long)hashes[part]);
    }
  }
  CU_ASSERT(walras_simd_select(before));
}

/* What a library built with -ffast-math does to every process that loads it. */
static void subnormal_numbers_flushed_to_zero_are_noticed(void) {
#ifdef __SSE2__
  uint64_t hashes[WALRAS_PROBE_PARTS];
  char names[256];
  const unsigned before = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(before | 0x8040);
  walras_probe(hashes);
  __builtin_ia32_ldmxcsr(before);
  CU_ASSERT(walras_probe_compare(hashes, reference(), names, sizeof names) >= 5);
  CU_ASSERT_PTR_NOT_NULL(strstr(names, "log"));
#endif
}

static void another_rounding_is_noticed_in_every_function_of_reals(void) {
  uint64_t hashes[WALRAS_PROBE_PARTS];
  const int before = fegetround();
  CU_ASSERT_EQUAL(fesetround(FE_UPWARD), 0);
  walras_probe(hashes);
  CU_ASSERT_EQUAL(fesetround(before), 0);
  for (int part = 0; part < WALRAS_PROBE_PARTS; part++) {
    const char *name = walras_probe_name(part);
    const bool rounds = strstr(name, "words") == NULL && strstr(name, "uniform") == NULL && strcmp(name, "bounded") != 0 &&
                        strcmp(name, "plackett_luce") != 0;
    if (rounds)
      CU_ASSERT_NOT_EQUAL(hashes[part], reference()[part]);
  }
}

static void parts_have_names_and_hashes_of_their_own(void) {
  for (int a = 0; a < WALRAS_PROBE_PARTS; a++)
    for (int b = 0; b < a; b++) {
      CU_ASSERT_STRING_NOT_EQUAL(walras_probe_name(a), walras_probe_name(b));
      CU_ASSERT_NOT_EQUAL(reference()[a], reference()[b]);
    }
}

static void a_comparison_names_what_differs_and_counts_the_rest(void) {
  uint64_t a[WALRAS_PROBE_PARTS] = {0}, b[WALRAS_PROBE_PARTS] = {0};
  char names[64] = "?";
  CU_ASSERT_EQUAL(walras_probe_compare(a, b, names, sizeof names), 0);
  CU_ASSERT_STRING_EQUAL(names, "");
  b[0] = b[4] = 1;
  CU_ASSERT_EQUAL(walras_probe_compare(a, b, names, sizeof names), 2);
  CU_ASSERT_STRING_EQUAL(names, "exp, pow");
  for (int part = 0; part < WALRAS_PROBE_PARTS; part++)
    b[part] = 1;
  CU_ASSERT_EQUAL(walras_probe_compare(a, b, names, sizeof names), WALRAS_PROBE_PARTS);
  CU_ASSERT_STRING_EQUAL(names, "exp, log, log1p, expm1 and 20 more");
  CU_ASSERT_EQUAL(walras_probe_compare(a, b, names, 6), WALRAS_PROBE_PARTS);
  CU_ASSERT_STRING_EQUAL(names, "exp, ");
  CU_ASSERT_EQUAL(walras_probe_compare(a, b, NULL, 0), WALRAS_PROBE_PARTS);
}

WALRAS_UNIT_TESTS(UNIT(every_vector_path_of_this_build_has_the_reference_hashes),
                  UNIT(subnormal_numbers_flushed_to_zero_are_noticed),
                  UNIT(another_rounding_is_noticed_in_every_function_of_reals), UNIT(parts_have_names_and_hashes_of_their_own),
                  UNIT(a_comparison_names_what_differs_and_counts_the_rest))
