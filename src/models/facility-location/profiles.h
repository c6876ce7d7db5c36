/** Many profiles in one trial: drawn ones, or all of a grid. Profiles are the population; each is made in a thread's working memory. */
#ifndef WALRAS_FACILITY_PROFILES_H
#define WALRAS_FACILITY_PROFILES_H

#include "models/facility-location/law.h"
#include "models/facility-location/rules.h"
#include "walras/population.h"

typedef struct facility_profiles {
  walras_trial *trial;
  const struct facility_parameters *p;
  facility_rule rule;
  facility_law law;
  int64_t count; /**< p->profiles, or those of the grid */
  walras_population *population;
  walras_scratch *scratch;
} facility_profiles;

/** What a thread works on: profiles of n agents, one as drawn and one derived from it, and reals of its own. */
typedef struct facility_workplace {
  facility_profile profile, derived; /**< without clips in `derived` */
  double *reals;                     /**< [n] */
} facility_workplace;

/** The law, the rule and the population. */
walras_status facility_profiles_create(walras_trial *trial, const struct facility_parameters *p, facility_profiles *profiles);
/** The working memory of a thread in a block, or of `memory` [facility_workplace_bytes]. */
facility_workplace facility_workplace_in(const facility_rule *rule, void *memory);
size_t facility_workplace_bytes(int64_t agents);
/** Fills and updates the profile with a number < count: agents have the numbers from number * n on. */
void facility_make_profile(const facility_profiles *profiles, int64_t number, facility_profile *profile);
/** Profile `number` of the grid of atom_grid steps: its digits are the agents' places. reports [n]. */
void facility_grid_profile(const struct facility_parameters *p, int64_t number, double *reports);

#endif
