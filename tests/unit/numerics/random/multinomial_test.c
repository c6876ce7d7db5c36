/* Counts without single draws: their law, for numbers small and huge. */
#include "numerics/random/multinomial.h"

#include <math.h>

#include "numerics/statistics/binomial.h"
#include "unit.h"

static walras_draw_sequence draws_of(uint64_t entity) {
  const uint32_t key[2] = {5, 6};
  return (walras_draw_sequence){.stream = walras_stream_make(key, 3, 0), .entity = entity};
}

static void nothing_and_certainty_are_exact(void) {
  walras_draw_sequence draws = draws_of(0);
  CU_ASSERT_EQUAL(walras_binomial_count(&draws, 0, 0.5), 0);
  CU_ASSERT_EQUAL(walras_binomial_count(&draws, 1000000, 0.0), 0);
  CU_ASSERT_EQUAL(walras_binomial_count(&draws, INT64_C(1000000000000000), 1.0), INT64_C(1000000000000000));
}

/* The largest distance of 20,000 draws' distribution from the law: below 2.5 / sqrt(20000), Kolmogorov's tail at 2.5 is 7e-6. */
static void small_counts_follow_the_binomial_law(void) {
  static const struct {
    int64_t n;
    double p;
  } laws[] = {{7, 0.3}, {100, 0.5}, {1000, 0.02}, {400, 0.9}};
  enum { DRAWS = 20000 };
  for (size_t law = 0; law < sizeof laws / sizeof *laws; law++) {
    int64_t *at = calloc((size_t)laws[law].n + 1, sizeof *at), below = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
      walras_draw_sequence draws = draws_of(law << 32 | i);
      at[walras_binomial_count(&draws, laws[law].n, laws[law].p)]++;
    }
    for (int64_t k = 0; k <= laws[law].n; k++) {
      below += at[k];
      CU_ASSERT(fabs((double)below / DRAWS - walras_binomial_at_most(k, laws[law].n, laws[law].p)) < 2.5 / sqrt(DRAWS));
    }
    free(at);
  }
}

/* 4,000 draws of 10^13: mean within 5 standard errors (false alarm 6e-7), variance within 5 of its own, sqrt(2/4000) = 2.2 % each. */
static void huge_counts_have_the_mean_and_variance_of_the_law(void) {
  enum { DRAWS = 4000 };
  const int64_t n = INT64_C(10000000000000);
  const double p = 0.1875, mean = (double)n * p, variance = mean * (1.0 - p);
  double sum = 0.0, squares = 0.0;
  for (uint64_t i = 0; i < DRAWS; i++) {
    walras_draw_sequence draws = draws_of(UINT64_C(99) << 32 | i);
    const double z = ((double)walras_binomial_count(&draws, n, p) - mean) / sqrt(variance);
    sum += z;
    squares += z * z;
  }
  CU_ASSERT(fabs(sum / DRAWS) < 5.0 / sqrt(DRAWS));
  CU_ASSERT(fabs(squares / DRAWS - 1.0) < 5.0 * sqrt(2.0 / DRAWS));
}

/* Each cell's count is binomial, counts add up, and cells without probability stay empty: chi-square with 3 degrees, 40 has a tail of 1e-8. */
static void cells_share_all_draws_by_their_probabilities(void) {
  const double law[] = {0.0, 0.1, 0.0, 0.2, 0.3, 0.4, 0.0};
  int64_t counts[7], total = 0;
  walras_draw_sequence draws = draws_of(7);
  walras_multinomial_counts(&draws, 100000000, law, 7, counts);
  double chi = 0.0;
  for (int i = 0; i < 7; i++) {
    total += counts[i];
    if (law[i] == 0.0)
      CU_ASSERT_EQUAL(counts[i], 0);
    if (law[i] > 0.0)
      chi += pow((double)counts[i] - 1e8 * law[i], 2.0) / (1e8 * law[i]);
  }
  CU_ASSERT_EQUAL(total, 100000000);
  CU_ASSERT(chi < 40.0 && chi > 0.0);
}

WALRAS_UNIT_TESTS(UNIT(nothing_and_certainty_are_exact), UNIT(small_counts_follow_the_binomial_law),
                  UNIT(huge_counts_have_the_mean_and_variance_of_the_law), UNIT(cells_share_all_draws_by_their_probabilities))
