/** The rules on a profile in memory: outcomes, and what one agent's report does to them. */
#ifndef WALRAS_FACILITY_RULES_H
#define WALRAS_FACILITY_RULES_H

#include "models/facility-location/phantoms.h"
#include "walras/trial.h"

/** A rule made ready for n agents; read-only once made. */
typedef struct facility_rule {
  int mechanism;
  int64_t agents;
  double length;
  facility_phantoms phantoms; /**< of phantom rules */
} facility_rule;

walras_status facility_rule_prepare(walras_trial *trial, const struct facility_parameters *p, facility_rule *rule);

/** A profile, its order, and what the rules need of it again and again. Arrays belong to the caller. */
typedef struct facility_profile {
  const facility_rule *rule;
  double *reports, *sorted; /**< [n] by agent; ascending */
  facility_clip *clips;     /**< [n] by place in `sorted`, of phantom rules; or NULL */
  double sum;               /**< of the reports in ascending order: permuting agents changes no bit */
} facility_profile;

/** Sorts the reports and sets everything that follows from them. */
void facility_profile_update(facility_profile *profile);
/** A profile with arrays of the trial's arena, not yet filled. */
walras_status facility_profile_create(walras_trial *trial, const facility_rule *rule, facility_profile *profile);

/** The outcome of a rule without a draw; the expected one of random_rank and lrm, worked out place by place. */
double facility_outcome(const facility_profile *profile);
/** |x - y|, its expectation under random_rank and lrm. */
double facility_expected_distance(const facility_profile *profile, double x);
/** The same for agent i at x when it reports `report` instead of its entry in the profile. Rewrites that entry for the time of the call. */
double facility_distance_after(facility_profile *profile, int64_t agent, double x, double report);
/** The outcome when agent i reports `report`; rules without a draw. As above. */
double facility_outcome_after(facility_profile *profile, int64_t agent, double report);

/** Sum of |x_i - y| over sorted locations [n]. */
double facility_total_cost(const double *sorted, int64_t n, double y);
void facility_sort(double *values, int64_t count);

#endif
