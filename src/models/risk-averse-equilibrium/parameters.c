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

/* Where a parameter is read: given elsewhere it would change nothing. */
enum {
  B = 1 << MODE_BEST_RESPONSE,
  E = 1 << MODE_EQUILIBRIA_2X2,
  F = 1 << MODE_FICTITIOUS_PLAY,
  R = 1 << MODE_RANDOM_GAMES,
  P = 1 << MODE_PSRO,
  T = 1 << MODE_TRUST_GRID,
  I = 1 << MODE_INTERSECTION,
  X = 1 << MODE_INTERSECTION_FIXED
};
static const struct reader {
  const char *name;
  int modes;
} readers[] = {{"payoff1", B | E | F},
               {"payoff2", F},
               {"symmetric", F},
               {"opponent", B},
               {"tremble", B | E | F | R | P | I | X},
               {"perturbation", B | E | F | R},
               {"logit_temperature", B | E | F | R},
               {"iterations", F | R},
               {"fp_tol", F | R},
               {"init", F | R},
               {"init1", F},
               {"init2", F},
               {"n_games", B | R},
               {"game_size", B | F | R},
               {"game_class", B | F | R},
               {"payoff_dist", B | F | R},
               {"approach_cells", I | X},
               {"horizon", I | X},
               {"goal_reward", I | X},
               {"crash_penalty", I | X},
               {"fp_iterations", I},
               {"fixed_advance_prob", X},
               {"fixed_opponent_advance_prob", X},
               {"n_episodes", I | X},
               {"population_size", P},
               {"br_updates", P | T},
               {"n_eval", P | T},
               {"include_episode_variance", P},
               {"meta_strategy", P},
               {"trust_policy", P | T},
               {"policy_learning_rate", P | T},
               {"grid_size", P | T},
               {"n_plants", P | T},
               {"trust_horizon", P | T},
               {"stag_reward", P | T},
               {"maul_penalty", P | T},
               {"plant_reward", P | T}};

static walras_status refuse(walras_error *error, const char *name, const char *where) {
  return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s has no effect with %s", name, where);
}

static walras_status refuse_unread(const struct rae_parameters *p, const walras_given *given, walras_error *error) {
  static const char *const where[] = {
      "mode = best_response", "mode = equilibria_2x2", "mode = fictitious_play", "mode = random_games",
      "mode = psro",          "mode = trust_grid",     "mode = intersection",    "mode = intersection_fixed"};
  static const char *const drawn[] = {"game_size", "game_class", "payoff_dist", "n_games"};
  for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
    if (walras_is_given(given, readers[i].name) && !(readers[i].modes & 1 << p->mode))
      return refuse(error, readers[i].name, where[p->mode]);
  for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++)
    if (walras_is_given(given, drawn[i]) && !rae_draws(p))
      return refuse(error, drawn[i], "payoffs that are given");
  if (walras_is_given(given, "tremble") && p->perturbation != PERTURB_TREMBLE)
    return refuse(error, "tremble", "perturbation = logit or none");
  if (walras_is_given(given, "logit_temperature") && p->perturbation != PERTURB_LOGIT && p->mode != MODE_FICTITIOUS_PLAY)
    return refuse(error, "logit_temperature", "perturbation = tremble or none");
  if (p->init != INIT_LIST && (walras_is_given(given, "init1") || walras_is_given(given, "init2")))
    return refuse(error, walras_is_given(given, "init1") ? "init1" : "init2", "init = uniform or dirichlet");
  static const char *const meta[] = {"include_episode_variance", "tremble"};
  for (int i = 0; i < 2; i++)
    if (p->mode == MODE_PSRO && p->meta_strategy != META_EQUILIBRIUM && walras_is_given(given, meta[i]))
      return refuse(error, meta[i], "meta_strategy = uniform or latest");
  return WALRAS_OK;
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
  const walras_status status = refuse_unread(p, given, error);
  if (status != WALRAS_OK)
    return status;
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
