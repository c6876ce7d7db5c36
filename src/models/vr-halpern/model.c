/* Variance-reduced Halpern iteration for finite-sum monotone inclusions (Cai, Alacaoglu, Diakonikolas 2024): the declaration. */
#include <math.h>

#include "models/vr-halpern/dense.h"
#include "models/vr-halpern/metrics.h"

static walras_status run(walras_trial *trial, const void *parameters) {
  struct halpern_problem problem;
  struct halpern_run methods = {.trial = trial, .p = parameters, .problem = &problem};
  walras_status status = halpern_problem_make(trial, parameters, &problem);
  if (status == WALRAS_OK)
    status = halpern_run_methods(&methods);
  if (status == WALRAS_OK)
    status = halpern_record(&methods);
  return status == WALRAS_OK ? walras_trial_status(trial) : status;
}

static bool is_dense(const struct halpern_parameters *p) {
  return p->problem == PROBLEM_POLICEMAN_BURGLAR || p->problem == PROBLEM_RANDOM_GAME || p->problem == PROBLEM_LP_SADDLE ||
         (p->problem == PROBLEM_PREFERENCE_GAME && !preference_is_implicit(&p->game));
}

/* Entries that one component call touches. */
static double touched(const struct halpern_parameters *p) {
  const double d = (double)p->dimension;
  switch (p->problem) {
  case PROBLEM_QUADRATIC_MINMAX:
    return 8.0;
  case PROBLEM_LEAST_SQUARES:
    return 2.0 * d;
  case PROBLEM_SPARSE_GAME:
    return 2.0 * p->density * d;
  default:
    return 2.0 * d;
  }
}

static double calls(const struct halpern_parameters *p) {
  const double n = (double)p->components, budget = p->budget_epochs * n;
  const double iterated = (double)p->iterations * 2.0 * n;
  return (double)halpern_methods(p) * (p->iterations > 0 && iterated < budget ? iterated : budget);
}

/* Seconds as measured on one core of Zen 3: a quarter of a nanosecond an entry. What is not spread is a vector's way between calls. */
static void footprint(const void *parameters, walras_footprint *out) {
  const struct halpern_parameters *p = parameters;
  const double size = (double)halpern_size(p), n = (double)p->components;
  const bool dense = is_dense(p), spread = dense && p->dimension > HALPERN_ONE_SLAB;
  const double copies = dense && halpern_samples(p) && p->problem != PROBLEM_PREFERENCE_GAME ? 16.0 : 8.0;
  const double matrix = dense ? copies * n : p->problem == PROBLEM_LEAST_SQUARES ? 8.0 * (double)p->dimension : 0.0;
  const double sparse = p->problem == PROBLEM_SPARSE_GAME ? 24.0 * p->density * n * n : 0.0;
  *out = (walras_footprint){.population = p->components,
                            .block = p->problem == PROBLEM_LEAST_SQUARES ? (1 << 20) / p->dimension + 1
                                     : spread                            ? HALPERN_SLAB
                                                                         : p->components,
                            .bytes_per_entity = matrix,
                            .bytes_replicated = 1e5 + 100.0 * size + 24.0 * n + sparse,
                            .seconds_per_entity = calls(p) / n * 2.5e-10 * touched(p),
                            .seconds_fixed = 1e-5 + 1e-9 * size * calls(p) / (4.0 * sqrt(n))};
}

const walras_model walras_model_vr_halpern = {
    WALRAS_MODEL_HEADER,
    .name = "vr-halpern",
    .title = "Variance-reduced Halpern iteration for games and other monotone inclusions, against extragradient methods",
    .family = "game",
    .reference = "Cai, Alacaoglu, Diakonikolas, Variance Reduced Halpern Iteration for Finite-Sum Monotone Inclusions, ICLR 2024",
    .population = "components",
    .parameters_size = sizeof(struct halpern_parameters),
    .parameters = halpern_schema,
    .parameter_count = HALPERN_PARAMETERS,
    .metrics = halpern_metrics,
    .metric_count = HALPERN_METRICS,
    .resolve = halpern_resolve,
    .check = halpern_check,
    .footprint = footprint,
    .run = run};
