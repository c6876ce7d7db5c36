#include "numerics/distributions/gb2.h"

#include <math.h>

#include "unit.h"
#include "walras/elementary.h"

/* The fit to incomes of the American Community Survey 2023 in USD; the model of llm-economist. */
static walras_gb2 census(void) {
  return walras_gb2_make(72402.78177917618, 2.0721070746154746, 0.48651871959386955, 1.1410398548220329);
}

static double relative(double value, double expected) {
  return fabs(value - expected) / fabs(expected);
}

static void census_quantiles_are_those_published(void) {
  static const double p[] = {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99};
  static const double incomes[] = {695.1, 6850.6, 17393.0, 38101.5, 72159.3, 124508.9, 361313.2};
  const walras_gb2 law = census();
  for (int i = 0; i < 7; i++)
    CU_ASSERT(fabs(walras_gb2_quantile(&law, p[i]) - incomes[i]) <= 0.05);
}

static void census_shares_below_the_federal_cutoffs_are_those_published(void) {
  static const double cutoffs[] = {11600, 47150, 100525, 191950, 243725, 609350, 90000, 159100};
  static const double shares[] = {0.1687, 0.5850, 0.8521, 0.9587, 0.9756, 0.9970, 0.8216, 0.9387};
  const walras_gb2 law = census();
  for (int i = 0; i < 8; i++)
    CU_ASSERT(fabs(walras_gb2_cdf(&law, cutoffs[i]) - shares[i]) <= 5e-5);
  CU_ASSERT(fabs(walras_gb2_upper_moment(&law, 1.0, 0.0) - 59249.20) < 0.005);
}

/* With nu = tau = 1 the law is log-logistic: x = mu (p / (1 - p))^(1/sigma). */
static void unit_shapes_give_the_log_logistic_law(void) {
  const walras_gb2 law = walras_gb2_make(3.0, 2.0, 1.0, 1.0);
  for (int i = -100; i <= 100; i++) {
    const double odds = walras_exp(0.3 * i), x = 3.0 * sqrt(odds), p = odds / (1.0 + odds);
    CU_ASSERT(relative(walras_gb2_cdf(&law, x), p) < 1e-13);
    CU_ASSERT(relative(walras_gb2_survival(&law, x), 1.0 / (1.0 + odds)) < 1e-13);
    CU_ASSERT(relative(walras_gb2_density(&law, x), 2.0 / x * p / (1.0 + odds)) < 1e-13);
    if (p < 0.5)
      CU_ASSERT(relative(walras_gb2_quantile(&law, p), x) < 1e-12);
  }
}

static void quantiles_invert_both_tails(void) {
  const walras_gb2 laws[] = {census(), walras_gb2_make(1.0, 0.5, 3.0, 4.0), walras_gb2_make(2.0, 5.0, 0.2, 0.3)};
  for (int k = 0; k < 3; k++) {
    for (double p = 1e-12; p < 0.6; p *= 1.7)
      CU_ASSERT(relative(walras_gb2_cdf(&laws[k], walras_gb2_quantile(&laws[k], p)), p) < 1e-12);
    for (double tail = 0x1p-40; tail < 0.6; tail *= 2.0)
      CU_ASSERT(relative(walras_gb2_survival(&laws[k], walras_gb2_quantile(&laws[k], 1.0 - tail)), tail) < 1e-12);
  }
}

/* Pareto tail: the survival times x^(sigma tau) tends to mu^(sigma tau) / (tau B(nu, tau)). */
static void the_upper_tail_is_paretos(void) {
  const walras_gb2 law = census();
  const double index = law.sigma * law.tau;
  CU_ASSERT(fabs(index - 2.3644) < 5e-5);
  const double x = 1e9, limit = walras_exp(index * walras_log(law.mu) - law.log_beta) / law.tau;
  CU_ASSERT(relative(walras_gb2_survival(&law, x) * walras_pow(x, index), limit) < 1e-7);
}

/* Against Simpson's rule in log x, 4000 steps: its error for these smooth integrands is below 1e-9. */
static void densities_and_moments_agree_with_quadrature(void) {
  const walras_gb2 law = census();
  const double from = walras_log(20000.0), to = walras_log(400000.0), step = (to - from) / 4000.0;
  double mass = 0.0, mean = 0.0, inverse = 0.0;
  for (int i = 0; i <= 4000; i++) {
    const double x = walras_exp(from + i * step), weight = (i == 0 || i == 4000 ? 1.0 : i % 2 ? 4.0 : 2.0) * step / 3.0;
    const double share = weight * x * walras_gb2_density(&law, x);
    mass += share;
    mean += share * x;
    inverse += share / x;
  }
  CU_ASSERT(fabs(mass - (walras_gb2_cdf(&law, 400000.0) - walras_gb2_cdf(&law, 20000.0))) < 1e-9);
  const double means = walras_gb2_upper_moment(&law, 1.0, 20000.0) - walras_gb2_upper_moment(&law, 1.0, 400000.0);
  CU_ASSERT(relative(mean, means) < 1e-9);
  const double inverses = walras_gb2_upper_moment(&law, -1.0, 20000.0) - walras_gb2_upper_moment(&law, -1.0, 400000.0);
  CU_ASSERT(relative(inverse, inverses) < 1e-9);
}

static double table_error(const walras_gb2_table *table) {
  double worst = 0.0;
  for (int i = 1; i < 700; i++) { /* both tails down to 1e-15, off the points of the table */
    const double odds = walras_exp(0.1 * (i - 350) + 0.013), p = odds / (1.0 + odds);
    double found;
    walras_gb2_quantiles(table, &p, 1, &found);
    const double error = relative(found, walras_gb2_quantile(&table->law, p));
    worst = error > worst ? error : worst;
  }
  return worst;
}

static void tables_keep_twelve_digits_and_know_when_they_cannot(void) {
  static const double shapes[] = {0.1, 0.4, 1.0, 3.0, 8.0, 60.0};
  for (int nu = 0; nu < 6; nu++)
    for (int tau = 0; tau < 6; tau++) {
      const walras_gb2 law = walras_gb2_make(40000.0, 2.0, shapes[nu], shapes[tau]);
      walras_gb2_table table;
      walras_gb2_table_make(&law, &table);
      CU_ASSERT(table_error(&table) < 2e-12);
      if (nu > 0 && nu < 5 && tau > 0 && tau < 5)
        CU_ASSERT(table.usable);
    }
}

static void table_bits_do_not_depend_on_the_batch(void) {
  enum { COUNT = 1000 };
  walras_gb2_table table;
  const walras_gb2 law = census();
  walras_gb2_table_make(&law, &table);
  double p[COUNT], all[COUNT];
  for (int i = 0; i < COUNT; i++)
    p[i] = (i + 0.5) / COUNT;
  p[0] = 0x1p-60; /* beyond the table */
  p[1] = 1.0;
  walras_gb2_quantiles(&table, p, COUNT, all);
  CU_ASSERT(relative(all[0], walras_gb2_quantile(&law, 0x1p-60)) < 1e-14 && isinf(all[1]));
  for (int i = 0; i < COUNT; i++) {
    walras_gb2_quantiles(&table, p + i, 1, p + i);
    CU_ASSERT(p[i] == all[i]);
  }
}

static void edges_and_impossible_parameters_have_their_values(void) {
  const walras_gb2 law = census(), bad = walras_gb2_make(1.0, -2.0, 1.0, 1.0), no_tau = walras_gb2_make(1.0, 2.0, 1.0, 0.0);
  CU_ASSERT(walras_gb2_cdf(&law, 0.0) == 0.0 && walras_gb2_survival(&law, -1.0) == 1.0 && walras_gb2_density(&law, -1.0) == 0.0);
  CU_ASSERT(walras_gb2_quantile(&law, 0.0) == 0.0 && isinf(walras_gb2_quantile(&law, 1.0)));
  CU_ASSERT(isnan(walras_gb2_quantile(&law, 1.5)) && isnan(walras_gb2_quantile(&law, NAN)));
  CU_ASSERT(isnan(walras_gb2_cdf(&bad, 1.0)) && isnan(walras_gb2_quantile(&no_tau, 0.5)));
  CU_ASSERT(isnan(walras_gb2_upper_moment(&law, 3.0, 1.0))); /* the tail index is 2.36 */
  CU_ASSERT(isnan(walras_gb2_upper_moment(&law, -1.1, 0.0)));
}

WALRAS_UNIT_TESTS(UNIT(census_quantiles_are_those_published), UNIT(census_shares_below_the_federal_cutoffs_are_those_published),
                  UNIT(unit_shapes_give_the_log_logistic_law), UNIT(quantiles_invert_both_tails), UNIT(the_upper_tail_is_paretos),
                  UNIT(densities_and_moments_agree_with_quadrature), UNIT(tables_keep_twelve_digits_and_know_when_they_cannot),
                  UNIT(table_bits_do_not_depend_on_the_batch), UNIT(edges_and_impossible_parameters_have_their_values))
