#include "numerics/games/stackelberg.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "numerics/games/argmax.h"

walras_commitment walras_stackelberg_pure(const walras_bimatrix *game, double tolerance) {
  walras_commitment best = {.leader = -1};
  for (int64_t i = 0; i < game->rows; i++) {
    const int64_t j = walras_argmax_first(game->column + i * game->columns, game->columns, tolerance);
    const int64_t cell = i * game->columns + j;
    if (best.leader < 0 || game->row[cell] > best.payoff[0] + tolerance)
      best = (walras_commitment){.leader = i, .follower = j, .payoff = {game->row[cell], game->column[cell]}};
  }
  return best;
}

/* The shares s of the second row at which column j is a best reply: (1 - s) d0 + s d1 >= -tolerance for the advantages d over all others. */
static bool interval_of(const walras_bimatrix *game, int64_t j, double tolerance, double *low, double *high) {
  const double *const first = game->column, *const second = game->column + game->columns;
  *low = 0.0;
  *high = 1.0;
  for (int64_t k = 0; k < game->columns; k++) {
    const double d0 = first[j] - first[k] + tolerance, d1 = second[j] - second[k] + tolerance;
    if (d0 < 0.0 && d1 < 0.0)
      return false;
    const double root = d0 == d1 ? 0.0 : d0 / (d0 - d1);
    if (d0 < 0.0)
      *low = root > *low ? root : *low;
    if (d1 < 0.0)
      *high = root < *high ? root : *high;
  }
  return *low <= *high;
}

static double mix(const double *payoff, int64_t columns, int64_t j, double share) {
  return (1.0 - share) * payoff[j] + share * payoff[columns + j];
}

walras_commitment walras_stackelberg_mixed_two(const walras_bimatrix *game, double tolerance, double *mixture) {
  walras_commitment best = {.leader = -1, .follower = -1, .payoff = {-(double)INFINITY, 0.0}};
  assert(game->rows == 2);
  for (int64_t j = 0; j < game->columns; j++) {
    double low, high;
    if (!interval_of(game, j, tolerance, &low, &high))
      continue;
    const double at_low = mix(game->row, game->columns, j, low), at_high = mix(game->row, game->columns, j, high);
    const double share = at_high > at_low ? high : low, payoff = at_high > at_low ? at_high : at_low;
    if (best.follower >= 0 && !(payoff > best.payoff[0]))
      continue;
    best.follower = j;
    best.payoff[0] = payoff;
    best.payoff[1] = mix(game->column, game->columns, j, share);
    mixture[0] = 1.0 - share;
    mixture[1] = share;
  }
  return best;
}

/* max of the leader's payoff over mixtures to which j is a best reply. */
static void build(const walras_bimatrix *game, walras_linear_program *program, int64_t j) {
  walras_linear_program_clear(program);
  for (int64_t i = 0; i < game->rows; i++)
    walras_linear_program_objective(program, i, game->row[i * game->columns + j]);
  walras_linear_program_row(program, 1.0, 1.0);
  for (int64_t i = 0; i < game->rows; i++)
    walras_linear_program_entry(program, i, 1.0);
  for (int64_t k = 0; k < game->columns; k++) {
    if (k == j)
      continue;
    walras_linear_program_row(program, 0.0, (double)INFINITY);
    for (int64_t i = 0; i < game->rows; i++)
      walras_linear_program_entry(program, i, game->column[i * game->columns + j] - game->column[i * game->columns + k]);
  }
}

static double follower_payoff(const walras_bimatrix *game, const double *mixture, int64_t j) {
  double sum = 0.0;
  for (int64_t i = 0; i < game->rows; i++)
    sum += mixture[i] * game->column[i * game->columns + j];
  return sum;
}

walras_status walras_stackelberg_mixed(const walras_bimatrix *game, walras_linear_program *program, double tolerance,
                                       double *mixture, double *scratch, walras_commitment *commitment, walras_error *error) {
  walras_commitment best = {.leader = -1, .follower = -1, .payoff = {-(double)INFINITY, 0.0}};
  assert(walras_linear_program_columns(program) == game->rows);
  for (int64_t j = 0; j < game->columns; j++) {
    walras_linear_solution solution = {.primal = scratch};
    build(game, program, j);
    const walras_status status = walras_linear_program_solve(program, tolerance, NULL, &solution, error);
    if (status != WALRAS_OK)
      return status;
    if (solution.outcome == WALRAS_LINEAR_INFEASIBLE)
      continue;
    if (solution.outcome != WALRAS_LINEAR_OPTIMAL)
      return WALRAS_FAIL(error, WALRAS_ERROR_NUMERIC, "commitment of %lld actions, reply %lld: the linear program is %s",
                         (long long)game->rows, (long long)j, walras_linear_outcome_name(solution.outcome));
    if (best.follower >= 0 && !(solution.value > best.payoff[0]))
      continue;
    best.follower = j;
    best.payoff[0] = solution.value;
    best.payoff[1] = follower_payoff(game, scratch, j);
    for (int64_t i = 0; i < game->rows; i++)
      mixture[i] = scratch[i];
  }
  if (best.follower < 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_NUMERIC, "commitment of %lld actions: no reply came out as a best one",
                       (long long)game->rows);
  *commitment = best;
  return WALRAS_OK;
}
