/* The axioms of every phantom vector on a grid: which of them are fair (one), and which give individual fair shares. */
#include <math.h>

#include "models/facility-location/metrics.h"
#include "models/facility-location/outcome.h"
#include "models/facility-location/profiles.h"

enum { COUNT_VECTORS, COUNT_AGREE, COUNTS };

typedef struct vector_search {
  facility_profiles profiles;
  walras_scratch *values, *ends; /* [n + 1] each, of one vector */
} vector_search;

/* A vector of n - 1 phantoms by its number; false for numbers whose digits do not ascend. */
static bool grid_vector(const struct facility_parameters *p, int64_t number, double *values, int64_t *ends,
                        facility_phantoms *vector, bool *uniform) {
  const int64_t grid = p->phantom_grid, n = p->agents;
  int64_t before = 0;
  values[0] = 0.0;
  ends[0] = 1;
  *uniform = true;
  for (int64_t k = 1; k < n; k++) {
    const int64_t step = number % (grid + 1);
    number /= grid + 1;
    if (step < before)
      return false;
    before = step;
    values[k] = step == grid ? p->domain_length : (double)step * p->domain_length / (double)grid;
    ends[k] = k + 1;
    *uniform = *uniform && step * n == k * grid;
  }
  values[n] = p->domain_length;
  ends[n] = n + 1;
  *vector = (facility_phantoms){.agents = n, .length = p->domain_length, .runs = n + 1, .values = values, .ends = ends};
  return true;
}

static bool inside(const struct facility_parameters *p, const double *values) {
  const double share = p->domain_length / (double)p->agents, tolerance = facility_tolerance(p);
  bool all = true;
  for (int64_t k = 1; k < p->agents; k++)
    all = all && values[k] >= share - tolerance && values[k] <= p->domain_length - share + tolerance;
  return all;
}

static walras_status check_vectors(const walras_block *block, void *context) {
  const vector_search *s = context;
  const struct facility_parameters *p = s->profiles.p;
  const walras_stream shuffle = walras_trial_stream(block->trial, FACILITY_STREAM_SHUFFLE, 0);
  double *values = walras_block_scratch(block, s->values);
  int64_t *ends = walras_block_scratch(block, s->ends);
  facility_rule rule = s->profiles.rule;
  facility_workplace work = facility_workplace_in(&rule, walras_block_scratch(block, s->profiles.scratch));
  for (int64_t number = block->first; number < block->first + block->count; number++) {
    bool uniform;
    double worst[FACILITY_AXIOMS], violation[FACILITY_AXIOMS];
    if (!grid_vector(p, number, values, ends, &rule.phantoms, &uniform))
      continue;
    for (int axiom = 0; axiom < FACILITY_AXIOMS; axiom++)
      worst[axiom] = -(double)INFINITY;
    for (int64_t profile = 0; profile < s->profiles.count; profile++) {
      facility_grid_profile(p, profile, work.profile.reports);
      facility_profile_update(&work.profile);
      facility_violations(&work.profile, &work.derived, &shuffle, violation);
      for (int axiom = 0; axiom < FACILITY_AXIOMS; axiom++)
        worst[axiom] = fmax(worst[axiom], violation[axiom]);
    }
    for (int axiom = 0; axiom < FACILITY_AXIOMS; axiom++)
      walras_offer_maximum(&block->maxima[axiom], worst[axiom], number);
    walras_offer_minimum(&block->minima[uniform], fmax(worst[AXIOM_UFS], worst[AXIOM_PROPORTIONALITY]), number);
    block->counts[COUNT_VECTORS]++;
    block->counts[COUNT_AGREE] += (worst[AXIOM_IFS] <= facility_tolerance(p)) == inside(p, values);
  }
  return WALRAS_OK;
}

static void record(walras_trial *trial, const vector_search *s, const walras_reduction *found) {
  const walras_extremum others = walras_reduction_minimum(found, 0), uniform = walras_reduction_minimum(found, 1);
  const int64_t *counts = walras_reduction_counts(found);
  for (int axiom = 0; axiom < FACILITY_AXIOMS; axiom++)
    walras_record_real(trial, METRIC_VIOLATIONS + axiom, walras_reduction_maximum(found, axiom).value);
  walras_record_real(
      trial, METRIC_VIOLATION_FAIRNESS,
      fmax(walras_reduction_maximum(found, AXIOM_UFS).value, walras_reduction_maximum(found, AXIOM_PROPORTIONALITY).value));
  walras_record_real(trial, METRIC_LEAST_UNFAIRNESS, others.id >= 0 ? others.value : (double)NAN);
  walras_record_real(trial, METRIC_UNIFORM_UNFAIRNESS, uniform.id >= 0 ? uniform.value : (double)NAN);
  walras_record_real(trial, METRIC_IFS_AGREEMENT, (double)counts[COUNT_AGREE] / (double)counts[COUNT_VECTORS]);
  walras_record_integer(trial, METRIC_VECTORS, counts[COUNT_VECTORS]);
  walras_record_integer(trial, METRIC_PROFILES, s->profiles.count);
}

walras_status facility_run_phantom_grid(walras_trial *trial, const struct facility_parameters *p) {
  vector_search *s = walras_trial_allocate_zero(trial, 1, sizeof *s);
  walras_reduction *found;
  walras_population *vectors;
  if (s == NULL)
    return walras_trial_status(trial);
  int64_t numbers = 1;
  for (int64_t k = 1; k < p->agents; k++)
    numbers *= p->phantom_grid + 1;
  walras_status status = facility_profiles_create(trial, p, &s->profiles);
  if (status == WALRAS_OK)
    status = walras_population_create(
        trial, &(walras_population_input){.name = "vectors", .entities = numbers, .block_size = 16, .uneven = true}, &vectors);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)(p->agents + 1) * sizeof(double), &s->values);
  if (status == WALRAS_OK)
    status = walras_scratch_create(trial, (size_t)(p->agents + 1) * sizeof(int64_t), &s->ends);
  if (status == WALRAS_OK)
    status = walras_reduction_create(trial, &(walras_reduction_shape){.counts = COUNTS, .minima = 2, .maxima = FACILITY_AXIOMS},
                                     &found);
  if (status == WALRAS_OK)
    status = walras_for_each_block(vectors, check_vectors, s, found);
  if (status == WALRAS_OK)
    record(trial, s, found);
  return status;
}
