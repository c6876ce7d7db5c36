/* Sums of two doubles against exact cases and identities that double arithmetic alone cannot hold. */
#include "numerics/elementary/double_double.h"

#include <math.h>

#include "unit.h"

static void sums_and_products_lose_nothing(void) {
  const walras_dd sum = walras_dd_sum(1.0, 0x1p-80), product = walras_dd_product(1.0 + 0x1p-30, 1.0 - 0x1p-30);
  CU_ASSERT(sum.high == 1.0 && sum.low == 0x1p-80);
  CU_ASSERT(product.high == 1.0 && product.low == -0x1p-60);
  const walras_dd order = walras_dd_sum(0x1p-80, 1.0);
  CU_ASSERT(order.high == 1.0 && order.low == 0x1p-80);
}

static void a_third_times_three_is_one_to_a_hundred_bits(void) {
  const walras_dd third = walras_dd_div((walras_dd){1.0, 0.0}, (walras_dd){3.0, 0.0});
  const walras_dd one = walras_dd_mul_double(third, 3.0);
  CU_ASSERT(fabs((one.high - 1.0) + one.low) < 0x1p-100);
}

/* e and log 10 to 32 digits, as the nearest double and the nearest double to what it leaves. */
static void exp_and_log_have_a_hundred_bits(void) {
  const walras_dd e = walras_dd_exp((walras_dd){1.0, 0.0}), log10 = walras_dd_log((walras_dd){10.0, 0.0});
  CU_ASSERT_EQUAL(e.high, 2.718281828459045091e+00);
  CU_ASSERT_DOUBLE_EQUAL(e.low, 1.445646891729250158e-16, 1e-29);
  CU_ASSERT_EQUAL(log10.high, 2.302585092994045901e+00);
  CU_ASSERT_DOUBLE_EQUAL(log10.low, -2.170756223382249351e-16, 1e-29);
}

static void exp_undoes_log_to_ninety_bits(void) {
  for (int i = 1; i < 200; i++) {
    const walras_dd x = walras_dd_sum(0.37 * i, 1e-18 * i), back = walras_dd_exp(walras_dd_log(x));
    CU_ASSERT(fabs((back.high - x.high) + (back.low - x.low)) < 0x1p-90 * x.high);
  }
}

WALRAS_UNIT_TESTS(UNIT(sums_and_products_lose_nothing), UNIT(a_third_times_three_is_one_to_a_hundred_bits),
                  UNIT(exp_and_log_have_a_hundred_bits), UNIT(exp_undoes_log_to_ninety_bits))
