/* Hiring several agents to gather costly information (Cacciamani, Castiglioni and Gatti, 2024): declaration, and one trial. */
#include "models/information-acquisition/metrics.h"

enum { LP_SECONDS_OF_CLASSES = 13 };

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct acquisition_parameters *p = parameters;
  acquisition_structure *s = walras_trial_allocate(trial, 1, sizeof *s);
  acquisition_classes *classes = walras_trial_allocate(trial, 1, sizeof *classes);
  acquisition_online *online = walras_trial_allocate(trial, 1, sizeof *online);
  if (walras_trial_status(trial) != WALRAS_OK)
    return walras_trial_status(trial);
  walras_status status = acquisition_structure_build(trial, p, s);
  const double begin = walras_trial_elapsed(trial);
  if (status == WALRAS_OK)
    status = acquisition_solve_classes(trial, s, classes);
  if (status != WALRAS_OK)
    return status;
  walras_record_real(trial, LP_SECONDS_OF_CLASSES, walras_trial_elapsed(trial) - begin);
  if (p->online_algorithm != ONLINE_NONE)
    status = acquisition_play_online(trial, s, classes, online);
  return status == WALRAS_OK ? acquisition_record(trial, s, classes, p->online_algorithm != ONLINE_NONE ? online : NULL) : status;
}

/* Seconds as measured for random instances of 1 to 6 agents: about the power 2 of the program's columns. */
static void footprint(const void *parameters, walras_footprint *out) {
  const struct acquisition_parameters *p = parameters;
  const bool joint = p->agents <= ACQUISITION_AGENTS_JOINT;
  const double profiles = (double)acquisition_profiles(p), cells = (double)acquisition_cells(p);
  double columns = (double)(p->agents * p->states);
  for (int64_t agent = 0; agent < p->agents; agent++)
    columns *= 1.0 + (double)(acquisition_efforts(p, agent) - 1) * (double)p->states;
  const double rounds = p->simulate_rounds ? (double)p->horizon : 0.0;
  *out =
      (walras_footprint){.population = p->simulate_rounds ? p->horizon : 1,
                         .block = 65536,
                         .bytes_replicated = joint ? profiles * cells * 8.0 * (2.0 + 2.0 * (double)p->agents) + columns * 1000.0
                                                   : cells * 8.0 + profiles * 8.0,
                         .seconds_per_entity = 1e-8,
                         .seconds_fixed = joint ? 5e-4 + 2e-7 * columns * columns : 1e-3 + profiles * cells * 2e-8};
  (void)rounds;
}

const walras_model walras_model_information_acquisition = {
    WALRAS_MODEL_HEADER,
    .name = "information-acquisition",
    .title = "Hiring several agents for costly information: correlated mechanisms by linear programs, and learning them",
    .family = "mechanism",
    .reference =
        "Cacciamani, Castiglioni and Gatti, Online Information Acquisition: Hiring Multiple Agents, ICLR 2024, arXiv 2307.06210",
    .parameters_size = sizeof(struct acquisition_parameters),
    .parameters = acquisition_schema,
    .parameter_count = ACQUISITION_PARAMETERS,
    .metrics = acquisition_metrics,
    .metric_count = ACQUISITION_METRICS,
    .resolve = acquisition_resolve,
    .check = acquisition_check,
    .footprint = footprint,
    .run = run};
