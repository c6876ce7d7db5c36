#include "numerics/statistics/binomial.h"

#include <math.h>

#include "unit.h"

/* Twenty trials with p = 1/4: sums of C(20, k) 3^(20 - k), exact integers below 2^53, over 4^20. */
static void tails_are_sums_of_their_terms(void) {
  double term = pow(3.0, 20), below = 0.0;
  const double all = pow(4.0, 20);
  for (int64_t k = 0; k <= 20; k++) {
    CU_ASSERT_DOUBLE_EQUAL(walras_binomial_at_least(k, 20, 0.25) / ((all - below) / all), 1.0, 1e-11);
    below += term;
    CU_ASSERT_DOUBLE_EQUAL(walras_binomial_at_most(k, 20, 0.25) / (below / all), 1.0, 1e-11);
    term = term * (double)(20 - k) / (double)(k + 1) / 3.0;
  }
}

static void far_tails_keep_their_digits(void) {
  CU_ASSERT_DOUBLE_EQUAL(walras_binomial_at_least(100, 100, 1e-3) / 1e-300, 1.0, 1e-10);
  CU_ASSERT_DOUBLE_EQUAL(walras_binomial_at_most(0, 1000, 0.5) * pow(2.0, 1000), 1.0, 1e-10);
}

/* The middle of a million fair throws: 1/2 + C(n, n/2) / 2^(n+1), and C(n, n/2) / 2^n = (1 - 1/(4 n) + ...) / sqrt(pi n / 2). */
static void a_million_trials_are_as_exact(void) {
  const double n = 1e6, middle = (1.0 - 0.25 / n) / sqrt(1.5707963267948966 * n);
  CU_ASSERT_DOUBLE_EQUAL(walras_binomial_at_most(500000, 1000000, 0.5), 0.5 + 0.5 * middle, 1e-10);
}

static void impossible_and_certain_numbers_have_their_probabilities(void) {
  CU_ASSERT_EQUAL(walras_binomial_at_most(-1, 10, 0.5), 0.0);
  CU_ASSERT_EQUAL(walras_binomial_at_most(10, 10, 0.5), 1.0);
  CU_ASSERT_EQUAL(walras_binomial_at_least(0, 10, 0.5), 1.0);
  CU_ASSERT_EQUAL(walras_binomial_at_least(11, 10, 0.5), 0.0);
  CU_ASSERT_EQUAL(walras_binomial_at_least(1, 10, 0.0), 0.0);
  CU_ASSERT_EQUAL(walras_binomial_at_most(9, 10, 1.0), 0.0);
}

WALRAS_UNIT_TESTS(UNIT(tails_are_sums_of_their_terms), UNIT(far_tails_keep_their_digits), UNIT(a_million_trials_are_as_exact),
                  UNIT(impossible_and_certain_numbers_have_their_probabilities))
