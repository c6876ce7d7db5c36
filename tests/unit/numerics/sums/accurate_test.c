#include "numerics/sums/accurate.h"

#include <math.h>

#include "unit.h"
#include "walras/integer.h"
#include "walras/random.h"

enum { COUNT = 65536 };

/* Terms k 2^e with |k| < 2^20 and e in -20..13, ten orders of magnitude: their sum is exact in 128-bit integers of 2^-20. */
static void fill(double *x, uint32_t stream_number, int mixed_signs, double *exact) {
  const walras_stream stream = walras_stream_make((const uint32_t[2]){1, 2}, stream_number, 0);
  walras_int128 sum = 0;
  for (int i = 0; i < COUNT; i++) {
    const int64_t k = (int64_t)walras_bounded(&stream, (uint64_t)i, 0, 1 << 20);
    const int shift = (int)walras_bounded(&stream, (uint64_t)i, 1, 34);
    const int64_t signed_k = mixed_signs && walras_bounded(&stream, (uint64_t)i, 2, 2) == 0 ? -k : k;
    x[i] = (double)signed_k * ldexp(1.0, shift - 20);
    sum += (walras_int128)signed_k * ((walras_int128)1 << shift);
  }
  *exact = (double)sum * 0x1p-20;
}

static void positive_terms_over_ten_orders_of_magnitude_are_right_to_the_last_bit(void) {
  static double x[COUNT];
  for (uint32_t s = 0; s < 5; s++) {
    double exact;
    fill(x, s, 0, &exact);
    CU_ASSERT(walras_accurate_value(walras_accurate_sum(x, COUNT)) == exact);
  }
}

static void terms_that_cancel_are_right_to_the_last_bit(void) {
  static double x[COUNT];
  for (uint32_t s = 5; s < 10; s++) {
    double exact;
    fill(x, s, 1, &exact);
    CU_ASSERT(walras_accurate_value(walras_accurate_sum(x, COUNT)) == exact);
  }
  const double hard[] = {1e16, 1.0, -1e16, 1e-3, 1e300, -1e300};
  CU_ASSERT(walras_accurate_value(walras_accurate_sum(hard, 6)) == 1.001);
}

static void one_term_at_a_time_any_length_and_blocks_give_the_same_value(void) {
  static double x[COUNT], ones[COUNT];
  double exact;
  fill(x, 11, 0, &exact);
  walras_accurate each = {0}, blocks = {0};
  for (int i = 0; i < COUNT; i++) {
    walras_accurate_add(&each, x[i]);
    ones[i] = 1.0;
  }
  for (int first = 0, step = 1; first < COUNT; first += step, step = step * 3 + 1) {
    const int count = COUNT - first < step ? COUNT - first : step;
    walras_accurate_merge(&blocks, walras_accurate_sum(x + first, count));
  }
  CU_ASSERT(walras_accurate_value(each) == exact && walras_accurate_value(blocks) == exact);
  CU_ASSERT(walras_accurate_value(walras_accurate_dot(x, ones, COUNT)) == exact);
  CU_ASSERT(walras_accurate_value(walras_accurate_sum(x, 0)) == 0.0);
}

WALRAS_UNIT_TESTS(UNIT(positive_terms_over_ten_orders_of_magnitude_are_right_to_the_last_bit),
                  UNIT(terms_that_cancel_are_right_to_the_last_bit),
                  UNIT(one_term_at_a_time_any_length_and_blocks_give_the_same_value))
