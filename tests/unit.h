/** A CUnit program in three lines: each test's name is a sentence about behaviour.
 *
 *  static void uniform_draws_lie_inside_the_open_interval(void) { CU_ASSERT(...); }
 *  WALRAS_UNIT_TESTS(UNIT(uniform_draws_lie_inside_the_open_interval), UNIT(...))
 */
#ifndef WALRAS_TESTS_UNIT_H
#define WALRAS_TESTS_UNIT_H

#include <CUnit/Basic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct unit_test {
  const char *name;
  void (*function)(void);
} unit_test;

#define UNIT(function)                                                                                                           \
  { #function, function }

/** Equality of doubles to the last bit. */
static inline bool unit_same_bits(double a, double b) {
  return memcmp(&a, &b, sizeof a) == 0;
}

static inline int unit_run(const char *suite_name, const unit_test *tests, size_t count) {
  if (CU_initialize_registry() != CUE_SUCCESS)
    return 2;
  CU_pSuite suite = CU_add_suite(suite_name, NULL, NULL);
  for (size_t i = 0; suite != NULL && i < count; i++)
    if (CU_add_test(suite, tests[i].name, tests[i].function) == NULL)
      suite = NULL;
  if (suite == NULL)
    return 2;
  CU_basic_set_mode(CU_BRM_VERBOSE);
  CU_basic_run_tests();
  const unsigned failures = CU_get_number_of_failures();
  const unsigned run = CU_get_number_of_tests_run();
  CU_cleanup_registry();
  return failures == 0 && run == count ? 0 : 1;
}

#define WALRAS_UNIT_TESTS(...)                                                                                                   \
  int main(void) {                                                                                                               \
    static const unit_test tests[] = {__VA_ARGS__};                                                                              \
    return unit_run(__FILE__, tests, sizeof tests / sizeof *tests);                                                              \
  }

#endif
