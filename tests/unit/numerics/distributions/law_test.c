#include "numerics/distributions/law.h"

#include <math.h>

#include "unit.h"
#include "walras/elementary.h"

enum { LAWS = 6 };

static void make_laws(walras_law laws[LAWS]) {
  laws[0] = walras_law_uniform(1.24, 159.1);
  laws[1] = walras_law_pareto(20.0, 3.0);
  laws[2] = walras_law_clipped_lomax(3.0, 4.0);
  laws[3] = walras_law_lognormal(3.5, 0.5);
  laws[4] = walras_law_gb2(72402.78177917618, 2.0721070746154746, 0.48651871959386955, 1.1410398548220329);
  laws[5] = walras_law_uniform(0.0, 2.0);
}

static double relative(double value, double expected) {
  return fabs(value - expected) / fabs(expected);
}

static void quantiles_invert_cdf_and_survival(void) {
  walras_law laws[LAWS];
  make_laws(laws);
  for (int k = 0; k < LAWS; k++)
    for (int i = 1; i < 400; i++) {
      const double p = i / 400.0, x = walras_law_quantile(&laws[k], p);
      if (k == 2 && p >= 1.0 - 1.0 / 16.0) { /* the atom */
        CU_ASSERT(x == 3.0 && walras_law_cdf(&laws[k], x) == 1.0 && walras_law_survival(&laws[k], x) == 0.0);
        continue;
      }
      CU_ASSERT(relative(walras_law_cdf(&laws[k], x), p) < 1e-12);
      CU_ASSERT(relative(walras_law_survival(&laws[k], x), 1.0 - p) < 1e-12);
    }
}

static void batches_give_the_quantiles_of_single_calls(void) {
  enum { COUNT = 700 };
  walras_law laws[LAWS];
  make_laws(laws);
  double p[COUNT], found[COUNT];
  for (int i = 0; i < COUNT; i++)
    p[i] = (i + 0.5) / COUNT;
  for (int k = 0; k < LAWS; k++) {
    walras_law_quantiles(&laws[k], NULL, p, COUNT, found);
    for (int i = 0; i < COUNT; i++)
      CU_ASSERT(found[i] == walras_law_quantile(&laws[k], p[i]));
  }
  walras_gb2_table table;
  walras_gb2_table_make(&laws[4].gb2, &table);
  walras_law_quantiles(&laws[4], &table, p, COUNT, found);
  for (int i = 0; i < COUNT; i++)
    CU_ASSERT(relative(found[i], walras_law_quantile(&laws[4], p[i])) < 1e-12);
}

/* Central differences of the cdf: error about 1e-10 of the density's scale at the step used. */
static void densities_are_the_slopes_of_the_cdf(void) {
  walras_law laws[LAWS];
  make_laws(laws);
  for (int k = 0; k < LAWS; k++)
    for (int i = 1; i < 18; i++) {
      const double x = walras_law_quantile(&laws[k], i / 20.0), h = 1e-5 * x;
      const double slope = (walras_law_cdf(&laws[k], x + h) - walras_law_cdf(&laws[k], x - h)) / (2.0 * h);
      CU_ASSERT(relative(walras_law_density(&laws[k], x), slope) < 1e-7);
    }
}

/* E[X^h; X > x] as the mean of Q(p)^h over n = 2e5 midpoints of p: a tail of index a leaves an error of n^(h/a - 1), here 5e-4 and 1e-7. */
static void moments_agree_with_the_mean_over_quantiles(void) {
  enum { COUNT = 200000 };
  static double p[COUNT], x[COUNT];
  walras_law laws[LAWS];
  make_laws(laws);
  for (int k = 0; k < 5; k++) {
    const double from = walras_law_quantile(&laws[k], 0.3), start = walras_law_cdf(&laws[k], from);
    for (int i = 0; i < COUNT; i++)
      p[i] = start + (1.0 - start) * (i + 0.5) / COUNT;
    walras_gb2_table table;
    walras_gb2_table_make(&laws[4].gb2, &table);
    walras_law_quantiles(&laws[k], &table, p, COUNT, x);
    double mean = 0.0, inverse = 0.0;
    for (int i = 0; i < COUNT; i++) {
      mean += x[i];
      inverse += 1.0 / x[i];
    }
    CU_ASSERT(relative(walras_law_upper_moment(&laws[k], 1.0, from), mean * (1.0 - start) / COUNT) < 5e-4);
    if (k != 2)
      CU_ASSERT(relative(walras_law_upper_moment(&laws[k], -1.0, from), inverse * (1.0 - start) / COUNT) < 1e-7);
    CU_ASSERT(relative(walras_law_upper_moment(&laws[k], 0.0, from), walras_law_survival(&laws[k], from)) < 1e-12);
  }
}

static void means_have_their_closed_forms(void) {
  walras_law laws[LAWS];
  make_laws(laws);
  CU_ASSERT(relative(walras_law_mean(&laws[0]), 0.5 * (1.24 + 159.1)) < 1e-14);
  CU_ASSERT(relative(walras_law_mean(&laws[1]), 30.0) < 1e-14);
  CU_ASSERT(relative(walras_law_mean(&laws[2]), 1.0 + 2.0 * (1.0 - 0.125) / 3.0) < 1e-14);
  CU_ASSERT(relative(walras_law_mean(&laws[3]), walras_exp(3.5 + 0.125)) < 1e-14);
  CU_ASSERT(fabs(walras_law_mean(&laws[4]) - 59249.20) < 0.005);
  const walras_law lomax = walras_law_clipped_lomax(3.0, 1.0);
  CU_ASSERT(relative(walras_law_mean(&lomax), 1.0 + 2.0 * walras_log(2.0)) < 1e-14);
  const walras_law heavy = walras_law_pareto(1.0, 0.9);
  CU_ASSERT(isinf(walras_law_mean(&heavy)));
}

static void tails_are_named_as_they_are(void) {
  walras_law laws[LAWS];
  make_laws(laws);
  CU_ASSERT(walras_law_tail_index(&laws[1]) == 3.0 && isinf(walras_law_tail_index(&laws[3])));
  CU_ASSERT(fabs(walras_law_tail_index(&laws[4]) - 2.3644) < 5e-5);
  CU_ASSERT(!walras_law_has_density(&laws[2]) && walras_law_has_density(&laws[4]));
}

static void impossible_parameters_and_arguments_give_nan(void) {
  const walras_law bad[] = {walras_law_uniform(2.0, 1.0),        walras_law_pareto(0.0, 3.0),
                            walras_law_clipped_lomax(0.5, 4.0),  walras_law_lognormal(0.0, 0.0),
                            walras_law_gb2(1.0, 1.0, -1.0, 1.0), walras_law_pareto(INFINITY, 1.0)};
  for (int k = 0; k < 6; k++) {
    CU_ASSERT(isnan(walras_law_cdf(&bad[k], 1.0)) && isnan(walras_law_survival(&bad[k], 1.0)));
    CU_ASSERT(isnan(walras_law_quantile(&bad[k], 0.5)) && isnan(walras_law_density(&bad[k], 1.0)));
    CU_ASSERT(isnan(walras_law_mean(&bad[k])) && isnan(walras_law_tail_index(&bad[k])) && !walras_law_has_density(&bad[k]));
  }
  walras_law laws[LAWS];
  make_laws(laws);
  for (int k = 0; k < LAWS; k++)
    CU_ASSERT(isnan(walras_law_quantile(&laws[k], -0.1)) && isnan(walras_law_cdf(&laws[k], NAN)));
}

WALRAS_UNIT_TESTS(UNIT(quantiles_invert_cdf_and_survival), UNIT(batches_give_the_quantiles_of_single_calls),
                  UNIT(densities_are_the_slopes_of_the_cdf), UNIT(moments_agree_with_the_mean_over_quantiles),
                  UNIT(means_have_their_closed_forms), UNIT(tails_are_named_as_they_are),
                  UNIT(impossible_parameters_and_arguments_give_nan))
