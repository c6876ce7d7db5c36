#include "numerics/distributions/beta.h"

#include <math.h>

#include "beta_table.h"
#include "unit.h"

enum { CASES = sizeof beta_table / sizeof *beta_table };

static double cdf(double x, double a, double b) {
  const walras_beta law = walras_beta_make(a, b);
  return walras_beta_cdf(&law, x);
}

static double quantile(double p, double a, double b) {
  const walras_beta law = walras_beta_make(a, b);
  return walras_beta_quantile(&law, p);
}

static double upper_quantile(double tail, double a, double b) {
  const walras_beta law = walras_beta_make(a, b);
  return walras_beta_upper_quantile(&law, tail);
}

static double relative(double value, double expected) {
  return fabs(value / expected - 1.0);
}

static void quantiles_match_sixty_digits_to_1e_12(void) {
  for (int i = 0; i < CASES; i++)
    CU_ASSERT(relative(quantile(beta_table[i][0], beta_table[i][1], beta_table[i][2]), beta_table[i][3]) < 1e-12);
}

/* Where x is close to 1 its own rounding moves the cdf by more than that: those cases are left to the quantile. */
static void cdfs_match_sixty_digits_to_2e_12(void) {
  int64_t compared = 0;
  for (int i = 0; i < CASES; i++) {
    const double x = beta_table[i][3];
    if (x > 0.999)
      continue;
    CU_ASSERT(relative(cdf(x, beta_table[i][1], beta_table[i][2]), beta_table[i][0]) < 2e-12);
    compared++;
  }
  CU_ASSERT(compared > 60);
}

static void closed_forms_hold(void) {
  for (int i = 1; i < 100; i++) {
    const double p = i / 100.0;
    CU_ASSERT(relative(quantile(p, 1.0, 1.0), p) < 1e-15);
    CU_ASSERT(relative(quantile(p, 3.0, 1.0), cbrt(p)) < 1e-14);
    CU_ASSERT(relative(quantile(p, 0.5, 0.5), pow(sin(M_PI_2 * p), 2)) < 1e-13);
    CU_ASSERT(relative(cdf(p, 2.0, 3.0), p * p * (6.0 - 8.0 * p + 3.0 * p * p)) < 1e-14);
  }
}

static void quantiles_rise_with_p_and_invert_the_cdf(void) {
  const double shapes[][2] = {{0.2, 0.3}, {1.97, 3.67}, {5.0, 0.5}, {80.0, 20.0}, {3.0, 4000.0}};
  for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
    double before = 0.0;
    for (int i = 1; i < 1000; i++) {
      const double p = i / 1000.0, x = quantile(p, shapes[s][0], shapes[s][1]);
      CU_ASSERT(x > before);
      CU_ASSERT(x > 0.999 || relative(cdf(x, shapes[s][0], shapes[s][1]), p) < 1e-12);
      before = x;
    }
  }
}

static void upper_quantiles_reach_tails_that_one_minus_p_cannot(void) {
  /* P(X > x) = (1 - x)^4 for shapes 1, 4 */
  for (int exponent = 1; exponent < 300; exponent += 7) {
    const double tail = pow(10.0, -exponent), distance = pow(tail, 0.25);
    CU_ASSERT(relative(1.0 - upper_quantile(tail, 1.0, 4.0), distance) < 1e-13 + 2e-16 / distance);
  }
  for (int i = 1; i < 100; i++)
    CU_ASSERT(relative(upper_quantile(i / 128.0, 2.0, 3.0), quantile(1.0 - i / 128.0, 2.0, 3.0)) < 1e-14);
}

static void edges_and_impossible_arguments_have_their_values(void) {
  CU_ASSERT(cdf(0.0, 2.0, 3.0) == 0.0 && cdf(-1.0, 2.0, 3.0) == 0.0);
  CU_ASSERT(cdf(1.0, 2.0, 3.0) == 1.0 && cdf(7.0, 2.0, 3.0) == 1.0);
  CU_ASSERT(quantile(0.0, 2.0, 3.0) == 0.0 && quantile(1.0, 2.0, 3.0) == 1.0);
  CU_ASSERT(upper_quantile(0.0, 2.0, 3.0) == 1.0 && upper_quantile(1.0, 2.0, 3.0) == 0.0);
  CU_ASSERT(quantile(1e-10, 1e-3, 1.0) == 0.0); /* 10^-10000 */
  CU_ASSERT(isnan(quantile(-0.1, 2.0, 3.0)) && isnan(quantile(1.1, 2.0, 3.0)));
  CU_ASSERT(isnan(quantile(NAN, 2.0, 3.0)) && isnan(quantile(0.5, 0.0, 3.0)));
  CU_ASSERT(isnan(cdf(0.5, 2.0, -3.0)) && isnan(cdf(0.5, INFINITY, 3.0)));
}

WALRAS_UNIT_TESTS(UNIT(quantiles_match_sixty_digits_to_1e_12), UNIT(cdfs_match_sixty_digits_to_2e_12), UNIT(closed_forms_hold),
                  UNIT(quantiles_rise_with_p_and_invert_the_cdf), UNIT(upper_quantiles_reach_tails_that_one_minus_p_cannot),
                  UNIT(edges_and_impossible_arguments_have_their_values))
