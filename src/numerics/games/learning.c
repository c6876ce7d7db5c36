#include "numerics/games/learning.h"

#include <assert.h>
#include <stddef.h>

#include "numerics/games/argmax.h"

enum { ACTIONS_MOST = 1024 };

static void move(double *average, const double *reply, int64_t count, int64_t t) {
  for (int64_t i = 0; i < count; i++)
    average[i] += (reply[i] - average[i]) / (double)(t + 1);
}

int64_t walras_fictitious_play_run(const walras_fictitious_play *play, double *x, double *y, double *scratch) {
  double *const reply_x = scratch, *const reply_y = scratch + play->rows;
  assert(play->interval >= 1 && play->first_round >= 0);
  for (int64_t round = 0; round < play->rounds; round++) {
    const int64_t t = play->first_round + round;
    play->reply(play->context, 0, x, y, reply_x);
    if (!play->alternating)
      play->reply(play->context, 1, y, x, reply_y);
    move(x, reply_x, play->rows, t);
    if (play->alternating)
      play->reply(play->context, 1, y, x, reply_y);
    move(y, reply_y, play->columns, t);
    if (play->stop != NULL && (round + 1) % play->interval == 0 && play->stop(play->context, round + 1, x, y))
      return round + 1;
  }
  return play->rounds;
}

static int64_t values_against(const walras_bimatrix *game, int player, const double *other, double *values) {
  const int64_t count = player == 0 ? game->rows : game->columns;
  assert(count <= ACTIONS_MOST);
  if (player == 0)
    walras_bimatrix_row_values(game, other, values);
  else
    walras_bimatrix_column_values(game, other, values);
  return count;
}

void walras_reply_first(void *bimatrix, int player, const double *own, const double *other, double *reply) {
  double values[ACTIONS_MOST];
  const int64_t count = values_against(bimatrix, player, other, values);
  const int64_t best = walras_argmax_first(values, count, 0.0);
  (void)own;
  for (int64_t i = 0; i < count; i++)
    reply[i] = i == best ? 1.0 : 0.0;
}

void walras_reply_even(void *bimatrix, int player, const double *own, const double *other, double *reply) {
  double values[ACTIONS_MOST];
  unsigned char member[ACTIONS_MOST];
  const int64_t count = values_against(bimatrix, player, other, values);
  const int64_t members = walras_argmax_set(values, count, 1e-12, member);
  (void)own;
  for (int64_t i = 0; i < count; i++)
    reply[i] = member[i] ? 1.0 / (double)members : 0.0;
}

static void field(double *values, const double *share, int64_t count) {
  double mean = 0.0;
  for (int64_t i = 0; i < count; i++)
    mean += share[i] * values[i];
  for (int64_t i = 0; i < count; i++)
    values[i] = share[i] * (values[i] - mean);
}

void walras_replicator_field(const walras_bimatrix *game, const double *x, const double *y, double *dx, double *dy) {
  walras_bimatrix_row_values(game, y, dx);
  walras_bimatrix_column_values(game, x, dy);
  field(dx, x, game->rows);
  field(dy, y, game->columns);
}

static void normalise(double *share, int64_t count) {
  double total = 0.0;
  for (int64_t i = 0; i < count; i++) {
    share[i] = share[i] > 0.0 ? share[i] : 0.0;
    total += share[i];
  }
  for (int64_t i = 0; i < count; i++)
    share[i] /= total;
}

/* Both populations as one vector of rows + columns shares: a point, and after it the slopes of the four stages. */
void walras_replicator_step(const walras_bimatrix *game, double step, double *x, double *y, double *scratch) {
  static const double fraction[4] = {0.0, 0.5, 0.5, 1.0}, weight[4] = {1.0, 2.0, 2.0, 1.0};
  const int64_t m = game->rows, n = game->columns, size = m + n;
  double *const at = scratch;
  for (int stage = 0; stage < 4; stage++) {
    const double *const before = scratch + stage * size;
    for (int64_t i = 0; i < size; i++) {
      const double here = i < m ? x[i] : y[i - m];
      at[i] = stage == 0 ? here : here + fraction[stage] * step * before[i];
    }
    double *const slope = scratch + (1 + stage) * size;
    walras_replicator_field(game, at, at + m, slope, slope + m);
  }
  for (int64_t i = 0; i < size; i++) {
    double sum = 0.0;
    for (int stage = 0; stage < 4; stage++)
      sum += weight[stage] * scratch[(1 + stage) * size + i];
    *(i < m ? x + i : y + (i - m)) += step / 6.0 * sum;
  }
  normalise(x, m);
  normalise(y, n);
}
