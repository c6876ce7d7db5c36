#include "numerics/inequality/gini.h"

#include <math.h>

#include "numerics/sorting/reals.h"
#include "unit.h"
#include "walras/random.h"

static void worked_values_of_the_three_kinds(void) {
  double values[40];
  for (int i = 0; i < 40; i++)
    values[i] = i + 1.0;
  const walras_inequality four = walras_inequality_of_sorted(values, 4), forty = walras_inequality_of_sorted(values, 40);
  CU_ASSERT(four.total == 10.0 && four.spread == 10.0); /* 3 + 2 + 1 + 2 + 1 + 1 */
  CU_ASSERT(fabs(walras_gini(&four, WALRAS_GINI_CORRECTED) - 1.0 / 3.0) < 1e-15);
  CU_ASSERT(fabs(walras_gini(&four, WALRAS_GINI_AUTHORS) - 1.0 / 3.0) < 1e-11);
  CU_ASSERT(fabs(walras_gini(&four, WALRAS_GINI_POPULATION) - 0.25) < 1e-15);
  CU_ASSERT(fabs(walras_gini(&forty, WALRAS_GINI_POPULATION) - 0.325) < 1e-15);
  CU_ASSERT(fabs(walras_gini(&forty, WALRAS_GINI_CORRECTED) - 1.0 / 3.0) < 1e-15);
  CU_ASSERT(fabs(walras_gini(&forty, WALRAS_GINI_AUTHORS) - 0.31707) < 5e-6);
}

static void one_owner_is_fully_unequal_and_equals_are_not(void) {
  const double owner[] = {0, 0, 0, 10}, equal[] = {3, 3, 3, 3};
  const walras_inequality one = walras_inequality_of_sorted(owner, 4), same = walras_inequality_of_sorted(equal, 4);
  CU_ASSERT(walras_gini(&one, WALRAS_GINI_CORRECTED) == 1.0 && walras_gini(&one, WALRAS_GINI_POPULATION) == 0.75);
  CU_ASSERT(walras_gini(&same, WALRAS_GINI_CORRECTED) == 0.0 && walras_gini(&same, WALRAS_GINI_AUTHORS) == 0.0);
}

/* The definition over all pairs, and the simulator's own loop over cumulative sums. */
static void kinds_agree_with_their_definitions_on_random_values(void) {
  const walras_stream stream = walras_stream_make((const uint32_t[2]){7, 9}, 1, 0);
  for (uint64_t n = 2; n < 60; n++) {
    double x[60], work[60], pairs = 0.0, sum = 0.0, cumulative = 0.0, sums = 0.0;
    for (uint64_t i = 0; i < n; i++)
      x[i] = walras_exponential(&stream, n, (uint32_t)i);
    walras_sort_reals(x, (int64_t)n, work);
    for (uint64_t i = 0; i < n; i++) {
      for (uint64_t j = 0; j < n; j++)
        pairs += fabs(x[i] - x[j]);
      sum += x[i];
      cumulative += x[i];
      sums += cumulative;
    }
    const double size = (double)n;
    const walras_inequality q = walras_inequality_of_sorted(x, (int64_t)n);
    const double population = pairs / (2.0 * size * sum);
    CU_ASSERT(fabs(walras_gini(&q, WALRAS_GINI_POPULATION) - population) < 1e-14);
    CU_ASSERT(fabs(walras_gini(&q, WALRAS_GINI_CORRECTED) - population * size / (size - 1.0)) < 1e-14);
    const double authors =
        n < 30 ? pairs / (2.0 * size * sum + 1e-10) * size / (size - 1.0) : 1.0 - 2.0 / (size + 1.0) * (sums / (sum + 1e-10));
    CU_ASSERT(fabs(walras_gini(&q, WALRAS_GINI_AUTHORS) - authors) < 1e-13);
  }
}

static void nothing_at_all_has_the_authors_numbers_and_no_others(void) {
  const double zeros[30] = {0};
  const walras_inequality few = walras_inequality_of_sorted(zeros, 29), many = walras_inequality_of_sorted(zeros, 30);
  const walras_inequality nobody = walras_inequality_of_sorted(zeros, 0), one = walras_inequality_of_sorted((double[]){4}, 1);
  CU_ASSERT(walras_gini(&few, WALRAS_GINI_AUTHORS) == 0.0 && walras_gini(&many, WALRAS_GINI_AUTHORS) == 1.0);
  CU_ASSERT(isnan(walras_gini(&few, WALRAS_GINI_POPULATION)) && isnan(walras_gini(&nobody, WALRAS_GINI_AUTHORS)));
  CU_ASSERT(walras_gini(&one, WALRAS_GINI_CORRECTED) == 0.0 && walras_gini(&one, WALRAS_GINI_AUTHORS) == 0.0);
}

static void pieces_ties_and_weights_add_up_to_the_whole(void) {
  const double x[] = {1, 2, 5, 5, 5, 5, 8, 9, 20}, values[] = {1, 2, 5, 8, 9, 20}, weights[] = {1, 1, 4, 1, 1, 1};
  const walras_inequality whole = walras_inequality_of_sorted(x, 9), low = walras_inequality_piece(x, 2, 0, 9);
  const walras_inequality ties = walras_inequality_ties(5.0, 4, 2, 9), high = walras_inequality_piece(x + 6, 3, 6, 9);
  CU_ASSERT(low.total + ties.total + high.total == whole.total && low.spread + ties.spread + high.spread == whole.spread);
  double weight;
  const walras_inequality weighted = walras_inequality_weighted(values, weights, 6, &weight);
  CU_ASSERT(weight == 9.0 && weighted.total == whole.total && weighted.spread == whole.spread);
}

static void lorenz_sums_start_at_nothing_and_end_at_all(void) {
  const double x[] = {1, 2, 3, 4};
  double out[4];
  walras_lowest_sums(x, 4, (const int64_t[]){0, 1, 3, 4}, 4, out);
  CU_ASSERT(out[0] == 0.0 && out[1] == 1.0 && out[2] == 6.0 && out[3] == 10.0);
}

WALRAS_UNIT_TESTS(UNIT(worked_values_of_the_three_kinds), UNIT(one_owner_is_fully_unequal_and_equals_are_not),
                  UNIT(kinds_agree_with_their_definitions_on_random_values),
                  UNIT(nothing_at_all_has_the_authors_numbers_and_no_others), UNIT(pieces_ties_and_weights_add_up_to_the_whole),
                  UNIT(lorenz_sums_start_at_nothing_and_end_at_all))
