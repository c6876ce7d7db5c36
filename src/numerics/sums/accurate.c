#include "numerics/sums/accurate.h"

enum { LANES = 8 };

static walras_accurate put_together(const double *high, const double *low) {
  walras_accurate sum = {0};
  for (int lane = 0; lane < LANES; lane++)
    walras_accurate_merge(&sum, (walras_accurate){.high = high[lane], .low = low[lane]});
  return sum;
}

/* Term i goes to lane i mod 8: straight code that compilers turn into vectors, with the same bits. */
static void add_row(double *restrict high, double *restrict low, const double *restrict x) {
  for (int lane = 0; lane < LANES; lane++) {
    const double sum = high[lane] + x[lane], part = sum - high[lane];
    low[lane] += (high[lane] - (sum - part)) + (x[lane] - part);
    high[lane] = sum;
  }
}

walras_accurate walras_accurate_sum(const double *x, int64_t count) {
  double high[LANES] = {0}, low[LANES] = {0}, rest[LANES] = {0};
  const int64_t whole = count / LANES * LANES;
  for (int64_t i = 0; i < whole; i += LANES)
    add_row(high, low, x + i);
  for (int64_t i = whole; i < count; i++)
    rest[i - whole] = x[i];
  add_row(high, low, rest);
  return put_together(high, low);
}

walras_accurate walras_accurate_dot(const double *x, const double *y, int64_t count) {
  double high[LANES] = {0}, low[LANES] = {0};
  for (int64_t i = 0; i < count; i += LANES) {
    double products[LANES] = {0};
    const int64_t row = count - i < LANES ? count - i : LANES;
    for (int64_t lane = 0; lane < row; lane++)
      products[lane] = x[i + lane] * y[i + lane];
    add_row(high, low, products);
  }
  return put_together(high, low);
}
