/** Best replies in the game that a manipulable rule makes of reports: agents in turn, each report the best against the others' latest. */
#ifndef WALRAS_FACILITY_EQUILIBRIUM_H
#define WALRAS_FACILITY_EQUILIBRIUM_H

#include "models/facility-location/rules.h"

typedef struct facility_equilibrium {
  int64_t sweeps; /**< made, the last of which changed nothing beyond the tolerance where `converged` */
  bool converged;
  double location;      /**< the outcome of the reports at the end */
  double residual_gain; /**< the most that any agent can still gain */
} facility_equilibrium;

/** What to tell after each sweep: `y` is the outcome then. */
typedef void (*facility_sweep_function)(void *context, int64_t sweep, double y);

/**
 * reports [n]: in, the reports to begin with; out, those at the end. `locations` [n]. Rules: mean (closed form, with the sum of reports in
 * two doubles) and nash (bisection of the agent's report).
 */
facility_equilibrium facility_best_replies(const facility_rule *rule, const double *locations, double *reports, double tolerance,
                                           int64_t most_sweeps, facility_sweep_function told, void *context);

/**
 * The mean's equilibrium written down: reports [n] 0 left of y = UP(x), L right of it, and equal shares of the rest n y - L #{x > y} at y.
 * Returns the most that any agent gains by another report.
 */
double facility_mean_equilibrium(const facility_rule *rule, const double *locations, double y, double *reports);

#endif
