#include "models/risk-averse-equilibrium/baselines.h"

#include <math.h>
#include <string.h>

#include "models/risk-averse-equilibrium/metrics.h"
#include "numerics/games/equilibria.h"
#include "numerics/games/zero_sum.h"
#include "walras/elementary.h"

enum { NASH_MOST = 256, SUPPORT_SIZE_MOST = 8, NEWTON_STEPS = 60, PIVOTS_MOST = 10000 };
#define VARIANCE_ONLY 1e6 /* the risk aversion that stands for infinity */
#define COOLING 0.8

typedef struct baseline_table {
  int64_t count, solution[SOLUTIONS];
  double column[6][SOLUTIONS];
} baseline_table;

/* Adds the profile that the averages hold, under the trial's attitude. */
static void add(baseline_table *table, struct rae_play *play, int64_t solution) {
  struct rae_outcome o;
  rae_play_outcome(play, &o);
  const double values[6] = {o.mean[0], o.mean[1], o.variance[0], o.variance[1], o.worst[0], o.regret};
  for (int k = 0; k < 6; k++)
    table->column[k][table->count] = values[k];
  table->solution[table->count++] = solution;
}

static void take(struct rae_play *play, const double *x, const double *y) {
  memcpy(play->s[0], x, (size_t)play->game.actions[0] * sizeof *x);
  memcpy(play->s[1], y, (size_t)play->game.actions[1] * sizeof *y);
}

static int64_t lemke_howson_all(const walras_bimatrix *game, double *memory, int64_t *integers, double *x, double *y) {
  int64_t found = 0;
  for (int64_t label = 0; label < game->rows + game->columns && found < NASH_MOST; label++)
    found += walras_lemke_howson(game, label, PIVOTS_MOST, memory, integers, x + found * game->rows, y + found * game->columns);
  return found;
}

/* The Nash equilibria of largest and of least welfare among those that were found. */
static walras_status add_nash(walras_trial *trial, struct rae_play *play, baseline_table *table) {
  const int64_t rows = play->game.actions[0], columns = play->game.actions[1];
  const walras_bimatrix game = {rows, columns, play->game.payoff[0], play->game.transposed[1]};
  double *const x = walras_trial_allocate(trial, NASH_MOST * rows, sizeof *x);
  double *const y = walras_trial_allocate(trial, NASH_MOST * columns, sizeof *y);
  double *const memory = walras_trial_allocate(trial, walras_lemke_howson_reals(rows, columns), sizeof *memory);
  int64_t *const integers = walras_trial_allocate(trial, walras_lemke_howson_integers(rows, columns), sizeof *integers);
  if (x == NULL || y == NULL || memory == NULL || integers == NULL)
    return walras_trial_status(trial);
  int64_t count, best = 0, worst = 0;
  double most = -INFINITY, least = INFINITY;
  if (rows <= SUPPORT_SIZE_MOST && columns <= SUPPORT_SIZE_MOST)
    count = walras_support_equilibria(&game, 1e-9, NASH_MOST, x, y);
  else
    count = lemke_howson_all(&game, memory, integers, x, y);
  count = count < NASH_MOST ? count : NASH_MOST;
  for (int64_t k = 0; k < count; k++) {
    double payoffs[2];
    walras_bimatrix_payoffs(&game, x + k * rows, y + k * columns, payoffs);
    const double welfare = payoffs[0] + payoffs[1];
    best = welfare > most ? k : best;
    most = fmax(most, welfare);
    worst = welfare < least ? k : worst;
    least = fmin(least, welfare);
  }
  if (count == 0)
    return WALRAS_OK;
  take(play, x + best * rows, y + best * columns);
  add(table, play, SOLUTION_NASH_BEST);
  take(play, x + worst * rows, y + worst * columns);
  add(table, play, SOLUTION_NASH_WORST);
  return WALRAS_OK;
}

/* Of two strict equilibria of a game of two actions each, the one with the larger product of losses from leaving alone. */
static void add_risk_dominant(struct rae_play *play, baseline_table *table) {
  const double *const a = play->game.payoff[0], *const b = play->game.payoff[1];
  double product[2][2];
  if (play->game.actions[0] != 2 || play->game.actions[1] != 2)
    return;
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++) {
      const double one = a[i * 2 + j] - a[(1 - i) * 2 + j], two = b[j * 2 + i] - b[(1 - j) * 2 + i];
      product[i][j] = one > 0.0 && two > 0.0 ? one * two : 0.0;
    }
  for (int j = 0; j < 2; j++) { /* (0, j) against (1, 1 - j) */
    const double here = product[0][j], there = product[1][1 - j];
    if (here <= 0.0 || there <= 0.0 || here == there)
      continue;
    const int first = here > there ? 0 : 1, second = first == 0 ? j : 1 - j;
    const double x[2] = {first == 0, first == 1}, y[2] = {second == 0, second == 1};
    take(play, x, y);
    add(table, play, SOLUTION_RISK_DOMINANT);
  }
}

static walras_status add_maximin(walras_trial *trial, struct rae_play *play, baseline_table *table) {
  for (int k = 0; k < 2; k++) {
    const int64_t rows = play->game.actions[k], columns = play->game.actions[1 - k];
    double value;
    const walras_status status =
        walras_zero_sum_program(rows, columns, play->game.payoff[k], &value, play->s[k], NULL, walras_trial_error(trial));
    if (status != WALRAS_OK)
      return status;
  }
  add(table, play, SOLUTION_MAXIMIN);
  return WALRAS_OK;
}

static void add_minimum_variance(walras_trial *trial, const struct rae_parameters *p, struct rae_play *play,
                                 baseline_table *table) {
  const walras_stream starts = walras_trial_stream(trial, STREAM_START, 0);
  const double risk_aversion = play->player[0].risk_aversion;
  struct rae_parameters even = *p;
  even.init = INIT_UNIFORM;
  rae_play_start(play, &even, &starts, 0);
  play->player[0].risk_aversion = play->player[1].risk_aversion = VARIANCE_ONLY;
  rae_play_run(play, 1, p->iterations < 20000 ? p->iterations : 20000, 0.0);
  play->player[0].risk_aversion = play->player[1].risk_aversion = risk_aversion;
  if (!play->failed)
    add(table, play, SOLUTION_MINIMUM_VARIANCE);
  play->failed = false;
}

/* out = softmax(M other / eta). */
static void quantal_reply(const struct rae_game *game, int k, double eta, const double *other, double *out) {
  const int64_t rows = game->actions[k], columns = game->actions[1 - k];
  double most = -INFINITY, total = 0.0;
  for (int64_t i = 0; i < rows; i++) {
    out[i] = 0.0;
    for (int64_t j = 0; j < columns; j++)
      out[i] += game->payoff[k][i * columns + j] * other[j];
    most = fmax(most, out[i]);
  }
  for (int64_t i = 0; i < rows; i++)
    total += out[i] = walras_exp((out[i] - most) / eta);
  for (int64_t i = 0; i < rows; i++)
    out[i] /= total;
}

/* Solves a[n][n] x = b in place by elimination with pivots by rows. */
static bool eliminate(double (*a)[BASELINE_ACTIONS], double *b, int64_t n) {
  for (int64_t c = 0; c < n; c++) {
    int64_t pivot = c;
    for (int64_t r = c + 1; r < n; r++)
      pivot = fabs(a[r][c]) > fabs(a[pivot][c]) ? r : pivot;
    if (!(fabs(a[pivot][c]) > 1e-14))
      return false;
    for (int64_t j = 0; j < n; j++) {
      const double swap = a[c][j];
      a[c][j] = a[pivot][j];
      a[pivot][j] = swap;
    }
    const double swap = b[c];
    b[c] = b[pivot];
    b[pivot] = swap;
    for (int64_t r = c + 1; r < n; r++) {
      const double factor = a[r][c] / a[c][c];
      for (int64_t j = c; j < n; j++)
        a[r][j] -= factor * a[c][j];
      b[r] -= factor * b[c];
    }
  }
  for (int64_t r = n - 1; r >= 0; r--) {
    for (int64_t j = r + 1; j < n; j++)
      b[r] -= a[r][j] * b[j];
    b[r] /= a[r][r];
  }
  return true;
}

/* Newton's method on z = (x, y), z - replies(z) = 0, at one temperature. */
static bool quantal_newton(const struct rae_game *game, double eta, double *z) {
  const int64_t m = game->actions[0], size = m + game->actions[1];
  double jacobian[BASELINE_ACTIONS][BASELINE_ACTIONS], residual[BASELINE_ACTIONS], reply[BASELINE_ACTIONS];
  for (int step = 0; step < NEWTON_STEPS; step++) {
    double most = 0.0;
    quantal_reply(game, 0, eta, z + m, reply);
    quantal_reply(game, 1, eta, z, reply + m);
    for (int64_t r = 0; r < size; r++) {
      const int k = r >= m;
      const int64_t i = k ? r - m : r, columns = game->actions[1 - k], rows = game->actions[k];
      const double *const own = reply + (k ? m : 0);
      residual[r] = reply[r] - z[r];
      for (int64_t c = 0; c < size; c++)
        jacobian[r][c] = r == c ? 1.0 : 0.0;
      for (int64_t j = 0; j < columns; j++) {
        double mean = 0.0;
        for (int64_t l = 0; l < rows; l++)
          mean += own[l] * game->payoff[k][l * columns + j];
        jacobian[r][(k ? 0 : m) + j] -= own[i] * (game->payoff[k][i * columns + j] - mean) / eta;
      }
    }
    if (!eliminate(jacobian, residual, size))
      return false;
    for (int64_t r = 0; r < size; r++) {
      z[r] += residual[r];
      most = fmax(most, fabs(residual[r]));
    }
    if (!(most < 10.0))
      return false;
    if (most < 1e-13)
      return true;
  }
  return false;
}

bool rae_quantal_response(const struct rae_game *game, double temperature, double *x, double *y) {
  const int64_t m = game->actions[0], n = game->actions[1];
  double z[BASELINE_ACTIONS], size = 0.0;
  for (int k = 0; k < 2; k++)
    for (int64_t cell = 0; cell < m * n; cell++)
      size = fmax(size, fabs(game->payoff[k][cell]));
  for (int64_t r = 0; r < m + n; r++)
    z[r] = r < m ? 1.0 / (double)m : 1.0 / (double)n;
  for (double eta = 4.0 * size; eta > temperature; eta *= COOLING)
    if (!quantal_newton(game, eta, z))
      return false;
  if (!quantal_newton(game, temperature, z))
    return false;
  for (int64_t r = 0; r < m + n; r++)
    if (!(z[r] >= 0.0))
      return false;
  memcpy(x, z, (size_t)m * sizeof *x);
  memcpy(y, z + m, (size_t)n * sizeof *y);
  return true;
}

walras_status rae_record_baselines(walras_trial *trial, const struct rae_parameters *p, struct rae_play *play) {
  const bool small = play->game.actions[0] + play->game.actions[1] <= BASELINE_ACTIONS;
  baseline_table table = {0};
  walras_status status = WALRAS_OK;
  add(&table, play, SOLUTION_RAE);
  if (small)
    status = add_nash(trial, play, &table);
  if (status != WALRAS_OK)
    return status;
  add_risk_dominant(play, &table);
  if (small && rae_quantal_response(&play->game, p->logit_temperature, play->s[0], play->s[1]))
    add(&table, play, SOLUTION_QUANTAL);
  status = add_maximin(trial, play, &table);
  if (status != WALRAS_OK)
    return status;
  add_minimum_variance(trial, p, play, &table);
  walras_record_column_integers(trial, METRIC_BASELINES, BASELINE_SOLUTION, table.solution, table.count);
  for (int k = 0; k < 6; k++)
    walras_record_column_reals(trial, METRIC_BASELINES, BASELINE_MEAN1 + k, table.column[k], table.count);
  return WALRAS_OK;
}
