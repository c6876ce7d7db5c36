/** The tasks of facility location; each runs one trial and records its metrics. Collective. */
#ifndef WALRAS_FACILITY_OUTCOME_H
#define WALRAS_FACILITY_OUTCOME_H

#include "models/facility-location/parameters.h"

enum { FACILITY_BLOCK = 65536 };

/** outcome and scale: the rule on a population of any size. */
walras_status facility_run_outcome(walras_trial *trial, const struct facility_parameters *p);
/** outcome over many profiles of a trial. */
walras_status facility_run_profile_outcomes(walras_trial *trial, const struct facility_parameters *p);
/** The tasks on profiles in memory. */
walras_status facility_run_axioms(walras_trial *trial, const struct facility_parameters *p);
/** axioms with phantom_grid. */
walras_status facility_run_phantom_grid(walras_trial *trial, const struct facility_parameters *p);
walras_status facility_run_misreport(walras_trial *trial, const struct facility_parameters *p);
walras_status facility_run_equilibrium(walras_trial *trial, const struct facility_parameters *p);
walras_status facility_run_worst_case(walras_trial *trial, const struct facility_parameters *p);

#endif
