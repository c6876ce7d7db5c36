#include "models/causal-games/metrics.h"

#include <assert.h>
#include <math.h>

#include "walras/elementary.h"

enum {
  STACKELBERG_LEADER,
  STACKELBERG_FOLLOWER,
  SCNE_LEADER,
  SCNE_FOLLOWER,
  LEADER,
  FOLLOWER,
  WELFARE_GAIN,
  LEADER_ACTION,
  FOLLOWER_ACTION,
  LEADER_LAYER,
  MIXED_LEADER,
  N_PURE_NASH,
  NASH_BEST_WELFARE,
  NASH_WORST_WELFARE,
  OPTIMUM_WELFARE,
  INSTINCT_WELFARE,
  MEAN_STACKELBERG_LEADER,
  MEAN_STACKELBERG_FOLLOWER,
  MEAN_SCNE_LEADER,
  MEAN_SCNE_FOLLOWER,
  MEAN_LEADER_GAIN,
  MEAN_WELFARE_GAIN,
  MIN_LEADER_GAIN,
  MAX_LEADER_GAIN,
  MIN_WELFARE_GAIN,
  MAX_WELFARE_GAIN,
  MAX_ABS_WELFARE_GAIN,
  MEAN_MIXED_LEADER,
  MIN_MIXED_GAIN,
  MEAN_NASH_BEST_WELFARE,
  MEAN_NASH_WORST_WELFARE,
  SHARE_PURE_NASH,
  MEAN_OPTIMUM_WELFARE,
  MEAN_INSTINCT_WELFARE,
  SHARE_POSITIVE,
  SHARE_NEGATIVE,
  LEADER_SHARE_L1,
  LEADER_SHARE_L2,
  LEADER_SHARE_L3,
  FOLLOWER_SHARE_L1,
  FOLLOWER_SHARE_L2,
  FOLLOWER_SHARE_L3,
  MEAN_EQUILIBRIA,
  MEAN_ROBUST_EQUILIBRIA,
  SHARE_WITHOUT_EQUILIBRIUM,
  MEAN_BEST_WELFARE,
  MEAN_WORST_WELFARE,
  MEAN_BEST_GAIN,
  MEAN_WORST_GAIN,
  SPE_LEADER,
  SPE_FOLLOWER,
  DEVIATIONS,
  N_PURE_PBE,
  N_SEPARATING,
  N_POOLING,
  N_SEMI,
  GAME_RATE,
  WELFARE_GAINS,
  LEADER_GAINS,
  LEADER_MAP,
  PAYOFFS,
  EXTREMES,
  PATH,
  PBE
};
_Static_assert(PBE + 1 == CAUSAL_METRICS, "the table and its size");

static const struct causal_parameters *of(const void *p) {
  return p;
}
static bool is_random(const void *p) {
  return of(p)->mode == MODE_RANDOM;
}
static bool is_explicit(const void *p) {
  return of(p)->mode == MODE_EXPLICIT;
}
static bool is_tree(const void *p) {
  return of(p)->mode == MODE_TREE;
}
static bool is_signaling(const void *p) {
  return of(p)->mode == MODE_SIGNALING;
}
static bool is_satisficing(const void *p) {
  return of(p)->follower_rationality == FOLLOWER_SATISFICING;
}
static bool is_mixed(const void *p) {
  return of(p)->leader_commitment == COMMITMENT_MIXED;
}
static bool is_explicit_map(const void *p) {
  return is_explicit(p) && of(p)->observe_layer;
}
static bool is_explicit_seen(const void *p) {
  return is_explicit_map(p) && !is_satisficing(p);
}
static bool is_explicit_satisficing(const void *p) {
  return is_explicit(p) && is_satisficing(p);
}
static bool is_explicit_mixed(const void *p) {
  return is_explicit(p) && is_mixed(p);
}
static bool is_random_seen(const void *p) {
  return is_random(p) && of(p)->observe_layer;
}
static bool is_random_mixed(const void *p) {
  return is_random(p) && is_mixed(p);
}
static bool has_follower_kinds(const void *p) {
  return is_random_seen(p) && !is_satisficing(p);
}
static bool is_hidden(const void *p) {
  return (is_random(p) || is_explicit(p)) && !of(p)->observe_layer;
}
static bool is_one_game(const void *p) {
  return is_random(p) && of(p)->n_games == 1;
}
static bool is_one_tree(const void *p) {
  return is_tree(p) && of(p)->n_games == 1;
}
static bool is_one_signaling(const void *p) {
  return is_signaling(p) && of(p)->n_games == 1;
}
static bool has_extremes(const void *p) {
  return of(p)->extremes > 0;
}
static int64_t map_length(const void *p) {
  return of(p)->n_leader_actions;
}
static int64_t payoff_length(const void *p) {
  return causal_payoff_states(p) * of(p)->n_leader_actions * of(p)->n_follower_actions;
}
static int64_t extreme_length(const void *p) {
  return of(p)->extremes < of(p)->n_games ? of(p)->extremes : of(p)->n_games;
}
static int64_t path_length(const void *p) {
  return of(p)->depth;
}
static int64_t pbe_length(const void *p) {
  return PBE_LISTED * (of(p)->n_types + of(p)->n_messages);
}
static int64_t gain_bins(const void *p) {
  (void)p;
  return GAIN_BINS;
}

void causal_gain_edges(double *edge) {
  for (int k = 0; k <= GAIN_BINS_SIDE; k++)
    edge[k] = walras_exp((-9.0 + 12.0 * (double)k / GAIN_BINS_SIDE) * 2.302585092994046);
}

static void gain_edges(const void *p, double *edges) {
  double positive[GAIN_BINS_SIDE + 1];
  (void)p;
  causal_gain_edges(positive);
  for (int k = 0; k <= GAIN_BINS_SIDE; k++) {
    edges[GAIN_BINS_SIDE - k] = -positive[k];
    edges[GAIN_BINS_SIDE + 1 + k] = positive[k];
  }
}

/* The last edge at or below |gain|; most gains are 0 or large. */
int64_t causal_gain_bin(const double *edge, double gain) {
  const double size = fabs(gain);
  int64_t low = 0, high = GAIN_BINS_SIDE;
  if (!(size >= edge[0]))
    return GAIN_BINS_SIDE;
  while (high - low > 1) {
    const int64_t middle = (low + high) / 2;
    if (size >= edge[middle])
      low = middle;
    else
      high = middle;
  }
  return gain > 0.0 ? GAIN_BINS_SIDE + 1 + low : GAIN_BINS_SIDE - 1 - low;
}

enum { MAP_INSTINCT, MAP_ACTION };
static const walras_column map_columns[] = {
    {.name = "instinct", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "instinct of the leader, from 0"},
    {.name = "action", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "what the leader plays then, from 0; -1: the mixture"},
    {0}};
enum { PAYOFF_STATE, PAYOFF_LEADER_ACTION, PAYOFF_FOLLOWER_ACTION, PAYOFF_LEADER, PAYOFF_FOLLOWER };
static const walras_column payoff_columns[] = {
    {.name = "state", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "hidden state, from 0"},
    {.name = "leader_action", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "from 0"},
    {.name = "follower_action", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "from 0"},
    {.name = "leader", .type = WALRAS_VALUE_REAL, .unit = "utility", .doc = "leader's payoff"},
    {.name = "follower", .type = WALRAS_VALUE_REAL, .unit = "utility", .doc = "follower's payoff"},
    {0}};
enum { EXTREME_GAME, EXTREME_WELFARE, EXTREME_LEADER };
static const walras_column extreme_columns[] = {
    {.name = "game", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "number of the game"},
    {.name = "welfare_gain", .type = WALRAS_VALUE_REAL, .unit = "utility", .doc = "its gain of welfare"},
    {.name = "leader_gain", .type = WALRAS_VALUE_REAL, .unit = "utility", .doc = "its leader's gain"},
    {0}};
enum { PATH_MOVE, PATH_PLAYER, PATH_CHOICE };
static const char *const players[] = {"leader", "follower", NULL};
static const walras_column path_columns[] = {
    {.name = "move", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "number of the move, from 0"},
    {.name = "player", .type = WALRAS_VALUE_INTEGER, .unit = NULL, .doc = "who moves", .words = players},
    {.name = "choice", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "branch taken, from 0"},
    {0}};
enum { PBE_EQUILIBRIUM, PBE_KIND, PBE_SIDE, PBE_FROM, PBE_TO };
static const char *const kinds[] = {"separating", "pooling", "semi", NULL};
static const char *const sides[] = {"sender", "receiver", NULL};
static const walras_column pbe_columns[] = {
    {.name = "equilibrium", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "number of the equilibrium, from 0"},
    {.name = "kind", .type = WALRAS_VALUE_INTEGER, .unit = NULL, .doc = "by the sender's messages", .words = kinds},
    {.name = "side", .type = WALRAS_VALUE_INTEGER, .unit = NULL, .doc = "whose map", .words = sides},
    {.name = "from", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "type of the sender, or message to the receiver, from 0"},
    {.name = "to", .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = "message sent, or action taken, from 0"},
    {0}};

const walras_metric causal_metrics[CAUSAL_METRICS] = {
    [STACKELBERG_LEADER] = {.name = "stackelberg_leader",
                            .unit = "utility",
                            .doc = "leader's payoff in the pure Stackelberg equilibrium of mean payoffs",
                            .absent = "unless mode = explicit",
                            .present = is_explicit},
    [STACKELBERG_FOLLOWER] = {.name = "stackelberg_follower",
                              .unit = "utility",
                              .doc = "follower's payoff there",
                              .absent = "unless mode = explicit",
                              .present = is_explicit},
    [SCNE_LEADER] = {.name = "scne_leader",
                     .unit = "utility",
                     .doc = "leader's payoff in the sequential causal Nash equilibrium",
                     .absent = "unless mode = explicit, with a rational follower who sees the map",
                     .present = is_explicit_seen},
    [SCNE_FOLLOWER] = {.name = "scne_follower",
                       .unit = "utility",
                       .doc = "follower's payoff there",
                       .absent = "unless mode = explicit, with a rational follower who sees the map",
                       .present = is_explicit_seen},
    [LEADER] = {.name = "leader",
                .unit = "utility",
                .doc = "leader's anticipated payoff with a satisficing follower",
                .absent = "unless mode = explicit with a satisficing follower",
                .present = is_explicit_satisficing},
    [FOLLOWER] = {.name = "follower",
                  .unit = "utility",
                  .doc = "satisficing follower's anticipated payoff",
                  .absent = "unless mode = explicit with a satisficing follower",
                  .present = is_explicit_satisficing},
    [WELFARE_GAIN] = {.name = "welfare_gain",
                      .unit = "utility",
                      .doc = "welfare in equilibrium less that of the benchmark",
                      .absent = "unless mode = explicit and observe_layer",
                      .present = is_explicit_map},
    [LEADER_ACTION] = {.name = "leader_action",
                       .unit = "1",
                       .type = WALRAS_VALUE_INTEGER,
                       .doc = "action of the leader in the pure Stackelberg equilibrium, from 0",
                       .absent = "unless mode = explicit",
                       .present = is_explicit},
    [FOLLOWER_ACTION] = {.name = "follower_action",
                         .unit = "1",
                         .type = WALRAS_VALUE_INTEGER,
                         .doc = "the follower's reply there, from 0",
                         .absent = "unless mode = explicit",
                         .present = is_explicit},
    [LEADER_LAYER] =
        {.name = "leader_layer",
         .unit = "1",
         .type = WALRAS_VALUE_INTEGER,
         .doc = "layer of the leader's map in equilibrium: 1 the instinct, 2 a constant (or the mixture), 3 any other map",
         .absent = "unless mode = explicit and observe_layer",
         .present = is_explicit_map},
    [MIXED_LEADER] = {.name = "mixed_leader",
                      .unit = "utility",
                      .doc = "leader's payoff from commitment to a mixture",
                      .absent = "unless mode = explicit and leader_commitment = mixed",
                      .present = is_explicit_mixed},
    [N_PURE_NASH] = {.name = "n_pure_nash",
                     .unit = "1",
                     .type = WALRAS_VALUE_INTEGER,
                     .doc = "pure Nash equilibria of the simultaneous game of mean payoffs",
                     .absent = "unless mode = explicit",
                     .present = is_explicit},
    [NASH_BEST_WELFARE] = {.name = "nash_best_welfare",
                           .unit = "utility",
                           .doc = "most welfare of a pure Nash equilibrium",
                           .undefined = "without a pure equilibrium",
                           .absent = "unless mode = explicit",
                           .present = is_explicit},
    [NASH_WORST_WELFARE] = {.name = "nash_worst_welfare",
                            .unit = "utility",
                            .doc = "least welfare of a pure Nash equilibrium",
                            .undefined = "without a pure equilibrium",
                            .absent = "unless mode = explicit",
                            .present = is_explicit},
    [OPTIMUM_WELFARE] = {.name = "optimum_welfare",
                         .unit = "utility",
                         .doc = "most welfare of a pair of actions",
                         .absent = "unless mode = explicit",
                         .present = is_explicit},
    [INSTINCT_WELFARE] = {.name = "instinct_welfare",
                          .unit = "utility",
                          .doc = "welfare when both play their instincts",
                          .absent = "unless mode = explicit",
                          .present = is_explicit},
    [MEAN_STACKELBERG_LEADER] = {.name = "mean_stackelberg_leader",
                                 .unit = "utility",
                                 .doc = "mean of the leader's pure Stackelberg payoffs",
                                 .absent = "unless mode = random",
                                 .present = is_random},
    [MEAN_STACKELBERG_FOLLOWER] = {.name = "mean_stackelberg_follower",
                                   .unit = "utility",
                                   .doc = "mean of the follower's pure Stackelberg payoffs",
                                   .absent = "unless mode = random",
                                   .present = is_random},
    [MEAN_SCNE_LEADER] = {.name = "mean_scne_leader",
                          .unit = "utility",
                          .doc = "mean of the leader's equilibrium payoffs",
                          .absent = "unless mode = random and observe_layer",
                          .present = is_random_seen},
    [MEAN_SCNE_FOLLOWER] = {.name = "mean_scne_follower",
                            .unit = "utility",
                            .doc = "mean of the follower's equilibrium payoffs",
                            .absent = "unless mode = random and observe_layer",
                            .present = is_random_seen},
    [MEAN_LEADER_GAIN] = {.name = "mean_leader_gain",
                          .unit = "utility",
                          .doc = "mean of the leader's equilibrium payoff less that of the benchmark",
                          .absent = "unless mode = random and observe_layer",
                          .present = is_random_seen},
    [MEAN_WELFARE_GAIN] = {.name = "mean_welfare_gain",
                           .unit = "utility",
                           .doc = "mean of the welfare in equilibrium less that of the benchmark",
                           .absent = "unless mode = random and observe_layer",
                           .present = is_random_seen},
    [MIN_LEADER_GAIN] = {.name = "min_leader_gain",
                         .unit = "utility",
                         .doc = "least gain of a leader",
                         .absent = "unless mode = random and observe_layer",
                         .present = is_random_seen},
    [MAX_LEADER_GAIN] = {.name = "max_leader_gain",
                         .unit = "utility",
                         .doc = "largest gain of a leader",
                         .absent = "unless mode = random and observe_layer",
                         .present = is_random_seen},
    [MIN_WELFARE_GAIN] = {.name = "min_welfare_gain",
                          .unit = "utility",
                          .doc = "least gain of welfare",
                          .absent = "unless mode = random and observe_layer",
                          .present = is_random_seen},
    [MAX_WELFARE_GAIN] = {.name = "max_welfare_gain",
                          .unit = "utility",
                          .doc = "largest gain of welfare",
                          .absent = "unless mode = random and observe_layer",
                          .present = is_random_seen},
    [MAX_ABS_WELFARE_GAIN] = {.name = "max_abs_welfare_gain",
                              .unit = "utility",
                              .doc = "largest gain or loss of welfare",
                              .absent = "unless mode = random and observe_layer",
                              .present = is_random_seen},
    [MEAN_MIXED_LEADER] = {.name = "mean_mixed_leader",
                           .unit = "utility",
                           .doc = "mean of the leader's payoffs from commitment to a mixture",
                           .absent = "unless mode = random and leader_commitment = mixed",
                           .present = is_random_mixed},
    [MIN_MIXED_GAIN] = {.name = "min_mixed_gain",
                        .unit = "utility",
                        .doc = "least of: the leader's payoff from a mixture less that from an action",
                        .absent = "unless mode = random and leader_commitment = mixed",
                        .present = is_random_mixed},
    [MEAN_NASH_BEST_WELFARE] = {.name = "mean_nash_best_welfare",
                                .unit = "utility",
                                .doc = "mean over games with a pure Nash equilibrium of the most welfare of one",
                                .undefined = "without any pure equilibrium",
                                .absent = "unless mode = random",
                                .present = is_random},
    [MEAN_NASH_WORST_WELFARE] = {.name = "mean_nash_worst_welfare",
                                 .unit = "utility",
                                 .doc = "mean over games with a pure Nash equilibrium of the least welfare of one",
                                 .undefined = "without any pure equilibrium",
                                 .absent = "unless mode = random",
                                 .present = is_random},
    [SHARE_PURE_NASH] = {.name = "share_pure_nash",
                         .unit = "1",
                         .doc = "share of games with a pure Nash equilibrium",
                         .absent = "unless mode = random",
                         .present = is_random},
    [MEAN_OPTIMUM_WELFARE] = {.name = "mean_optimum_welfare",
                              .unit = "utility",
                              .doc = "mean of the most welfare of a pair of actions",
                              .absent = "unless mode = random",
                              .present = is_random},
    [MEAN_INSTINCT_WELFARE] = {.name = "mean_instinct_welfare",
                               .unit = "utility",
                               .doc = "mean welfare when both play their instincts",
                               .absent = "unless mode = random",
                               .present = is_random},
    [SHARE_POSITIVE] = {.name = "share_positive",
                        .unit = "1",
                        .doc = "share of games whose welfare gain is above 1e-9",
                        .absent = "unless mode = random and observe_layer",
                        .present = is_random_seen},
    [SHARE_NEGATIVE] = {.name = "share_negative",
                        .unit = "1",
                        .doc = "share of games whose welfare gain is below -1e-9",
                        .absent = "unless mode = random and observe_layer",
                        .present = is_random_seen},
    [LEADER_SHARE_L1] = {.name = "leader_share_l1",
                         .unit = "1",
                         .doc = "share of games in which the leader plays the instinct",
                         .absent = "unless mode = random and observe_layer",
                         .present = is_random_seen},
    [LEADER_SHARE_L2] = {.name = "leader_share_l2",
                         .unit = "1",
                         .doc = "share of games in which the leader plays a constant, or the mixture",
                         .absent = "unless mode = random and observe_layer",
                         .present = is_random_seen},
    [LEADER_SHARE_L3] = {.name = "leader_share_l3",
                         .unit = "1",
                         .doc = "share of games in which the leader plays any other map",
                         .absent = "unless mode = random and observe_layer",
                         .present = is_random_seen},
    [FOLLOWER_SHARE_L1] = {.name = "follower_share_l1",
                           .unit = "1",
                           .doc = "probability, over games and play, that the follower plays the instinct",
                           .absent = "unless mode = random and observe_layer with a rational follower",
                           .present = has_follower_kinds},
    [FOLLOWER_SHARE_L2] = {.name = "follower_share_l2",
                           .unit = "1",
                           .doc = "probability, over games and play, that the follower plays a constant",
                           .absent = "unless mode = random and observe_layer with a rational follower",
                           .present = has_follower_kinds},
    [FOLLOWER_SHARE_L3] = {.name = "follower_share_l3",
                           .unit = "1",
                           .doc = "probability, over games and play, that the follower plays any other map",
                           .absent = "unless mode = random and observe_layer with a rational follower",
                           .present = has_follower_kinds},
    [MEAN_EQUILIBRIA] = {.name = "mean_equilibria",
                         .unit = "1",
                         .doc = "equilibria per game that some replies to unused actions support",
                         .absent = "unless observe_layer = false",
                         .present = is_hidden},
    [MEAN_ROBUST_EQUILIBRIA] = {.name = "mean_robust_equilibria",
                                .unit = "1",
                                .doc = "equilibria per game that every reply to unused actions leaves alone",
                                .absent = "unless observe_layer = false",
                                .present = is_hidden},
    [SHARE_WITHOUT_EQUILIBRIUM] = {.name = "share_without_equilibrium",
                                   .unit = "1",
                                   .doc = "share of games without an equilibrium in maps",
                                   .absent = "unless observe_layer = false",
                                   .present = is_hidden},
    [MEAN_BEST_WELFARE] = {.name = "mean_best_welfare",
                           .unit = "utility",
                           .doc = "mean over games with an equilibrium of the most welfare of one",
                           .undefined = "without any equilibrium",
                           .absent = "unless observe_layer = false",
                           .present = is_hidden},
    [MEAN_WORST_WELFARE] = {.name = "mean_worst_welfare",
                            .unit = "utility",
                            .doc = "mean over games with an equilibrium of the least welfare of one",
                            .undefined = "without any equilibrium",
                            .absent = "unless observe_layer = false",
                            .present = is_hidden},
    [MEAN_BEST_GAIN] = {.name = "mean_best_gain",
                        .unit = "utility",
                        .doc = "the first less the benchmark's welfare, in mean over the same games",
                        .undefined = "without any equilibrium",
                        .absent = "unless observe_layer = false",
                        .present = is_hidden},
    [MEAN_WORST_GAIN] = {.name = "mean_worst_gain",
                         .unit = "utility",
                         .doc = "the second less the benchmark's welfare, in mean over the same games",
                         .undefined = "without any equilibrium",
                         .absent = "unless observe_layer = false",
                         .present = is_hidden},
    [SPE_LEADER] = {.name = "spe_leader",
                    .unit = "utility",
                    .doc = "leader's payoff in the subgame-perfect equilibrium, mean over trees",
                    .absent = "unless mode = tree",
                    .present = is_tree},
    [SPE_FOLLOWER] = {.name = "spe_follower",
                      .unit = "utility",
                      .doc = "follower's payoff there, mean over trees",
                      .absent = "unless mode = tree",
                      .present = is_tree},
    [DEVIATIONS] = {.name = "deviations",
                    .unit = "1",
                    .type = WALRAS_VALUE_INTEGER,
                    .doc = "profitable one-shot deviations from it in all trees",
                    .absent = "unless mode = tree",
                    .present = is_tree},
    [N_PURE_PBE] = {.name = "n_pure_pbe",
                    .unit = "1",
                    .doc = "pure perfect Bayesian equilibria, mean over games",
                    .absent = "unless mode = signaling",
                    .present = is_signaling},
    [N_SEPARATING] = {.name = "n_separating",
                      .unit = "1",
                      .doc = "those in which all types send different messages",
                      .absent = "unless mode = signaling",
                      .present = is_signaling},
    [N_POOLING] = {.name = "n_pooling",
                   .unit = "1",
                   .doc = "those in which all types send the same message",
                   .absent = "unless mode = signaling",
                   .present = is_signaling},
    [N_SEMI] = {.name = "n_semi", .unit = "1", .doc = "all others", .absent = "unless mode = signaling", .present = is_signaling},
    [GAME_RATE] = {.name = "game_rate",
                   .unit = "games/s",
                   .doc = "games, trees or signalling games per second of the whole trial, on the cores that it had",
                   .not_compared = true},
    [WELFARE_GAINS] = {.name = "welfare_gains",
                       .unit = "utility",
                       .doc = "games by gain of welfare, of either sign, logarithmically from 1e-9",
                       .absent = "unless mode = random and observe_layer",
                       .present = is_random_seen,
                       .kind = WALRAS_HISTOGRAM,
                       .length = gain_bins,
                       .edges = gain_edges},
    [LEADER_GAINS] = {.name = "leader_gains",
                      .unit = "utility",
                      .doc = "games by the leader's gain, in the same bins",
                      .absent = "unless mode = random and observe_layer",
                      .present = is_random_seen,
                      .kind = WALRAS_HISTOGRAM,
                      .length = gain_bins,
                      .edges = gain_edges},
    [LEADER_MAP] = {.name = "leader_map",
                    .doc = "the leader's map in equilibrium",
                    .absent = "unless mode = explicit and observe_layer",
                    .present = is_explicit_map,
                    .kind = WALRAS_TABLE,
                    .columns = map_columns,
                    .length = map_length},
    [PAYOFFS] = {.name = "payoffs",
                 .doc = "payoffs of the one game",
                 .absent = "unless mode = random and n_games = 1",
                 .present = is_one_game,
                 .kind = WALRAS_TABLE,
                 .columns = payoff_columns,
                 .length = payoff_length},
    [EXTREMES] =
        {.name = "extremes",
         .doc = "games with the largest absolute gains of welfare, largest first; first_game with n_games = 1 draws one again",
         .absent = "unless extremes > 0",
         .present = has_extremes,
         .kind = WALRAS_TABLE,
         .columns = extreme_columns,
         .length = extreme_length},
    [PATH] = {.name = "path",
              .doc = "play of the one tree",
              .absent = "unless mode = tree of one tree",
              .present = is_one_tree,
              .kind = WALRAS_TABLE,
              .columns = path_columns,
              .length = path_length},
    [PBE] = {.name = "pbe",
             .doc = "maps of the pure perfect Bayesian equilibria of the one game, at most 256 of them",
             .absent = "unless mode = signaling of one game",
             .present = is_one_signaling,
             .kind = WALRAS_TABLE,
             .columns = pbe_columns,
             .length = pbe_length},
};

static void record_means(walras_trial *trial, const struct causal_parameters *p, const walras_reduction *sums) {
  static const struct {
    int metric, sum;
  } means[] = {{MEAN_STACKELBERG_LEADER, SUM_STACKELBERG_LEADER},
               {MEAN_STACKELBERG_FOLLOWER, SUM_STACKELBERG_FOLLOWER},
               {MEAN_SCNE_LEADER, SUM_SCNE_LEADER},
               {MEAN_SCNE_FOLLOWER, SUM_SCNE_FOLLOWER},
               {MEAN_LEADER_GAIN, SUM_LEADER_GAIN},
               {MEAN_WELFARE_GAIN, SUM_WELFARE_GAIN},
               {MEAN_MIXED_LEADER, SUM_MIXED_LEADER},
               {MEAN_OPTIMUM_WELFARE, SUM_OPTIMUM},
               {MEAN_INSTINCT_WELFARE, SUM_INSTINCT},
               {FOLLOWER_SHARE_L1, SUM_FOLLOWER_KINDS},
               {FOLLOWER_SHARE_L2, SUM_FOLLOWER_KINDS + 1},
               {FOLLOWER_SHARE_L3, SUM_FOLLOWER_KINDS + 2},
               /* one given game */
               {STACKELBERG_LEADER, SUM_STACKELBERG_LEADER},
               {STACKELBERG_FOLLOWER, SUM_STACKELBERG_FOLLOWER},
               {SCNE_LEADER, SUM_SCNE_LEADER},
               {SCNE_FOLLOWER, SUM_SCNE_FOLLOWER},
               {LEADER, SUM_SCNE_LEADER},
               {FOLLOWER, SUM_SCNE_FOLLOWER},
               {WELFARE_GAIN, SUM_WELFARE_GAIN},
               {MIXED_LEADER, SUM_MIXED_LEADER},
               {OPTIMUM_WELFARE, SUM_OPTIMUM},
               {INSTINCT_WELFARE, SUM_INSTINCT}};
  for (size_t k = 0; k < sizeof means / sizeof *means; k++)
    walras_record_real(trial, means[k].metric, walras_reduction_sum(sums, means[k].sum) / (double)p->n_games);
}

static double over(double sum, int64_t count) {
  return count > 0 ? sum / (double)count : (double)NAN;
}

static void record_extrema(walras_trial *trial, const walras_reduction *sums) {
  const double least = walras_reduction_minimum(sums, LEAST_WELFARE_GAIN).value;
  const double most = walras_reduction_maximum(sums, MOST_WELFARE_GAIN).value;
  walras_record_real(trial, MIN_LEADER_GAIN, walras_reduction_minimum(sums, LEAST_LEADER_GAIN).value);
  walras_record_real(trial, MAX_LEADER_GAIN, walras_reduction_maximum(sums, MOST_LEADER_GAIN).value);
  walras_record_real(trial, MIN_WELFARE_GAIN, least);
  walras_record_real(trial, MAX_WELFARE_GAIN, most);
  walras_record_real(trial, MAX_ABS_WELFARE_GAIN, fmax(fabs(least), fabs(most)));
  walras_record_real(trial, MIN_MIXED_GAIN, walras_reduction_minimum(sums, LEAST_MIXED_GAIN).value);
}

static void record_counts(walras_trial *trial, const struct causal_parameters *p, const walras_reduction *sums) {
  const int64_t *const counts = walras_reduction_counts(sums);
  const double games = (double)p->n_games;
  walras_record_real(trial, SHARE_POSITIVE, (double)counts[COUNT_POSITIVE] / games);
  walras_record_real(trial, SHARE_NEGATIVE, (double)counts[COUNT_NEGATIVE] / games);
  for (int kind = 0; kind < 3; kind++)
    walras_record_real(trial, LEADER_SHARE_L1 + kind, (double)counts[COUNT_LEADER_KINDS + kind] / games);
  walras_record_integers(trial, WELFARE_GAINS, counts + COUNT_WELFARE_BINS, GAIN_BINS);
  walras_record_integers(trial, LEADER_GAINS, counts + COUNT_LEADER_BINS, GAIN_BINS);
}

static void record_nash(walras_trial *trial, const struct causal_parameters *p, const walras_reduction *sums) {
  const int64_t *const counts = walras_reduction_counts(sums);
  const double best = over(walras_reduction_sum(sums, SUM_NASH_BEST), counts[COUNT_WITH_NASH]);
  const double worst = over(walras_reduction_sum(sums, SUM_NASH_WORST), counts[COUNT_WITH_NASH]);
  walras_record_real(trial, SHARE_PURE_NASH, (double)counts[COUNT_WITH_NASH] / (double)p->n_games);
  walras_record_real(trial, MEAN_NASH_BEST_WELFARE, best);
  walras_record_real(trial, MEAN_NASH_WORST_WELFARE, worst);
  walras_record_integer(trial, N_PURE_NASH, counts[COUNT_NASH]);
  walras_record_real(trial, NASH_BEST_WELFARE, best);
  walras_record_real(trial, NASH_WORST_WELFARE, worst);
}

static void record_hidden(walras_trial *trial, const struct causal_parameters *p, const walras_reduction *sums) {
  static const int metrics[4] = {MEAN_BEST_WELFARE, MEAN_WORST_WELFARE, MEAN_BEST_GAIN, MEAN_WORST_GAIN};
  const int64_t *const counts = walras_reduction_counts(sums);
  const double games = (double)p->n_games;
  walras_record_real(trial, MEAN_EQUILIBRIA, (double)counts[COUNT_HIDDEN] / games);
  walras_record_real(trial, MEAN_ROBUST_EQUILIBRIA, (double)counts[COUNT_HIDDEN_ROBUST] / games);
  walras_record_real(trial, SHARE_WITHOUT_EQUILIBRIUM, (games - (double)counts[COUNT_WITH_HIDDEN]) / games);
  for (int k = 0; k < 4; k++)
    walras_record_real(trial, metrics[k], over(walras_reduction_sum(sums, SUM_HIDDEN_BEST + k), counts[COUNT_WITH_HIDDEN]));
}

void causal_record_rate(walras_trial *trial, const struct causal_parameters *p) {
  walras_record_real(trial, GAME_RATE, (double)p->n_games / fmax(walras_trial_elapsed(trial), 1e-9));
}

/* What is absent for these parameters is ignored. */
void causal_record_games(walras_trial *trial, const struct causal_parameters *p, const walras_reduction *sums) {
  record_means(trial, p, sums);
  record_nash(trial, p, sums);
  if (is_hidden(p)) {
    record_hidden(trial, p, sums);
    return;
  }
  record_extrema(trial, sums);
  record_counts(trial, p, sums);
}

void causal_record_detail(walras_trial *trial, const struct causal_parameters *p, const struct causal_tables *tables,
                          const causal_detail *detail) {
  int64_t instinct[ACTIONS_MOST], action[ACTIONS_MOST];
  const int64_t map = (int64_t)detail->map;
  if (!is_explicit(p))
    return;
  walras_record_integer(trial, LEADER_ACTION, (int64_t)detail->stackelberg_leader);
  walras_record_integer(trial, FOLLOWER_ACTION, (int64_t)detail->stackelberg_follower);
  if (!is_explicit_map(p))
    return;
  walras_record_integer(trial, LEADER_LAYER, map < 0 ? KIND_DO : tables->kind[map]);
  for (int64_t i = 0; i < tables->m; i++) {
    instinct[i] = i;
    action[i] = map < 0 ? -1 : tables->action[map * tables->m + i];
  }
  walras_record_column_integers(trial, LEADER_MAP, MAP_INSTINCT, instinct, tables->m);
  walras_record_column_integers(trial, LEADER_MAP, MAP_ACTION, action, tables->m);
}

walras_status causal_record_payoffs(walras_trial *trial, const struct causal_tables *t, const double *leader,
                                    const double *follower) {
  const int64_t cells = t->states * t->m * t->n;
  int64_t *const index = walras_trial_allocate(trial, 3 * cells, sizeof *index);
  if (index == NULL)
    return walras_trial_status(trial);
  for (int64_t cell = 0; cell < cells; cell++) {
    index[cell] = cell / (t->m * t->n);
    index[cells + cell] = cell / t->n % t->m;
    index[2 * cells + cell] = cell % t->n;
  }
  for (int column = 0; column < 3; column++)
    walras_record_column_integers(trial, PAYOFFS, PAYOFF_STATE + column, index + column * cells, cells);
  walras_record_column_reals(trial, PAYOFFS, PAYOFF_LEADER, leader, cells);
  walras_record_column_reals(trial, PAYOFFS, PAYOFF_FOLLOWER, follower, cells);
  return WALRAS_OK;
}

void causal_record_extremes(walras_trial *trial, const causal_extreme *extremes, int64_t count) {
  int64_t game[EXTREMES_MOST];
  double welfare[EXTREMES_MOST], leader[EXTREMES_MOST];
  for (int64_t k = 0; k < count; k++) {
    game[k] = extremes[k].game;
    welfare[k] = extremes[k].welfare_gain;
    leader[k] = extremes[k].leader_gain;
  }
  walras_record_column_integers(trial, EXTREMES, EXTREME_GAME, game, count);
  walras_record_column_reals(trial, EXTREMES, EXTREME_WELFARE, welfare, count);
  walras_record_column_reals(trial, EXTREMES, EXTREME_LEADER, leader, count);
}

void causal_record_trees(walras_trial *trial, const struct causal_parameters *p, const walras_reduction *sums) {
  walras_record_real(trial, SPE_LEADER, walras_reduction_sum(sums, SUM_SPE_LEADER) / (double)p->n_games);
  walras_record_real(trial, SPE_FOLLOWER, walras_reduction_sum(sums, SUM_SPE_FOLLOWER) / (double)p->n_games);
  walras_record_integer(trial, DEVIATIONS, walras_reduction_counts(sums)[0]);
}

void causal_record_path(walras_trial *trial, const struct causal_parameters *p, const int32_t *moves) {
  int64_t move[64], player[64], choice[64];
  for (int64_t k = 0; k < p->depth; k++) {
    move[k] = k;
    player[k] = k % 2;
    choice[k] = moves[k];
  }
  walras_record_column_integers(trial, PATH, PATH_MOVE, move, p->depth);
  walras_record_column_integers(trial, PATH, PATH_PLAYER, player, p->depth);
  walras_record_column_integers(trial, PATH, PATH_CHOICE, choice, p->depth);
}

void causal_record_signals(walras_trial *trial, const struct causal_parameters *p, const walras_reduction *sums) {
  const int64_t *const counts = walras_reduction_counts(sums);
  int64_t all = 0;
  for (int kind = 0; kind < SIGNAL_COUNTS; kind++) {
    walras_record_real(trial, N_SEPARATING + kind, (double)counts[kind] / (double)p->n_games);
    all += counts[kind];
  }
  walras_record_real(trial, N_PURE_PBE, (double)all / (double)p->n_games);
}

void causal_record_equilibria(walras_trial *trial, const causal_choice *choices, int64_t count) {
  int64_t column[PBE_ROWS];
  assert(count <= PBE_ROWS);
  for (int k = 0; k < 5; k++) {
    for (int64_t row = 0; row < count; row++)
      column[row] = choices[row].column[k];
    walras_record_column_integers(trial, PBE, k, column, count);
  }
}
