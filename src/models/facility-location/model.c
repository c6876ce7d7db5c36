/* One facility on a line, strategyproof and proportionally fair rules (Aziz, Lam, Lee, Walsh 2021): the declaration. */
#include "models/facility-location/metrics.h"
#include "models/facility-location/outcome.h"
#include "models/facility-location/phantoms.h"

static walras_status run(walras_trial *trial, const void *parameters) {
  const struct facility_parameters *p = parameters;
  switch (p->task) {
  case TASK_AXIOMS:
    return p->phantom_grid > 0 ? facility_run_phantom_grid(trial, p) : facility_run_axioms(trial, p);
  case TASK_MISREPORT:
    return facility_run_misreport(trial, p);
  case TASK_EQUILIBRIUM:
    return facility_run_equilibrium(trial, p);
  case TASK_WORST_CASE:
    return facility_run_worst_case(trial, p);
  default:
    return p->profiles > 1 ? facility_run_profile_outcomes(trial, p) : facility_run_outcome(trial, p);
  }
}

/* Nanoseconds of one location, as measured on one core. */
static double draw_seconds(const struct facility_parameters *p) {
  static const double costs[] = {[DISTRIBUTION_UNIFORM] = 1.5e-9, [DISTRIBUTION_BETA] = 6e-9,
                                 [DISTRIBUTION_TWO_POINT] = 2e-9, [DISTRIBUTION_TRUNCATED_NORMAL] = 6e-9,
                                 [DISTRIBUTION_MIXTURE] = 9e-9,   [DISTRIBUTION_ATOMS] = 6e-9,
                                 [DISTRIBUTION_LIST] = 5e-10};
  return costs[p->distribution];
}

/* One profile in memory. */
static double profile_seconds(const struct facility_parameters *p) {
  const double n = (double)p->agents, rule = p->mechanism == MECHANISM_NASH ? 1e-7 * n : 1e-8;
  switch (p->task) {
  case TASK_AXIOMS:
    return n * (n < 64.0 ? n : 64.0) * (5e-9 + rule);
  case TASK_MISREPORT:
    return n * (facility_is_phantom_rule(p->mechanism) ? 5e-8 : ((double)p->misreport_grid + n) * rule);
  case TASK_EQUILIBRIUM:
    return n * 4.0 * (p->mechanism == MECHANISM_NASH ? 64.0 * rule : 2e-8);
  default:
    return n * (1e-8 + draw_seconds(p));
  }
}

static void footprint_of_population(const struct facility_parameters *p, walras_footprint *out) {
  const double passes = p->mechanism == MECHANISM_NASH ? 64.0 : 3.0, drawn = p->task == TASK_OUTCOME ? 1.0 : passes;
  out->population = p->agents;
  out->block = FACILITY_BLOCK;
  out->bytes_per_entity = p->task == TASK_OUTCOME ? 8.0 : 0.0;
  out->seconds_per_entity = passes * 1e-9 + drawn * draw_seconds(p);
}

static void footprint_of_profiles(const struct facility_parameters *p, walras_footprint *out) {
  const double grid = facility_profile_count((double)p->atom_grid + 1.0, (double)p->agents, true);
  out->population = p->exhaustive ? (int64_t)grid : p->profiles;
  out->block = 256;
  out->seconds_per_entity = profile_seconds(p);
  if (p->phantom_grid > 0) {
    out->population = (int64_t)facility_profile_count((double)p->phantom_grid + 1.0, (double)p->agents - 1.0, true);
    out->block = 16;
    out->seconds_per_entity *= grid;
  }
}

static void footprint(const void *parameters, walras_footprint *out) {
  const struct facility_parameters *p = parameters;
  const double n = (double)p->agents;
  *out = (walras_footprint){
      .population = 1, .block = 1, .bytes_replicated = 1e6 + 64.0 * (p->task == TASK_SCALE ? 0.0 : n), .seconds_fixed = 1e-5};
  if (p->task == TASK_SCALE || (p->task == TASK_OUTCOME && p->profiles == 1)) {
    footprint_of_population(p, out);
    out->bytes_replicated = 1e7;
  } else if (p->task != TASK_WORST_CASE) {
    footprint_of_profiles(p, out);
  } else if (p->worst_case_method == METHOD_RANDOM) {
    out->population = (p->worst_case_samples + 63) / 64; /* chains of 64 profiles, as worst_random.c shares them out */
    out->block = 64;
    out->seconds_per_entity = 64.0 * (5e-8 + n * 1e-8);
  } else if (p->worst_case_method == METHOD_REGION) {
    const double places = (double)facility_place_count(p);
    out->population = (int64_t)places;
    out->block = 16;
    out->seconds_per_entity = 2e-6 * places;
  } else {
    out->seconds_fixed = 1e-7 * facility_profile_count((double)facility_place_count(p), n, false);
  }
}

const walras_model walras_model_facility_location = {
    WALRAS_MODEL_HEADER,
    .name = "facility-location",
    .title = "One facility on a line: strategyproof and proportionally fair rules, their equilibria and worst cases",
    .family = "mechanism",
    .reference = "Aziz, Lam, Lee, Walsh, Strategyproof and Proportionally Fair Facility Location, arXiv 2111.01566, 2021",
    .population = "agents",
    .parameters_size = sizeof(struct facility_parameters),
    .parameters = facility_schema,
    .parameter_count = FACILITY_PARAMETERS,
    .metrics = facility_metrics,
    .metric_count = FACILITY_METRICS,
    .resolve = facility_resolve,
    .check = facility_check,
    .footprint = footprint,
    .run = run};
