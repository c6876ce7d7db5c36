/* Constraints between parameters. */
#include <math.h>

#include "models/risk-averse-equilibrium/parameters.h"

#define PROBABILITY_TOLERANCE 1e-9

static walras_status check_matrix(const char *name, const walras_real_lists *payoff, int64_t rows, int64_t columns,
                                  walras_error *error) {
  if (payoff->count != rows)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: %lld arrays, expected %lld", name, (long long)payoff->count,
                       (long long)rows);
  for (int64_t row = 0; row < rows; row++)
    if (payoff->lists[row].count != columns)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: array %lld has length %lld, expected %lld", name, (long long)row + 1,
                         (long long)payoff->lists[row].count, (long long)columns);
  return WALRAS_OK;
}

static walras_status check_law(const char *name, const walras_reals *law, int64_t length, walras_error *error) {
  double sum = 0.0;
  if (law->count != length)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: %lld probabilities, expected %lld", name, (long long)law->count,
                       (long long)length);
  for (int64_t i = 0; i < length; i++)
    sum += law->values[i];
  if (!(fabs(sum - 1.0) <= PROBABILITY_TOLERANCE))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: the probabilities add up to %.10g, not to 1 within 1e-9", name, sum);
  return WALRAS_OK;
}

static walras_status check_sizes(const struct rae_parameters *p, walras_error *error) {
  const int64_t rows = rae_actions(p, 0), columns = rae_actions(p, 1);
  if (rows < 1 || columns < 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "payoff1: a game needs at least one action of each player");
  if (rows > ACTIONS_MOST || columns > ACTIONS_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "payoff1: %lld x %lld actions, at most %d are possible", (long long)rows,
                       (long long)columns, ACTIONS_MOST);
  return check_matrix("payoff1", &p->payoff1, rows, columns, error);
}

static walras_status check_given_game(const struct rae_parameters *p, walras_error *error) {
  walras_status status = check_sizes(p, error);
  const int64_t rows = rae_actions(p, 0), columns = rae_actions(p, 1);
  if (status != WALRAS_OK || p->mode == MODE_BEST_RESPONSE)
    return status;
  if (p->symmetric && p->payoff2.count > 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "payoff2: leave it out with symmetric = true");
  if (p->symmetric && rows != columns)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "payoff1: %lld x %lld; a symmetric game is square", (long long)rows,
                       (long long)columns);
  if (!p->symmetric && p->payoff2.count == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "payoff2: give it, or symmetric = true");
  return p->symmetric ? WALRAS_OK : check_matrix("payoff2", &p->payoff2, columns, rows, error);
}

static walras_status check_one_game(const struct rae_parameters *p, walras_error *error) {
  walras_status status = WALRAS_OK;
  if (!rae_draws(p))
    status = check_given_game(p, error);
  else if (p->symmetric)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "symmetric needs payoff1: drawn games have a game_class");
  if (status == WALRAS_OK && p->mode == MODE_BEST_RESPONSE)
    status = check_law("opponent", &p->opponent, rae_actions(p, 1), error);
  if (status == WALRAS_OK && p->mode == MODE_FICTITIOUS_PLAY && p->init == INIT_LIST) {
    status = check_law("init1", &p->init1, rae_actions(p, 0), error);
    if (status == WALRAS_OK)
      status = check_law("init2", &p->init2, rae_actions(p, 1), error);
  }
  return status;
}

static walras_status check_classes(const char *name, const walras_reals *values, walras_error *error) {
  if (values->count < 1 || values->count > DRIVER_CLASSES_MOST)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: %lld values, expected 1 to %d", name, (long long)values->count,
                       DRIVER_CLASSES_MOST);
  return WALRAS_OK;
}

static walras_status check_traffic(const struct rae_parameters *p, walras_error *error) {
  const walras_status status = check_classes("driver_risk_aversions", &p->driver_risk_aversions, error);
  return status == WALRAS_OK ? check_classes("driver_trembles", &p->driver_trembles, error) : status;
}

walras_status rae_check(const void *parameters, walras_error *error) {
  const struct rae_parameters *p = parameters;
  switch (p->mode) {
  case MODE_BEST_RESPONSE:
  case MODE_FICTITIOUS_PLAY:
    return check_one_game(p, error);
  case MODE_EQUILIBRIA_2X2:
    if (p->payoff1.count == 0)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "payoff1: mode = equilibria_2x2 needs it");
    return check_matrix("payoff1", &p->payoff1, 2, 2, error);
  case MODE_RANDOM_GAMES:
    if (p->init == INIT_LIST)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "init = list is for mode = fictitious_play");
    return WALRAS_OK;
  case MODE_PSRO:
  case MODE_TRUST_GRID:
    if (p->n_plants > p->grid_size * p->grid_size - 4)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "n_plants = %lld: %lld x %lld cells leave room for at most %lld",
                         (long long)p->n_plants, (long long)p->grid_size, (long long)p->grid_size,
                         (long long)(p->grid_size * p->grid_size - 4));
    return WALRAS_OK;
  case MODE_MIXED_TRAFFIC:
    return check_traffic(p, error);
  default:
    return WALRAS_OK;
  }
}
