/** What a trial of facility location records; the table's order. */
#ifndef WALRAS_FACILITY_METRICS_H
#define WALRAS_FACILITY_METRICS_H

#include "models/facility-location/axioms.h"
#include "models/facility-location/law.h"

enum facility_metric {
  METRIC_LOCATION,
  METRIC_EXPECTED_LOCATION,
  METRIC_EXPECTED_COST,
  METRIC_MEAN_REPORT,
  METRIC_OPTIMAL_LOCATION,
  METRIC_WELFARE,
  METRIC_COST,
  METRIC_WELFARE_RATIO,
  METRIC_COST_RATIO,
  METRIC_WELFARE_UNBOUNDED,
  METRIC_COST_UNBOUNDED,
  METRIC_THEORY_LOCATION,
  METRIC_THEORY_SD,
  METRIC_SCORE,
  METRIC_SCORE_SQUARED,
  METRIC_PROFILES,
  METRIC_VIOLATIONS, /**< FACILITY_AXIOMS of them */
  METRIC_VIOLATION_FAIRNESS = METRIC_VIOLATIONS + FACILITY_AXIOMS,
  METRIC_LEAST_UNFAIRNESS,
  METRIC_UNIFORM_UNFAIRNESS,
  METRIC_IFS_AGREEMENT,
  METRIC_VECTORS,
  METRIC_MAX_GAIN,
  METRIC_MEAN_GAIN,
  METRIC_MANIPULATORS,
  METRIC_EQUILIBRIUM_LOCATION,
  METRIC_UP_LOCATION,
  METRIC_EQUILIBRIUM_ERROR,
  METRIC_SWEEPS,
  METRIC_CONVERGED,
  METRIC_RESIDUAL_GAIN,
  METRIC_DIRECT_GAIN,
  METRIC_WORST_WELFARE,
  METRIC_WORST_COST,
  METRIC_WORST_WELFARE_UNBOUNDED,
  METRIC_WORST_COST_UNBOUNDED,
  METRIC_THEORY_WELFARE,
  METRIC_THEORY_COST,
  SERIES_PATH,
  HISTOGRAM_LOCATIONS,
  HISTOGRAM_OUTCOMES,
  HISTOGRAM_RATIOS,
  TABLE_REPORTS,
  TABLE_WORST,
  FACILITY_METRICS
};

enum { FACILITY_OUTCOME_BINS = 256 };

extern const walras_metric facility_metrics[FACILITY_METRICS];

/** The rule's E y and E C under a draw are recorded for these parameters. */
bool facility_has_expectation(const void *parameters);
/** Populations whose gains from misreports are found beside the outcome: those of the mean. */
bool facility_has_mean_gains(const void *parameters);
/** The limit of the Uniform Phantom and its spread are known. */
bool facility_has_limit(const void *parameters);
bool facility_has_spread(const void *parameters);

/** The limit of the Uniform Phantom for many agents, and its standard deviation at n; 0 where they are not known. */
typedef struct facility_limit {
  double location, sd; /**< length */
} facility_limit;
facility_limit facility_limit_of(const struct facility_parameters *p, const facility_law *law);

/** Records a ratio and the flag that says when it is without bound. */
void facility_record_ratio(walras_trial *trial, int metric, int flag, double ratio);

#endif
