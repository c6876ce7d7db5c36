/** What a lie can gain: the largest fall in an agent's distance from the facility by changing its report alone. */
#ifndef WALRAS_FACILITY_MISREPORT_H
#define WALRAS_FACILITY_MISREPORT_H

#include "models/facility-location/rules.h"

typedef struct facility_gains {
  double largest, sum;  /**< length */
  int64_t manipulators; /**< agents with a gain above 1e-9 */
} facility_gains;

/**
 * Raises `gains` by those of one updated profile (largest: maximum; sum and manipulators: added up). Phantom rules: exact over all reports, from
 * what the others leave an agent, against the outcome found without that. Others: the best of a grid of `grid` reports over [0, L], the other
 * reports, and what theory adds (the mean's exact best reply).
 */
void facility_find_gains(facility_profile *profile, int64_t grid, facility_gains *gains);

#endif
