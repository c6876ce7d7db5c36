/** What a trial of SPO records; the table's order. */
#ifndef WALRAS_SPO_METRICS_H
#define WALRAS_SPO_METRICS_H

#include "models/shared/preference_games/evaluation.h"
#include "models/spo/parameters.h"

enum spo_metric {
  SPO_FIRST = PREFERENCE_METRIC_COUNT,
  METRIC_GAP_PAYOFF = SPO_FIRST,
  METRIC_BOUND,
  METRIC_BOUND_RATIO,
  METRIC_ENTROPY,
  METRIC_RETURN,
  METRIC_RETURN_SAMPLED,
  METRIC_FRACTION_LEFT,
  METRIC_STEPS,
  METRIC_FINAL_STATE,
  METRIC_FINAL_ANGLE,
  METRIC_VIOLATING_SHARE,
  METRIC_QUERIES,
  METRIC_RM_ACCURACY,
  METRIC_EXPLOITABILITY,
  METRIC_ZONE_OCCUPANCY,
  METRIC_WINNER_DISTANCE,
  METRIC_TRAIN_RETURN,
  METRIC_WIN_SHARE,
  METRIC_ENTROPY_COURSE,
  METRIC_RM_ACCURACY_COURSE,
  METRIC_QUERIES_COURSE,
  METRIC_EXPLOITABILITY_COURSE,
  METRIC_ZONE_COURSE, /**< three of them */
  METRIC_ZONE_COURSE_LAST = METRIC_ZONE_COURSE + 2,
  SPO_METRICS
};
extern const walras_metric spo_metrics[SPO_METRICS];

/** Theorem A's bound on the average policy's gap is proved for these parameters: hedge on exact win rates. */
bool spo_has_bound(const void *parameters);

#endif
