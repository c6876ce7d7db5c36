/* The off-switch game of Hadfield-Menell et al. (2017): declaration. */
#include "models/off-switch/delta_table.h"
#include "models/off-switch/tasks.h"

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct off_switch_parameters *p = parameters;
  switch (p->mode) {
  case MODE_GAME:
    return off_switch_run_game(trial, p);
  case MODE_POPULATION:
    return off_switch_run_population(trial, p);
  case MODE_DESIGNER:
    return off_switch_run_designer(trial, p);
  default:
    return off_switch_run_analytic(trial, p);
  }
}

/* Seconds as measured on Zen 3. */
static void footprint(const void *parameters, walras_footprint *out) {
  const struct off_switch_parameters *p = parameters;
  const bool draws = off_switch_draws(p), crowd = p->mode == MODE_POPULATION || p->mode == MODE_DESIGNER;
  const bool tables = crowd && (p->delta_distribution || p->wait_cost > 0.0);
  const double delta = p->delta_distribution ? 3e-8 : 0.0,
               candidates = p->mode == MODE_DESIGNER ? 1.2e-8 * (double)p->n_actions : 0.0;
  const double committee = p->n_overseers > 2 ? 8e-5 + 4e-6 * (double)p->n_overseers : 0.0;
  const double point = 2e-5 + committee + 5e-6 * (double)p->ladder_steps;
  *out = (walras_footprint){.population = draws ? p->n_instances : 1,
                            .block = PLAY_BLOCK,
                            .bytes_replicated = (double)sizeof(off_switch_chunk) + (tables ? 9.0 * DELTA_SIDE * DELTA_SIDE : 0.0),
                            .seconds_per_entity = draws ? 5e-8 + delta + candidates : 0.0,
                            .seconds_fixed = point + (tables ? 0.03 + 1e-3 * (double)p->n_overseers : 0.0)};
}

const walras_model walras_model_off_switch = {
    WALRAS_MODEL_HEADER,
    .name = "off-switch",
    .title = "The off-switch game: when a robot that may be wrong lets noisy humans stop it, over populations of both",
    .family = "alignment",
    .reference = "Hadfield-Menell, Dragan, Abbeel, Russell, The Off-Switch Game, arXiv 1611.08219, IJCAI 2017",
    .population = "n_instances",
    .parameters_size = sizeof(struct off_switch_parameters),
    .parameters = off_switch_schema,
    .parameter_count = OFF_SWITCH_PARAMETERS,
    .metrics = off_switch_metrics,
    .metric_count = OFF_SWITCH_METRICS,
    .resolve = off_switch_resolve,
    .check = off_switch_check,
    .footprint = footprint,
    .run = run};
