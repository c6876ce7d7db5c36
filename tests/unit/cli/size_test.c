#include "cli/size.h"

#include "unit.h"

static double size_of(const char *text) {
  double bytes = -1.0;
  return cli_parse_size(text, &bytes) ? bytes : -1.0;
}

static void sizes_are_powers_of_1024_as_slurm_writes_them(void) {
  CU_ASSERT_EQUAL(size_of("1K"), 1024.0);
  CU_ASSERT_EQUAL(size_of("512M"), 512.0 * 1048576.0);
  CU_ASSERT_EQUAL(size_of("64G"), 64.0 * 1073741824.0);
  CU_ASSERT_EQUAL(size_of("64GiB"), size_of("64G"));
  CU_ASSERT_EQUAL(size_of("64gB"), size_of("64G"));
  CU_ASSERT_EQUAL(size_of("1.5t"), 1536.0 * 1073741824.0);
  CU_ASSERT_EQUAL(size_of("2048"), 2048.0 * 1048576.0);
}

static void what_is_no_size_is_refused(void) {
  static const char *const wrong[] = {"",
                                      "G",
                                      "-1G",
                                      "0",
                                      "0G",
                                      "64X",
                                      "64Gi",
                                      "64GBs",
                                      "6 4G",
                                      "1e3",
                                      "0x",
                                      "1..5",
                                      "inf",
                                      "nan",
                                      "+5G",
                                      "1.5.2",
                                      "99999999999999999999G"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    CU_ASSERT_EQUAL(size_of(wrong[i]), -1.0);
    if (size_of(wrong[i]) != -1.0)
      printf("\n  '%s' is %g\n", wrong[i], size_of(wrong[i]));
  }
}

WALRAS_UNIT_TESTS(UNIT(sizes_are_powers_of_1024_as_slurm_writes_them), UNIT(what_is_no_size_is_refused))
