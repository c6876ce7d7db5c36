/* The tasks axioms, misreport and equilibrium: the worst and the mean over the profiles of a trial. */
#include <math.h>
#include <string.h>

#include "models/facility-location/equilibrium.h"
#include "models/facility-location/metrics.h"
#include "models/facility-location/misreport.h"
#include "models/facility-location/outcome.h"
#include "models/facility-location/profiles.h"

static walras_status check_profiles(const walras_block *block, void *context) {
  const facility_profiles *profiles = context;
  const walras_stream shuffle = walras_trial_stream(block->trial, FACILITY_STREAM_SHUFFLE, 0);
  facility_workplace work = facility_workplace_in(&profiles->rule, walras_block_scratch(block, profiles->scratch));
  for (int64_t number = block->first; number < block->first + block->count; number++) {
    double violation[FACILITY_AXIOMS];
    facility_make_profile(profiles, number, &work.profile);
    facility_violations(&work.profile, &work.derived, &shuffle, violation);
    for (int axiom = 0; axiom < FACILITY_AXIOMS; axiom++)
      walras_offer_maximum(&block->maxima[axiom], violation[axiom], number);
  }
  return WALRAS_OK;
}

static void record_violations(walras_trial *trial, const walras_reduction *worst) {
  const double ufs = walras_reduction_maximum(worst, AXIOM_UFS).value,
               proportionality = walras_reduction_maximum(worst, AXIOM_PROPORTIONALITY).value;
  for (int axiom = 0; axiom < FACILITY_AXIOMS; axiom++)
    walras_record_real(trial, METRIC_VIOLATIONS + axiom, walras_reduction_maximum(worst, axiom).value);
  walras_record_real(trial, METRIC_VIOLATION_FAIRNESS, fmax(ufs, proportionality));
}

walras_status facility_run_axioms(walras_trial *trial, const struct facility_parameters *p) {
  facility_profiles profiles;
  walras_reduction *worst;
  walras_status status = facility_profiles_create(trial, p, &profiles);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.maxima = FACILITY_AXIOMS}, &worst);
  if (status == WALRAS_OK)
    status = walras_for_each_block(profiles.population, check_profiles, &profiles, worst);
  if (status != WALRAS_OK)
    return status;
  record_violations(trial, worst);
  walras_record_integer(trial, METRIC_PROFILES, profiles.count);
  return WALRAS_OK;
}

static walras_status find_gains(const walras_block *block, void *context) {
  const facility_profiles *profiles = context;
  facility_workplace work = facility_workplace_in(&profiles->rule, walras_block_scratch(block, profiles->scratch));
  for (int64_t number = block->first; number < block->first + block->count; number++) {
    facility_gains gains = {.largest = -(double)INFINITY};
    facility_make_profile(profiles, number, &work.profile);
    facility_find_gains(&work.profile, profiles->p->misreport_grid, &gains);
    walras_offer_maximum(block->maxima, gains.largest, number);
    block->sums[0] += gains.sum;
    block->counts[0] += gains.manipulators;
  }
  return WALRAS_OK;
}

walras_status facility_run_misreport(walras_trial *trial, const struct facility_parameters *p) {
  facility_profiles profiles;
  walras_reduction *gains;
  walras_status status = facility_profiles_create(trial, p, &profiles);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = 1, .sums = 1, .maxima = 1}, &gains);
  if (status == WALRAS_OK)
    status = walras_for_each_block(profiles.population, find_gains, &profiles, gains);
  if (status != WALRAS_OK)
    return status;
  const double agents = (double)p->agents * (double)profiles.count;
  walras_record_real(trial, METRIC_MAX_GAIN, walras_reduction_maximum(gains, 0).value);
  walras_record_real(trial, METRIC_MEAN_GAIN, walras_reduction_sum(gains, 0) / agents);
  walras_record_real(trial, METRIC_MANIPULATORS, (double)walras_reduction_counts(gains)[0] / agents);
  walras_record_integer(trial, METRIC_PROFILES, profiles.count);
  return WALRAS_OK;
}

/* What the game of one profile ends in. */
enum { WORST_SWEEPS, WORST_GAIN, WORST_DIRECT_GAIN, WORST_ERROR, WORST };
enum { SUM_EQUILIBRIUM, SUM_UNIFORM, GAME_SUMS };

static void play(const facility_profiles *profiles, const walras_block *block, int64_t number, facility_workplace *work,
                 facility_sweep_function told) {
  const struct facility_parameters *p = profiles->p;
  const facility_phantoms uniform = {.agents = p->agents, .length = p->domain_length, .uniform = true};
  const double y = facility_phantom_outcome(&uniform, work->profile.sorted), *locations = work->profile.reports;
  const double direct =
      p->mechanism == MECHANISM_MEAN ? facility_mean_equilibrium(&profiles->rule, locations, y, work->reals) : 0.0;
  memcpy(work->reals, locations, (size_t)p->agents * sizeof(double));
  const facility_equilibrium end = facility_best_replies(&profiles->rule, locations, work->reals, p->best_reply_tol,
                                                         p->best_reply_max_sweeps, told, profiles->trial);
  if (block == NULL)
    return;
  block->sums[SUM_EQUILIBRIUM] += end.location;
  block->sums[SUM_UNIFORM] += y;
  block->counts[0] += end.converged;
  walras_offer_maximum(&block->maxima[WORST_SWEEPS], (double)end.sweeps, number);
  walras_offer_maximum(&block->maxima[WORST_GAIN], end.residual_gain, number);
  walras_offer_maximum(&block->maxima[WORST_DIRECT_GAIN], direct, number);
  walras_offer_maximum(&block->maxima[WORST_ERROR], fabs(end.location - y), number);
}

static walras_status play_games(const walras_block *block, void *context) {
  const facility_profiles *profiles = context;
  facility_workplace work = facility_workplace_in(&profiles->rule, walras_block_scratch(block, profiles->scratch));
  for (int64_t number = block->first; number < block->first + block->count; number++) {
    facility_make_profile(profiles, number, &work.profile);
    play(profiles, block, number, &work, NULL);
  }
  return WALRAS_OK;
}

static void record_sweep(void *context, int64_t sweep, double y) {
  if (sweep < FACILITY_SWEEPS_RECORDED)
    walras_record_round(context, SERIES_PATH, sweep, y);
}

/* The path and the reports are those of the first profile, played once more. */
static walras_status record_first_game(const facility_profiles *profiles) {
  const int64_t n = profiles->p->agents;
  void *memory = walras_trial_allocate(profiles->trial, 1, facility_workplace_bytes(n));
  int64_t *agents = walras_trial_allocate(profiles->trial, n, sizeof *agents);
  if (memory == NULL || agents == NULL)
    return walras_trial_status(profiles->trial);
  facility_workplace work = facility_workplace_in(&profiles->rule, memory);
  facility_make_profile(profiles, 0, &work.profile);
  play(profiles, NULL, 0, &work, record_sweep);
  for (int64_t i = 0; i < n; i++)
    agents[i] = i;
  walras_record_column_integers(profiles->trial, TABLE_REPORTS, 0, agents, n);
  walras_record_column_reals(profiles->trial, TABLE_REPORTS, 1, work.profile.reports, n);
  walras_record_column_reals(profiles->trial, TABLE_REPORTS, 2, work.reals, n);
  return WALRAS_OK;
}

walras_status facility_run_equilibrium(walras_trial *trial, const struct facility_parameters *p) {
  facility_profiles profiles;
  walras_reduction *ends;
  walras_status status = facility_profiles_create(trial, p, &profiles);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = 1, .sums = GAME_SUMS, .maxima = WORST}, &ends);
  if (status == WALRAS_OK)
    status = walras_for_each_block(profiles.population, play_games, &profiles, ends);
  if (status != WALRAS_OK)
    return status;
  const double count = (double)profiles.count;
  walras_record_real(trial, METRIC_EQUILIBRIUM_LOCATION, walras_reduction_sum(ends, SUM_EQUILIBRIUM) / count);
  walras_record_real(trial, METRIC_UP_LOCATION, walras_reduction_sum(ends, SUM_UNIFORM) / count);
  walras_record_real(trial, METRIC_EQUILIBRIUM_ERROR, walras_reduction_maximum(ends, WORST_ERROR).value);
  walras_record_integer(trial, METRIC_SWEEPS, (int64_t)walras_reduction_maximum(ends, WORST_SWEEPS).value);
  walras_record_real(trial, METRIC_CONVERGED, (double)walras_reduction_counts(ends)[0] / count);
  walras_record_real(trial, METRIC_RESIDUAL_GAIN, walras_reduction_maximum(ends, WORST_GAIN).value);
  walras_record_real(trial, METRIC_DIRECT_GAIN, walras_reduction_maximum(ends, WORST_DIRECT_GAIN).value);
  walras_record_integer(trial, METRIC_PROFILES, profiles.count);
  return record_first_game(&profiles);
}
