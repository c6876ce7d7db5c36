#include "numerics/statistics/quantile.h"

#include <math.h>
#include <stdlib.h>

#include "numerics/statistics/binomial.h"

static int ascending(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

int64_t walras_sort_values(double *values, int64_t count) {
  int64_t kept = 0;
  for (int64_t i = 0; i < count; i++)
    if (!isnan(values[i]))
      values[kept++] = values[i];
  for (int64_t i = kept; i < count; i++)
    values[i] = NAN;
  if (kept > 0)
    qsort(values, (size_t)kept, sizeof *values, ascending);
  return kept;
}

double walras_quantile_of_sorted(const double *sorted, int64_t count, double probability) {
  if (count <= 0)
    return NAN;
  const double position = (double)(count - 1) * probability;
  const int64_t below = (int64_t)floor(position);
  const double part = position - (double)below;
  if (below + 1 >= count || part == 0.0 || sorted[below] == sorted[below + 1])
    return sorted[below < count ? below : count - 1];
  return (1.0 - part) * sorted[below] + part * sorted[below + 1];
}

/* The largest rank whose order statistic lies above the quantile with a chance of at most `tail`: P(X < rank) <= tail for the binomial number
   X of values below the quantile. 0 when there is none. */
static int64_t lower_rank(int64_t count, double probability, double tail) {
  int64_t good = 0, bad = count + 1;
  while (bad - good > 1) {
    const int64_t middle = good + (bad - good) / 2;
    if (walras_binomial_at_most(middle - 1, count, probability) <= tail)
      good = middle;
    else
      bad = middle;
  }
  return good;
}

walras_rank_interval walras_quantile_ranks(int64_t count, double probability, double confidence) {
  const double tail = 0.5 * (1.0 - confidence);
  const walras_rank_interval ranks = {.low = lower_rank(count, probability, tail),
                                      .high = count + 1 - lower_rank(count, 1.0 - probability, tail)};
  const double below = walras_binomial_at_most(ranks.low - 1, count, probability);
  const double above = walras_binomial_at_least(ranks.high, count, probability);
  return (walras_rank_interval){ranks.low, ranks.high, 1.0 - below - above};
}
