/* The AI Economist of Zheng, Trott, Srinivasa, Parkes and Socher (2021): the declaration. */
#include "models/ai-economist/economies.h"
#include "models/ai-economist/metrics.h"

static walras_status run(walras_trial *trial, const void *parameters) {
  return ai_economy_of(parameters)->run(trial, parameters);
}

static void footprint(const void *parameters, walras_footprint *out) {
  ai_economy_of(parameters)->footprint(parameters, out);
}

const walras_model walras_model_ai_economist = {
    WALRAS_MODEL_HEADER,
    .name = "ai-economist",
    .title = "Income taxes by brackets, set by formula, search or learning, and workers who answer them",
    .family = "economy",
    .reference = "Zheng, Trott, Srinivasa, Parkes, Socher, The AI Economist: Optimal Economic Policy Design via Two-level Deep "
                 "Reinforcement Learning, arXiv 2108.02755, 2021",
    .population = "n_agents",
    .parameters_size = sizeof(struct ai_parameters),
    .parameters = ai_schema,
    .parameter_count = AI_PARAMETERS,
    .metrics = ai_metrics,
    .metric_count = AI_METRICS,
    .resolve = ai_resolve,
    .check = ai_check,
    .footprint = footprint,
    .run = run};
