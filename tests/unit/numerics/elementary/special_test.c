/* erf, erfc, the normal law and lgamma against tables of exact values, and at special arguments. */
#include "special_table.h"
#include "unit.h"
#include "walras/elementary.h"

static const double inf = (double)INFINITY, nan_value = (double)NAN;

static void error_functions_are_within_two_units_in_the_last_place(void) {
  CHECK(erf, 2.0);
  CHECK(erfc, 2.0);
}

static void the_normal_law_is_within_two_units_in_the_last_place(void) {
  CHECK(normal_cdf, 2.0);
  CHECK(normal_quantile, 2.0);
}

static void lgamma_is_within_two_units_in_the_last_place(void) {
  CHECK(lgamma, 2.0);
}

static void error_functions_of_special_arguments(void) {
  CU_ASSERT(unit_same_bits(walras_erf(0.0), 0.0) && unit_same_bits(walras_erf(-0.0), -0.0));
  CU_ASSERT(walras_erf(inf) == 1.0 && walras_erf(-inf) == -1.0 && walras_erf(7.0) == 1.0 && isnan(walras_erf(nan_value)));
  CU_ASSERT(walras_erfc(-inf) == 2.0 && walras_erfc(0.0) == 1.0 && walras_erfc(-7.0) == 2.0 && isnan(walras_erfc(nan_value)));
  CU_ASSERT(unit_same_bits(walras_erfc(inf), 0.0) && unit_same_bits(walras_erfc(28.0), 0.0));
  CU_ASSERT(unit_same_bits(walras_normal_cdf(-inf), 0.0) && walras_normal_cdf(inf) == 1.0 && walras_normal_cdf(0.0) == 0.5);
  CU_ASSERT(isnan(walras_normal_cdf(nan_value)));
}

static void quantiles_of_special_arguments(void) {
  CU_ASSERT(walras_normal_quantile(0.0) == -inf && walras_normal_quantile(1.0) == inf && walras_normal_quantile(0.5) == 0.0);
  CU_ASSERT(isnan(walras_normal_quantile(-5e-324)) && isnan(walras_normal_quantile(1.0000000000000002)));
  CU_ASSERT(isnan(walras_normal_quantile(nan_value)) && isnan(walras_normal_quantile(inf)));
}

static void quantiles_are_symmetric_and_rise(void) {
  double before = -inf;
  for (int i = 1; i < 4096; i++) {
    const double p = i / 4096.0, x = walras_normal_quantile(p);
    CU_ASSERT(x > before && unit_same_bits(x + 0.0, 0.0 - walras_normal_quantile(1.0 - p)));
    before = x;
  }
}

static void lgamma_of_special_arguments(void) {
  CU_ASSERT(unit_same_bits(walras_lgamma(1.0), 0.0) && unit_same_bits(walras_lgamma(2.0), 0.0));
  CU_ASSERT(walras_lgamma(0.0) == inf && walras_lgamma(-0.0) == inf && walras_lgamma(-1.0) == inf &&
            walras_lgamma(-1e300) == inf);
  CU_ASSERT(walras_lgamma(inf) == inf && walras_lgamma(-inf) == inf && walras_lgamma(2.6e305) == inf &&
            isnan(walras_lgamma(nan_value)));
}

/* The doubles next to the zeros between -2 and -4; values from 90 digits. */
static void lgamma_keeps_its_absolute_promise_beside_its_zeros_below_zero(void) {
  static const double beside[][2] = {
      {-0x1.3a7fc9600f86dp+1, -6.1687121408846648427e-16}, {-0x1.3a7fc9600f86cp+1, 5.6191923589500964509e-17},
      {-0x1.5fb410a1bd901p+1, 1.7335092440245008611e-16},  {-0x1.5fb410a1bd900p+1, -6.7679133690212442231e-16},
      {-0x1.9260dbc9e59b0p+1, -1.7579854183617677393e-15}, {-0x1.9260dbc9e59afp+1, 1.6978655906121084302e-15},
      {-0x1.fa471547c2fe6p+1, 8.7893931443497782436e-15},  {-0x1.fa471547c2fe5p+1, -4.1438275075770499507e-16}};
  for (size_t i = 0; i < LENGTH(beside); i++)
    CU_ASSERT(fabs(walras_lgamma(beside[i][0]) - beside[i][1]) <= 0x1p-80);
}

WALRAS_UNIT_TESTS(UNIT(error_functions_are_within_two_units_in_the_last_place),
                  UNIT(the_normal_law_is_within_two_units_in_the_last_place), UNIT(lgamma_is_within_two_units_in_the_last_place),
                  UNIT(error_functions_of_special_arguments), UNIT(quantiles_of_special_arguments),
                  UNIT(quantiles_are_symmetric_and_rise), UNIT(lgamma_of_special_arguments),
                  UNIT(lgamma_keeps_its_absolute_promise_beside_its_zeros_below_zero))
