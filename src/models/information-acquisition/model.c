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

/* Seconds as measured for random instances of 1 to 6 agents, by the columns of the joint program; 10 ns a drawn round. */
static void footprint(const void *parameters, walras_footprint *out) {
  const struct acquisition_parameters *p = parameters;
  const double profiles = (double)acquisition_profiles(p), cells = (double)acquisition_cells(p);
  double columns = (double)(p->agents * p->states);
  for (int64_t agent = 0; agent < p->agents; agent++)
    columns *= 1.0 + (double)(acquisition_efforts(p, agent) - 1) * (double)p->states;
  const bool joint = p->agents <= ACQUISITION_AGENTS_JOINT;
  const double law = profiles * cells * (double)sizeof(double), online = p->online_algorithm == ONLINE_NONE ? 0.0 : 1.0;
  const double mechanisms = law * (double)p->agents * (1.0 + online), programs = 1000.0 * columns;
  *out = (walras_footprint){
      .population = p->simulate_rounds ? p->horizon : 1,
      .block = 65536,
      .bytes_replicated = joint ? law * (1.0 + 2.0 * online) + mechanisms + programs : cells * (double)sizeof(double),
      .seconds_per_entity = p->simulate_rounds ? 1e-8 : 0.0,
      .seconds_fixed = joint ? 5e-4 + columns * 8e-6 + columns * columns * 5e-10 : 1e-3 + profiles * cells * 2e-8};
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
