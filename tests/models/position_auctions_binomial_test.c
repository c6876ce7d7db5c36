/* Binomial counts against the law's own probabilities. Fixed seeds; each test states its false-alarm rate. */
#include "models/position-auctions/binomial.h"

#include <math.h>

#include "unit.h"

enum { DRAWS = 200000 };
static const uint32_t key[2] = {21, 8};

static double log_probability(int64_t k, int64_t n, double p) {
  return lgamma((double)n + 1.0) - lgamma((double)k + 1.0) - lgamma((double)(n - k) + 1.0) + (double)k * log(p) +
         (double)(n - k) * log1p(-p);
}

/* Pearson's statistic over cells of at least 20 expected counts, standardised: below 6 with false alarm under 1e-6 (chi-square of many
 * degrees of freedom; the mean is the degrees of freedom and the variance twice that). */
static double standardised_chi_square(int64_t n, double p, uint32_t stream_number) {
  static int64_t seen[4096];
  const walras_stream stream = walras_stream_make(key, stream_number, 0);
  memset(seen, 0, sizeof seen);
  for (uint64_t draw = 0; draw < DRAWS; draw++) {
    const int64_t k = position_binomial(&stream, draw, n, p);
    CU_ASSERT_FATAL(k >= 0 && k <= n && k < 4096);
    seen[k]++;
  }
  double statistic = 0.0, expected = 0.0, cells = 0.0;
  int64_t counted = 0;
  for (int64_t k = 0; k <= n && k < 4096; k++) {
    expected += DRAWS * exp(log_probability(k, n, p));
    counted += seen[k];
    if (expected >= 20.0) {
      statistic += ((double)counted - expected) * ((double)counted - expected) / expected;
      cells += 1.0;
      expected = 0.0;
      counted = 0;
    }
  }
  return (statistic - (cells - 1.0)) / sqrt(2.0 * fmax(cells - 1.0, 1.0));
}

static void counts_follow_the_binomial_law(void) {
  static const struct {
    int64_t n;
    double p;
  } laws[] = {{1, 0.3}, {12, 0.5}, {40, 0.2}, {40, 0.8}, {25, 0.45}, {100, 0.11}, {3000, 0.5}, {1000000, 2e-5}, {2000000, 1e-6}};
  for (size_t l = 0; l < sizeof laws / sizeof *laws; l++)
    CU_ASSERT(fabs(standardised_chi_square(laws[l].n, laws[l].p, (uint32_t)l)) < 6.0);
}

/* Standardised counts of 10^12 trials are normal to 1e-6: mean 0 and variance 1 within 5 standard errors of 10^5 draws, the share beyond one
 * deviation too; false alarm 2e-6 together. */
static void counts_of_a_trillion_trials_have_the_right_moments(void) {
  static const double probabilities[] = {1e-9, 0.013, 0.3, 0.71};
  for (uint32_t l = 0; l < 4; l++) {
    const double n = 1e12, p = probabilities[l], sd = sqrt(n * p * (1.0 - p));
    const walras_stream stream = walras_stream_make(key, 100 + l, 0);
    double sum = 0.0, squares = 0.0, beyond = 0.0;
    for (uint64_t draw = 0; draw < DRAWS / 2; draw++) {
      const double z = ((double)position_binomial(&stream, draw, INT64_C(1000000000000), p) - n * p) / sd;
      sum += z;
      squares += z * z;
      beyond += fabs(z) > 1.0;
    }
    const double draws = DRAWS / 2;
    CU_ASSERT_DOUBLE_EQUAL(sum / draws, 0.0, 5.0 / sqrt(draws));
    CU_ASSERT_DOUBLE_EQUAL(squares / draws, 1.0, 5.0 * sqrt(2.0 / draws));
    CU_ASSERT(l == 0 || fabs(beyond / draws - 0.31731050786) < 5.0 * sqrt(0.3173 * 0.6827 / draws));
  }
}

static void certain_and_impossible_events_need_no_draws(void) {
  const walras_stream stream = walras_stream_make(key, 0, 0);
  CU_ASSERT_EQUAL(position_binomial(&stream, 0, 77, 0.0), 0);
  CU_ASSERT_EQUAL(position_binomial(&stream, 0, 77, -1e-17), 0);
  CU_ASSERT_EQUAL(position_binomial(&stream, 0, 77, 1.0), 77);
  CU_ASSERT_EQUAL(position_binomial(&stream, 0, 77, 1.0 + 1e-15), 77);
  CU_ASSERT_EQUAL(position_binomial(&stream, 0, 0, 0.5), 0);
}

WALRAS_UNIT_TESTS(UNIT(counts_follow_the_binomial_law), UNIT(counts_of_a_trillion_trials_have_the_right_moments),
                  UNIT(certain_and_impossible_events_need_no_draws))
