#include "models/causal-games/parameters.h"

#define INTEGER(field, ...) WALRAS_INTEGER(struct causal_parameters, field, __VA_ARGS__)
#define REAL(field, ...) WALRAS_REAL(struct causal_parameters, field, __VA_ARGS__)
#define REALS(field, ...) WALRAS_REAL_ARRAY(struct causal_parameters, field, __VA_ARGS__)
#define LISTS(field, ...) WALRAS_REAL_LISTS(struct causal_parameters, field, __VA_ARGS__)
#define WORD(field, list, ...) WALRAS_ENUMERATION(struct causal_parameters, field, .words = list, __VA_ARGS__)

static const char *const modes[] = {"random", "explicit", "tree", "signaling", NULL};
static const char *const distributions[] = {"uniform", "normal", "integer", NULL};
static const char *const commitments[] = {"pure", "mixed", NULL};
static const char *const rationalities[] = {"rational", "satisficing", NULL};

/* Payoffs are drawn: see causal_draws. */
#define DRAWN                                                                                                                    \
  "mode == 'random' or (mode == 'tree' and count(leaf_leader) == 0 and count(leaf_follower) == 0) or "                           \
  "(mode == 'signaling' and count(sender_payoff) == 0 and count(receiver_payoff) == 0)"

const walras_parameter causal_schema[CAUSAL_PARAMETERS] = {
    WORD(mode, modes, .standard = "random",
         .doc =
             "random: drawn games; explicit: one given game; tree: backward induction; signaling: perfect Bayesian equilibria"),
    INTEGER(n_games, .range = "[1, 1e10]", .rule = "1000000; 1 where nothing is drawn", .unit = "games",
            .doc = "N, games, trees or signalling games of a trial, each with its own draws"),
    INTEGER(first_game, .range = "[0, 1e10]", .standard = "0", .unit = "game", .read_when = DRAWN,
            .doc = "number of the first game: with n_games = 1 the way back to a game of the table extremes"),
    INTEGER(extremes, .range = "[0, 1000]", .standard = "0", .unit = "games", .read_when = "mode == 'random'",
            .doc = "list so many games with the largest absolute welfare gains; solves all games several times"),
    INTEGER(n_leader_actions, .range = "[1, 64]", .rule = "2; as many as payoff_leader or instinct_leader has in mode explicit",
            .unit = "actions", .read_when = "mode == 'random' or mode == 'explicit'",
            .doc = "m, at most 6 when the leader has layer 3"),
    INTEGER(n_follower_actions, .range = "[1, 64]", .rule = "2; as many as payoff_leader has columns in mode explicit",
            .unit = "actions", .read_when = "mode == 'random' or mode == 'explicit'",
            .doc = "n, at most 6 when a rational follower has layer 3"),
    INTEGER(n_states, .range = "[1, 16]", .rule = "2; as many as are given in mode explicit, or 1", .unit = "states",
            .read_when = "mode == 'random' or mode == 'explicit'", .doc = "K, hidden states"),
    WORD(payoff_dist, distributions, .standard = "uniform", .read_when = DRAWN,
         .doc = "law of a payoff: uniform on (0, 1), standard normal, or whole numbers -5..5 (with ties)"),
    REAL(payoff_correlation, .range = "[-1, 1]", .standard = "0.0", .unit = "1", .read_when = DRAWN,
         .doc = "rho, correlation of both players' payoffs of a cell or leaf; payoff_dist = normal only; -1: zero-sum"),
    REAL(confounding, .range = "[0, 1]", .standard = "0.0", .unit = "1", .read_when = "mode == 'random'",
         .doc = "kappa, share of each payoff that depends on the hidden state, and so is told by instincts"),
    REAL(instinct_accuracy, .range = "[0, 1]", .standard = "0.9", .unit = "1",
         .read_when = "mode == 'random' or mode == 'explicit'",
         .doc = "c, probability of the instinct u mod (number of actions) in state u; the others share the rest equally"),
    WALRAS_INTEGER_ARRAY(struct causal_parameters, leader_layers, .range = "[1, 3]", .standard = "[1, 2, 3]", .unit = "1",
                         .read_when = "mode == 'random' or mode == 'explicit'",
                         .doc = "1: play the instinct; 2: play a constant; 3: play any map of the instinct (1 and 2 among them)"),
    WALRAS_INTEGER_ARRAY(struct causal_parameters, follower_layers, .range = "[1, 3]", .standard = "[1, 2, 3]", .unit = "1",
                         .read_when = "(mode == 'random' or mode == 'explicit') and follower_rationality == 'rational'",
                         .doc = "the same for a rational follower, who may choose anew after each action of the leader"),
    WALRAS_BOOLEAN(struct causal_parameters, observe_layer, .standard = "true",
                   .read_when = "mode == 'random' or mode == 'explicit'",
                   .doc = "the follower sees the leader's map; false: only the action, and equilibria are fixed points"),
    WORD(leader_commitment, commitments, .standard = "pure", .read_when = "mode == 'random' or mode == 'explicit'",
         .doc =
             "benchmark, and the leader's layer 2: an action, or a mixture found by linear programs (n per game unless m = 2)"),
    WORD(follower_rationality, rationalities, .standard = "rational", .read_when = "mode == 'random' or mode == 'explicit'",
         .doc = "rational: best reply; satisficing: keeps an instinct that is good enough, best-responds otherwise"),
    REAL(satisficing_epsilon, .range = "[0, 1e6]", .standard = "0.0", .unit = "utility",
         .read_when = "(mode == 'random' or mode == 'explicit') and follower_rationality == 'satisficing'",
         .doc = "eps, an instinct within eps of the best reply's expected payoff is kept"),
    REAL(instinct_alignment, .range = "[0, 1]", .standard = "1.0", .unit = "1",
         .read_when = "(mode == 'random' or mode == 'explicit') and follower_rationality == 'satisficing' and "
                      "count(instinct_follower_given_action) == 0",
         .doc = "alpha, the satisficing follower's instinct is the best reply with this probability, and uniform otherwise"),
    LISTS(payoff_leader, .standard = "()", .unit = "utility", .read_when = "mode == 'explicit'",
          .doc = "mode explicit: m arrays of length n, row x1; or K times m of them, all of state 0 first"),
    LISTS(payoff_follower, .standard = "()", .unit = "utility", .read_when = "mode == 'explicit'",
          .doc = "mode explicit: the follower's, in the same shape"),
    REALS(state_prior, .range = "[0, 1]", .rule = "uniform", .unit = "1", .read_when = "mode == 'explicit'",
          .doc = "mode explicit: P(u), K probabilities"),
    LISTS(instinct_leader, .range = "[0, 1]", .unit = "1", .rule = "from instinct_accuracy", .read_when = "mode == 'explicit'",
          .doc = "mode explicit: K arrays of length m, P(i1 | u)"),
    LISTS(instinct_follower, .range = "[0, 1]", .unit = "1", .rule = "from instinct_accuracy",
          .read_when = "mode == 'explicit' and follower_rationality == 'rational'",
          .doc = "mode explicit, rational follower: K arrays of length n, P(i2 | u)"),
    LISTS(instinct_follower_given_action, .range = "[0, 1]", .unit = "1", .rule = "from instinct_alignment",
          .read_when = "mode == 'explicit' and follower_rationality == 'satisficing'",
          .doc = "mode explicit, satisficing follower: m arrays of length n, P(i2 | x1)"),
    INTEGER(depth, .range = "[1, 26]", .standard = "4", .unit = "moves", .read_when = "mode == 'tree'",
            .doc = "d, moves of a tree; the leader moves first"),
    INTEGER(branching, .range = "[2, 67108864]", .standard = "2", .unit = "branches", .read_when = "mode == 'tree'",
            .doc = "c, choices of each move; at most 2^26 leaves"),
    REALS(leaf_leader, .standard = "[]", .unit = "utility", .read_when = "mode == 'tree'",
          .doc = "mode tree: c^d payoffs, the first move the slowest index; [] = drawn"),
    REALS(leaf_follower, .standard = "[]", .unit = "utility", .read_when = "mode == 'tree'",
          .doc = "mode tree: the follower's, in the same shape"),
    INTEGER(n_types, .range = "[1, 4]", .standard = "2", .unit = "types", .read_when = "mode == 'signaling'",
            .doc = "T, types of the sender"),
    INTEGER(n_messages, .range = "[1, 4]", .standard = "3", .unit = "messages", .read_when = "mode == 'signaling'",
            .doc = "M, messages"),
    INTEGER(n_actions, .range = "[1, 4]", .standard = "2", .unit = "actions", .read_when = "mode == 'signaling'",
            .doc = "A, actions of the receiver"),
    REALS(type_prior, .range = "[0, 1]", .rule = "uniform", .unit = "1", .read_when = "mode == 'signaling'",
          .doc = "mode signaling: T probabilities"),
    LISTS(sender_payoff, .standard = "()", .unit = "utility", .read_when = "mode == 'signaling'",
          .doc = "mode signaling: T times M arrays of length A, all messages of type 0 first; () = drawn"),
    LISTS(receiver_payoff, .standard = "()", .unit = "utility", .read_when = "mode == 'signaling'",
          .doc = "mode signaling: the receiver's, in the same shape"),
    REAL(tie_tol, .range = "[0, 1e-6]", .standard = "1e-12", .unit = "utility",
         .doc = "a later choice replaces an earlier one only if better by more than this"),
};
