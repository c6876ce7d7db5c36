/* Constraints between parameters. */
#include <math.h>

#include "models/causal-games/parameters.h"

#define PROBABILITY_TOLERANCE 1e-9

static walras_status check_length(const char *name, int64_t found, int64_t expected, const char *what, walras_error *error) {
  if (found == expected)
    return WALRAS_OK;
  return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: %lld %s, expected %lld", name, (long long)found, what,
                     (long long)expected);
}

static walras_status check_rows(const char *name, const walras_real_lists *lists, int64_t rows, int64_t width,
                                walras_error *error) {
  walras_status status = check_length(name, lists->count, rows, "arrays", error);
  for (int64_t row = 0; status == WALRAS_OK && row < rows; row++)
    if (lists->lists[row].count != width)
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: array %lld has length %lld, expected %lld", name, (long long)row + 1,
                         (long long)lists->lists[row].count, (long long)width);
  return status;
}

static double sum_of(const walras_reals *reals) {
  double sum = 0.0;
  for (int64_t i = 0; i < reals->count; i++)
    sum += reals->values[i];
  return sum;
}

static walras_status check_law(const char *name, const walras_reals *law, int64_t length, walras_error *error) {
  const walras_status status = check_length(name, law->count, length, "probabilities", error);
  if (status == WALRAS_OK && !(fabs(sum_of(law) - 1.0) <= PROBABILITY_TOLERANCE))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: the probabilities add up to %.10g, not to 1 within 1e-9", name,
                       sum_of(law));
  return status;
}

static walras_status check_laws(const char *name, const walras_real_lists *laws, int64_t rows, int64_t width,
                                walras_error *error) {
  walras_status status = check_rows(name, laws, rows, width, error);
  for (int64_t row = 0; status == WALRAS_OK && row < rows; row++)
    if (!(fabs(sum_of(&laws->lists[row]) - 1.0) <= PROBABILITY_TOLERANCE))
      return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                         "%s: the probabilities of array %lld add up to %.10g, not to 1 within 1e-9", name, (long long)row + 1,
                         sum_of(&laws->lists[row]));
  return status;
}

/* m arrays of length n, or K times as many. */
static walras_status check_payoffs(const char *name, const walras_real_lists *lists, const struct causal_parameters *p,
                                   walras_error *error) {
  const int64_t m = p->n_leader_actions;
  if (lists->count != m && lists->count != p->n_states * m)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "%s: %lld arrays, expected n_leader_actions = %lld, or n_states times as many = %lld", name,
                       (long long)lists->count, (long long)m, (long long)(p->n_states * m));
  return check_rows(name, lists, lists->count, p->n_follower_actions, error);
}

static walras_status check_explicit(const struct causal_parameters *p, walras_error *error) {
  const int64_t m = p->n_leader_actions, n = p->n_follower_actions;
  walras_status status = check_payoffs("payoff_leader", &p->payoff_leader, p, error);
  if (status == WALRAS_OK)
    status = check_payoffs("payoff_follower", &p->payoff_follower, p, error);
  if (status == WALRAS_OK)
    status = check_law("state_prior", &p->state_prior, p->n_states, error);
  if (status == WALRAS_OK)
    status = check_laws("instinct_leader", &p->instinct_leader, p->n_states, m, error);
  if (status == WALRAS_OK && p->follower_rationality == FOLLOWER_RATIONAL)
    status = check_laws("instinct_follower", &p->instinct_follower, p->n_states, n, error);
  if (status == WALRAS_OK && p->instinct_follower_given_action.count > 0)
    status = check_laws("instinct_follower_given_action", &p->instinct_follower_given_action, m, n, error);
  return status;
}

static walras_status check_layer_list(const char *name, walras_integers layers, walras_error *error) {
  if (layers.count == 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: the list is empty; give some of 1, 2, 3", name);
  if (__builtin_popcount((unsigned)causal_layers(layers)) != layers.count)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "%s: a layer is listed twice", name);
  return WALRAS_OK;
}

static walras_status check_maps(const char *name, int64_t actions, int layers, const char *layer_name, walras_error *error) {
  if (!(layers & LAYER_COUNTERFACTUAL) || actions <= ACTIONS_MOST_L3)
    return WALRAS_OK;
  return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                     "%s = %lld: layer 3 is for at most %d actions (%lld^%lld maps); leave 3 out of %s", name, (long long)actions,
                     ACTIONS_MOST_L3, (long long)actions, (long long)actions, layer_name);
}

/* Mixtures are committed to before the follower's instinct is known to matter: her reply is a constant in the linear programs. */
static walras_status check_commitment(const struct causal_parameters *p, walras_error *error) {
  const bool rational = p->follower_rationality == FOLLOWER_RATIONAL;
  if (p->leader_commitment == COMMITMENT_PURE)
    return WALRAS_OK;
  if (!rational)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "leader_commitment = mixed needs follower_rationality = rational");
  if (!p->observe_layer)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "leader_commitment = mixed needs observe_layer = true: what is not seen commits "
                       "to nothing");
  if (!(causal_layers(p->leader_layers) & LAYER_DO))
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "leader_commitment = mixed needs layer 2 in leader_layers");
  if (causal_payoff_states(p) > 1 && causal_layers(p->follower_layers) != LAYER_DO)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER,
                       "leader_commitment = mixed: payoffs depend on the hidden state, and then the linear programs hold for "
                       "follower_layers = [2] only");
  return WALRAS_OK;
}

static walras_status check_normal_form(const struct causal_parameters *p, walras_error *error) {
  const bool rational = p->follower_rationality == FOLLOWER_RATIONAL;
  walras_status status = check_layer_list("leader_layers", p->leader_layers, error);
  if (status == WALRAS_OK)
    status = check_layer_list("follower_layers", p->follower_layers, error);
  if (status == WALRAS_OK)
    status = check_maps("n_leader_actions", p->n_leader_actions, causal_layers(p->leader_layers), "leader_layers", error);
  if (status == WALRAS_OK && rational)
    status = check_maps("n_follower_actions", p->n_follower_actions, causal_layers(p->follower_layers), "follower_layers", error);
  if (status == WALRAS_OK && !rational && !p->observe_layer)
    status = WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "observe_layer = false needs follower_rationality = rational");
  if (status == WALRAS_OK && p->extremes > 0 && !p->observe_layer)
    status = WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "extremes = %lld: without observe_layer there may be several gains",
                         (long long)p->extremes);
  if (status == WALRAS_OK)
    status = check_commitment(p, error);
  if (status == WALRAS_OK && p->mode == MODE_EXPLICIT)
    status = check_explicit(p, error);
  return status;
}

static walras_status check_tree(const struct causal_parameters *p, walras_error *error) {
  const int64_t leaves = causal_leaves(p);
  if (leaves < 0)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "depth = %lld: branching^depth = %lld^%lld is above 2^26 leaves",
                       (long long)p->depth, (long long)p->branching, (long long)p->depth);
  if (p->leaf_leader.count == 0 && p->leaf_follower.count == 0)
    return WALRAS_OK;
  const walras_status status = check_length("leaf_leader", p->leaf_leader.count, leaves, "payoffs", error);
  return status == WALRAS_OK ? check_length("leaf_follower", p->leaf_follower.count, leaves, "payoffs", error) : status;
}

static walras_status check_signaling(const struct causal_parameters *p, walras_error *error) {
  const int64_t rows = p->n_types * p->n_messages;
  walras_status status = check_law("type_prior", &p->type_prior, p->n_types, error);
  if (status == WALRAS_OK && (p->sender_payoff.count > 0 || p->receiver_payoff.count > 0))
    status = check_rows("sender_payoff", &p->sender_payoff, rows, p->n_actions, error);
  if (status == WALRAS_OK && p->sender_payoff.count > 0)
    status = check_rows("receiver_payoff", &p->receiver_payoff, rows, p->n_actions, error);
  return status;
}

walras_status causal_check(const void *parameters, walras_error *error) {
  const struct causal_parameters *p = parameters;
  if (p->payoff_correlation != 0.0 && p->payoff_dist != PAYOFF_NORMAL)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "payoff_correlation = %g needs payoff_dist = normal",
                       p->payoff_correlation);
  if (!causal_draws(p) && p->n_games > 1)
    return WALRAS_FAIL(error, WALRAS_ERROR_PARAMETER, "n_games = %lld: nothing is drawn, so that all would be the same",
                       (long long)p->n_games);
  switch (p->mode) {
  case MODE_TREE:
    return check_tree(p, error);
  case MODE_SIGNALING:
    return check_signaling(p, error);
  default:
    return check_normal_form(p, error);
  }
}
