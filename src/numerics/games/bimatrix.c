#include "numerics/games/bimatrix.h"

#include <math.h>

/* One player's payoffs as that player sees them: own action, opponent's action. */
typedef struct player_view {
  const double *payoff;
  int64_t own, others, own_stride, other_stride;
} player_view;

static player_view view_row(const walras_bimatrix *game) {
  return (player_view){game->row, game->rows, game->columns, game->columns, 1};
}

static player_view view_column(const walras_bimatrix *game) {
  return (player_view){game->column, game->columns, game->rows, 1, game->columns};
}

static double cell(const player_view *view, int64_t own, int64_t other) {
  return view->payoff[own * view->own_stride + other * view->other_stride];
}

static double value_of(const player_view *view, int64_t own, const double *opponent) {
  double sum = 0.0;
  for (int64_t other = 0; other < view->others; other++)
    sum += opponent[other] * cell(view, own, other);
  return sum;
}

static void values_of(const player_view *view, const double *opponent, double *values) {
  for (int64_t own = 0; own < view->own; own++)
    values[own] = value_of(view, own, opponent);
}

void walras_bimatrix_row_values(const walras_bimatrix *game, const double *y, double *values) {
  const player_view view = view_row(game);
  values_of(&view, y, values);
}

void walras_bimatrix_column_values(const walras_bimatrix *game, const double *x, double *values) {
  const player_view view = view_column(game);
  values_of(&view, x, values);
}

static double mean_of(const player_view *view, const double *own, const double *opponent) {
  double sum = 0.0;
  for (int64_t i = 0; i < view->own; i++)
    sum += own[i] * value_of(view, i, opponent);
  return sum;
}

void walras_bimatrix_payoffs(const walras_bimatrix *game, const double *x, const double *y, double payoffs[2]) {
  const player_view row = view_row(game), column = view_column(game);
  payoffs[0] = mean_of(&row, x, y);
  payoffs[1] = mean_of(&column, y, x);
}

static double gain_of(const player_view *view, const double *own, const double *opponent) {
  double best = -(double)INFINITY, mean = 0.0;
  for (int64_t i = 0; i < view->own; i++) {
    const double value = value_of(view, i, opponent);
    mean += own[i] * value;
    best = value > best ? value : best;
  }
  return best - mean;
}

void walras_bimatrix_gains(const walras_bimatrix *game, const double *x, const double *y, double gains[2]) {
  const player_view row = view_row(game), column = view_column(game);
  gains[0] = gain_of(&row, x, y);
  gains[1] = gain_of(&column, y, x);
}

static walras_payoff_moments moments_of(const player_view *view, const double *own, const double *opponent) {
  walras_payoff_moments m = {.mean = mean_of(view, own, opponent)};
  for (int64_t other = 0; other < view->others; other++) {
    double deviation = 0.0, square = 0.0;
    for (int64_t i = 0; i < view->own; i++) {
      const double d = cell(view, i, other) - m.mean;
      deviation += own[i] * d;
      square += own[i] * (d * d);
    }
    m.variance += opponent[other] * square;
    m.opponent_variance += opponent[other] * (deviation * deviation);
  }
  return m;
}

void walras_bimatrix_moments(const walras_bimatrix *game, const double *x, const double *y, walras_payoff_moments moments[2]) {
  const player_view row = view_row(game), column = view_column(game);
  moments[0] = moments_of(&row, x, y);
  moments[1] = moments_of(&column, y, x);
}

/* best [others]: the greatest payoff against each action of the opponent. */
static void best_replies(const player_view *view, double *best) {
  for (int64_t other = 0; other < view->others; other++) {
    best[other] = cell(view, 0, other);
    for (int64_t own = 1; own < view->own; own++)
      best[other] = cell(view, own, other) > best[other] ? cell(view, own, other) : best[other];
  }
}

int64_t walras_bimatrix_pure_equilibria(const walras_bimatrix *game, double tolerance, double *scratch, int64_t most,
                                        int64_t *cells) {
  const player_view row = view_row(game), column = view_column(game);
  double *const best_row = scratch, *const best_column = scratch + game->columns; /* [columns] and [rows] */
  int64_t count = 0;
  best_replies(&row, best_row);
  best_replies(&column, best_column);
  for (int64_t i = 0; i < game->rows; i++)
    for (int64_t j = 0; j < game->columns; j++) {
      const int64_t at = i * game->columns + j;
      if (game->row[at] < best_row[j] - tolerance || game->column[at] < best_column[i] - tolerance)
        continue;
      if (count < most)
        cells[count] = at;
      count++;
    }
  return count;
}
