#include "models/risk-averse-equilibrium/parameters.h"

#include <stddef.h>

bool rae_is_one_game(const struct rae_parameters *p) {
  return p->mode == MODE_BEST_RESPONSE || p->mode == MODE_FICTITIOUS_PLAY;
}

bool rae_draws(const struct rae_parameters *p) {
  return p->mode == MODE_RANDOM_GAMES || (rae_is_one_game(p) && p->payoff1.count == 0 && p->payoff2.count == 0);
}

int64_t rae_actions(const struct rae_parameters *p, int player) {
  if (rae_draws(p))
    return p->game_size;
  if (player == 0)
    return p->payoff1.count;
  return p->payoff1.count > 0 ? p->payoff1.lists[0].count : 0;
}

double rae_tremble(const struct rae_parameters *p) {
  return p->perturbation == PERTURB_TREMBLE ? p->tremble : 0.0;
}

double rae_temperature(const struct rae_parameters *p) {
  return p->perturbation == PERTURB_LOGIT ? p->logit_temperature : 0.0;
}

static walras_status resolve_opponent(struct rae_parameters *p, const walras_given *given, walras_error *error) {
  const int64_t count = rae_actions(p, 1);
  if (count < 1)
    return WALRAS_OK; /* refused by the check */
  double *const values = walras_given_allocate(given, count, sizeof *values);
  if (values == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for %lld probabilities", (long long)count);
  for (int64_t i = 0; i < count; i++)
    values[i] = 1.0 / (double)count;
  p->opponent = (walras_reals){.count = count, .values = values};
  return WALRAS_OK;
}

walras_status rae_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct rae_parameters *p = parameters;
  if (!walras_is_given(given, "tremble"))
    p->tremble = p->mode == MODE_BEST_RESPONSE || p->mode == MODE_TRUST_GRID || p->perturbation != PERTURB_TREMBLE ? 0.0 : 0.05;
  if (!walras_is_given(given, "n_games"))
    p->n_games = p->mode == MODE_RANDOM_GAMES ? 10000 : 1;
  if (!walras_is_given(given, "policy_learning_rate"))
    p->policy_learning_rate = p->trust_policy == POLICY_TABULAR ? 1e-2 : 1e-3;
  if (p->mode == MODE_BEST_RESPONSE && p->opponent.count == 0)
    return resolve_opponent(p, given, error);
  return WALRAS_OK;
}
