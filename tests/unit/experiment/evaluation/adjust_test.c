/* Claims of one kind at once. */
#include "bench.h"

#define CLAIM(id, kind)                                                                                                          \
  "{ id = \"" id "\"; statement = \"s\"; source = \"own\"; kind = \"" kind                                                       \
  "\"; reason = \"r\"; check = \"bounds\"; of = \"mean\"; metric = \"welfare\"; minimum = 0; }"

/* An experiment with these kinds, its evaluations made up: fails with the given p, or holds with p = 1; -1: an exact failure. */
static void adjust(walras_evaluation *evaluations, const double *p, int64_t count, const char *claims) {
  const bench b = {.replications = 3};
  walras_experiment *e = bench_experiment(&b, claims);
  CU_ASSERT_EQUAL_FATAL(e->claim_count, count);
  for (int64_t i = 0; i < count; i++)
    evaluations[i] = (walras_evaluation){.verdict = p[i] == 1.0 ? WALRAS_CLAIM_HOLDS : WALRAS_CLAIM_FAILS,
                                         .p = p[i] < 0.0 ? (double)NAN : p[i],
                                         .adjusted_p = NAN,
                                         .more_replications = -1,
                                         .replications = 20};
  CU_ASSERT(walras_evaluations_adjust(e, evaluations));
  walras_experiment_destroy(e);
}

static void a_failure_that_many_true_claims_let_expect_is_taken_back(void) {
  const double p[] = {0.04, 1, 1, 1};
  walras_evaluation v[4];
  adjust(v, p, 4, CLAIM("a", "own") "," CLAIM("b", "own") "," CLAIM("c", "own") "," CLAIM("d", "own"));
  CU_ASSERT(v[0].verdict == WALRAS_CLAIM_UNDECIDED && near(v[0].adjusted_p, 0.16) && v[0].more_replications > 0);
  CU_ASSERT(v[1].verdict == WALRAS_CLAIM_HOLDS && v[1].adjusted_p == 1.0 && v[1].more_replications == -1);
}

static void a_failure_that_is_no_chance_stays(void) {
  const double p[] = {0.012, 1, 1, 0.0001};
  walras_evaluation v[4];
  adjust(v, p, 4, CLAIM("a", "own") "," CLAIM("b", "own") "," CLAIM("c", "own") "," CLAIM("d", "own"));
  CU_ASSERT(v[0].verdict == WALRAS_CLAIM_FAILS && near(v[0].adjusted_p, 0.024));
  CU_ASSERT(v[3].verdict == WALRAS_CLAIM_FAILS && near(v[3].adjusted_p, 0.0004));
}

static void claims_of_another_kind_and_exact_ones_do_not_count(void) {
  const double p[] = {0.04, 1, -1, 1};
  walras_evaluation v[4];
  adjust(v, p, 4, CLAIM("a", "own") "," CLAIM("b", "theorem") "," CLAIM("c", "own") "," CLAIM("d", "theorem"));
  CU_ASSERT(v[0].verdict == WALRAS_CLAIM_FAILS && v[0].adjusted_p == 0.04);
  CU_ASSERT(v[2].verdict == WALRAS_CLAIM_FAILS && isnan(v[2].adjusted_p));
}

WALRAS_UNIT_TESTS(UNIT(a_failure_that_many_true_claims_let_expect_is_taken_back), UNIT(a_failure_that_is_no_chance_stays),
                  UNIT(claims_of_another_kind_and_exact_ones_do_not_count))
