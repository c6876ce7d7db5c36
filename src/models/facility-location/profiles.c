#include "models/facility-location/profiles.h"

enum { BLOCK_WORK = 4096, BLOCK_PROFILES = 256 };

size_t facility_workplace_bytes(int64_t agents) {
  return (size_t)agents * (5 * sizeof(double) + sizeof(facility_clip));
}

facility_workplace facility_workplace_in(const facility_rule *rule, void *memory) {
  const int64_t n = rule->agents;
  double *reals = memory;
  facility_workplace work = {.profile = {.rule = rule, .reports = reals, .sorted = reals + n},
                             .derived = {.rule = rule, .reports = reals + 2 * n, .sorted = reals + 3 * n},
                             .reals = reals + 4 * n};
  if (facility_is_phantom_rule(rule->mechanism))
    work.profile.clips = (facility_clip *)(reals + 5 * n);
  return work;
}

static int64_t grid_profiles(const struct facility_parameters *p) {
  int64_t count = 1;
  for (int64_t i = 0; i < p->agents; i++)
    count *= p->atom_grid + 1;
  return count;
}

/* A block is large enough to be worth handing out, and small enough to be shared. */
static int64_t block_size(int64_t agents) {
  const int64_t profiles = BLOCK_WORK / agents;
  return profiles < 1 ? 1 : profiles > BLOCK_PROFILES ? BLOCK_PROFILES : profiles;
}

walras_status facility_profiles_create(walras_trial *trial, const struct facility_parameters *p, facility_profiles *profiles) {
  const bool grid = p->exhaustive || p->phantom_grid > 0;
  *profiles = (facility_profiles){.trial = trial, .p = p, .count = grid ? grid_profiles(p) : p->profiles};
  walras_status status = facility_rule_prepare(trial, p, &profiles->rule);
  if (status == WALRAS_OK && !grid)
    status = facility_law_prepare(trial, p, (double)p->agents * (double)profiles->count, &profiles->law);
  if (status == WALRAS_OK)
    status = walras_population_create(
        trial, &(walras_population_input){.name = "profiles", .entities = profiles->count, .block_size = block_size(p->agents)},
        &profiles->population);
  return status == WALRAS_OK ? walras_scratch_create(trial, facility_workplace_bytes(p->agents), &profiles->scratch) : status;
}

void facility_grid_profile(const struct facility_parameters *p, int64_t number, double *reports) {
  for (int64_t i = 0; i < p->agents; i++) {
    const int64_t step = number % (p->atom_grid + 1);
    number /= p->atom_grid + 1;
    reports[i] = step == p->atom_grid ? p->domain_length : (double)step * p->domain_length / (double)p->atom_grid;
  }
}

void facility_make_profile(const facility_profiles *profiles, int64_t number, facility_profile *profile) {
  const int64_t n = profiles->p->agents;
  if (profiles->p->exhaustive)
    facility_grid_profile(profiles->p, number, profile->reports);
  for (int64_t at = 0; !profiles->p->exhaustive && at < n; at += FACILITY_CHUNK)
    facility_law_fill(&profiles->law, number * n + at, n - at < FACILITY_CHUNK ? n - at : FACILITY_CHUNK, profile->reports + at);
  facility_profile_update(profile);
}
