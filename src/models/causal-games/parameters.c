#include "models/causal-games/parameters.h"

int causal_layers(walras_integers layers) {
  int bits = 0;
  for (int64_t i = 0; i < layers.count; i++)
    bits |= 1 << (layers.values[i] - 1);
  return bits;
}

int64_t causal_leaves(const struct causal_parameters *p) {
  int64_t leaves = 1;
  for (int64_t level = 0; level < p->depth; level++) {
    leaves *= p->branching; /* both below 2^27 */
    if (leaves > LEAVES_MOST)
      return -1;
  }
  return leaves;
}

bool causal_draws(const struct causal_parameters *p) {
  switch (p->mode) {
  case MODE_EXPLICIT:
    return false;
  case MODE_TREE:
    return p->leaf_leader.count == 0 && p->leaf_follower.count == 0;
  case MODE_SIGNALING:
    return p->sender_payoff.count == 0 && p->receiver_payoff.count == 0;
  default:
    return true;
  }
}

int64_t causal_payoff_states(const struct causal_parameters *p) {
  if (p->mode == MODE_EXPLICIT)
    return p->payoff_leader.count == p->n_leader_actions && p->payoff_follower.count == p->n_leader_actions ? 1 : p->n_states;
  return p->confounding > 0.0 ? p->n_states : 1;
}

static int64_t width_of(const walras_real_lists *lists) {
  return lists->count > 0 ? lists->lists[0].count : 0;
}

/* K, m and n of a given game, from whatever says them. */
static walras_status resolve_explicit_sizes(struct causal_parameters *p, const walras_given *given, walras_error *error) {
  if (p->payoff_leader.count == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "payoff_leader: mode = explicit needs payoff_leader and payoff_follower");
  if (!walras_is_given(given, "n_states"))
    p->n_states = p->state_prior.count > 0         ? p->state_prior.count
                  : p->instinct_leader.count > 0   ? p->instinct_leader.count
                  : p->instinct_follower.count > 0 ? p->instinct_follower.count
                                                   : 1;
  if (!walras_is_given(given, "n_leader_actions")) {
    if (p->n_states > 1 && p->instinct_leader.count == 0)
      return WALRAS_FAIL(
          error, WALRAS_ERROR_PARAMETER,
          "n_leader_actions: with %lld states, %lld arrays of payoff_leader can be read in more than one way; give it",
          (long long)p->n_states, (long long)p->payoff_leader.count);
    p->n_leader_actions = p->instinct_leader.count > 0 ? width_of(&p->instinct_leader) : p->payoff_leader.count;
  }
  if (!walras_is_given(given, "n_follower_actions"))
    p->n_follower_actions = width_of(&p->payoff_leader);
  return WALRAS_OK;
}

static walras_status resolve_uniform(walras_reals *reals, int64_t count, const walras_given *given, walras_error *error) {
  double *const values = walras_given_allocate(given, count, sizeof *values);
  if (values == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for %lld probabilities", (long long)count);
  for (int64_t i = 0; i < count; i++)
    values[i] = 1.0 / (double)count;
  *reals = (walras_reals){.count = count, .values = values};
  return WALRAS_OK;
}

double causal_instinct(int64_t state, int64_t action, int64_t actions, double accuracy) {
  if (actions == 1)
    return 1.0;
  return action == state % actions ? accuracy : (1.0 - accuracy) / (double)(actions - 1);
}

static walras_status resolve_instincts(walras_real_lists *lists, const struct causal_parameters *p, int64_t actions,
                                       const walras_given *given, walras_error *error) {
  walras_reals *const rows = walras_given_allocate(given, p->n_states, sizeof *rows);
  double *const values = walras_given_allocate(given, p->n_states * actions, sizeof *values);
  if (rows == NULL || values == NULL)
    return WALRAS_FAIL(error, WALRAS_ERROR_MEMORY, "no memory for instincts of %lld states", (long long)p->n_states);
  for (int64_t state = 0; state < p->n_states; state++) {
    rows[state] = (walras_reals){.count = actions, .values = values + state * actions};
    for (int64_t action = 0; action < actions; action++)
      values[state * actions + action] = causal_instinct(state, action, actions, p->instinct_accuracy);
  }
  *lists = (walras_real_lists){.count = p->n_states, .lists = rows};
  return WALRAS_OK;
}

static walras_status resolve_explicit(struct causal_parameters *p, const walras_given *given, walras_error *error) {
  walras_status status = resolve_explicit_sizes(p, given, error);
  const bool sane = p->n_states <= STATES_MOST && p->n_leader_actions <= ACTIONS_MOST && p->n_follower_actions <= ACTIONS_MOST &&
                    p->n_leader_actions >= 1 && p->n_follower_actions >= 1;
  if (status == WALRAS_OK && !sane)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "payoff_leader: %lld states, %lld and %lld actions: 1 to %d states and 1 to %d actions are possible",
                       (long long)p->n_states, (long long)p->n_leader_actions, (long long)p->n_follower_actions, STATES_MOST,
                       ACTIONS_MOST);
  if (status == WALRAS_OK && p->state_prior.count == 0)
    status = resolve_uniform(&p->state_prior, p->n_states, given, error);
  if (status == WALRAS_OK && p->instinct_leader.count == 0)
    status = resolve_instincts(&p->instinct_leader, p, p->n_leader_actions, given, error);
  if (status == WALRAS_OK && p->instinct_follower.count == 0 && p->follower_rationality == FOLLOWER_RATIONAL)
    status = resolve_instincts(&p->instinct_follower, p, p->n_follower_actions, given, error);
  return status;
}

walras_status causal_resolve(void *parameters, const walras_given *given, walras_error *error) {
  struct causal_parameters *p = parameters;
  if (!walras_is_given(given, "n_games"))
    p->n_games = causal_draws(p) ? 1000000 : 1;
  if (p->mode == MODE_EXPLICIT)
    return resolve_explicit(p, given, error);
  if (!walras_is_given(given, "n_leader_actions"))
    p->n_leader_actions = 2;
  if (!walras_is_given(given, "n_follower_actions"))
    p->n_follower_actions = 2;
  if (!walras_is_given(given, "n_states"))
    p->n_states = 2;
  if (p->mode == MODE_SIGNALING && p->type_prior.count == 0)
    return resolve_uniform(&p->type_prior, p->n_types, given, error);
  return WALRAS_OK;
}
