/* Enumeration of supports: on each pair of supports of equal size both mixtures are solutions of linear equations. */
#include <assert.h>
#include <math.h>

#include "numerics/games/equilibria.h"

enum { ORDER = WALRAS_SUPPORT_MOST + 1 };

typedef double square[ORDER][ORDER + 1]; /* equations with their right side */

/* Gauss elimination with partial pivoting; false where the matrix is singular to rounding. */
static bool solve(square a, int64_t n, double *solution) {
  for (int64_t k = 0; k < n; k++) {
    int64_t pivot = k;
    for (int64_t i = k + 1; i < n; i++)
      if (fabs(a[i][k]) > fabs(a[pivot][k]))
        pivot = i;
    if (!(fabs(a[pivot][k]) > 1e-13))
      return false;
    for (int64_t j = k; j <= n; j++) {
      const double kept = a[k][j];
      a[k][j] = a[pivot][j];
      a[pivot][j] = kept;
    }
    for (int64_t i = k + 1; i < n; i++) {
      const double factor = a[i][k] / a[k][k];
      for (int64_t j = k; j <= n; j++)
        a[i][j] -= factor * a[k][j];
    }
  }
  for (int64_t k = n - 1; k >= 0; k--) {
    double rest = a[k][n];
    for (int64_t j = k + 1; j < n; j++)
      rest -= a[k][j] * solution[j];
    solution[k] = rest / a[k][k];
  }
  return true;
}

/* A subset as increasing indices. */
typedef struct support {
  int64_t size;
  int64_t member[WALRAS_SUPPORT_MOST];
} support;

static support first_support(int64_t size) {
  support s = {.size = size};
  for (int64_t i = 0; i < size; i++)
    s.member[i] = i;
  return s;
}

static bool next_support(support *s, int64_t count) {
  int64_t at = s->size - 1;
  while (at >= 0 && s->member[at] == count - s->size + at)
    at--;
  if (at < 0)
    return false;
  s->member[at]++;
  for (int64_t i = at + 1; i < s->size; i++)
    s->member[i] = s->member[i - 1] + 1;
  return true;
}

/* The player whose indifference is asked for: payoff of own action i against the mixer's action j, in units of the largest payoff. */
typedef struct indifference {
  const double *payoff;
  double scale;
  int64_t own, own_stride, mixer, mixer_stride;
} indifference;

static double payoff_of(const indifference *p, int64_t i, int64_t j) {
  return p->payoff[i * p->own_stride + j * p->mixer_stride] * p->scale;
}

/* The mixture over `mixed` that makes all of `own` equally good and nothing else better. */
static bool mixture_for(const indifference *p, const support *own, const support *mixed, double tolerance, double *mixture) {
  square a;
  double solution[ORDER];
  const int64_t k = own->size;
  for (int64_t i = 0; i < k; i++) {
    for (int64_t j = 0; j < k; j++)
      a[i][j] = payoff_of(p, own->member[i], mixed->member[j]);
    a[i][k] = -1.0;
    a[i][k + 1] = 0.0;
  }
  for (int64_t j = 0; j < k; j++)
    a[k][j] = 1.0;
  a[k][k] = 0.0;
  a[k][k + 1] = 1.0;
  if (!solve(a, k + 1, solution))
    return false;
  for (int64_t j = 0; j < k; j++)
    if (!(solution[j] > tolerance))
      return false;
  for (int64_t i = 0; i < p->own; i++) {
    double value = 0.0;
    for (int64_t j = 0; j < k; j++)
      value += solution[j] * payoff_of(p, i, mixed->member[j]);
    if (value > solution[k] + tolerance)
      return false;
  }
  for (int64_t j = 0; j < p->mixer; j++)
    mixture[j] = 0.0;
  for (int64_t j = 0; j < k; j++)
    mixture[mixed->member[j]] = solution[j];
  return true;
}

static double scale_of(const double *payoff, int64_t cells) {
  double most = 0.0;
  for (int64_t cell = 0; cell < cells; cell++)
    most = fabs(payoff[cell]) > most ? fabs(payoff[cell]) : most;
  return most > 0.0 ? 1.0 / most : 1.0;
}

int64_t walras_support_equilibria(const walras_bimatrix *game, double tolerance, int64_t most, double *x, double *y) {
  const int64_t m = game->rows, n = game->columns, largest = m < n ? m : n;
  assert(m <= WALRAS_SUPPORT_MOST && n <= WALRAS_SUPPORT_MOST);
  const indifference row = {game->row, scale_of(game->row, m * n), m, n, n, 1};
  const indifference column = {game->column, scale_of(game->column, m * n), n, 1, m, n};
  double mixture_row[WALRAS_SUPPORT_MOST], mixture_column[WALRAS_SUPPORT_MOST];
  int64_t found = 0;
  for (int64_t size = 1; size <= largest; size++) {
    support rows = first_support(size);
    do {
      support columns = first_support(size);
      do {
        if (!mixture_for(&row, &rows, &columns, tolerance, mixture_column) ||
            !mixture_for(&column, &columns, &rows, tolerance, mixture_row))
          continue;
        for (int64_t i = 0; found < most && i < m; i++)
          x[found * m + i] = mixture_row[i];
        for (int64_t j = 0; found < most && j < n; j++)
          y[found * n + j] = mixture_column[j];
        found++;
      } while (next_support(&columns, n));
    } while (next_support(&rows, m));
  }
  return found;
}
