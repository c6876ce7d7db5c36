/** Parameters of causal games. */
#ifndef WALRAS_CAUSAL_PARAMETERS_H
#define WALRAS_CAUSAL_PARAMETERS_H

#include "walras/walras.h"

enum causal_mode { MODE_RANDOM, MODE_EXPLICIT, MODE_TREE, MODE_SIGNALING };
enum causal_distribution { PAYOFF_UNIFORM, PAYOFF_NORMAL, PAYOFF_INTEGER };
enum causal_commitment { COMMITMENT_PURE, COMMITMENT_MIXED };
enum causal_rationality { FOLLOWER_RATIONAL, FOLLOWER_SATISFICING };

/** Limits: actions without and with layer 3, hidden states, leaves of a tree, sizes of signalling. */
enum { ACTIONS_MOST = 64, ACTIONS_MOST_L3 = 6, STATES_MOST = 16, LEAVES_MOST = 1 << 26, SIGNALS_MOST = 4 };

/** Layers as bits: the sets that leader_layers and follower_layers list. */
enum causal_layer { LAYER_SEE = 1, LAYER_DO = 2, LAYER_COUNTERFACTUAL = 4 };

struct causal_parameters {
  int mode, payoff_dist, leader_commitment, follower_rationality;
  int64_t n_games, first_game, extremes, n_leader_actions, n_follower_actions, n_states, depth, branching, n_types, n_messages,
      n_actions;
  double payoff_correlation, confounding, instinct_accuracy, satisficing_epsilon, instinct_alignment, tie_tol;
  walras_integers leader_layers, follower_layers;
  bool observe_layer;
  walras_real_lists payoff_leader, payoff_follower, instinct_leader, instinct_follower, instinct_follower_given_action,
      sender_payoff, receiver_payoff;
  walras_reals state_prior, leaf_leader, leaf_follower, type_prior;
};

enum { CAUSAL_PARAMETERS = 35 };
extern const walras_parameter causal_schema[CAUSAL_PARAMETERS];
walras_status causal_resolve(void *parameters, const walras_given *given, walras_error *error);
walras_status causal_check(const void *parameters, walras_error *error);

/** The listed layers as bits of enum causal_layer. */
int causal_layers(walras_integers layers);
/** branching^depth, or -1 beyond LEAVES_MOST. */
int64_t causal_leaves(const struct causal_parameters *p);
/** Whether payoffs (leaves, or signalling payoffs) are drawn. */
bool causal_draws(const struct causal_parameters *p);
/** P(instinct = action | state): `accuracy` for state mod actions, and the rest equally over the other actions. */
double causal_instinct(int64_t state, int64_t action, int64_t actions, double accuracy);
/** States that payoffs tell apart: 1 where they do not depend on the hidden state. */
int64_t causal_payoff_states(const struct causal_parameters *p);

#endif
