/* The declaration of causal games; each mode has a file of its own. */
#include "models/causal-games/metrics.h"
#include "models/causal-games/trials.h"

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct causal_parameters *p = parameters;
  switch (p->mode) {
  case MODE_TREE:
    return causal_run_trees(trial, p);
  case MODE_SIGNALING:
    return causal_run_signals(trial, p);
  default:
    return causal_run_games(trial, p);
  }
}

/* Seconds of one game, tree or signalling game, as measured on Zen 3. */
static double game_seconds(const struct causal_parameters *p) {
  if (p->mode == MODE_TREE)
    return 1e-8 * (double)causal_leaves(p);
  if (p->mode == MODE_SIGNALING)
    return 1e-6 * (double)(p->n_messages * p->n_actions);
  const double m = (double)p->n_leader_actions, n = (double)p->n_follower_actions, states = (double)causal_payoff_states(p);
  const bool all = causal_layers(p->leader_layers) & LAYER_COUNTERFACTUAL;
  const double problems = all ? m * (double)(1 << p->n_leader_actions) : 2.0 * m;
  double maps = 1.0;
  for (int64_t i = 0; all && i < p->n_leader_actions; i++)
    maps *= m;
  const double programs = p->leader_commitment == COMMITMENT_MIXED && p->n_leader_actions != 2 ? n : 0.0;
  return 1e-7 + 4e-9 * m * n * states + 4e-10 * (problems * n * n * states + maps * m) + 1e-4 * programs;
}

static void footprint(const void *parameters, walras_footprint *out) {
  const struct causal_parameters *p = parameters;
  const double leaves = p->mode == MODE_TREE ? (double)causal_leaves(p) : 0.0;
  *out = (walras_footprint){.population = p->n_games,
                            .block = causal_block_size(p),
                            .bytes_replicated = (double)causal_scratch_bytes(p) + 20.0 * leaves,
                            .seconds_per_entity = game_seconds(p),
                            .seconds_fixed = 2e-5};
}

const walras_model walras_model_causal_games = {
    WALRAS_MODEL_HEADER,
    .name = "causal-games",
    .title = "Leader and follower who may follow, override or use their instincts: what causal layers add to Stackelberg play",
    .family = "game",
    .reference = "Thumm, Sequential Causal Normal Form Games, arXiv 2511.06934, 2025",
    .population = "n_games",
    .parameters_size = sizeof(struct causal_parameters),
    .parameters = causal_schema,
    .parameter_count = CAUSAL_PARAMETERS,
    .metrics = causal_metrics,
    .metric_count = CAUSAL_METRICS,
    .resolve = causal_resolve,
    .check = causal_check,
    .footprint = footprint,
    .run = run};
