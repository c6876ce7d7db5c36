/*
 * Lemke and Howson's path by complementary pivoting on two tableaux. With payoffs shifted to be positive, the best-reply polytopes are
 *   P = {x >= 0, B'x <= 1}  with a slack for each column of the game,   Q = {y >= 0, A y <= 1}  with a slack for each row.
 * Label i < rows is x_i in P and the slack of row i in Q; label rows + j is y_j in Q and the slack of column j in P.
 */
#include <math.h>

#include "numerics/games/equilibria.h"

/* Rows are the basic variables; a column for each label, and the right side last. */
typedef struct tableau {
  int64_t height, labels;
  int64_t first_slack; /* the labels of the slacks, whose columns hold the inverse basis, begin here: `height` of them */
  int64_t *basic;      /* [height] label of each row's variable */
  double *entry;       /* [height][labels + 1] */
} tableau;

static double *row_of(const tableau *t, int64_t row) {
  return t->entry + row * (t->labels + 1);
}

int64_t walras_lemke_howson_reals(int64_t rows, int64_t columns) {
  return (rows + columns) * (rows + columns + 1);
}

int64_t walras_lemke_howson_integers(int64_t rows, int64_t columns) {
  return rows + columns;
}

static double least_of(const double *payoff, int64_t cells) {
  double least = payoff[0];
  for (int64_t cell = 1; cell < cells; cell++)
    least = payoff[cell] < least ? payoff[cell] : least;
  return least;
}

static double greatest_of(const double *payoff, int64_t cells) {
  double greatest = payoff[0];
  for (int64_t cell = 1; cell < cells; cell++)
    greatest = payoff[cell] > greatest ? payoff[cell] : greatest;
  return greatest;
}

/* Payoffs are brought to [1, 2]: equilibria do not change, and tolerances mean the same in all games. */
static void fill(tableau *t, const double *payoff, int64_t strategies, int64_t first_strategy, int64_t row_stride,
                 int64_t column_stride) {
  const double low = least_of(payoff, t->height * strategies), width = greatest_of(payoff, t->height * strategies) - low;
  for (int64_t i = 0; i < t->height; i++) {
    double *const row = row_of(t, i);
    for (int64_t label = 0; label < t->labels; label++)
      row[label] = 0.0;
    for (int64_t j = 0; j < strategies; j++)
      row[first_strategy + j] = 1.0 + (width > 0.0 ? (payoff[i * row_stride + j * column_stride] - low) / width : 0.0);
    row[t->first_slack + i] = 1.0;
    row[t->labels] = 1.0;
    t->basic[i] = t->first_slack + i;
  }
}

/* Lexicographic ratio test: the right side, then the columns of the inverse basis, each over the pivot; -1 where nothing is positive. */
static int64_t leaving_row(const tableau *t, int64_t entering) {
  int64_t best = -1;
  for (int64_t i = 0; i < t->height; i++) {
    const double pivot = row_of(t, i)[entering];
    if (!(pivot > 1e-12))
      continue;
    if (best < 0) {
      best = i;
      continue;
    }
    const double best_pivot = row_of(t, best)[entering];
    double difference = row_of(t, i)[t->labels] / pivot - row_of(t, best)[t->labels] / best_pivot;
    for (int64_t k = 0; fabs(difference) <= 1e-12 && k < t->height; k++)
      difference = row_of(t, i)[t->first_slack + k] / pivot - row_of(t, best)[t->first_slack + k] / best_pivot;
    if (difference < 0.0)
      best = i;
  }
  return best;
}

/* Brings the entering label in; returns the label that leaves, or -1. */
static int64_t pivot_in(tableau *t, int64_t entering) {
  const int64_t at = leaving_row(t, entering);
  if (at < 0)
    return -1;
  double *const pivot_row = row_of(t, at);
  const double pivot = pivot_row[entering];
  for (int64_t j = 0; j <= t->labels; j++)
    pivot_row[j] /= pivot;
  for (int64_t i = 0; i < t->height; i++) {
    double *const row = row_of(t, i);
    const double factor = row[entering];
    if (i == at || factor == 0.0)
      continue;
    for (int64_t j = 0; j <= t->labels; j++)
      row[j] -= factor * pivot_row[j];
    row[entering] = 0.0;
  }
  const int64_t left = t->basic[at];
  t->basic[at] = entering;
  return left;
}

/* The basic strategies' values, scaled to add up to 1; false where there are none. */
static bool read_mixture(const tableau *t, int64_t first, int64_t count, double *mixture) {
  double total = 0.0;
  for (int64_t i = 0; i < count; i++)
    mixture[i] = 0.0;
  for (int64_t i = 0; i < t->height; i++) {
    const int64_t strategy = t->basic[i] - first;
    if (strategy < 0 || strategy >= count)
      continue;
    const double value = row_of(t, i)[t->labels];
    mixture[strategy] = value > 0.0 ? value : 0.0;
    total += mixture[strategy];
  }
  if (!(total > 0.0))
    return false;
  for (int64_t i = 0; i < count; i++)
    mixture[i] /= total;
  return true;
}

bool walras_lemke_howson(const walras_bimatrix *game, int64_t dropped, int64_t steps, double *reals, int64_t *integers, double *x,
                         double *y) {
  const int64_t m = game->rows, n = game->columns;
  tableau p = {.height = n, .labels = m + n, .first_slack = m, .basic = integers, .entry = reals};
  tableau q = {.height = m, .labels = m + n, .first_slack = 0, .basic = integers + n, .entry = reals + n * (m + n + 1)};
  fill(&p, game->column, m, 0, 1, n);
  fill(&q, game->row, n, m, n, 1);
  tableau *turn = dropped < m ? &p : &q;
  int64_t entering = dropped;
  for (int64_t step = 0; step < steps; step++) {
    const int64_t left = pivot_in(turn, entering);
    if (left < 0)
      return false;
    if (left == dropped)
      return read_mixture(&p, 0, m, x) && read_mixture(&q, m, n, y);
    entering = left;
    turn = turn == &p ? &q : &p;
  }
  return false;
}
