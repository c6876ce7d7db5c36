/** What a lie can gain: the largest fall in an agent's distance from the facility by changing its report alone. */
#ifndef WALRAS_FACILITY_MISREPORT_H
#define WALRAS_FACILITY_MISREPORT_H

#include "models/facility-location/rules.h"

typedef struct facility_gains {
  double largest, sum;  /**< length */
  int64_t manipulators; /**< agents with a gain above 1e-9 */
} facility_gains;

/**
 * Raises `gains` by those of one updated profile (largest: maximum; sum and manipulators: added up). Exact over all reports, against the outcome
 * found without the agent's choices, but for the rules of facility_needs_search: the best of a grid of `grid` reports over [0, L] and of
 * the other agents' reports.
 */
void facility_find_gains(facility_profile *profile, int64_t grid, facility_gains *gains);

#endif
