/* The regression over all policies: Bradley-Terry scores set by set, a set being responses that chains of pairs join. */
#include "models/dno/regression.h"
#include "numerics/logistic/bradley_terry.h"

int64_t dno_regression_table_work(int64_t n) {
  return n * n + 3 * n + walras_bradley_terry_work(n);
}

/* Marks in `taken` [n] what chains of pairs join to `first`; `list` [n] receives them. Returns how many. */
static int64_t join(const double *wins, int64_t n, int64_t first, double *taken, double *list) {
  int64_t count = 1;
  taken[first] = 1.0;
  list[0] = (double)first;
  for (int64_t next = 0; next < count; next++) {
    const int64_t i = (int64_t)list[next];
    for (int64_t j = 0; j < n; j++)
      if (!(taken[j] > 0.0) && wins[i * n + j] + wins[j * n + i] > 0.0) {
        taken[j] = 1.0;
        list[count++] = (double)j;
      }
  }
  return count;
}

bool dno_regression_table(const double *wins, int64_t n, double eta, double *work, double *log_policy) {
  double *part = work, *taken = part + n * n, *list = taken + n, *scores = list + n, *rest = scores + n;
  for (int64_t i = 0; i < n; i++)
    taken[i] = 0.0;
  for (int64_t first = 0; first < n; first++) {
    if (taken[first] > 0.0)
      continue;
    const int64_t count = join(wins, n, first, taken, list);
    for (int64_t a = 0; a < count; a++)
      for (int64_t b = 0; b < count; b++)
        part[a * count + b] = wins[(int64_t)list[a] * n + (int64_t)list[b]];
    if (count > 1 && !walras_bradley_terry_fit(part, count, rest, scores))
      return false;
    for (int64_t a = 0; a < count && count > 1; a++)
      log_policy[(int64_t)list[a]] += scores[a] / eta;
  }
  return true;
}
