#include "models/risk-averse-equilibrium/metrics.h"

static const struct rae_parameters *of(const void *p) {
  return p;
}
static bool is_best_response(const void *p) {
  return of(p)->mode == MODE_BEST_RESPONSE;
}
static bool is_symmetric(const void *p) {
  return of(p)->mode == MODE_EQUILIBRIA_2X2;
}
static bool is_play(const void *p) {
  return of(p)->mode == MODE_FICTITIOUS_PLAY;
}
static bool is_random(const void *p) {
  return of(p)->mode == MODE_RANDOM_GAMES;
}
static bool is_psro(const void *p) {
  return of(p)->mode == MODE_PSRO;
}
static bool has_second(const void *p) {
  return is_psro(p) && of(p)->second_population;
}
static bool is_trust(const void *p) {
  return is_psro(p) || of(p)->mode == MODE_TRUST_GRID;
}
static bool is_intersection(const void *p) {
  return of(p)->mode == MODE_INTERSECTION;
}
static bool is_fixed(const void *p) {
  return of(p)->mode == MODE_INTERSECTION_FIXED;
}
static bool is_traffic(const void *p) {
  return of(p)->mode == MODE_MIXED_TRAFFIC;
}
static bool has_utility(const void *p) {
  return is_best_response(p) || is_fixed(p);
}
static bool has_moments(const void *p) {
  return has_utility(p) || is_traffic(p);
}
static bool has_crash(const void *p) {
  return is_fixed(p) || is_traffic(p);
}
static bool has_ladder(const void *p) {
  return is_best_response(p) && rae_temperature(of(p)) == 0.0;
}
static bool has_players(const void *p) {
  return is_play(p) || is_random(p);
}
static bool has_worst(const void *p) {
  return is_best_response(p) || has_players(p);
}
static bool has_value(const void *p) {
  const struct rae_parameters *const q = of(p);
  return is_random(p) && q->game_class == CLASS_ZERO_SUM && q->risk_aversion == 0.0 && rae_tremble(q) == 0.0 &&
         rae_temperature(q) == 0.0;
}
static bool has_self(const void *p) {
  return is_intersection(p) || is_trust(p);
}
static bool has_uniform(const void *p) {
  return is_intersection(p) || is_trust(p);
}
static bool has_drawn(const void *p) {
  return (is_intersection(p) || is_fixed(p) || is_traffic(p)) && of(p)->n_episodes > 0;
}
static bool has_drawn_traffic(const void *p) {
  return is_traffic(p) && of(p)->n_episodes > 0;
}
static bool has_strategy1(const void *p) {
  return is_best_response(p) || is_play(p) || is_psro(p);
}
static int64_t strategy1_length(const void *p) {
  return is_psro(p) ? of(p)->population_size : rae_actions(of(p), 0);
}
static int64_t strategy2_length(const void *p) {
  return rae_actions(of(p), 1);
}
static int64_t equilibria_length(const void *p) {
  (void)p;
  return 64;
}
static int64_t baselines_length(const void *p) {
  (void)p;
  return SOLUTIONS;
}
static int64_t payoffs_length(const void *p) {
  return of(p)->population_size * of(p)->population_size;
}
static int64_t policy_length(const void *p) {
  const int64_t cells = of(p)->approach_cells + 1;
  return of(p)->horizon * cells * (cells + 1);
}
static int64_t drivers_length(const void *p) {
  return (1 + of(p)->driver_risk_aversions.count) * of(p)->driver_trembles.count;
}
static int64_t regret_length(const void *p) {
  return of(p)->iterations < REGRETS_MOST ? of(p)->iterations : REGRETS_MOST;
}
static int64_t crash_length(const void *p) {
  return of(p)->fp_iterations;
}
static int64_t share_length(const void *p) {
  return is_psro(p) ? of(p)->population_size : (of(p)->br_updates + TRUST_INTERVAL - 1) / TRUST_INTERVAL;
}
static int64_t variance_bins(const void *p) {
  (void)p;
  return VARIANCE_BINS;
}
static void variance_edges(const void *p, double *edges) {
  (void)p;
  for (int k = 0; k <= VARIANCE_BINS; k++)
    edges[k] = 0.25 * (double)k / VARIANCE_BINS;
}

#define INTEGER_COLUMN(text, what)                                                                                               \
  { .name = text, .type = WALRAS_VALUE_INTEGER, .unit = "1", .doc = what }
#define REAL_COLUMN(text, measure, what)                                                                                         \
  { .name = text, .type = WALRAS_VALUE_REAL, .unit = measure, .doc = what }
#define WORD_COLUMN(text, list, what)                                                                                            \
  { .name = text, .type = WALRAS_VALUE_INTEGER, .unit = NULL, .doc = what, .words = list }

static const char *const stabilities[] = {"stable", "unstable", "semi_stable", NULL};
static const char *const solutions[] = {"risk_averse",      "nash_best", "nash_worst",       "risk_dominant",
                                        "quantal_response", "maximin",   "minimum_variance", NULL};
static const walras_column strategy_columns[] = {
    INTEGER_COLUMN("action", "own action, from 0; in mode psro a policy"), REAL_COLUMN("probability", "1", "its share"), {0}};
static const walras_column equilibrium_columns[] = {REAL_COLUMN("p", "1", "probability of the first action"),
                                                    WORD_COLUMN("stability", stabilities, "under dp/dt = reply(p) - p"),
                                                    REAL_COLUMN("basin_low", "1", "play from basin_low to basin_high ends here"),
                                                    REAL_COLUMN("basin_high", "1", "see basin_low"),
                                                    {0}};
static const walras_column baseline_columns[] = {
    WORD_COLUMN("solution", solutions, "which profile"),
    REAL_COLUMN("mean1", "utility", "player 1's mean payoff under the trial's trembles"),
    REAL_COLUMN("mean2", "utility", "player 2's"),
    REAL_COLUMN("variance1", "utility^2", "player 1's variance over opponent's actions"),
    REAL_COLUMN("variance2", "utility^2", "player 2's"),
    REAL_COLUMN("worst1", "utility", "player 1's least payoff over opponent's actions"),
    REAL_COLUMN("regret", "utility", "larger gain of a risk-averse best reply"),
    {0}};
static const walras_column payoffs_columns[] = {
    INTEGER_COLUMN("policy", "number of the policy, from 0, the random one"),
    INTEGER_COLUMN("opponent", "number of the opponent's policy"),
    REAL_COLUMN("mean", "utility", "the policy's mean return"),
    REAL_COLUMN("variance", "utility^2", "of its return over episodes"),
    REAL_COLUMN("mauls", "1", "times that it was mauled, per episode"),
    REAL_COLUMN("share_safe", "1", "its plants, of plants and twice its stags; -1: had neither"),
    REAL_COLUMN("weight", "1", "the policy's share in the final meta-strategy"),
    {0}};
static const walras_column policy_columns[] = {INTEGER_COLUMN("step", "of the episode, from 0"),
                                               INTEGER_COLUMN("own", "own cell, from 0; approach_cells is the conflict cell"),
                                               INTEGER_COLUMN("other", "the other's cell; approach_cells + 1: it has cleared"),
                                               REAL_COLUMN("advance", "1", "probability of advancing, before trembles"),
                                               {0}};
static const walras_column drivers_columns[] = {REAL_COLUMN("risk_aversion", "1/utility", "its own; 0: does not mind risk"),
                                                REAL_COLUMN("tremble", "1", "its own"),
                                                REAL_COLUMN("share", "1", "of such drivers in the traffic"),
                                                REAL_COLUMN("mean", "utility", "its mean return, exact"),
                                                REAL_COLUMN("variance", "utility^2", "of its return"),
                                                REAL_COLUMN("crash", "1", "probability that its episode ends in a crash"),
                                                INTEGER_COLUMN("drawn", "drivers drawn of this kind"),
                                                INTEGER_COLUMN("drawn_crashes", "crashes of these"),
                                                {0}};

#define WHEN(words, test) .absent = words, .present = test

const walras_metric rae_metrics[RAE_METRICS] = {
    [METRIC_UTILITY] = {.name = "utility",
                        .unit = "utility",
                        .doc = "mean less risk_aversion times variance (logit: plus entropy)",
                        WHEN("unless mode = best_response or intersection_fixed", has_utility)},
    [METRIC_MEAN] = {.name = "mean",
                     .unit = "utility",
                     .doc = "mean payoff of the reply, or of a car's return",
                     WHEN("unless mode = best_response, intersection_fixed or mixed_traffic", has_moments)},
    [METRIC_VARIANCE] = {.name = "variance",
                         .unit = "utility^2",
                         .doc = "its variance: over the other's actions, or over episodes",
                         WHEN("unless mode = best_response, intersection_fixed or mixed_traffic", has_moments)},
    [METRIC_MEAN_RISE] = {.name = "mean_rise_max",
                          .unit = "utility",
                          .doc =
                              "largest rise of the reply's mean along 16 equal steps of risk aversion from 0, over n_games games",
                          WHEN("unless mode = best_response and perturbation is not logit", has_ladder)},
    [METRIC_VARIANCE_RISE] = {.name = "variance_rise_max",
                              .unit = "utility^2",
                              .doc = "the same of its variance",
                              WHEN("unless mode = best_response and perturbation is not logit", has_ladder)},
    [METRIC_UTILITY1] = {.name = "utility1",
                         .unit = "utility",
                         .doc = "player 1's utility; mean over games",
                         WHEN("unless mode = fictitious_play or random_games", has_players)},
    [METRIC_UTILITY2] = {.name = "utility2",
                         .unit = "utility",
                         .doc = "player 2's",
                         WHEN("unless mode = fictitious_play or random_games", has_players)},
    [METRIC_MEAN1] = {.name = "mean1",
                      .unit = "utility",
                      .doc = "player 1's mean payoff; mean over games",
                      WHEN("unless mode = fictitious_play or random_games", has_players)},
    [METRIC_MEAN2] = {.name = "mean2",
                      .unit = "utility",
                      .doc = "player 2's",
                      WHEN("unless mode = fictitious_play or random_games", has_players)},
    [METRIC_VARIANCE1] = {.name = "variance1",
                          .unit = "utility^2",
                          .doc = "player 1's variance over the other's actions; mean over games",
                          WHEN("unless mode = fictitious_play or random_games", has_players)},
    [METRIC_VARIANCE2] = {.name = "variance2",
                          .unit = "utility^2",
                          .doc = "player 2's",
                          WHEN("unless mode = fictitious_play or random_games", has_players)},
    [METRIC_WORST_CASE_PAYOFF] = {.name = "worst_case_payoff",
                                  .unit = "utility",
                                  .doc = "player 1's least expected payoff over the other's actions; mean over games",
                                  WHEN("unless mode = best_response, fictitious_play or random_games", has_worst)},
    [METRIC_REGRET_GAP] = {.name = "regret_gap",
                           .unit = "utility",
                           .doc = "the larger gain of a best reply at the end",
                           WHEN("unless mode = fictitious_play", is_play)},
    [METRIC_ROUNDS] = {.name = "rounds",
                       .unit = "1",
                       .type = WALRAS_VALUE_INTEGER,
                       .doc = "rounds of fictitious play until fp_tol",
                       WHEN("unless mode = fictitious_play", is_play)},
    [METRIC_REGRET_GAP_MEAN] = {.name = "regret_gap_mean",
                                .unit = "utility",
                                .doc = "mean over games of the regret gap",
                                WHEN("unless mode = random_games", is_random)},
    [METRIC_REGRET_GAP_P99] = {.name = "regret_gap_p99",
                               .unit = "utility",
                               .doc = "99th percentile over games: rank ceil(0.99 n)",
                               WHEN("unless mode = random_games", is_random)},
    [METRIC_REGRET_GAP_MAX] = {.name = "regret_gap_max",
                               .unit = "utility",
                               .doc = "largest over games",
                               WHEN("unless mode = random_games", is_random)},
    [METRIC_STRICT_PURE_NASH] = {.name = "strict_pure_nash",
                                 .unit = "1",
                                 .type = WALRAS_VALUE_INTEGER,
                                 .doc = "strict pure Nash equilibria of all games of the trial",
                                 WHEN("unless mode = random_games", is_random)},
    [METRIC_PURE_NASH_REGRET_MAX] = {.name = "pure_nash_regret_max",
                                     .unit = "utility",
                                     .doc = "largest risk-averse regret of those equilibria",
                                     .undefined = "where no game has one",
                                     WHEN("unless mode = random_games", is_random)},
    [METRIC_VALUE_EXCESS_MAX] =
        {.name = "value_excess_max",
         .unit = "utility",
         .doc = "largest |mean1 - value of the game| - regret gap, the value by a linear program",
         WHEN("unless mode = random_games, game_class = zero_sum, risk_aversion = 0 and nothing is perturbed", has_value)},
    [METRIC_N_EQUILIBRIA] = {.name = "n_equilibria",
                             .unit = "1",
                             .type = WALRAS_VALUE_INTEGER,
                             .doc = "symmetric equilibria",
                             WHEN("unless mode = equilibria_2x2", is_symmetric)},
    [METRIC_LEAST_P] = {.name = "least_p",
                        .unit = "1",
                        .doc = "least probability of the first action in a symmetric equilibrium",
                        WHEN("unless mode = equilibria_2x2", is_symmetric)},
    [METRIC_GREATEST_P] = {.name = "greatest_p",
                           .unit = "1",
                           .doc = "greatest one",
                           WHEN("unless mode = equilibria_2x2", is_symmetric)},
    [METRIC_RISK_DOMINANT] = {.name = "risk_dominant",
                              .unit = "1",
                              .doc = "1: both playing the first action risk-dominates, 0: the second, 1/2: neither",
                              WHEN("unless mode = equilibria_2x2", is_symmetric)},
    [METRIC_CRITICAL] = {.name = "critical_risk_aversion",
                         .unit = "1/utility",
                         .doc = "risk aversion above which the first action is no equilibrium any more, by bisection",
                         .undefined = "where it is none at 0, or still one at 1e6, or with logit replies",
                         WHEN("unless mode = equilibria_2x2", is_symmetric)},
    [METRIC_CRITICAL_FORMULA] = {.name = "critical_formula",
                                 .unit = "1/utility",
                                 .doc = "the same in closed form",
                                 .undefined = "where it is none at 0, or still one at 1e6, or with logit replies",
                                 WHEN("unless mode = equilibria_2x2", is_symmetric)},
    [METRIC_MEAN_SELF] = {.name = "mean_self",
                          .unit = "utility",
                          .doc = "mean return in self-play (psro: of the meta-strategy)",
                          WHEN("unless mode = intersection, psro or trust_grid", has_self)},
    [METRIC_VAR_SELF] = {.name = "var_self",
                         .unit = "utility^2",
                         .doc = "variance of the return over episodes of self-play",
                         WHEN("unless mode = intersection, psro or trust_grid", has_self)},
    [METRIC_CRASH] = {.name = "crash",
                      .unit = "1",
                      .doc = "probability of a crash in an episode, exact",
                      WHEN("unless mode = intersection_fixed or mixed_traffic", has_crash)},
    [METRIC_CRASH_SELF] = {.name = "crash_self",
                           .unit = "1",
                           .doc = "probability of a crash in an episode of self-play, exact",
                           WHEN("unless mode = intersection", is_intersection)},
    [METRIC_MEAN_VS_UNIFORM] = {.name = "mean_vs_uniform",
                                .unit = "utility",
                                .doc = "mean return against one who acts at random",
                                WHEN("unless mode = intersection, psro or trust_grid", has_uniform)},
    [METRIC_CRASH_VS_UNIFORM] = {.name = "crash_vs_uniform",
                                 .unit = "1",
                                 .doc = "probability of a crash against a random driver",
                                 WHEN("unless mode = intersection", is_intersection)},
    [METRIC_MEAN_VS_AGGRESSIVE] = {.name = "mean_vs_aggressive",
                                   .unit = "utility",
                                   .doc = "mean return against a driver who always advances",
                                   WHEN("unless mode = intersection", is_intersection)},
    [METRIC_CRASH_VS_AGGRESSIVE] = {.name = "crash_vs_aggressive",
                                    .unit = "1",
                                    .doc = "probability of a crash against a driver who always advances",
                                    WHEN("unless mode = intersection", is_intersection)},
    [METRIC_DRAWN_MEAN] = {.name = "drawn_mean",
                           .unit = "utility",
                           .doc = "mean return over drawn episodes, of one car",
                           WHEN("unless mode = intersection, intersection_fixed or mixed_traffic, and n_episodes > 0",
                                has_drawn)},
    [METRIC_DRAWN_VARIANCE] = {.name = "drawn_variance",
                               .unit = "utility^2",
                               .doc = "its variance",
                               WHEN("unless mode = intersection, intersection_fixed or mixed_traffic, and n_episodes > 0",
                                    has_drawn)},
    [METRIC_DRAWN_CRASH] = {.name = "drawn_crash",
                            .unit = "1",
                            .doc = "share of drawn episodes with a crash",
                            WHEN("unless mode = intersection, intersection_fixed or mixed_traffic, and n_episodes > 0",
                                 has_drawn)},
    [METRIC_DRAWN_CRASH_ERROR] = {.name = "drawn_crash_error",
                                  .unit = "1",
                                  .doc = "drawn_crash less the exact crash, in standard errors",
                                  .undefined = "where crashes are impossible, or certain",
                                  WHEN("unless mode = mixed_traffic and n_episodes > 0", has_drawn_traffic)},
    [METRIC_MEAN_RISK_AVERSE] = {.name = "mean_risk_averse",
                                 .unit = "utility",
                                 .doc = "mean return in this traffic of a driver who minds risk, exact",
                                 WHEN("unless mode = mixed_traffic", is_traffic)},
    [METRIC_MEAN_OTHERS] = {.name = "mean_others",
                            .unit = "utility",
                            .doc = "of one who does not",
                            WHEN("unless mode = mixed_traffic", is_traffic)},
    [METRIC_VARIANCE_RISK_AVERSE] = {.name = "variance_risk_averse",
                                     .unit = "utility^2",
                                     .doc = "variance of the return of a driver who minds risk, over drivers and episodes",
                                     WHEN("unless mode = mixed_traffic", is_traffic)},
    [METRIC_VARIANCE_OTHERS] = {.name = "variance_others",
                                .unit = "utility^2",
                                .doc = "of one who does not",
                                WHEN("unless mode = mixed_traffic", is_traffic)},
    [METRIC_CRASH_RISK_AVERSE] = {.name = "crash_risk_averse",
                                  .unit = "1",
                                  .doc = "probability that an episode of a driver who minds risk ends in a crash",
                                  WHEN("unless mode = mixed_traffic", is_traffic)},
    [METRIC_CRASH_OTHERS] = {.name = "crash_others",
                             .unit = "1",
                             .doc = "of one who does not",
                             WHEN("unless mode = mixed_traffic", is_traffic)},
    [METRIC_EXTERNALITY] =
        {.name = "externality",
         .unit = "utility",
         .doc = "what the mean return of a driver of this traffic gains where the other one minds risk, against one who does not",
         WHEN("unless mode = mixed_traffic", is_traffic)},
    [METRIC_DRAWN_MEAN_RISK_AVERSE] = {.name = "drawn_mean_risk_averse",
                                       .unit = "utility",
                                       .doc = "mean return of drawn drivers who mind risk",
                                       .undefined = "where none was drawn",
                                       WHEN("unless mode = mixed_traffic and n_episodes > 0", has_drawn_traffic)},
    [METRIC_DRAWN_MEAN_OTHERS] = {.name = "drawn_mean_others",
                                  .unit = "utility",
                                  .doc = "of those who do not",
                                  .undefined = "where none was drawn",
                                  WHEN("unless mode = mixed_traffic and n_episodes > 0", has_drawn_traffic)},
    [METRIC_SHARE_SAFE] = {.name = "share_safe",
                           .unit = "1",
                           .doc = "plants of plants and twice the stags, in self-play",
                           .undefined = "where neither was had",
                           WHEN("unless mode = psro or trust_grid", is_trust)},
    [METRIC_STAGS_SELF] = {.name = "stags_self",
                           .unit = "1",
                           .doc = "stags hunted by a player in an episode of self-play",
                           WHEN("unless mode = psro or trust_grid", is_trust)},
    [METRIC_MAULS_SELF] = {.name = "mauls_self",
                           .unit = "1",
                           .doc = "times that a player is mauled in an episode of self-play",
                           WHEN("unless mode = psro or trust_grid", is_trust)},
    [METRIC_MEAN_VS_STUBBORN] = {.name = "mean_vs_stubborn",
                                 .unit = "utility",
                                 .doc = "mean return against one who always hunts the stag",
                                 WHEN("unless mode = psro or trust_grid", is_trust)},
    [METRIC_MAULS_VS_UNIFORM] = {.name = "mauls_vs_uniform",
                                 .unit = "1",
                                 .doc = "mauls in an episode with one who acts at random",
                                 WHEN("unless mode = psro or trust_grid", is_trust)},
    [METRIC_MAULS_VS_STUBBORN] = {.name = "mauls_vs_stubborn",
                                  .unit = "1",
                                  .doc = "mauls in an episode with one who always hunts the stag",
                                  WHEN("unless mode = psro or trust_grid", is_trust)},
    [METRIC_MEAN_VS_POPULATION] = {.name = "mean_vs_population",
                                   .unit = "utility",
                                   .doc =
                                       "mean return of the meta-strategy against that of a population trained from other draws",
                                   WHEN("unless mode = psro and second_population", has_second)},
    [METRIC_MAULS_VS_POPULATION] = {.name = "mauls_vs_population",
                                    .unit = "1",
                                    .doc = "mauls in an episode with it",
                                    WHEN("unless mode = psro and second_population", has_second)},
    [METRIC_VARIANCES] = {.name = "variances",
                          .kind = WALRAS_HISTOGRAM,
                          .type = WALRAS_VALUE_INTEGER,
                          .unit = "1",
                          .doc = "games by player 1's variance",
                          .dimension = "bin",
                          .length = variance_bins,
                          .edges = variance_edges,
                          WHEN("unless mode = random_games", is_random)},
    [METRIC_STRATEGY1] = {.name = "strategy1",
                          .kind = WALRAS_TABLE,
                          .unit = "1",
                          .doc = "the reply, player 1's average, or the final meta-strategy",
                          .columns = strategy_columns,
                          .length = strategy1_length,
                          WHEN("unless mode = best_response, fictitious_play or psro", has_strategy1)},
    [METRIC_STRATEGY2] = {.name = "strategy2",
                          .kind = WALRAS_TABLE,
                          .unit = "1",
                          .doc = "player 2's average",
                          .columns = strategy_columns,
                          .length = strategy2_length,
                          WHEN("unless mode = fictitious_play", is_play)},
    [METRIC_SYMMETRIC_EQUILIBRIA] = {.name = "symmetric_equilibria_p",
                                     .kind = WALRAS_TABLE,
                                     .unit = "1",
                                     .doc = "symmetric equilibria, ascending",
                                     .columns = equilibrium_columns,
                                     .length = equilibria_length,
                                     WHEN("unless mode = equilibria_2x2", is_symmetric)},
    [METRIC_BASELINES] = {.name = "baselines",
                          .kind = WALRAS_TABLE,
                          .unit = "1",
                          .doc = "other solutions of the same game, as far as they exist",
                          .columns = baseline_columns,
                          .length = baselines_length,
                          WHEN("unless mode = fictitious_play", is_play)},
    [METRIC_PAYOFFS] = {.name = "payoffs",
                        .kind = WALRAS_TABLE,
                        .unit = "1",
                        .doc = "empirical payoffs of pairs of policies",
                        .columns = payoffs_columns,
                        .length = payoffs_length,
                        WHEN("unless mode = psro", is_psro)},
    [METRIC_POLICY] = {.name = "policy",
                       .kind = WALRAS_TABLE,
                       .unit = "1",
                       .doc = "the average policy at the intersection",
                       .columns = policy_columns,
                       .length = policy_length,
                       WHEN("unless mode = intersection", is_intersection)},
    [METRIC_DRIVERS] = {.name = "drivers",
                        .kind = WALRAS_TABLE,
                        .unit = "1",
                        .doc = "what becomes of each kind of driver in this traffic",
                        .columns = drivers_columns,
                        .length = drivers_length,
                        WHEN("unless mode = mixed_traffic", is_traffic)},
    [METRIC_REGRET] = {.name = "regret",
                       .kind = WALRAS_SERIES,
                       .unit = "utility",
                       .dimension = "round",
                       .doc = "regret gap; entry k of K after ceil((k + 1) iterations / K) rounds, K at most 1000",
                       .length = regret_length,
                       WHEN("unless mode = fictitious_play", is_play)},
    [METRIC_CRASH_SERIES] = {.name = "crash_by_round",
                             .kind = WALRAS_SERIES,
                             .unit = "1",
                             .dimension = "round",
                             .doc = "probability of a crash in self-play after each round of fictitious play",
                             .length = crash_length,
                             WHEN("unless mode = intersection", is_intersection)},
    [METRIC_SHARE_SAFE_SERIES] = {.name = "share_safe_by_round",
                                  .kind = WALRAS_SERIES,
                                  .unit = "1",
                                  .dimension = "round",
                                  .doc = "share_safe of each new policy with itself (psro), or in every 50 updates (trust_grid)",
                                  .undefined = "where neither was had",
                                  .length = share_length,
                                  WHEN("unless mode = psro or trust_grid", is_trust)},
};
