/**
 * Phantom vectors: n + 1 fixed numbers p_0 <= ... <= p_n beside n reports. The rule's outcome, the median of all 2 n + 1 numbers, is
 * y = max over k = 0..n of min(p_k, r^(k)), r^(k) the k-th largest report and r^(0) = L (Moulin 1980). Rules with n - 1 phantoms have
 * p_0 = 0 and p_n = L.
 */
#ifndef WALRAS_FACILITY_PHANTOMS_H
#define WALRAS_FACILITY_PHANTOMS_H

#include "models/facility-location/parameters.h"

enum { FACILITY_FEW_RUNS = 4 };

/** A phantom vector; values in ascending runs, or the uniform one, whose phantoms k L/n need no memory. Read-only once made. */
typedef struct facility_phantoms {
  int64_t agents;
  double length;
  bool uniform;
  int64_t runs;
  const double *values; /**< [runs] ascending; NULL: few_values */
  const int64_t *ends;  /**< [runs] run i holds phantoms from the end before up to ends[i] - 1; the last end is n + 1 */
  double few_values[FACILITY_FEW_RUNS];
  int64_t few_ends[FACILITY_FEW_RUNS];
} facility_phantoms;

/** The vector of a phantom rule. `memory` [custom_phantoms.count + 2] for its values and as many `ends`: only read for mechanism = phantom. */
facility_phantoms facility_phantoms_of(const struct facility_parameters *p, double *memory, int64_t *ends);
/** The vector of the rule "the rank-th smallest report", 1 <= rank <= n. */
facility_phantoms facility_rank_phantoms(int64_t agents, double length, int64_t rank);

/** p_k, 0 <= k <= n. The uniform ones are (double)k L / (double)n. */
double facility_phantom(const facility_phantoms *phantoms, int64_t k);
/** The least k with p_k >= t; n + 1 when there is none. */
int64_t facility_phantoms_reaching(const facility_phantoms *phantoms, double t);
/** The outcome for reports [n] in ascending order: O(log n). */
double facility_phantom_outcome(const facility_phantoms *phantoms, const double *sorted);

/** What the others' reports leave an agent: the outcome is the agent's report cut to [low, high]. */
typedef struct facility_clip {
  double low, high;
} facility_clip;
/** clips [n]: of the agent with the i-th smallest report, for reports [n] in ascending order. O(n). */
void facility_phantom_clips(const facility_phantoms *phantoms, const double *sorted, facility_clip *clips);

/** The different places of {0, L} and the phantoms: the coordinates of the worst profiles. */
int64_t facility_place_count(const struct facility_parameters *p);
/** places [facility_place_count], ascending. */
void facility_places(const facility_phantoms *phantoms, double *places);

#endif
