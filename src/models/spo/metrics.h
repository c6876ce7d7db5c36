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
  SPO_METRICS
};
extern const walras_metric spo_metrics[SPO_METRICS];

/** Theorem A's bound on the average policy's gap is proved for these parameters: hedge on exact win rates. */
bool spo_has_bound(const void *parameters);

#endif
