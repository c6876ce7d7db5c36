#include "walras/elementary.h"

#include <math.h>

#include "numerics/elementary/dispatch.h"
#include "unit.h"
#include "unit/numerics/elementary_table.h"

/* Errors in units in the last place against the table. */
static double worst_error(double (*function)(double), const table_row *rows, size_t count) {
  double worst = 0.0;
  for (size_t i = 0; i < count; i++) {
    const double value = rows[i].value, last_place = nextafter(fabs(value), INFINITY) - fabs(value);
    const double error = fabs((function(rows[i].x) - value) / last_place - rows[i].rest);
    worst = error > worst || isnan(error) ? error : worst;
  }
  return worst;
}

#define CHECK(name, most) CU_ASSERT(worst_error(walras_##name, table_##name, sizeof table_##name / sizeof(table_row)) <= (most))

static void exp_and_log_are_within_one_unit_in_the_last_place(void) {
  CHECK(exp, 1.0);
  CHECK(log, 1.0);
}

static void the_other_functions_are_within_two_units_in_the_last_place(void) {
  CHECK(log1p, 2.0);
  CHECK(expm1, 2.0);
  CHECK(sin, 2.0);
  CHECK(cos, 2.0);
  CHECK(tanh, 2.0);
  CHECK(erf, 2.0);
  CHECK(erfc, 2.0);
  CHECK(lgamma, 2.0);
  CHECK(normal_cdf, 2.0);
  CHECK(normal_quantile, 2.0);
}

static void powers_match_exact_cases(void) {
  CU_ASSERT_EQUAL(walras_pow(2.0, 10.0), 1024.0);
  CU_ASSERT_EQUAL(walras_pow(10.0, -3.0), 1e-3);
  CU_ASSERT_EQUAL(walras_pow(-2.0, 3.0), -8.0);
  CU_ASSERT_EQUAL(walras_pow(9.0, 0.5), 3.0);
  CU_ASSERT_EQUAL(walras_pow(2.0, -1074.0), 5e-324);
  CU_ASSERT_EQUAL(walras_pow(0.0, -1.0), INFINITY);
  CU_ASSERT_EQUAL(walras_pow(-0.0, -3.0), -INFINITY);
  CU_ASSERT_EQUAL(walras_pow((double)NAN, 0.0), 1.0);
  CU_ASSERT(isnan(walras_pow(-8.0, 1.0 / 3.0)));
  CU_ASSERT_EQUAL(walras_pow(0.5, INFINITY), 0.0);
}

static void special_arguments_give_what_annex_f_says(void) {
  CU_ASSERT_EQUAL(walras_exp(-INFINITY), 0.0);
  CU_ASSERT_EQUAL(walras_exp(710.0), INFINITY);
  CU_ASSERT_EQUAL(walras_exp(0.0), 1.0);
  CU_ASSERT_EQUAL(walras_log(0.0), -INFINITY);
  CU_ASSERT(isnan(walras_log(-1.0)));
  CU_ASSERT_EQUAL(walras_log(1.0), 0.0);
  CU_ASSERT_EQUAL(walras_log1p(-1.0), -INFINITY);
  CU_ASSERT(signbit(walras_expm1(-0.0)) && signbit(walras_sin(-0.0)) && signbit(walras_tanh(-0.0)) && signbit(walras_erf(-0.0)));
  CU_ASSERT(isnan(walras_sin(INFINITY)) && isnan(walras_cos(-INFINITY)));
  CU_ASSERT_EQUAL(walras_lgamma(1.0), 0.0);
  CU_ASSERT_EQUAL(walras_lgamma(2.0), 0.0);
  CU_ASSERT_EQUAL(walras_lgamma(-3.0), INFINITY);
  CU_ASSERT_EQUAL(walras_normal_quantile(0.0), -INFINITY);
  CU_ASSERT(isnan(walras_normal_quantile(1.5)));
  CU_ASSERT_EQUAL(walras_normal_quantile(0.75), -walras_normal_quantile(0.25));
}

/* Ordinary, extreme and special arguments mixed, so that both ways through a batch are taken. */
static void batches_equal_scalars_bit_for_bit_on_every_path(void) {
  enum { COUNT = 1037 };
  double x[COUNT], out[COUNT], sine[COUNT];
  static const double specials[] = {0.0, -0.0, 1.0, 5e-324, 1e-310, 709.9, -745.0, 1e308, INFINITY, -INFINITY, -3.0};
  for (int mixed = 0; mixed < 2; mixed++) {
    for (int i = 0; i < COUNT; i++)
      x[i] = mixed && i % 7 == 0 ? specials[i / 7 % 11] : 1e-3 + 0.37 * i;
    for (walras_simd_path path = WALRAS_SIMD_BASELINE; path <= WALRAS_SIMD_AVX512; path++) {
      if (!walras_simd_select(path))
        continue;
      walras_log_batch(x, out, COUNT);
      for (int i = 0; i < COUNT; i++)
        CU_ASSERT(unit_same_bits(out[i], walras_log(x[i])) || isnan(out[i]));
      walras_exp_batch(x, out, COUNT);
      for (int i = 0; i < COUNT; i++)
        CU_ASSERT(unit_same_bits(out[i], walras_exp(x[i])));
      double turn[COUNT];
      for (int i = 0; i < COUNT; i++)
        turn[i] = (double)i / (COUNT - 1);
      walras_sincos_turn_batch(turn, sine, out, COUNT);
      for (int i = 0; i < COUNT; i++) {
        double s, c;
        walras_sincos_turn(turn[i], &s, &c);
        CU_ASSERT(unit_same_bits(s, sine[i]) && unit_same_bits(c, out[i]));
        CU_ASSERT_DOUBLE_EQUAL(s * s + c * c, 1.0, 1e-15);
      }
    }
  }
}

WALRAS_UNIT_TESTS(UNIT(exp_and_log_are_within_one_unit_in_the_last_place),
                  UNIT(the_other_functions_are_within_two_units_in_the_last_place), UNIT(powers_match_exact_cases),
                  UNIT(special_arguments_give_what_annex_f_says), UNIT(batches_equal_scalars_bit_for_bit_on_every_path))
