/* The declaration of the risk-averse equilibrium; each mode has a function of its own. */
#include "models/risk-averse-equilibrium/metrics.h"
#include "models/risk-averse-equilibrium/trials.h"

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct rae_parameters *p = parameters;
  switch (p->mode) {
  case MODE_BEST_RESPONSE:
    return rae_run_best_response(trial, p);
  case MODE_EQUILIBRIA_2X2:
    return rae_run_equilibria(trial, p);
  case MODE_FICTITIOUS_PLAY:
    return rae_run_fictitious_play(trial, p);
  case MODE_RANDOM_GAMES:
    return rae_run_random_games(trial, p);
  case MODE_PSRO:
    return rae_run_psro(trial, p);
  case MODE_TRUST_GRID:
    return rae_run_trust_grid(trial, p);
  case MODE_MIXED_TRAFFIC:
    return rae_run_mixed_traffic(trial, p);
  default:
    return rae_run_intersection(trial, p);
  }
}

/* Seconds as measured on one core of Zen 3: a reply of n actions costs about n^3 operations in lanes, and n^2 beyond. */
static double reply_seconds(const struct rae_parameters *p) {
  const double n = (double)(rae_is_one_game(p) ? rae_actions(p, 0) + rae_actions(p, 1) : 2 * p->game_size) / 2.0;
  if (p->mode == MODE_RANDOM_GAMES && n <= 8.0)
    return p->risk_aversion == 0.0 ? 2e-10 * n * n : 1e-10 * n * n * n;
  return 1e-7 + 5e-9 * n * n;
}

/* The stag hunt: learners are the same on every rank, episodes that judge pairs are spread. */
static void hunt_footprint(const struct rae_parameters *p, walras_footprint *out) {
  const double populations = p->mode == MODE_PSRO && p->second_population ? 2.0 : 1.0, step = 8e-8;
  const double policies = p->mode == MODE_PSRO ? populations * (double)p->population_size : 1.0;
  const double update = 128.0 * (double)p->trust_horizon * 1.2e-7 + (p->trust_policy == POLICY_TABULAR ? 2e-4 : 1e-4);
  *out = (walras_footprint){.population = (int64_t)(policies * (0.5 * policies + 2.5)) * p->n_eval,
                            .block = 256,
                            .bytes_replicated = 5e6 + 260000.0 * policies + 200.0 * policies * policies,
                            .seconds_per_entity = step * (double)p->trust_horizon,
                            .seconds_fixed = policies * (double)p->br_updates * update};
}

/* Drawn episodes; the drivers' policies, and pairs of their kinds, are the same on every rank. */
static void traffic_footprint(const struct rae_parameters *p, walras_footprint *out) {
  const double lambdas = 1.0 + (double)p->driver_risk_aversions.count, kinds = lambdas * (double)p->driver_trembles.count;
  const double states = (double)(p->horizon * (p->approach_cells + 2) * (p->approach_cells + 2));
  *out = (walras_footprint){.population = p->n_episodes,
                            .block = EPISODES_BLOCK,
                            .bytes_replicated = 1e5 + 24.0 * kinds * states,
                            .seconds_per_entity = 1.5e-8 * (double)p->horizon,
                            .seconds_fixed = states * (lambdas * 1e-6 * (double)p->fp_iterations + 2e-8 * kinds * kinds)};
}

static void footprint(const void *parameters, walras_footprint *out) {
  const struct rae_parameters *p = parameters;
  const double play = 2.0 * (double)p->iterations * reply_seconds(p);
  *out = (walras_footprint){.population = 1, .block = 1, .bytes_replicated = 1e5, .seconds_per_entity = 1e-4};
  switch (p->mode) {
  case MODE_FICTITIOUS_PLAY:
    out->seconds_per_entity = play;
    out->bytes_replicated += 64.0 * (double)(rae_actions(p, 0) * rae_actions(p, 1));
    return;
  case MODE_RANDOM_GAMES:
    *out = (walras_footprint){.population = p->n_games,
                              .block = rae_games_block(p),
                              .bytes_per_entity = 8.0,
                              .bytes_replicated = (double)rae_games_bytes(p),
                              .seconds_per_entity = play,
                              .seconds_fixed = 1e-4};
    return;
  case MODE_PSRO:
  case MODE_TRUST_GRID:
    hunt_footprint(p, out);
    return;
  case MODE_MIXED_TRAFFIC:
    traffic_footprint(p, out);
    return;
  case MODE_INTERSECTION:
  case MODE_INTERSECTION_FIXED:
    *out = (walras_footprint){.population = p->n_episodes,
                              .block = EPISODES_BLOCK,
                              .bytes_replicated = 1e5 + 80.0 * (double)(p->horizon * p->approach_cells * p->approach_cells),
                              .seconds_per_entity = 8e-9 * (double)p->horizon,
                              .seconds_fixed =
                                  1e-6 * (double)(p->fp_iterations * p->horizon * p->approach_cells * p->approach_cells)};
    return;
  default:
    return;
  }
}

const walras_model walras_model_risk_averse_equilibrium = {
    WALRAS_MODEL_HEADER,
    .name = "risk-averse-equilibrium",
    .title =
        "Players who weigh the mean of a payoff against its variance over what others may do: equilibria, learning, populations",
    .family = "game",
    .reference =
        "Slumbers, Mguni, McAleer, Blumberg, Wang, Yang, A Game-Theoretic Framework for Managing Risk in Multi-Agent Systems, "
        "arXiv 2205.15434, ICML 2023",
    .parameters_size = sizeof(struct rae_parameters),
    .parameters = rae_schema,
    .parameter_count = RAE_PARAMETERS,
    .metrics = rae_metrics,
    .metric_count = RAE_METRICS,
    .resolve = rae_resolve,
    .check = rae_check,
    .footprint = footprint,
    .run = run};
