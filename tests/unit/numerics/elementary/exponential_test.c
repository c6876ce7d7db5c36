/* exp, log, log1p, expm1, tanh and pow against tables of exact values, and at the special arguments of C11 Annex F. */
#include "exponential_table.h"
#include "unit.h"
#include "walras/elementary.h"

static const double inf = (double)INFINITY, nan_value = (double)NAN;

static bool is_plus_zero(double x) {
  return unit_same_bits(x, 0.0);
}
static bool is_minus_zero(double x) {
  return unit_same_bits(x, -0.0);
}

static void exp_and_log_are_within_one_unit_in_the_last_place(void) {
  CHECK(exp, 1.0);
  CHECK(log, 1.0);
}

static void log1p_expm1_and_tanh_are_within_two_units_in_the_last_place(void) {
  CHECK(log1p, 2.0);
  CHECK(expm1, 2.0);
  CHECK(tanh, 2.0);
}

static void pow_is_within_two_units_in_the_last_place(void) {
  for (size_t i = 0; i < LENGTH(table_pow); i++) {
    const table_pair *row = &table_pow[i];
    CU_ASSERT(ulp_error(walras_pow(row->x, row->y), row->value, row->rest) <= 2.0);
  }
}

static void exp_of_special_arguments(void) {
  CU_ASSERT(walras_exp(0.0) == 1.0 && walras_exp(-0.0) == 1.0 && walras_exp(5e-324) == 1.0);
  CU_ASSERT(is_plus_zero(walras_exp(-inf)) && walras_exp(inf) == inf && isnan(walras_exp(nan_value)));
  CU_ASSERT(walras_exp(709.78271289338409) == inf && walras_exp(1e300) == inf);
  CU_ASSERT(walras_exp(-745.1332191019411) == 5e-324 && is_plus_zero(walras_exp(-745.1332191019412)) &&
            is_plus_zero(walras_exp(-1e300)));
}

static void logarithms_of_special_arguments(void) {
  CU_ASSERT(walras_log(0.0) == -inf && walras_log(-0.0) == -inf && is_plus_zero(walras_log(1.0)) && walras_log(inf) == inf);
  CU_ASSERT(isnan(walras_log(-5e-324)) && isnan(walras_log(-1.0)) && isnan(walras_log(-inf)) && isnan(walras_log(nan_value)));
  CU_ASSERT(is_plus_zero(walras_log1p(0.0)) && is_minus_zero(walras_log1p(-0.0)));
  CU_ASSERT(walras_log1p(-1.0) == -inf && walras_log1p(inf) == inf);
  CU_ASSERT(isnan(walras_log1p(-1.0000000000000002)) && isnan(walras_log1p(-inf)) && isnan(walras_log1p(nan_value)));
}

static void expm1_and_tanh_of_special_arguments(void) {
  CU_ASSERT(is_plus_zero(walras_expm1(0.0)) && is_minus_zero(walras_expm1(-0.0)));
  CU_ASSERT(walras_expm1(-inf) == -1.0 && walras_expm1(inf) == inf && walras_expm1(710.0) == inf &&
            isnan(walras_expm1(nan_value)));
  CU_ASSERT(is_plus_zero(walras_tanh(0.0)) && is_minus_zero(walras_tanh(-0.0)));
  CU_ASSERT(walras_tanh(inf) == 1.0 && walras_tanh(-inf) == -1.0 && walras_tanh(-23.0) == -1.0 && isnan(walras_tanh(nan_value)));
}

/* C11 F.10.4.4, line by line. */
static void pow_with_zeros(void) {
  CU_ASSERT(walras_pow(0.0, -3.0) == inf && walras_pow(-0.0, -3.0) == -inf);
  CU_ASSERT(walras_pow(0.0, -2.0) == inf && walras_pow(-0.0, -2.0) == inf && walras_pow(-0.0, -2.5) == inf);
  CU_ASSERT(walras_pow(0.0, -inf) == inf && walras_pow(-0.0, -inf) == inf);
  CU_ASSERT(is_plus_zero(walras_pow(0.0, 3.0)) && is_minus_zero(walras_pow(-0.0, 3.0)));
  CU_ASSERT(is_plus_zero(walras_pow(-0.0, 2.0)) && is_plus_zero(walras_pow(-0.0, 0.5)) && is_plus_zero(walras_pow(-0.0, inf)));
}

static void pow_that_is_one_whatever_the_other_argument(void) {
  const double others[] = {0.0, -0.0, 2.5, -7.0, 1e300, inf, -inf, nan_value};
  for (size_t i = 0; i < LENGTH(others); i++)
    CU_ASSERT(walras_pow(1.0, others[i]) == 1.0 && walras_pow(others[i], 0.0) == 1.0 && walras_pow(others[i], -0.0) == 1.0);
  CU_ASSERT(walras_pow(-1.0, inf) == 1.0 && walras_pow(-1.0, -inf) == 1.0);
}

static void pow_with_infinities(void) {
  CU_ASSERT(walras_pow(0.5, -inf) == inf && walras_pow(-0.5, -inf) == inf);
  CU_ASSERT(is_plus_zero(walras_pow(2.0, -inf)) && is_plus_zero(walras_pow(-2.0, -inf)));
  CU_ASSERT(is_plus_zero(walras_pow(0.5, inf)) && walras_pow(2.0, inf) == inf && walras_pow(-2.0, inf) == inf);
  CU_ASSERT(is_minus_zero(walras_pow(-inf, -3.0)) && is_plus_zero(walras_pow(-inf, -2.0)) &&
            is_plus_zero(walras_pow(-inf, -2.5)));
  CU_ASSERT(walras_pow(-inf, 3.0) == -inf && walras_pow(-inf, 2.0) == inf && walras_pow(-inf, 2.5) == inf);
  CU_ASSERT(is_plus_zero(walras_pow(inf, -0.1)) && walras_pow(inf, 0.1) == inf);
}

static void pow_of_negative_numbers_and_of_no_number(void) {
  CU_ASSERT(isnan(walras_pow(-8.0, 1.0 / 3.0)) && isnan(walras_pow(nan_value, 1.0)) && isnan(walras_pow(2.0, nan_value)));
  CU_ASSERT(walras_pow(-2.0, 3.0) == -8.0 && walras_pow(-2.0, 4.0) == 16.0 && walras_pow(-1.0, 1e300) == 1.0);
  CU_ASSERT(walras_pow(-1.0, 9007199254740991.0) == -1.0 && walras_pow(-1.0, 9007199254740992.0) == 1.0);
}

static void pow_of_exact_cases_and_past_the_borders(void) {
  CU_ASSERT(walras_pow(2.0, 10.0) == 1024.0 && walras_pow(9.0, 0.5) == 3.0 && walras_pow(10.0, 15.0) == 1e15);
  CU_ASSERT(walras_pow(2.0, -1074.0) == 5e-324 && is_plus_zero(walras_pow(2.0, -1076.0)) && walras_pow(2.0, 1024.0) == inf);
  CU_ASSERT(walras_pow(-2.0, 1025.0) == -inf && is_minus_zero(walras_pow(-2.0, -1077.0)));
  CU_ASSERT(walras_pow(1.0000000000000002, 1e300) == inf && is_plus_zero(walras_pow(0.9999999999999999, 1.7e308)));
}

WALRAS_UNIT_TESTS(UNIT(exp_and_log_are_within_one_unit_in_the_last_place),
                  UNIT(log1p_expm1_and_tanh_are_within_two_units_in_the_last_place),
                  UNIT(pow_is_within_two_units_in_the_last_place), UNIT(exp_of_special_arguments),
                  UNIT(logarithms_of_special_arguments), UNIT(expm1_and_tanh_of_special_arguments), UNIT(pow_with_zeros),
                  UNIT(pow_that_is_one_whatever_the_other_argument), UNIT(pow_with_infinities),
                  UNIT(pow_of_negative_numbers_and_of_no_number), UNIT(pow_of_exact_cases_and_past_the_borders))
