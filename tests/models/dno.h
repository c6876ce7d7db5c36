/** What the tests of Direct Nash Optimization share. */
#ifndef WALRAS_TESTS_DNO_H
#define WALRAS_TESTS_DNO_H

#include "model_run.h"
#include "models/dno/parameters.h"

#define RUN(run, ...) RUN_MODEL(run, &walras_model_dno, __VA_ARGS__)
#define REFUSED(word, ...) CU_ASSERT(model_refuses(&walras_model_dno, word, SETTINGS(__VA_ARGS__)))

/* The element of a series or table, or a scalar (element 0), of a trial that is run for it. */
#define EXPECT_AT(expected, tolerance, name, index, ...)                                                                         \
  do {                                                                                                                           \
    RUN(expected_run, __VA_ARGS__);                                                                                              \
    CU_ASSERT_DOUBLE_EQUAL(element(&expected_run, name, index), expected, tolerance);                                            \
    end_run(&expected_run);                                                                                                      \
  } while (0)
#define EXPECT(expected, tolerance, name, ...) EXPECT_AT(expected, tolerance, name, 0, __VA_ARGS__)

/* The cyclic game of three responses with margins 0.1, 0.2 and 0.3. */
#define RPS "preference_generator=rps3", "actions=3"
#define FROM_532 RPS, "start_policy=[0.5,0.3,0.2]"

/* Probabilities of a policy table against expected ones. */
static inline bool policy_is(const model_run *run, const char *table, const double *expected, int64_t n, double tolerance) {
  bool same = run->status == WALRAS_OK;
  for (int64_t y = 0; y < n; y++) {
    const double found = element_of(run, table, 1, y);
    if (!(fabs(found - expected[y]) <= tolerance)) {
      fprintf(stderr, "    %s of response %lld is %.15g, not %.15g\n", table, (long long)y, found, expected[y]);
      same = false;
    }
  }
  return same;
}

#endif
